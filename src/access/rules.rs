//! What several inputs of this feature have in common: names, reasons, and regions within the caller's own.

use sea_orm::ConnectionTrait;
use validator::ValidationError;

use crate::auth::RegionScope;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::validation::broken;

/// Whether a text can be a user name.
pub(super) fn is_username(text: &str) -> bool {
    (3..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

/// A user name.
///
/// # Errors
/// When it is none.
pub(super) fn username(text: &str) -> Result<(), ValidationError> {
    if is_username(text) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus 3 sampai 40 huruf kecil, angka, titik, garis bawah, atau tanda hubung, diawali huruf",
        "must be 3 to 40 lower-case letters, digits, dots, underscores or hyphens, beginning with a letter",
    ))
}

/// What is wrong with a region's code; one answer for an unknown region and for one outside the scope.
///
/// # Errors
/// The database.
pub(super) async fn region_fault<C: ConnectionTrait>(
    tx: &C,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<Fault>, Problem> {
    let place = Place::Pointer("/region_code".to_owned());
    if !scope.contains(code) {
        return Ok(Some(region::code_fault(place, code)));
    }
    Ok(region::check_code(tx, code, place).await?.err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_user_names() {
        for fine in ["abc", "province64", "a.b-c_d", &"a".repeat(40)] {
            assert!(username(fine).is_ok(), "{fine}");
        }
        for wrong in [
            "",
            "ab",
            "Abc",
            "1abc",
            "a b",
            "abc\u{0}",
            "äbc",
            &"a".repeat(41),
        ] {
            assert!(username(wrong).is_err(), "{wrong}");
        }
    }
}
