//! The operations that move reports as files.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::export::{self, SeasonExportQuery, SheetFormat, YearExportQuery};
use super::import::import;
use super::model::{ReportImport, ReportImportParams, TemplateQuery};
use super::template::template;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports, WriteReports};
use crate::http::binary::Binary;
use crate::http::spool::spool;
use crate::http::{Path, Query};
use crate::problem::{Kind, Problem, ProblemBody};
use crate::reply::Reply;
use crate::table::{Pieces, TableFormat};
use crate::text::text;

/// The routes; before those of single reports, whose paths would take theirs.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(export_reporting_season)
        .service(export_action_reports)
        .service(read_action_template)
        .service(import_action_reports);
}

/// Export a season
///
/// A row for each region and action on which it reports: state, deadline and days late, what is mandatory and what of it is
/// there, what is wanting by name, documents accepted and not yet decided on, and the budget in rupiah. Regions are `parent`
/// and those directly below it. A text that a spreadsheet would run as a formula begins with `'`; numbers are numbers.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(
        ("code" = String, Path, description = "The season's code", min_length = 7, max_length = 40, pattern = "^[0-9]{4}-[A-Z][A-Z0-9_]{1,29}$", example = "2024-BANGDA8"),
        SeasonExportQuery,
    ),
    responses(
        (status = 200, description = "A file", content(
            (String = "text/csv"),
            (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such season, or no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/reporting-seasons/{code}/export")]
async fn export_reporting_season(
    caller: Authorized<ReadReports>,
    Path(code): Path<String>,
    Query(query): Query<SeasonExportQuery>,
) -> Result<HttpResponse, Problem> {
    let format = query.format;
    let pieces = export::season(&caller, &code, query).await?;
    Ok(file(&format!("season-{code}"), format, pieces))
}

/// Export the seasons of a year
///
/// As the export of a season, for all seasons of an implementation year (tahun pelaksanaan): in a workbook a sheet for each.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(YearExportQuery),
    responses(
        (status = 200, description = "A file", content(
            (String = "text/csv"),
            (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/action-reports/export")]
async fn export_action_reports(
    caller: Authorized<ReadReports>,
    Query(query): Query<YearExportQuery>,
) -> Result<HttpResponse, Problem> {
    let (format, year) = (query.format, query.implementation_year);
    let pieces = export::year(&caller, query).await?;
    Ok(file(&format!("action-reports-{year}"), format, pieces))
}

/// Download a template
///
/// A workbook for a region and a season, to be filled in without a network and sent to the import of reports. A row for each
/// entry, with what is stored in it and, in hidden columns, the keys by which the import knows season, version of the scheme,
/// region and action. Labels are in the caller's language; either language is read back.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(
        ("code" = String, Path, description = "The scheme's code", min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$", example = "BANGDA8"),
        TemplateQuery,
    ),
    responses(
        (status = 200, description = "A workbook", content(
            (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such scheme, or no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/action-schemes/{code}/template")]
async fn read_action_template(
    caller: Authorized<ReadReports>,
    Path(code): Path<String>,
    Query(query): Query<TemplateQuery>,
) -> Result<HttpResponse, Problem> {
    let name = format!("template-{}-{}.xlsx", query.season, query.region_code);
    let bytes = template(&caller, &code, query).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, TableFormat::Xlsx.media_type()))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes))
}

/// Import filled-in templates
///
/// A workbook as the template has it, at most 32 MiB; its first sheet counts. What it says of an action replaces what that
/// report said, or begins it; an action without rows is left as it is. A report that was handed in, accepted or changed since
/// the template was made is not taken (`not_editable`, `changed_since`, `locked`), unless it says the same. With
/// `dry_run=true` the same code runs and nothing is kept: the report is the same. `mode=atomic` keeps all or nothing.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::WriteReports])),
    params(ReportImportParams),
    request_body(content(
        (Binary = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses((status = 200, description = "What the import did, or would do", body = ReportImport)),
)]
#[post("/action-reports/import")]
async fn import_action_reports(
    caller: Authorized<WriteReports>,
    Query(params): Query<ReportImportParams>,
    req: HttpRequest,
    payload: Payload,
) -> Result<Reply, Problem> {
    let media_type = req.headers().get(CONTENT_TYPE);
    let media_type = media_type.and_then(|header| header.to_str().ok());
    if TableFormat::of_media_type(media_type.unwrap_or_default()) != Some(TableFormat::Xlsx) {
        return Err(Problem::new(
            Kind::UnsupportedMediaType,
            text("Kirim format isian XLSX.", "Send a template as XLSX."),
        ));
    }
    let spooled = spool(payload).await?;
    import(&caller, params, spooled).await
}

fn file(name: &str, format: SheetFormat, pieces: Pieces) -> HttpResponse {
    let format = format.table();
    let name = format!("attachment; filename=\"{name}.{}\"", format.extension());
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(pieces)
}
