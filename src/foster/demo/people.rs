//! Invented people. No NIK has a 99th day of birth, so that none of these can be anybody's.

use chrono::{Datelike, NaiveDate};

use super::plan::Place;
use crate::child::Identity;
use crate::mother::MotherIdentity;

/// Who a child is.
pub(super) fn identity(place: &Place, number: i32, birth_date: NaiveDate) -> Identity {
    let (month, year) = (birth_date.month(), birth_date.year() % 100);
    Identity {
        name: format!("{} {number:03} (buatan)", invented(number, 7)),
        nik: Some(format!(
            "{}99{month:02}{year:02}{:04}",
            place.nik,
            9_000 + number
        )),
        mother_name: Some(mother(number)),
        father_name: None,
        address: Some(format!("Alamat contoh {number:03} (buatan)")),
    }
}

/// Who an expectant mother is. Of a woman the day of birth has forty added: 99 and forty is none either.
pub(super) fn expecting(place: &Place, number: i32) -> MotherIdentity {
    MotherIdentity {
        name: format!("{} {number:03} (buatan)", invented(number, 13)),
        nik: Some(format!("{}990195{:04}", place.nik, 8_000 + number)),
        address: Some(format!("Alamat contoh {number:03} (buatan)")),
        telephone: None,
    }
}

/// Its mother, who agrees to things.
pub(super) fn mother(number: i32) -> String {
    format!("{} {number:03} (buatan)", invented(number, 11))
}

/// A name that nobody has. Names that differ by their number alone would be taken for one child.
fn invented(number: i32, step: i32) -> String {
    const PARTS: [&str; 16] = [
        "bax", "qil", "dov", "fezu", "gorp", "hyx", "jun", "kwam", "lirq", "moz", "nup", "pexi",
        "ruv", "syq", "tolb", "wej",
    ];
    let part = |at: i32| {
        let at = usize::try_from(at.rem_euclid(16)).unwrap_or_default();
        PARTS.get(at).copied().unwrap_or_default()
    };
    let (low, high) = (number * step, number / 16 * (step + 2));
    [low, high + 5, low + high].map(part).concat()
}
