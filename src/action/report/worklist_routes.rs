//! The operation of the worklist.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::worklist::worklist;
use super::worklist_model::{Worklist, WorklistQuery};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadReports};
use crate::http::Query;
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read_worklist);
}

/// Read what waits for whom
///
/// `owes`: what the caller's own region, and none below it, has to hand in of each season that is open, begun or not, with
/// what is wanting by name; for who holds `reports:write`. `waits`: what of the regions below is submitted or in review, what
/// has waited longest in front; for who holds `reports:review`. Levels work side by side: what a district has not finished
/// keeps its regency from nothing. More than `limit` that wait: `/action-reports?state=submitted&sort=state_since`.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(WorklistQuery),
    responses((status = 200, description = "What waits", body = Worklist)),
)]
#[get("/action-reports/worklist")]
async fn read_worklist(
    caller: Authorized<ReadReports>,
    Query(query): Query<WorklistQuery>,
) -> Result<Reply, Problem> {
    Reply::content(&worklist(&caller, query).await?)
}
