//! The operations of the audit log.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{AuditEvent, AuditEventFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadAudit};
use crate::http::Listing;
use crate::http::respond::list;
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config.service(list_audit_events);
}

/// List the audit log
///
/// Who did what and when, newest first, within the caller's region; refused writes are in it too.
#[utoipa::path(
    tag = "audit",
    security(("bearer" = [Permission::ReadAudit])),
    params(AuditEventFilter, PageParams),
    responses((status = 200, description = "A page of entries", body = Page<AuditEvent>)),
)]
#[get("/audit-events")]
async fn list_audit_events(
    caller: Authorized<ReadAudit>,
    listing: Listing<AuditEventFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}
