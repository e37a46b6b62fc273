//! The operations of expectant mothers by their codes.

use actix_web::{get, post, put};
use entity::id::{ExpectantMotherId, MotherConsentId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{
    MotherConsentCreate, MotherConsentWithdrawal, MotherCreate, MotherStateChange, MotherUpdate,
};
use super::model::{ExpectantMother, MotherConsent, MotherConsents, MotherFilter, MotherRevisions};
use super::{consent, create, service, state};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadChildren, WriteChildren};
use crate::http::document::IfMatchHeader;
use crate::http::path::PathPair;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_mothers)
        .service(create_mother)
        .service(read_mother)
        .service(update_mother)
        .service(list_mother_revisions)
        .service(change_mother_state)
        .service(list_mother_consents)
        .service(create_mother_consent)
        .service(withdraw_mother_consent);
}

/// List expectant mothers
///
/// Those who live in the caller's region, by their codes: nothing tells who they are, and nothing of that can be filtered or
/// sorted by. Sorted by `region_code` and `due_on`, in the order asked for.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadChildren])),
    params(MotherFilter, PageParams),
    responses((status = 200, description = "A page of expectant mothers", body = Page<ExpectantMother>)),
)]
#[get("/mothers")]
async fn list_mothers(
    caller: Authorized<ReadChildren>,
    listing: Listing<MotherFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    Ok(list(&service::list(&caller, listing).await?, &link)?.private())
}

/// Write an expectant mother down
///
/// She is given a code and a key of her own, with which name, NIK, address and telephone are sealed at once. A NIK is known
/// once in a regency among those who are expecting; a later pregnancy is a record of its own.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::WriteChildren])),
    responses((status = 201, description = "Written down", body = ExpectantMother)),
)]
#[post("/mothers")]
async fn create_mother(
    caller: Authorized<WriteChildren>,
    Json(body): Json<MotherCreate>,
) -> Result<Reply, Problem> {
    create::create(&caller, body).await
}

/// Read an expectant mother
///
/// By her code, with what she is in need of by what was measured. Who she is is told by `POST /mothers/{id}/identity`.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 200, description = "The mother", body = ExpectantMother)),
)]
#[get("/mothers/{id}")]
async fn read_mother(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ExpectantMotherId(id)).await
}

/// Correct an expectant mother's record
///
/// All of it again, with a reason; `identity` may be left out and then stays. What becomes of her is recorded by
/// `POST /mothers/{id}/state`.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The mother"), IfMatchHeader),
    responses((status = 200, description = "Corrected", body = ExpectantMother)),
)]
#[put("/mothers/{id}")]
async fn update_mother(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<MotherUpdate>,
) -> Result<Reply, Problem> {
    create::update(&caller, ExpectantMotherId(id), &if_match, body).await
}

/// List the versions of an expectant mother
///
/// What was recorded, by whom, when and why; never who she is.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 200, description = "The versions", body = MotherRevisions)),
)]
#[get("/mothers/{id}/revisions")]
async fn list_mother_revisions(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::revisions(&caller, ExpectantMotherId(id)).await
}

/// Record what became of an expectant mother
///
/// She gave birth (perhaps with the record of the child), lost the child that she expected, moved, died, or is here again.
/// From then on a donor sees her no more. One who moved with a destination belongs to that region, which records `active`
/// once it looks after her; the former one sees her no more.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The mother"), IfMatchHeader),
    responses((status = 200, description = "On record", body = ExpectantMother)),
)]
#[post("/mothers/{id}/state")]
async fn change_mother_state(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<MotherStateChange>,
) -> Result<Reply, Problem> {
    state::change(&caller, ExpectantMotherId(id), &if_match, body).await
}

/// List the consents of an expectant mother
///
/// Given and taken back.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 200, description = "The consents", body = MotherConsents)),
)]
#[get("/mothers/{id}/consents")]
async fn list_mother_consents(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    consent::list(&caller, ExpectantMotherId(id)).await
}

/// Record a consent of an expectant mother
///
/// What she agreed to, by which text and when. Without a valid consent of the scope `donor_disclosure` nothing of her is told
/// to a donor.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::WriteChildren])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 201, description = "Recorded", body = MotherConsent)),
)]
#[post("/mothers/{id}/consents")]
async fn create_mother_consent(
    caller: Authorized<WriteChildren>,
    Path(id): Path<Uuid>,
    Json(body): Json<MotherConsentCreate>,
) -> Result<Reply, Problem> {
    consent::create(&caller, ExpectantMotherId(id), body).await
}

/// Take a consent of an expectant mother back
///
/// From a day on; it stays on record that it was given. `If-Match` is that of the consent.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::WriteChildren])),
    params(
        ("id" = Uuid, Path, description = "The mother"),
        ("mid" = Uuid, Path, description = "The consent"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Taken back", body = MotherConsent)),
)]
#[post("/mothers/{id}/consents/{mid}/withdraw")]
async fn withdraw_mother_consent(
    caller: Authorized<WriteChildren>,
    PathPair(id, mid): PathPair<Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<MotherConsentWithdrawal>,
) -> Result<Reply, Problem> {
    let ids = (ExpectantMotherId(id), MotherConsentId(mid));
    consent::withdraw(&caller, ids, &if_match, body).await
}
