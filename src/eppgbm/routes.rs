//! The operations of imports of e-PPGBM.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Payload;
use actix_web::{HttpRequest, get, post};
use entity::id::EppgbmImportId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{
    EppgbmParams, ImportCommit, ImportDecisions, ImportDiscard, ImportFilter, ImportRowFilter,
};
use super::model::{EppgbmImport, EppgbmImportSummary, ImportQuality, ImportRow};
use super::{commit, create, decide, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, WriteImports};
use crate::http::binary::Binary;
use crate::http::document::IfMatchHeader;
use crate::http::json::OptionalJson;
use crate::http::purpose::{Purpose, PurposeHeader};
use crate::http::respond::list;
use crate::http::spool::spool;
use crate::http::{IfMatch, Json, Listing, Path, Query};
use crate::page::{Page, PageParams};
use crate::prevalence::format_of;
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_imports)
        .service(import_eppgbm)
        .service(read_import)
        .service(list_import_rows)
        .service(read_import_quality)
        .service(decide_import_rows)
        .service(commit_import)
        .service(discard_import);
}

/// List imports
///
/// Files of e-PPGBM that were looked through, within the caller's region, the newest first. Sorted by `id`, whose order is that
/// of time.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(ImportFilter, PageParams),
    responses((status = 200, description = "A page of imports", body = Page<EppgbmImportSummary>)),
)]
#[get("/imports")]
async fn list_imports(
    caller: Authorized<WriteImports>,
    listing: Listing<ImportFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Look an export of e-PPGBM through
///
/// CSV with any delimiter or XLSX, as they are or with gzip, of either generation, with titles above the header, decimal commas,
/// days in any usual spelling, and spellings of villages that are on record or near. Nothing of children is written: the answer
/// says what the commit would do with every row, counts children by village with z-scores computed anew, and judges the
/// quality of the measurements. What the rows say of children is kept sealed until the import is committed or discarded.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(EppgbmParams),
    request_body(content(
        (String = "text/csv", example = "Nama,JK,Tgl Lahir,Nama Ortu,Kec,Pukesmas,Desa/Kel,Posyandu,Tanggal Pengukuran,Berat,Tinggi,Cara Ukur\nANAK CONTOH,L,2024-05-02,IBU CONTOH,BONTANG UTARA,BONTANG UTARA 1,LOK TUAN,SEROJA 1,2026-08-09,\"9,4\",\"79,5\",Berdiri\n"),
        (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Binary = "application/gzip"),
    )),
    responses((status = 201, description = "Looked through", body = EppgbmImport)),
)]
#[post("/imports/eppgbm")]
async fn import_eppgbm(
    caller: Authorized<WriteImports>,
    Query(params): Query<EppgbmParams>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Reply, Problem> {
    let media_type = req
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|h| h.to_str().ok());
    let format = format_of(
        media_type.unwrap_or_default(),
        params.format.map(Into::into),
    )?;
    let spooled = spool(payload).await?;
    create::create(&caller, params, format, spooled).await
}

/// Read an import
///
/// What would become, or became, of its rows; counts by village; differences to the file's own z-scores; quality.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, description = "The import", body = EppgbmImport)),
)]
#[get("/imports/{id}")]
async fn read_import(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, EppgbmImportId(id)).await
}

/// List the rows of an import
///
/// With what becomes of each, whose it might be, and what is noted. What a row says of a child is shown with `X-Purpose`, to who
/// may know children (`children:read_identity`), as long as the import is open; each time the purpose goes on record with the
/// children that the rows name. Without it the rows are shown without names, days of birth and measurements. Sorted by `line`.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import"), ImportRowFilter, PageParams, PurposeHeader),
    responses((status = 200, description = "A page of rows", body = Page<ImportRow>)),
)]
#[get("/imports/{id}/rows")]
async fn list_import_rows(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
    Purpose(purpose): Purpose,
    listing: Listing<ImportRowFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::rows(&caller, EppgbmImportId(id), listing, purpose).await?;
    Ok(list(&page, &link)?.private())
}

/// Read the quality of an import
///
/// Of the whole file, by village and by health post: what is missing, implausible, rounded, heaped, too wide or too narrow, with
/// what the usual limits mean and where they come from. And how many children it covers: of those on record, and against the claim
/// that was published last.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import")),
    responses((status = 200, description = "The quality", body = ImportQuality)),
)]
#[get("/imports/{id}/quality")]
async fn read_import_quality(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    Reply::content(&service::quality(&caller, EppgbmImportId(id)).await?)
}

/// Decide on rows of an import
///
/// Whose a row is: a child on record, the child of another row, a new child; or that it is left out. The file is looked through
/// again with that, against what is on record now.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import"), IfMatchHeader),
    responses((status = 200, description = "Decided", body = EppgbmImport)),
)]
#[post("/imports/{id}/decisions")]
async fn decide_import_rows(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<ImportDecisions>,
) -> Result<Reply, Problem> {
    decide::decide(&caller, EppgbmImportId(id), &if_match, body).await
}

/// Write an import down
///
/// Exactly what was said of its rows. If what is on record has changed so that something else would become of one, nothing is
/// written and the answer is 409, with the rows that differ. With `publish_prevalence` the prevalences of the file are stated
/// as claims, to be verified; the children who count must then have been measured in one month.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import"), IfMatchHeader),
    request_body = Option<ImportCommit>,
    responses((status = 200, description = "Written down", body = EppgbmImport)),
)]
#[post("/imports/{id}/commit")]
async fn commit_import(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ImportCommit>,
) -> Result<Reply, Problem> {
    commit::commit(&caller, EppgbmImportId(id), &if_match, body).await
}

/// Give an import up
///
/// Nothing of it is written; what it held of children is destroyed.
#[utoipa::path(
    tag = "imports",
    security(("bearer" = [Permission::WriteImports])),
    params(("id" = Uuid, Path, description = "The import"), IfMatchHeader),
    request_body = Option<ImportDiscard>,
    responses((status = 200, description = "Given up", body = EppgbmImport)),
)]
#[post("/imports/{id}/discard")]
async fn discard_import(
    caller: Authorized<WriteImports>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    OptionalJson(body): OptionalJson<ImportDiscard>,
) -> Result<Reply, Problem> {
    service::discard(&caller, EppgbmImportId(id), &if_match, body.reason).await
}
