//! Whether two records are of one child: by NIK where both are whole, else by day of birth, sex and name, with the parents
//! and the place to settle what remains. Two children are never put together because they are merely alike: what is not
//! clear is for a person to decide.

use chrono::NaiveDate;
use entity::kind::Sex;

use super::days::is_slip;
use super::names::Comparable;

/// From which likeness on names are the same, might be, and parents' names do not contradict.
const SAME_NAME: u8 = 90;
const LIKE_NAME: u8 = 78;
const SAME_PARENT: u8 = 85;
const OTHER_PARENT: u8 = 70;

/// What is compared of a record.
#[derive(Clone)]
pub struct Features {
    /// By what its NIK is found; `None` if it is not whole.
    pub nik_index: Option<Vec<u8>>,
    /// Its sex.
    pub sex: Sex,
    /// Its day of birth.
    pub birth_date: NaiveDate,
    /// Where it lives.
    pub region_code: String,
    /// Its name.
    pub name: Option<Comparable>,
    /// Its parents' names.
    pub parents: Vec<Comparable>,
}

/// By what two records were found to be alike; shown to who decides.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The same NIK.
    Nik,
    /// The same day of birth.
    BirthDate,
    /// A day of birth that differs as a slip does: day and month exchanged, or one of day, month, year.
    NearBirthDate,
    /// The same name, however spelt.
    Name,
    /// Names that are alike.
    LikeName,
    /// A parent of the same name.
    Parent,
    /// The same village.
    Village,
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A person has to look.
    Possible,
    /// One child.
    Match,
}

/// How alike two records are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// How sure it is.
    pub verdict: Verdict,
    /// From 0 to 100, to order candidates by.
    pub score: u8,
    /// By what.
    pub grounds: Vec<Ground>,
}

/// Compares two records; `None` if they are of two children.
pub fn compare(left: &Features, right: &Features) -> Option<Likeness> {
    let same_nik = matches!((&left.nik_index, &right.nik_index), (Some(a), Some(b)) if a == b);
    let other_nik = matches!((&left.nik_index, &right.nik_index), (Some(a), Some(b)) if a != b);
    let same_sex = left.sex == right.sex;
    let same_day = left.birth_date == right.birth_date;
    let near_day = !same_day && is_slip(left.birth_date, right.birth_date);
    // What can no longer be one child is not compared any further: most pairs of a large file are such.
    if !same_nik && !(same_sex && (same_day || near_day)) {
        return None;
    }
    let least = match (same_nik, same_day) {
        (true, _) => 0,
        (false, true) => LIKE_NAME,
        (false, false) => SAME_NAME,
    };
    let name = name_likeness(left, right, least)?;
    let parent = parent_likeness(left, right);
    let same_village = left.region_code == right.region_code;
    let verdict = if same_nik {
        // A NIK was typed for another child more often than a sister was given the same one.
        let confirmed = same_sex && (same_day || name >= SAME_NAME);
        if confirmed {
            Verdict::Match
        } else {
            Verdict::Possible
        }
    } else if same_day
        && name >= SAME_NAME
        && parent.is_none_or(|p| p >= OTHER_PARENT)
        && !other_nik
    {
        Verdict::Match
    } else if (same_day
        && (name >= SAME_NAME || (!other_nik && parent.is_none_or(|p| p >= OTHER_PARENT))))
        || (near_day && name >= SAME_NAME && parent.is_some_and(|p| p >= SAME_PARENT))
    {
        Verdict::Possible
    } else {
        return None;
    };
    let grounds = [
        (same_nik, Ground::Nik),
        (same_day, Ground::BirthDate),
        (near_day, Ground::NearBirthDate),
        (name >= SAME_NAME, Ground::Name),
        ((LIKE_NAME..SAME_NAME).contains(&name), Ground::LikeName),
        (parent.is_some_and(|p| p >= SAME_PARENT), Ground::Parent),
        (same_village, Ground::Village),
    ];
    let grounds: Vec<Ground> = grounds
        .into_iter()
        .filter_map(|(is, ground)| is.then_some(ground))
        .collect();
    Some(Likeness {
        verdict,
        score: score(name, parent, same_day, same_nik, same_village),
        grounds,
    })
}

fn score(name: u8, parent: Option<u8>, same_day: bool, same_nik: bool, same_village: bool) -> u8 {
    let parts = [
        (u32::from(name), 50),
        (u32::from(parent.unwrap_or(60)), 20),
        (if same_day { 100 } else { 40 }, 20),
        (if same_village { 100 } else { 50 }, 10),
    ];
    let sum: u32 = parts.iter().map(|(value, weight)| value * weight).sum();
    let score = u8::try_from(sum / 100).unwrap_or(100);
    if same_nik {
        score.max(98)
    } else {
        score.min(97)
    }
}

/// How alike the names are, if at least so much.
fn name_likeness(left: &Features, right: &Features, least: u8) -> Option<u8> {
    let likeness = match (&left.name, &right.name) {
        (Some(a), Some(b)) => a.likeness_from(b, least),
        _ => 0,
    };
    (likeness >= least).then_some(likeness)
}

/// How alike the parents' names are that are most alike; `None` where one record names none.
fn parent_likeness(left: &Features, right: &Features) -> Option<u8> {
    let pairs = left
        .parents
        .iter()
        .flat_map(|a| right.parents.iter().map(move |b| a.likeness(b)));
    pairs.max()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// NIK, sex, day of birth, name, mother; `-` is none.
    fn features(line: &str) -> Features {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        Features {
            nik_index: (parts[0] != "-").then(|| parts[0].as_bytes().to_vec()),
            sex: if parts[1] == "M" {
                Sex::Male
            } else {
                Sex::Female
            },
            birth_date: parts[2].parse().unwrap(),
            region_code: "64.74.01.1001".to_owned(),
            name: Comparable::new(parts[3]),
            parents: Comparable::new(parts[4]).into_iter().collect(),
        }
    }

    const CASES: &str = "
        1 | M | 2022-03-04 | Riski Contoh    | -               | match    | the same NIK
        1 | F | 2022-03-04 | Rizky Contoh    | -               | possible | NIK of another sex
        1 | M | 2021-07-09 | Dewi Lain       | -               | possible | NIK alone
        - | M | 2022-03-04 | RIZKY  CONTOH   | Anisa Contoh    | match    | day, name, mother
        - | M | 2022-03-04 | RIZKY CONTOH    | -               | match    | day and name
        - | M | 2022-03-04 | Rizky Contoh    | Wulan Sembarang | possible | another mother
        2 | M | 2022-03-04 | Rizky Contoh    | Anisa Contoh    | possible | another NIK
        - | M | 2022-03-04 | Rizal Cantik    | Anisa Contoh    | possible | a name that is like
        - | M | 2022-03-04 | Rizal Cantik    | Wulan Sembarang | none     | a name that is like, another mother
        2 | M | 2022-03-04 | Rizal Cantik    | Anisa Contoh    | none     | a name that is like, another NIK
        - | M | 2022-04-03 | Rizky Contoh    | Anisa Contoh    | possible | day and month exchanged
        - | M | 2022-04-03 | Rizky Contoh    | -               | none     | another day, nothing to confirm
        - | F | 2022-03-04 | Rizky Contoh    | Anisa Contoh    | none     | another sex
        - | M | 2022-03-04 | Bagus Sembarang | Anisa Contoh    | none     | a twin";

    #[test]
    fn puts_together_what_is_clear_only() {
        let known = features("1 | M | 2022-03-04 | Rizky Contoh | Anisa Contoh");
        for line in CASES.lines().filter(|line| !line.is_empty()) {
            let expected = match line.split('|').nth(5).map(str::trim) {
                Some("match") => Some(Verdict::Match),
                Some("possible") => Some(Verdict::Possible),
                _ => None,
            };
            let found = compare(&known, &features(line));
            assert_eq!(found.map(|found| found.verdict), expected, "{line}");
        }
    }
}
