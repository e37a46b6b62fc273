//! The operation of coverage.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{FosterCoverage, FosterCoverageQuery};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadFoster};
use crate::http::Query;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read_foster_coverage);
}

/// Read how many children or mothers somebody looks after
///
/// Of the regions directly below one: children under five in need, those of them who may receive, those whom somebody looks
/// after now, each counted once; by kind of aid, which overlap; and what was delivered by source of funds. Who may not read
/// children is not told of fewer than five, nor of what would tell of them. The same of expectant mothers with
/// `receiver=expectant_mother`; children and mothers are never added up.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterCoverageQuery),
    responses(
        (status = 200, description = "The regions", body = FosterCoverage),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/foster-assignments/coverage")]
async fn read_foster_coverage(
    caller: Authorized<ReadFoster>,
    Query(query): Query<FosterCoverageQuery>,
) -> Result<Reply, Problem> {
    service::read(&caller, query).await
}
