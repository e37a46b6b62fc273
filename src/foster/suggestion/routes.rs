//! The operation of suggestions.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{FosterSuggestionQuery, FosterSuggestions};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadFoster};
use crate::http::Query;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read_foster_suggestions);
}

/// Suggest who looks after whom
///
/// Children in need who may receive by the programme and whom nobody looks after, held against the room of foster parents who
/// serve there: the worst off first; of those equally badly off the villages take turns, the one with the largest share of
/// children without anybody first; the nearest foster parent by the codes of regions. Each with its reasons; and those whom
/// nobody can look after, with why. Nothing is decided by it.
#[utoipa::path(
    tag = "foster",
    security(("bearer" = [Permission::ReadFoster])),
    params(FosterSuggestionQuery),
    responses(
        (status = 200, description = "Suggestions", body = FosterSuggestions),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/foster-assignments/suggestions")]
async fn read_foster_suggestions(
    caller: Authorized<ReadFoster>,
    Query(query): Query<FosterSuggestionQuery>,
) -> Result<Reply, Problem> {
    service::read(&caller, query).await
}
