//! Invented people. No NIK has a 99th day of birth, so that none of these can be anybody's.

use chrono::{Datelike, NaiveDate};

use super::plan::Place;
use crate::child::Identity;

/// Who a child is.
pub(super) fn identity(place: &Place, number: i32, birth_date: NaiveDate) -> Identity {
    let (month, year) = (birth_date.month(), birth_date.year() % 100);
    Identity {
        name: format!("Anak Contoh {number:03} (buatan)"),
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

/// Its mother, who agrees to things.
pub(super) fn mother(number: i32) -> String {
    format!("Ibu Contoh {number:03} (buatan)")
}
