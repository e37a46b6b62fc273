//! The operation of alerts.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::find;
use super::model::{FosterAlertQuery, FosterAlerts};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadFoster};
use crate::http::Query;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read_foster_alerts);
}

/// Read what is wrong with assignments
///
/// Of the active ones of a region, by the thresholds of the version of the programme to which each keeps: weighings in a row
/// without gain, too long without a weighing, too long without a delivery. The same is told as notifications, to the regions
/// up to the regency.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterAlertQuery),
    responses(
        (status = 200, description = "What is wrong", body = FosterAlerts),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/foster-assignments/alerts")]
async fn read_foster_alerts(
    caller: Authorized<ReadFoster>,
    Query(query): Query<FosterAlertQuery>,
) -> Result<Reply, Problem> {
    find::read(&caller, query).await
}
