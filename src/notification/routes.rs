//! The operations of notifications.

use actix_web::{get, post};
use entity::id::NotificationId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::kind::{self, NotificationKind, NotificationKindFilter};
use super::model::{MarkedRead, Notification, NotificationFilter, ReadAll};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, UseAccount};
use crate::http::json::OptionalJson;
use crate::http::respond::list;
use crate::http::{Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_notifications)
        .service(list_notification_kinds)
        .service(read_all_notifications)
        .service(read_notification);
}

/// List notifications
///
/// What the caller's own region is told, and not those below it, of the kinds for which the caller holds the permission:
/// reports that are due in seven days, overdue or returned (`reports:write`), reports of the regions below that have waited
/// for review for long (`reports:review`). The newest first. They are written within minutes; what is settled, as by handing
/// the report in, is unread for nobody.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [Permission::UseAccount])),
    params(NotificationFilter, PageParams),
    responses((status = 200, description = "A page of notifications", body = Page<Notification>)),
)]
#[get("/notifications")]
async fn list_notifications(
    caller: Authorized<UseAccount>,
    listing: Listing<NotificationFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// List the kinds of notifications
///
/// With whom each concerns, and by how many days it goes.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [Permission::UseAccount])),
    params(NotificationKindFilter, PageParams),
    responses((status = 200, description = "A page of kinds", body = Page<NotificationKind>)),
)]
#[get("/notification-kinds")]
async fn list_notification_kinds(
    caller: Authorized<UseAccount>,
    listing: Listing<NotificationKindFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&kind::list(&caller, &listing).await?, &link)
}

/// Mark all notifications as read
///
/// For this account alone; with `up_to` those that had been written by then.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [Permission::UseAccount])),
    request_body = Option<ReadAll>,
    responses((status = 200, description = "Marked", body = MarkedRead)),
)]
#[post("/notifications/read-all")]
async fn read_all_notifications(
    caller: Authorized<UseAccount>,
    OptionalJson(body): OptionalJson<ReadAll>,
) -> Result<Reply, Problem> {
    service::read_all(&caller, body).await
}

/// Mark a notification as read
///
/// For this account alone; one that it has read keeps its time.
#[utoipa::path(
    tag = "notifications",
    security(("bearer" = [Permission::UseAccount])),
    params(("id" = Uuid, Path, description = "The notification")),
    responses((status = 200, description = "Marked", body = Notification)),
)]
#[post("/notifications/{id}/read")]
async fn read_notification(
    caller: Authorized<UseAccount>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, NotificationId(id)).await
}
