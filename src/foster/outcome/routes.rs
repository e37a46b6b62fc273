//! The operations of outcomes.

use actix_web::get;
use entity::id::FosterAssignmentId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{FosterOutcome, FosterOutcomesQuery, FosterProgrammeOutcomes};
use super::{assignment, programme};
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadFoster};
use crate::http::{Path, Query};
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_foster_outcome)
        .service(read_foster_programme_outcomes);
}

/// Read what became of a child in care
///
/// The change of its z-scores, and of the difference of its height to the median in cm, between a valid measurement about the
/// start and the last one in care, beside what comparable children in nobody's care of the same regency, age, starting score
/// and time did. `not_evaluable` with its reason is a normal answer.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("id" = Uuid, Path, description = "The assignment")),
    responses((status = 200, description = "The outcome", body = FosterOutcome)),
)]
#[get("/foster-assignments/{id}/outcome")]
async fn read_foster_outcome(
    caller: Authorized<ReadFoster>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    assignment::outcome(&caller, FosterAssignmentId(id)).await
}

/// Read what can be claimed of a programme
///
/// The mean change of the children in care less that of comparable children in nobody's care, with its 95 % interval, by
/// measure; from which category of height-for-age to which; how many cannot be evaluated, and why. What is called success by
/// the change alone is often regression to the mean: children are chosen because they measured low. Groups of fewer than five
/// are not shown, nor what would give them away.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(("code" = String, Path, description = "The programme", example = "GENTING", min_length = 2, max_length = 30), FosterOutcomesQuery),
    responses(
        (status = 200, description = "The outcomes", body = FosterProgrammeOutcomes),
        (status = 404, description = "There is no such programme, or no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/foster-programmes/{code}/outcomes")]
async fn read_foster_programme_outcomes(
    caller: Authorized<ReadFoster>,
    Path(code): Path<String>,
    Query(query): Query<FosterOutcomesQuery>,
) -> Result<Reply, Problem> {
    programme::outcomes(&caller, &code, query).await
}
