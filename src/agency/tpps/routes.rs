//! The operations of teams.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::input::{TppsTeamCreate, TppsTeamUpdate};
use super::model::{TppsTeam, TppsTeamFilter, TppsTeamSummary};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadAgencies, WriteAgencies};
use crate::http::document::IfMatchHeader;
use crate::http::respond::list;
use crate::http::{IfMatch, Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reference::{ReferenceRevision, ReferenceRevisionFilter};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_tpps_teams)
        .service(create_tpps_team)
        .service(get_tpps_team)
        .service(update_tpps_team)
        .service(list_tpps_team_revisions);
}

/// List teams (TPPS)
///
/// Those of the caller's region and of everything below it, without their parts. With `valid_on` those that were there on
/// that day. Sorted by `region_code` and `valid_from`, in the order asked for.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(TppsTeamFilter, PageParams),
    responses((status = 200, description = "A page of teams", body = Page<TppsTeamSummary>)),
)]
#[get("/tpps-teams")]
async fn list_tpps_teams(
    caller: Authorized<ReadAgencies>,
    listing: Listing<TppsTeamFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Read a team (TPPS)
///
/// With its divisions, members and office-holders.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(("id" = Uuid, Path, description = "The team's id")),
    responses((status = 200, description = "The team", body = TppsTeam)),
)]
#[get("/tpps-teams/{id}")]
async fn get_tpps_team(
    caller: Authorized<ReadAgencies>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, id).await
}

/// Add a team (TPPS)
///
/// With its legal basis, divisions (bidang), members and office-holders. A region has one team that begins on a day; a second
/// one is 409 with a link to the first. An unknown region and one outside the caller's are the same 422, and so are an
/// unknown agency and one outside.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::WriteAgencies])),
    responses((status = 201, description = "Added", body = TppsTeam)),
)]
#[post("/tpps-teams")]
async fn create_tpps_team(
    caller: Authorized<WriteAgencies>,
    Json(body): Json<TppsTeamCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Replace a team (TPPS)
///
/// All of it again, with a reason; what it was before stays among its revisions. A change of an office gives its holder a
/// `valid_to` and adds the new one. Region and `valid_from` are sent again and must be those of the team.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::WriteAgencies])),
    params(
        ("id" = Uuid, Path, description = "The team's id"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = TppsTeam)),
)]
#[put("/tpps-teams/{id}")]
async fn update_tpps_team(
    caller: Authorized<WriteAgencies>,
    Path(id): Path<Uuid>,
    if_match: IfMatch,
    Json(body): Json<TppsTeamUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, id, &if_match, body).await
}

/// List the revisions of a team (TPPS)
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "agency",
    security(("bearer" = [Permission::ReadAgencies])),
    params(
        ("id" = Uuid, Path, description = "The team's id"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/tpps-teams/{id}/revisions")]
async fn list_tpps_team_revisions(
    caller: Authorized<ReadAgencies>,
    Path(id): Path<Uuid>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::revisions(&caller, id, &listing).await?, &link)
}
