//! The operations of consents.

use actix_web::{get, post};
use entity::id::{ChildConsentId, ChildId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{ChildConsentCreate, ChildConsentWithdrawal};
use super::model::{ChildConsent, ChildConsents};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadChildren, WriteChildren};
use crate::http::document::IfMatchHeader;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_child_consents)
        .service(create_child_consent)
        .service(read_child_consent)
        .service(withdraw_child_consent);
}

/// List the consents of a child
///
/// Given and taken back; who gave them is told by a copy of all data only.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "The consents", body = ChildConsents)),
)]
#[get("/children/{id}/consents")]
async fn list_child_consents(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, ChildId(id)).await
}

/// Record a consent
///
/// What a parent or guardian agreed to, by which text and when. Without a valid consent of the scope `donor_disclosure` nothing
/// of a child is told to a donor.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 201, description = "Recorded", body = ChildConsent)),
)]
#[post("/children/{id}/consents")]
async fn create_child_consent(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    Json(body): Json<ChildConsentCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, ChildId(id), body).await
}

/// Read a consent
///
/// Of a child of the caller's region; who gave it is not told here.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The consent")),
    responses((status = 200, description = "The consent", body = ChildConsent)),
)]
#[get("/child-consents/{id}")]
async fn read_child_consent(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ChildConsentId(id)).await
}

/// Take a consent back
///
/// From a day on; it stays on record that it was given.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The consent"), IfMatchHeader),
    responses((status = 200, description = "Taken back", body = ChildConsent)),
)]
#[post("/child-consents/{id}/withdraw")]
async fn withdraw_child_consent(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildConsentWithdrawal>,
) -> Result<Reply, Problem> {
    service::withdraw(&caller, ChildConsentId(id), &if_match, body).await
}
