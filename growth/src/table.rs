//! WHO's tables, as `build.rs` packs them: L, M and S by day of age, or by tenth of a centimetre.

use crate::assess::{Posture, Sex};
use crate::number::Micro;
use crate::score::Index;

/// What a table says of a day or a length: the skewness, the median and the coefficient of variation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lms {
    /// The power of the Box-Cox transformation.
    pub l: f64,
    /// The median.
    pub m: f64,
    /// The coefficient of variation.
    pub s: f64,
}

type Rows = &'static [[u8; 8]];

macro_rules! rows {
    ($name:literal, $sex:ident) => {{
        const BOYS: Rows = include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "_M.bin"))
            .as_chunks::<8>()
            .0;
        const GIRLS: Rows = include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "_F.bin"))
            .as_chunks::<8>()
            .0;
        match $sex {
            Sex::Male => BOYS,
            Sex::Female => GIRLS,
        }
    }};
}

/// The first day of the table of arm circumference.
pub(crate) const FIRST_ARM_DAY: i32 = 91;

/// L, M and S of an index by age; none of weight-for-length, and of days that the table does not have.
pub(crate) fn by_day(index: Index, sex: Sex, day: i32) -> Option<Lms> {
    let (rows, first) = match index {
        Index::Waz => (rows!("wfa_day", sex), 0),
        Index::Haz => (rows!("lhfa_day", sex), 0),
        Index::Baz => (rows!("bmifa_day", sex), 0),
        Index::Hcz => (rows!("hcfa_day", sex), 0),
        Index::Acz => (rows!("acfa_day", sex), FIRST_ARM_DAY),
        Index::Whz => return None,
    };
    row(rows, i64::from(day) - i64::from(first))
}

/// L, M and S of an index at the end of a month, as WHO's tables by month have it: these are what is printed.
pub(crate) fn by_month(
    index: Index,
    sex: Sex,
    posture: Option<Posture>,
    month: i32,
) -> Option<Lms> {
    let standing = posture == Some(Posture::Standing);
    let (rows, first) = match (index, standing) {
        (Index::Waz, _) => (rows!("wfa_month", sex), 0),
        (Index::Haz, false) => (rows!("lhfa_monthL", sex), 0),
        (Index::Haz, true) => (rows!("lhfa_monthH", sex), 24),
        (Index::Baz, false) => (rows!("bmifa_monthL", sex), 0),
        (Index::Baz, true) => (rows!("bmifa_monthH", sex), 24),
        (Index::Hcz, _) => (rows!("hcfa_month", sex), 0),
        (Index::Acz, _) => (rows!("acfa_month", sex), 3),
        (Index::Whz, _) => return None,
    };
    row(rows, i64::from(month) - first)
}

/// The lengths and heights, in centimetres, between which weight is judged by them.
pub(crate) const fn bounds(posture: Posture) -> (Micro, Micro) {
    match posture {
        Posture::Lying => (
            Micro::from_millionths(45_000_000),
            Micro::from_millionths(110_000_000),
        ),
        Posture::Standing => (
            Micro::from_millionths(65_000_000),
            Micro::from_millionths(120_000_000),
        ),
    }
}

/// L, M and S of weight by length or height, between two rows in proportion; none outside the table.
pub(crate) fn by_height(sex: Sex, posture: Posture, height: Micro) -> Option<Lms> {
    const ROW: i64 = 100_000;
    let (from, to) = bounds(posture);
    if height < from || height > to {
        return None;
    }
    let rows = match posture {
        Posture::Lying => rows!("wfl", sex),
        Posture::Standing => rows!("wfh", sex),
    };
    let above = height - from;
    let (key, rest) = (above.millionths() / ROW, above.millionths() % ROW);
    let low = row(rows, key)?;
    if rest == 0 {
        return Some(low);
    }
    let high = row(rows, key + 1)?;
    let share = Micro::from_millionths(rest * 10).as_f64();
    let between = |low: f64, high: f64| low + share * (high - low);
    Some(Lms {
        l: between(low.l, high.l),
        m: between(low.m, high.m),
        s: between(low.s, high.s),
    })
}

fn row(rows: Rows, key: i64) -> Option<Lms> {
    let [l0, l1, m0, m1, m2, m3, s0, s1] = *rows.get(usize::try_from(key).ok()?)?;
    Some(Lms {
        l: f64::from(i16::from_le_bytes([l0, l1])) / 1e4,
        m: f64::from(u32::from_le_bytes([m0, m1, m2, m3])) / 1e4,
        s: f64::from(u16::from_le_bytes([s0, s1])) / 1e5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every row of the packed tables against the text of the source.
    #[test]
    fn the_packed_tables_are_those_of_the_source() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/who/");
        let mut rows = 0;
        for (file, index) in [
            ("wfa_month", Index::Waz),
            ("lhfa_month", Index::Haz),
            ("bmifa_month", Index::Baz),
            ("hcfa_month", Index::Hcz),
            ("acfa_month", Index::Acz),
            ("wfa_day", Index::Waz),
            ("lhfa_day", Index::Haz),
            ("bmifa_day", Index::Baz),
            ("hcfa_day", Index::Hcz),
            ("acfa_day", Index::Acz),
            ("wfl", Index::Whz),
            ("wfh", Index::Whz),
        ] {
            let csv = std::fs::read_to_string(format!("{folder}lms_{file}.csv")).unwrap();
            for line in csv.lines().skip(1) {
                let cells: Vec<&str> = line.split(',').collect();
                let number = |at: usize| cells[at].parse::<f64>().unwrap();
                let sex = Sex::from_code(cells[0]).unwrap();
                let found = match file {
                    "wfl" => by_height(sex, Posture::Lying, Micro::from_f64(number(1)).unwrap()),
                    "wfh" => by_height(sex, Posture::Standing, Micro::from_f64(number(1)).unwrap()),
                    _ if file.ends_with("month") => {
                        let posture = match cells.last() {
                            Some(&"L") => Some(Posture::Lying),
                            Some(&"H") => Some(Posture::Standing),
                            _ => None,
                        };
                        by_month(index, sex, posture, cells[1].parse().unwrap())
                    }
                    _ => by_day(index, sex, cells[1].parse().unwrap()),
                };
                let expected = Lms {
                    l: number(2),
                    m: number(3),
                    s: number(4),
                };
                assert_eq!(found, Some(expected), "{file}: {line}");
                rows += 1;
            }
        }
        assert_eq!(rows, 20_792 + 608);
    }

    #[test]
    fn outside_a_table_is_nothing() {
        let cm = |hundredths| Micro::from_hundredths(hundredths);
        for (posture, outside) in [
            (Posture::Lying, [4499, 11001]),
            (Posture::Standing, [6499, 12001]),
        ] {
            for height in outside {
                assert_eq!(by_height(Sex::Male, posture, cm(height)), None);
            }
        }
        assert!(by_height(Sex::Male, Posture::Lying, cm(11000)).is_some());
        assert!(by_height(Sex::Female, Posture::Standing, cm(12000)).is_some());
        assert_eq!(by_day(Index::Acz, Sex::Male, 90), None);
        assert!(by_day(Index::Acz, Sex::Male, 91).is_some());
        assert_eq!(by_day(Index::Waz, Sex::Male, -1), None);
        assert_eq!(by_day(Index::Waz, Sex::Male, i32::MAX), None);
    }
}
