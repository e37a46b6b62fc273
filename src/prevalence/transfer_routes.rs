//! The operations that move files: import and export.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, get, post};

use super::export::{self, ExportFilter};
use super::import::ImportReport;
use super::transfer::{self, ImportParams};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadPrevalence, WritePrevalence};
use crate::http::Query;
use crate::http::binary::Binary;
use crate::http::spool::spool;
use crate::problem::Problem;
use crate::reply::Reply;

/// Import prevalence records
///
/// CSV, NDJSON or XLSX, as they are or with gzip, at most 256 MiB (XLSX 32 MiB) and 500,000 rows; the columns are the members
/// of a record, with `citation_title` and so on for the citation. A claim that is recorded already is corrected, or left as it
/// is; a published one that others stated is corrected only by who may decide, else its row is rejected (`published`). With
/// `dry_run=true` the same code runs and nothing is kept: the report is the same. `mode=atomic` keeps all rows or none.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::WritePrevalence])),
    params(ImportParams),
    request_body(content(
        (String = "text/csv", example = "region_code,indicator,source,period,value_pct,publisher,citation_title\n64.74,stunting,EPPGBM,2025-08,18.9,Dinas Kesehatan Kota Bontang,Publikasi data stunting\n"),
        (String = "application/x-ndjson", example = "{\"region_code\":\"64.74\",\"indicator\":\"stunting\",\"source\":\"EPPGBM\",\"period\":\"2025-08\",\"value_pct\":18.9,\"publisher\":\"Dinas Kesehatan Kota Bontang\",\"citation\":{\"title\":\"Publikasi data stunting\"}}\n"),
        (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Binary = "application/gzip"),
    )),
    responses((status = 200, description = "What the import did, or would do", body = ImportReport)),
)]
#[post("/prevalence-records/import")]
pub(super) async fn import_prevalence_records(
    caller: Authorized<WritePrevalence>,
    Query(params): Query<ImportParams>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Reply, Problem> {
    let media_type = req
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|h| h.to_str().ok());
    let format = transfer::format_of(media_type.unwrap_or_default(), params.format)?;
    let spooled = spool(payload).await?;
    transfer::import(&caller, params, format, spooled).await
}

/// Export prevalence records
///
/// Every claim within the caller's region that fits the filters, as a stream. What is exported imports again as `unchanged`.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(ExportFilter),
    responses((status = 200, description = "A file", content(
        (String = "text/csv"),
        (String = "application/x-ndjson"),
        (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ))),
)]
#[get("/prevalence-records/export")]
pub(super) async fn export_prevalence_records(
    caller: Authorized<ReadPrevalence>,
    Query(filter): Query<ExportFilter>,
) -> Result<HttpResponse, Problem> {
    let format = filter.format;
    let name = format!(
        "attachment; filename=\"prevalence-records.{}\"",
        format.extension()
    );
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(export::export(&caller, filter)))
}
