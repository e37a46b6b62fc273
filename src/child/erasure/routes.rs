//! The operations of erasure.

use actix_web::post;
use entity::id::ChildId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ChildErased, ChildErasure};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ApproveChildren, Permission};
use crate::http::document::IfMatchHeader;
use crate::http::{IfMatch, Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(erase_child);
}

/// Erase who a child is
///
/// **Cannot be undone.** The child's key is destroyed, and with it name, NIK, parents, address, their history and who gave
/// consents, also of records that were merged into it. Pictures that show it are destroyed, wherever they were handed in, and the
/// documents of its deliveries that serve nothing else. Its code, state, measurements and the audit log stay, so that figures
/// stay what they were. Earlier backups hold the sealed data and the key, and the pictures, until they are destroyed.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ApproveChildren])),
    params(("id" = Uuid, Path, description = "The child"), IfMatchHeader),
    responses((status = 200, description = "Erased", body = ChildErased)),
)]
#[post("/children/{id}/erase")]
async fn erase_child(
    caller: Authorized<ApproveChildren>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ChildErasure>,
) -> Result<Reply, Problem> {
    service::erase(&caller, ChildId(id), &if_match, body).await
}
