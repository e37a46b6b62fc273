//! The operations of rules of retention.

use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::input::{RetentionRuleCreate, RetentionRuleUpdate};
use super::model::{RetentionRule, RetentionRuleFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManagePrivacy, Permission};
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
        .service(list_retention_rules)
        .service(create_retention_rule)
        .service(read_retention_rule)
        .service(update_retention_rule)
        .service(list_retention_rule_revisions);
}

/// List rules of retention
///
/// By these the service erases by itself, once an hour, who children are, each erasure on record: those of the caller's region, of
/// everything below it and of the regions above. A region with rules of its own keeps to these alone. Sorted by `code`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(RetentionRuleFilter, PageParams),
    responses((status = 200, description = "A page of rules", body = Page<RetentionRule>)),
)]
#[get("/privacy/retention-rules")]
async fn list_retention_rules(
    caller: Authorized<ManagePrivacy>,
    listing: Listing<RetentionRuleFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Lay a rule of retention down
///
/// At which age who a child is is erased, and why. What is erased cannot be brought back, so a rule begins after today.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    responses((status = 201, description = "Laid down", body = RetentionRule)),
)]
#[post("/privacy/retention-rules")]
async fn create_retention_rule(
    caller: Authorized<ManagePrivacy>,
    Json(body): Json<RetentionRuleCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a rule of retention
///
/// As it is now; what it was stands among its revisions.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("code" = String, Path, description = "The code of the rule", min_length = 2, max_length = 40, pattern = "^[A-Z][A-Z0-9_]{1,39}$", example = "AGED_OUT_5_YEARS")),
    responses((status = 200, description = "The rule", body = RetentionRule)),
)]
#[get("/privacy/retention-rules/{code}")]
async fn read_retention_rule(
    caller: Authorized<ManagePrivacy>,
    Path(code): Path<String>,
) -> Result<Reply, Problem> {
    service::read(&caller, &code).await
}

/// Replace a rule of retention
///
/// All of it again, with a reason; what it was stays among its revisions. Where children are erased by it earlier than before, it
/// begins after today; until then none are. Rules of regions above the caller's cannot be changed.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(
        ("code" = String, Path, description = "The code of the rule", min_length = 2, max_length = 40, pattern = "^[A-Z][A-Z0-9_]{1,39}$", example = "AGED_OUT_5_YEARS"),
        IfMatchHeader,
    ),
    responses((status = 200, description = "Replaced", body = RetentionRule)),
)]
#[put("/privacy/retention-rules/{code}")]
async fn update_retention_rule(
    caller: Authorized<ManagePrivacy>,
    Path(code): Path<String>,
    if_match: IfMatch,
    Json(body): Json<RetentionRuleUpdate>,
) -> Result<Reply, Problem> {
    service::update(&caller, code, &if_match, body).await
}

/// List the revisions of a rule of retention
///
/// Every version as it was answered then, with who made it, when and why; newest first. Sorted by `version`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(
        ("code" = String, Path, description = "The code of the rule", min_length = 2, max_length = 40, pattern = "^[A-Z][A-Z0-9_]{1,39}$", example = "AGED_OUT_5_YEARS"),
        PageParams,
    ),
    responses((status = 200, description = "A page of revisions", body = Page<ReferenceRevision>)),
)]
#[get("/privacy/retention-rules/{code}/revisions")]
async fn list_retention_rule_revisions(
    caller: Authorized<ManagePrivacy>,
    Path(code): Path<String>,
    listing: Listing<ReferenceRevisionFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    let page = service::revisions(&caller, &code, &listing).await?;
    list(&page, &link)
}
