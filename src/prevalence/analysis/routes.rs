//! The operations that say what figures are worth.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::comparison::comparison;
use super::comparison_model::PrevalenceComparison;
use super::discrepancies::discrepancies;
use super::model::{
    PrevalenceDiscrepancies, PrevalenceProgress, PrevalenceRanking, PrevalenceTrends,
};
use super::params::{ComparisonQuery, DiscrepancyQuery, ProgressQuery, RankingQuery, TrendQuery};
use super::progress::progress;
use super::ranking::ranking;
use super::trends::trends;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadPrevalence};
use crate::http::Query;
use crate::problem::{Problem, ProblemBody};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_prevalence_trends)
        .service(read_prevalence_ranking)
        .service(compare_prevalence)
        .service(list_prevalence_discrepancies)
        .service(read_prevalence_progress);
}

/// Read the trends of a region, or of all its children
///
/// One series per source; sources of one comparability group (`national_survey`: SSGBI, SSGI, SKI) stand in one series,
/// with the group's caveat. Survey and routine figures never stand in one series. Only official, published claims with a
/// value are used.
///
/// Of every step it is said whether the change is more than error: two surveys by the 95 % interval of their difference.
/// Where a survey published no interval, a default sample per source and level of region is assumed (`basis` is then
/// `assumed_design`, and `assumed_designs` says which); it is an assumption, not a published figure, and a change that is
/// called `decrease` or `increase` by it is not thereby proved. Routine figures count those who came: no interval is put on
/// them, and a change of at least one point that neither chance nor coverage explains is called one. `not_distinguishable`
/// does not mean that nothing changed.
///
/// With `as_of` the figures are those of that time; sources, designs and the names of regions are today's.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(TrendQuery),
    responses(
        (status = 200, description = "One item per region", body = PrevalenceTrends),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/prevalence/trends")]
async fn read_prevalence_trends(
    caller: Authorized<ReadPrevalence>,
    Query(query): Query<TrendQuery>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&trends(&caller, query).await?))
        .await
}

/// Rank the children of a region
///
/// Those that were listed in the period, by their official figures of one source, indicator and period, highest prevalence
/// first. `rank_low` and `rank_high` bound the place that a region may hold given the errors of the figures, pair by pair
/// and without correction for the number of pairs; `tied` says that at least one other region cannot be told apart from it.
/// Where a survey published no interval, a default sample is assumed (`basis`). Regions without an official figure are
/// `missing` and never ranked: `no_official_claim` where values are stated and nobody has decided between them.
///
/// With `as_of` the figures are those of that time.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(RankingQuery),
    responses(
        (status = 200, description = "The order, and who is missing", body = PrevalenceRanking),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/prevalence/ranking")]
async fn read_prevalence_ranking(
    caller: Authorized<ReadPrevalence>,
    Query(query): Query<RankingQuery>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&ranking(&caller, query).await?))
        .await
}

/// Compare all claims on a region and time
///
/// Every source beside the others, with all its claims that are neither rejected nor withdrawn, official or not. `gaps`
/// holds two values against each other, of two sources or of one source for one period, with what may explain that they
/// differ; an explanation is something to look at, not a verdict. A sample and a count of those who came do not measure the
/// same thing: whether they can be told apart is then not said. At most 200 claims.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(ComparisonQuery),
    responses(
        (status = 200, description = "The claims by source, and the gaps", body = PrevalenceComparison),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/prevalence/comparison")]
async fn compare_prevalence(
    caller: Authorized<ReadPrevalence>,
    Query(query): Query<ComparisonQuery>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&comparison(&caller, query).await?))
        .await
}

/// List what contradicts itself
///
/// Of a region and its listed direct children: official figures of two source groups that move in opposite directions over
/// the same years, each beyond error; competing claims of which none is official; values and counts that cannot all be
/// true; official figures of two sources for one year that are more than 10 points apart. A discrepancy says that somebody
/// has to look, not which figure is wrong.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(DiscrepancyQuery),
    responses(
        (status = 200, description = "What is open, by region and time", body = PrevalenceDiscrepancies),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/prevalence/discrepancies")]
async fn list_prevalence_discrepancies(
    caller: Authorized<ReadPrevalence>,
    Query(query): Query<DiscrepancyQuery>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&discrepancies(&caller, query).await?))
        .await
}

/// Read how far a region is from its targets
///
/// The targets of the region itself, and if it has none those of the nearest region in which it lies that has some
/// (`target_region_code`): a national target is then held against a regency that nobody gave it to. Per source group the
/// gap of the latest official figure, the pace that is required and the one observed (a straight line through the
/// comparable figures), and the year in which that line would meet the target, with the band that the errors of the figures
/// leave. The line is a projection and no forecast; assumed samples are said in `uncertainty`; targets are mostly set on
/// survey figures, so routine figures below them prove nothing.
#[utoipa::path(
    tag = "prevalence",
    security(("bearer" = [Permission::ReadPrevalence])),
    params(ProgressQuery),
    responses(
        (status = 200, description = "One item per source group", body = PrevalenceProgress),
        (status = 404, description = "There is no such region within the caller's.", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
#[get("/prevalence/progress")]
async fn read_prevalence_progress(
    caller: Authorized<ReadPrevalence>,
    Query(query): Query<ProgressQuery>,
) -> Result<Reply, Problem> {
    caller
        .remembered(async || Reply::content(&progress(&caller, query).await?))
        .await
}
