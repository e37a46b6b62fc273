//! Cells as health posts fill them in: days, numbers, sex, posture.

use chrono::{Days, NaiveDate};
use entity::kind::{Posture, Sex};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::columns::bare;

/// Months by the letters that tell them, in Indonesian and in the English of spreadsheet programs; old spellings too.
const MONTHS: [(&str, u32); 20] = [
    ("jan", 1),
    ("feb", 2),
    ("peb", 2),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("agu", 8),
    ("ags", 8),
    ("agt", 8),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("nop", 11),
    ("des", 12),
    ("dec", 12),
];

/// What a cell says, if it says anything: blank and `-` do not.
pub fn said(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    (!cell.is_empty() && cell != "-").then_some(cell)
}

/// A day: 2022-08-05, 05-08-2022, 05/08/2022, 5 Agustus 2022, a spreadsheet's day number; a time behind it is passed over.
/// The day stands before the month; a year of two digits could be any.
pub fn day(cell: &str) -> Option<NaiveDate> {
    let cell = cell.trim().trim_start_matches('\'');
    let date = cell.split('T').next().unwrap_or(cell);
    if let Some(serial) = serial(date) {
        return Some(serial);
    }
    let parts: Vec<&str> = date
        .split(['-', '/', '.', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third, rest @ ..] = parts.as_slice() else {
        return None;
    };
    if !rest.iter().all(|part| part.contains(':')) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, month(second)?, number(third)?)
    } else if third.len() == 4 {
        (number(third)?, month(second)?, number(first)?)
    } else {
        return None;
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// The days that spreadsheets count since 30 December 1899; only what can be a day of a living child.
fn serial(text: &str) -> Option<NaiveDate> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    let days: u64 = whole.parse().ok()?;
    (25_000..80_000).contains(&days).then_some(())?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

fn month(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let letters = bare(text);
    MONTHS
        .iter()
        .find(|(begin, _)| letters.starts_with(begin))
        .map(|(_, month)| *month)
}

/// A day written with the month first, which is what is meant where there is no other way to read it.
pub fn day_if_month_first(cell: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = cell.trim().split(['-', '/', '.']).collect();
    let [month, day, year] = parts.as_slice() else {
        return None;
    };
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A number in thousandths; the decimal point may be a comma, a unit may stand behind it.
pub fn thousandths(cell: &str) -> Option<i32> {
    let cell = cell.trim().trim_start_matches('\'');
    let number = ["kg", "Kg", "KG", "cm", "Cm", "CM"]
        .iter()
        .find_map(|unit| cell.strip_suffix(unit))
        .map_or(cell, str::trim_end);
    if number.contains(',') && number.contains('.') {
        return None;
    }
    let number: Decimal = number.replace(',', ".").parse().ok()?;
    number
        .checked_mul(Decimal::ONE_THOUSAND)?
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
        .to_i32()
}

/// L and P, and the words that they stand for.
pub fn sex(cell: &str) -> Option<Sex> {
    match bare(cell).as_str() {
        "l" | "lk" | "lakilaki" | "laki" | "m" | "male" => Some(Sex::Male),
        "p" | "pr" | "perempuan" | "wanita" | "f" | "female" => Some(Sex::Female),
        _ => None,
    }
}

/// Terlentang (also Telentang) and Berdiri.
pub fn posture(cell: &str) -> Option<Posture> {
    match bare(cell).as_str() {
        "terlentang" | "telentang" | "tidur" | "berbaring" | "baring" | "l" | "t" => {
            Some(Posture::Lying)
        }
        "berdiri" | "diri" | "b" | "h" => Some(Posture::Standing),
        _ => None,
    }
}

/// Mother and father, of `AYAH / IBU`, `AYAH, IBU`, or one name, which is the mother's.
pub fn parents(cell: &str) -> (Option<String>, Option<String>) {
    let name =
        |text: &str| said(text).map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    match cell.split_once('/').or_else(|| cell.split_once(',')) {
        Some((father, mother)) => (name(mother), name(father)),
        None => (name(cell), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_days_as_they_are_written() {
        for text in [
            "2022-08-05",
            "05-08-2022",
            "5/8/2022",
            "5 Agustus 2022",
            "5-Agu-2022",
            "05 agst 2022",
            "5 August 2022",
            "44778",
            "44778.0",
            "2022-08-05 00:00:00",
            "2022-08-05T00:00:00",
            "05.08.2022",
            "'2022-08-05",
        ] {
            assert_eq!(day(text), "2022-08-05".parse().ok(), "{text}");
        }
        for text in [
            "",
            "-",
            "05-08-22",
            "2022",
            "31-02-2022",
            "08/13/2022",
            "5 Foo 2022",
            "120",
            "2022-08-05 x",
            "99999",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(day_if_month_first("08/13/2022"), "2022-08-13".parse().ok());
    }

    #[test]
    fn reads_numbers_sex_posture_and_parents() {
        for (text, number) in [
            ("12,7", Some(12_700)),
            ("12.75", Some(12_750)),
            ("7", Some(7_000)),
            ("8.0 kg", Some(8_000)),
            ("-0,99", Some(-990)),
            ("94.80000000000001", Some(94_800)),
            ("1.234,5", None),
            ("x", None),
            ("0.9x", None),
            ("", None),
            ("1e400", None),
            ("99999999999999999999999999999", None),
        ] {
            assert_eq!(thousandths(text), number, "{text}");
        }
        assert_eq!(
            (sex("l"), sex("Laki-laki"), sex("P "), sex("x")),
            (Some(Sex::Male), Some(Sex::Male), Some(Sex::Female), None)
        );
        assert_eq!(
            (posture("Telentang"), posture("BERDIRI"), posture("?")),
            (Some(Posture::Lying), Some(Posture::Standing), None)
        );
        let pair = |m: &str, f: &str| (Some(m.to_owned()), Some(f.to_owned()));
        assert_eq!(
            parents("AYAH SATU /  IBU  DUA"),
            pair("IBU DUA", "AYAH SATU")
        );
        assert_eq!(parents("AYAH, IBU"), pair("IBU", "AYAH"));
        assert_eq!(parents("IBU"), (Some("IBU".to_owned()), None));
        assert_eq!(parents("- / IBU"), (Some("IBU".to_owned()), None));
    }
}
