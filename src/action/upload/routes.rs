//! The operations of uploads in parts.

use actix_web::web::Payload;
use actix_web::{delete, get, patch, post};
use entity::id::{ActionReportId, EvidenceUploadId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ResumableUpload, UploadCompletion};
use super::receive;
use super::service;
use crate::action::evidence::model::Evidence;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, WriteReports};
use crate::http::binary::Binary;
use crate::http::json::parse;
use crate::http::tus::{Creation, CreationHeaders, PartHead, PartHeaders};
use crate::http::{Json, Path};
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create_upload)
        .service(read_upload)
        .service(append_upload)
        .service(delete_upload)
        .service(complete_upload);
}

/// Begin an upload in parts
///
/// For networks that break off: the tus protocol 1.0.0 with creation, expiration, checksum (`sha256`, `sha1`) and termination.
/// `Upload-Metadata` has `filename` and `meta`, which is the JSON of the form of `POST /action-reports/{id}/evidence`. What can
/// be known before the bytes arrive (state of the report, requirements, kind, size) is refused here. `Location` is where the
/// parts go. The upload waits 24 hours for each next part (`Upload-Expires`); at most 20 and 1 GiB of one caller wait at once
/// (409). `OPTIONS` says what is spoken.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The report"), CreationHeaders),
    responses((
        status = 201, description = "Begun", body = ResumableUpload,
        headers(("Upload-Expires" = String, description = "When it is forgotten."), ("Upload-Offset" = String, description = "0.")),
    )),
)]
#[post("/action-reports/{id}/uploads")]
async fn create_upload(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    upload: Creation,
) -> Result<Reply, Problem> {
    let meta = parse(&upload.meta, "/meta")?;
    let upload = (upload.length, upload.file_name, meta);
    service::create(&caller, ActionReportId(id), upload).await
}

/// Read how far an upload is
///
/// With HEAD as tus has it: `Upload-Offset` says from where to go on. It counts what is on the disk and stays there. 404 once it
/// has expired or was given up.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The upload")),
    responses((
        status = 200, description = "The upload", body = ResumableUpload,
        headers(
            ("Upload-Offset" = String, description = "How many bytes have arrived."),
            ("Upload-Length" = String, description = "The bytes of the whole file."),
            ("Upload-Metadata" = String, description = "As at its beginning."),
            ("Upload-Expires" = String, description = "When it is forgotten."),
        ),
    )),
)]
#[get("/uploads/{id}")]
async fn read_upload(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, EvidenceUploadId(id)).await
}

/// Send a part of an upload
///
/// The only PATCH here, since tus has it so; who can send no PATCH sends POST with `X-HTTP-Method-Override: PATCH`. The part is on
/// the disk when it is acknowledged. One that begins elsewhere than the last one ended is 409 with the right `Upload-Offset`; one
/// whose `Upload-Checksum` does not fit is 460 and leaves nothing. Of a part without a sum that breaks off, what has arrived
/// stays. While another part is being received, 409 `in_flight`; a sender from whom nothing comes for 20 seconds counts as gone.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The upload"), PartHeaders),
    request_body(content = Binary, content_type = "application/offset+octet-stream"),
    responses(
        (
            status = 204, description = "Arrived",
            headers(
                ("Upload-Offset" = String, description = "How many bytes have arrived."),
                ("Upload-Expires" = String, description = "When it is forgotten."),
            ),
        ),
        (status = 460, description = "The sum does not fit.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[patch("/uploads/{id}")]
async fn append_upload(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    head: PartHead,
    payload: Payload,
) -> Result<Reply, Problem> {
    receive::receive(&caller, EvidenceUploadId(id), head, payload).await
}

/// Give an upload up
///
/// Its bytes are deleted. One that has become a document stays (409).
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The upload")),
    responses((status = 204, description = "Given up")),
)]
#[delete("/uploads/{id}")]
async fn delete_upload(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::delete(&caller, EvidenceUploadId(id)).await
}

/// Make a document of an upload
///
/// Once all bytes have arrived (else 409 with `Upload-Offset`), with the SHA-256 of the whole (460 if it is another one). From
/// here on it is judged and kept as by `POST /action-reports/{id}/evidence`. Asked again with the same sum, it answers the
/// document again.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(("id" = Uuid, Path, description = "The upload")),
    responses(
        (status = 201, description = "Kept", body = Evidence),
        (status = 460, description = "The sum does not fit.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[post("/uploads/{id}/complete")]
async fn complete_upload(
    caller: Authorized<WriteReports>,
    Path(id): Path<Uuid>,
    Json(body): Json<UploadCompletion>,
) -> Result<Reply, Problem> {
    service::complete(&caller, EvidenceUploadId(id), body).await
}
