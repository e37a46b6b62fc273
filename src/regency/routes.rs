//! The operations of regencies.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{RegencyFilter, RegencyProfile, RegencySummary};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadPrevalence};
use crate::http::respond::list;
use crate::http::{Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(list_regencies).service(read_regency);
}

/// List regencies with their latest figures
///
/// The listed regencies and cities of the caller's region, or of one province within it, by `region_code`, each with its
/// latest official stunting figure per source. Where a survey published no interval, a default sample is assumed (`basis`).
/// Figures of different sources are not comparable as such, and this is no ranking.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(RegencyFilter, PageParams),
    responses((status = 200, description = "A page of regencies", body = Page<RegencySummary>)),
)]
#[get("/regencies")]
async fn list_regencies(
    caller: Authorized<ReadPrevalence>,
    listing: Listing<RegencyFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    caller
        .remembered(async || list(&service::list(&caller, listing).await?, &link))
        .await
}

/// Read the profile of a regency
///
/// Where it lies, its latest official figures per indicator and source, the courses of its stunting figures per source
/// group, how many discrepancies are open about them, the targets that hold for it, per season how far it is with its
/// reports of convergence actions and which of them it owes next, and who looks after its children.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(("code" = String, Path, description = "The dotted Kemendagri code of a regency or city", pattern = "^[0-9]{2}\\.[0-9]{2}$", max_length = 5, example = "64.74")),
    responses((status = 200, description = "The profile", body = RegencyProfile)),
)]
#[get("/regencies/{code}")]
async fn read_regency(
    caller: Authorized<ReadPrevalence>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&service::read(&caller, &code).await?))
        .await
}
