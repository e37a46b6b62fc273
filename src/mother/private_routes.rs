//! The operations that tell who expectant mothers are, or make that nobody can tell it any more.

use actix_web::post;
use entity::id::ExpectantMotherId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::disclosure::{FoundMothers, MotherDataCopy, MotherIdentityShown, MotherSearch};
use super::input::MotherErasure;
use super::model::ExpectantMother;
use super::{disclosure, erase};
use crate::auth::Authorized;
use crate::auth::permission::{ApproveChildren, Permission, ReadIdentity};
use crate::child::{DataCopyRequest, IdentityRequest};
use crate::http::document::IfMatchHeader;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(search_mothers)
        .service(read_mother_identity)
        .service(create_mother_data_copy)
        .service(erase_mother);
}

/// Look for an expectant mother by her NIK
///
/// Within the caller's region. The purpose and whom it found go on record. The answer is kept by nobody: a retry looks again,
/// and is on record again.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadIdentity])),
    responses((status = 200, description = "Whom it found", body = FoundMothers)),
)]
#[post("/mothers/search")]
async fn search_mothers(
    caller: Authorized<ReadIdentity>,
    Json(body): Json<MotherSearch>,
) -> Result<Reply, Problem> {
    disclosure::search(&caller, body).await
}

/// Read who an expectant mother is
///
/// Name, NIK (masked unless `nik` is `full`), address and telephone, for a purpose that goes on record with the reader. The
/// answer is kept by nobody: a retry reads again, and is on record again. 409 if it was erased.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadIdentity])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 200, description = "Who she is", body = MotherIdentityShown)),
)]
#[post("/mothers/{id}/identity")]
async fn read_mother_identity(
    caller: Authorized<ReadIdentity>,
    Path(id): Path<Uuid>,
    Json(body): Json<IdentityRequest>,
) -> Result<Reply, Problem> {
    disclosure::read(&caller, ExpectantMotherId(id), body).await
}

/// Copy all that is held on an expectant mother
///
/// For herself, who has a right to it: identity, versions and consents. On record with the purpose.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ReadIdentity])),
    params(("id" = Uuid, Path, description = "The mother")),
    responses((status = 200, description = "All that is held", body = MotherDataCopy)),
)]
#[post("/mothers/{id}/data-copy")]
async fn create_mother_data_copy(
    caller: Authorized<ReadIdentity>,
    Path(id): Path<Uuid>,
    Json(body): Json<DataCopyRequest>,
) -> Result<Reply, Problem> {
    disclosure::copy(&caller, ExpectantMotherId(id), body).await
}

/// Erase who an expectant mother is
///
/// **Cannot be undone.** Her key is destroyed, and with it name, NIK, address, telephone and their history. Her code, what
/// became of her, what she was given and the audit log stay. Earlier backups hold the sealed data and the key until they are
/// destroyed.
#[utoipa::path(
    tag = "mothers",
    security(("bearer" = [Permission::ApproveChildren])),
    params(("id" = Uuid, Path, description = "The mother"), IfMatchHeader),
    responses((status = 200, description = "Erased", body = ExpectantMother)),
)]
#[post("/mothers/{id}/erase")]
async fn erase_mother(
    caller: Authorized<ApproveChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<MotherErasure>,
) -> Result<Reply, Problem> {
    erase::erase(&caller, ExpectantMotherId(id), &if_match, body).await
}
