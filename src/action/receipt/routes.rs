//! The operations of receipts.

use actix_web::{get, post};
use entity::id::ActionReportId;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::model::{ReceiptCheck, ReceiptVerdict, SignedReceipts};
use super::service;
use crate::auth::permission::{Permission, ReadReports};
use crate::auth::{Authorized, Public};
use crate::http::{Json, Path};
use crate::problem::Problem;
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list_action_report_receipts)
        .service(verify_receipt);
}

/// List the receipts of a report
///
/// One per submission: what was handed in when, with the hashes of what it said and of each document, signed.
#[utoipa::path(
    tag = "actions",
    security(("bearer" = [Permission::ReadReports])),
    params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, description = "The receipts", body = SignedReceipts)),
)]
#[get("/action-reports/{id}/receipts")]
async fn list_action_report_receipts(
    caller: Authorized<ReadReports>,
    Path(id): Path<Uuid>,
) -> Result<Reply, Problem> {
    service::list(&caller, ActionReportId(id)).await
}

/// Check a receipt
///
/// Anybody may: whether it was signed here, is unchanged, and agrees with what is on record; and if not, why. It tells no more
/// than the receipt itself.
#[utoipa::path(
    tag = "actions",
    security(()),
    responses((status = 200, description = "The verdict", body = ReceiptVerdict)),
)]
#[post("/receipts/verify")]
async fn verify_receipt(public: Public, Json(body): Json<ReceiptCheck>) -> Result<Reply, Problem> {
    service::check(&public, body).await
}
