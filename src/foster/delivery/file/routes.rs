//! The operations of proofs.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, get, post};
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{FosterDeliveryFile, FosterDeliveryFileUpload, FosterDeliveryFiles};
use super::{attach, service, withdraw};
use crate::auth::Authorized;
use crate::auth::permission::{DeliverFoster, Permission, ReadFoster};
use crate::file::give;
use crate::foster::parent::input::FosterReason;
use crate::http::binary::Binary;
use crate::http::document::IfMatchHeader;
use crate::http::multipart::receive;
use crate::http::path::{PathPair, PathTriple};
use crate::http::{IfMatch, Json};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create_foster_delivery_file)
        .service(list_foster_delivery_files)
        .service(read_foster_delivery_file)
        .service(read_foster_delivery_file_content)
        .service(withdraw_foster_delivery_file);
}

/// The ids of a path.
fn ids(
    id: Uuid,
    did: Uuid,
    fid: Uuid,
) -> (FosterAssignmentId, FosterDeliveryId, FosterDeliveryFileId) {
    (
        FosterAssignmentId(id),
        FosterDeliveryId(did),
        FosterDeliveryFileId(fid),
    )
}

/// Hand in a proof of a delivery
///
/// A form with the parts `file` (JPEG and PNG 20 MiB, PDF 50 MiB) and `meta` (JSON: of a picture, whether it shows the child or its
/// mother). The file is judged as evidence of reports is, the position is taken out of pictures, but not of pictures inside a
/// PDF, and its name is not kept. The same bytes are kept once. A picture that shows the child needs a consent `photograph` that
/// holds today; without one nothing of it is kept. By who may record the delivery: the health workers of the region, or the
/// foster parent for what it recorded itself. A delivery that is verified takes none until it is corrected, and who hands a
/// proof in does not verify it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DeliverFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery")),
    request_body(content = FosterDeliveryFileUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "Kept", body = FosterDeliveryFile)),
)]
#[post("/foster-assignments/{id}/deliveries/{did}/files")]
async fn create_foster_delivery_file(
    caller: Authorized<DeliverFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Reply, Problem> {
    let form = receive(&req, payload, attach::largest()).await?;
    let of = (FosterAssignmentId(id), FosterDeliveryId(did));
    attach::attach(&caller, of, form).await
}

/// List the proofs of a delivery
///
/// The first one first; those that were taken back or destroyed too. `reused` says whether the same bytes already serve another
/// assignment or another month.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery")),
    responses((status = 200, description = "The proofs", body = FosterDeliveryFiles)),
)]
#[get("/foster-assignments/{id}/deliveries/{did}/files")]
async fn list_foster_delivery_files(
    caller: Authorized<ReadFoster>,
    PathPair(id, did): PathPair<Uuid, Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, (FosterAssignmentId(id), FosterDeliveryId(did))).await
}

/// Read a proof of a delivery
///
/// What it is and what became of it; its bytes are at `content`.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        ("fid" = Uuid, Path, description = "The proof"),
    ),
    responses((status = 200, description = "The proof", body = FosterDeliveryFile)),
)]
#[get("/foster-assignments/{id}/deliveries/{did}/files/{fid}")]
async fn read_foster_delivery_file(
    caller: Authorized<ReadFoster>,
    PathTriple(id, did, fid): PathTriple<Uuid, Uuid, Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ids(id, did, fid)).await
}

/// Read the bytes of a proof
///
/// As an attachment, whole or by range. A picture that shows the child is given for as long as a consent `photograph` holds, else
/// 409; who reads one is on record.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        ("fid" = Uuid, Path, description = "The proof"),
    ),
    responses(
        (status = 200, description = "The file", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"))),
        (status = 206, description = "The range", content((Binary = "application/pdf"), (Binary = "image/jpeg"), (Binary = "image/png"))),
    ),
)]
#[get("/foster-assignments/{id}/deliveries/{did}/files/{fid}/content")]
async fn read_foster_delivery_file_content(
    caller: Authorized<ReadFoster>,
    PathTriple(id, did, fid): PathTriple<Uuid, Uuid, Uuid>,
    req: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let given = service::content(&caller, ids(id, did, fid)).await?;
    give(caller.services(), &req, given).await
}

/// Take a proof back
///
/// That it was there stays on record with the reason; its bytes are destroyed unless they serve something else. A delivery that was
/// verified has to be verified anew. A foster parent takes back what it handed in itself and nobody has verified.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::DeliverFoster])),
    params(
        ("id" = Uuid, Path, description = "The assignment"), ("did" = Uuid, Path, description = "The delivery"),
        ("fid" = Uuid, Path, description = "The proof"), IfMatchHeader,
    ),
    responses((status = 200, description = "Taken back", body = FosterDeliveryFile)),
)]
#[post("/foster-assignments/{id}/deliveries/{did}/files/{fid}/withdraw")]
async fn withdraw_foster_delivery_file(
    caller: Authorized<DeliverFoster>,
    PathTriple(id, did, fid): PathTriple<Uuid, Uuid, Uuid>,
    if_match: IfMatch,
    Json(body): Json<FosterReason>,
) -> Result<Reply, Problem> {
    withdraw::withdraw(&caller, ids(id, did, fid), &if_match, body.reason).await
}
