//! The operations of growth.

use actix_web::get;
use entity::id::ChildId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ChartQuery, ChildGrowth};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{Permission, ReadChildren};
use crate::http::{Path, Query};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_child_growth)
        .service(read_child_growth_chart);
}

/// Read how a child grows
///
/// Its measurements that count, in order: z-scores as they were kept, categories by Permenkes 2/2020, weight gain from month to
/// month (N, T, O, B), the height-for-age difference in centimetres, and what calls for a referral.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child")),
    responses((status = 200, description = "How it grows", body = ChildGrowth)),
)]
#[get("/children/{id}/growth")]
async fn read_child_growth(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, ChildId(id)).await
}

/// Draw how a child grows
///
/// WHO's lines and the child's points as SVG, in both languages; nothing in it tells who the child is.
#[utoipa::path(
    tag = "children",
    security(("bearer" = [Permission::ReadChildren])),
    params(("id" = Uuid, Path, description = "The child"), ChartQuery),
    responses((status = 200, description = "The chart", body = String, content_type = "image/svg+xml")),
)]
#[get("/children/{id}/growth/chart.svg")]
async fn read_child_growth_chart(
    caller: Authorized<ReadChildren>,
    Path(id): Path<Uuid>,
    Query(query): Query<ChartQuery>,
) -> Result<Reply, Problem> {
    service::chart(&caller, ChildId(id), query.index.into()).await
}
