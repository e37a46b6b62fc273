//! The operations of handovers.

use actix_web::{get, post};
use entity::id::DataHandoverId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{DataHandover, DataHandoverCreate, DataHandoverFilter};
use super::service;
use crate::auth::Authorized;
use crate::auth::permission::{ManagePrivacy, Permission};
use crate::http::respond::list;
use crate::http::{Json, Listing, Path};
use crate::page::{Page, PageParams};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_data_handovers)
        .service(create_data_handover)
        .service(read_data_handover);
}

/// List handovers of data
///
/// Those of the caller's region and of everything below it. Sorted by `region_code`.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(DataHandoverFilter, PageParams),
    responses((status = 200, description = "A page of handovers", body = Page<DataHandover>)),
)]
#[get("/data-handovers")]
async fn list_data_handovers(
    caller: Authorized<ManagePrivacy>,
    listing: Listing<DataHandoverFilter>,
) -> Result<Reply, Problem> {
    let link = listing.link();
    list(&service::list(&caller, listing).await?, &link)
}

/// Record a handover of data
///
/// Who gave what to whom and for what, with the minutes (BAST), the number of rows and the SHA-256 of the file. It is never
/// changed; a mistake is answered by another handover.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    responses((status = 201, description = "Recorded", body = DataHandover)),
)]
#[post("/data-handovers")]
async fn create_data_handover(
    caller: Authorized<ManagePrivacy>,
    Json(body): Json<DataHandoverCreate>,
) -> Result<Reply, Problem> {
    service::create(&caller, body).await
}

/// Read a handover of data
///
/// As it was recorded; it never changes.
#[utoipa::path(
    tag = "privacy",
    security(("bearer" = [Permission::ManagePrivacy])),
    params(("id" = Uuid, Path, description = "The handover")),
    responses((status = 200, description = "The handover", body = DataHandover)),
)]
#[get("/data-handovers/{id}")]
async fn read_data_handover(
    caller: Authorized<ManagePrivacy>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::read(&caller, DataHandoverId(id)).await
}
