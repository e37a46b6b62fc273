//! The operations that tell who children are.

use actix_web::post;
use entity::id::ChildId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{
    ChildDataCopy, ChildIdentity, ChildSearch, DataCopyRequest, FoundChildren, IdentityRequest,
};
use super::{copy, search, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadIdentity};
use crate::http::{Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(search_children)
        .service(read_child_identity)
        .service(create_child_data_copy);
}

/// Look for children by name or NIK
///
/// Within the caller's region, whatever the spelling of the name. The purpose and whom it found go on record. The answer is
/// kept by nobody: a retry looks again, and is on record again.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadIdentity])),
    responses((status = 200, description = "Whom it found", body = FoundChildren)),
)]
#[post("/children/search")]
async fn search_children(
    caller: Authorized<ReadIdentity>,
    Json(body): Json<ChildSearch>,
) -> Result<Reply, Problem> {
    search::search(&caller, body).await
}

/// Read who a child is
///
/// Name, NIK (masked unless `nik` is `full`), parents and address, for a purpose that goes on record with the reader. The
/// answer is kept by nobody: a retry reads again, and is on record again. 409 if it was erased.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadIdentity])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "Who it is", body = ChildIdentity)),
)]
#[post("/children/{id}/identity")]
async fn read_child_identity(
    caller: Authorized<ReadIdentity>,
    Path(id): Path<Uuid>,
    Json(body): Json<IdentityRequest>,
) -> Result<Reply, Problem> {
    service::read(&caller, ChildId(id), body).await
}

/// Copy all that is held on a child
///
/// For its parents, who have a right to it: identity, versions, measurements, consents and who gave them, changes of state,
/// merges. On record with the purpose.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadIdentity])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "All that is held", body = ChildDataCopy)),
)]
#[post("/children/{id}/data-copy")]
async fn create_child_data_copy(
    caller: Authorized<ReadIdentity>,
    Path(id): Path<Uuid>,
    Json(body): Json<DataCopyRequest>,
) -> Result<Reply, Problem> {
    copy::copy(&caller, ChildId(id), body).await
}
