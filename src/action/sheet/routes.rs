//! The operations that move reports as files.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::export::{self, SeasonExportQuery, SheetFormat, YearExportQuery};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports};
use crate::http::binary::Binary;
use crate::http::{Path, Query};
use crate::problem::{Problem, ProblemBody};
use crate::table::Pieces;

/// The routes; before those of single reports, whose paths would take theirs.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(export_reporting_season)
        .service(export_action_reports);
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

fn file(name: &str, format: SheetFormat, pieces: Pieces) -> HttpResponse {
    let format = format.table();
    let name = format!("attachment; filename=\"{name}.{}\"", format.extension());
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, format.media_type()))
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(pieces)
}
