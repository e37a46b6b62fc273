//! The operations of growth.

use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::input::{GrowthReferenceQuery, ZScoreRequest};
use super::model::{GrowthReference, ZScores};
use super::{reference, service};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadGrowth};
use crate::http::{Json, Query};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(compute_z_scores)
        .service(read_growth_reference);
}

/// Compute z-scores by WHO's standards
///
/// Of up to 1,000 children below 60 months: z-scores of WHO 2006 and 2007 with WHO's rules on age, posture, oedema and
/// implausible values, and the categories of Permenkes 2/2020. Nothing is stored, and nothing that is sent is logged. What
/// cannot be judged is null with a note; only what is no number, date or known word, or too much, is refused.
///
/// A z-score outside WHO's limits (`waz` below -6 or above 5, `haz` beyond ±6, the others beyond ±5) is given and listed in
/// `flags`, but has no category: measure again before anything is concluded. With oedema only `haz`, `hcz` and `acz` are there.
///
/// Notes: `sex_missing`, `age_missing`, `age_out_of_range`, `ages_differ`, `weight_not_positive`, `height_not_positive`,
/// `head_not_positive`, `muac_not_positive`, `muac_too_young`, `oedema`, `standing_too_young`, `height_as_length`,
/// `length_as_height`, `lying_assumed`, `standing_assumed`, `length_outside_table`, `height_outside_table`, `beyond_computation`.
#[utoipa::path(
    tag = "growth",
    security(("bearer" = [Permission::ReadGrowth])),
    responses((status = 200, description = "The z-scores, in order", body = ZScores)),
)]
#[post("/growth/z-scores")]
async fn compute_z_scores(
    caller: Authorized<ReadGrowth>,
    Json(body): Json<ZScoreRequest>,
) -> Result<Reply, Problem> {
    service::z_scores(&caller, body)
}

/// Read the growth standard of an index
///
/// The lines from −3 to +3 as WHO publishes them, to three decimals, for charts: by month or day of age, `whz` by length or
/// height. Where lying and standing children have their own standards there are two curves; at 24 months both have a point.
#[utoipa::path(
    tag = "growth",
    security(("bearer" = [Permission::ReadGrowth])),
    params(GrowthReferenceQuery),
    responses((status = 200, description = "The curves", body = GrowthReference)),
)]
#[get("/growth/reference")]
async fn read_growth_reference(
    _: Authorized<ReadGrowth>,
    Query(query): Query<GrowthReferenceQuery>,
) -> Result<Reply, Problem> {
    reference::read(query)
}
