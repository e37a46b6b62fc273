//! What several inputs of this feature have in common: names, reasons, and regions within the caller's own.

use entity::region;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use validator::ValidationError;

use crate::auth::RegionScope;
use crate::problem::{Fault, Problem};
use crate::text::text;
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

/// Whether a region exists within the scope; one answer for both ways in which it does not.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the code is checked against the scope first"
)]
pub(super) async fn region_fault<C: ConnectionTrait>(
    tx: &C,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<Fault>, Problem> {
    let known = is_region_code(code)
        && scope.contains(code)
        && region::Entity::find_by_id(code).count(tx).await? > 0;
    Ok((!known).then(|| {
        Fault::body(
            "/region_code",
            "unknown_region",
            text(
                "tidak ada wilayah dengan kode itu dalam wilayah Anda",
                "there is no region with that code within your region",
            ),
        )
    }))
}

/// Whether a text may be asked of the database as a region's code.
fn is_region_code(text: &str) -> bool {
    text == "ID" || (text.len() <= 13 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
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
