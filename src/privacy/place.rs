//! Where the records of privacy belong, and in which order they are listed.

use sea_orm::{ConnectionTrait, DbErr};

use crate::auth::RegionScope;
use crate::problem::{Fault, Place};
use crate::region;

/// What is wrong with the region of a request: it is unknown or outside the caller's, one answer for both.
///
/// # Errors
/// The database.
pub async fn fault(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<Fault>, DbErr> {
    if scope.contains(code) && region::find(connection, code).await?.is_some() {
        return Ok(None);
    }
    let place = Place::Pointer("/region_code".to_owned());
    Ok(Some(region::code_fault(place, code)))
}
