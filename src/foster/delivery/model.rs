//! Deliveries and the ledger as the API shows them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{FosterAssignmentId, FosterDeliveryId};
use entity::kind::DeliveryState;
use entity::{foster_delivery, foster_delivery_revision};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::problem::Problem;

/// Something that was handed over.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterDelivery {
    /// Its id.
    pub id: FosterDeliveryId,
    /// Of which assignment.
    pub assignment_id: FosterAssignmentId,
    /// Of which commitment.
    #[schema(minimum = 1, example = 1)]
    pub position: i32,
    /// On which day.
    pub delivered_on: NaiveDate,
    /// How many of the aid's unit.
    #[schema(required, example = 30)]
    pub quantity: Option<i64>,
    /// Its worth in rupiah.
    #[schema(example = 450_000)]
    pub value_idr: i64,
    /// Who received it, as a role.
    #[schema(example = "mother")]
    pub receiver: String,
    /// Where the proof is kept.
    #[schema(required)]
    pub evidence_reference: Option<String>,
    /// How many pictures and documents prove it: not those that were taken back or destroyed.
    #[schema(minimum = 0, example = 1)]
    pub files_count: i64,
    /// What else has to be known.
    #[schema(required)]
    pub note: Option<String>,
    /// Whether somebody else has checked it.
    pub state: DeliveryState,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// When it was verified.
    #[schema(required)]
    pub verified_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub verified_by: Option<String>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl FosterDelivery {
    /// A row with how many files prove it.
    pub fn new(row: foster_delivery::Model, files_count: i64) -> Self {
        let foster_delivery::Model {
            id,
            assignment_id,
            position,
            delivered_on,
            quantity,
            value_idr,
            receiver,
            evidence_reference,
            note,
            state,
            recorded_at,
            recorded_by,
            verified_at,
            verified_by,
            version,
            updated_at,
        } = row;
        Self {
            id,
            assignment_id,
            position,
            delivered_on,
            quantity,
            value_idr,
            receiver,
            evidence_reference,
            files_count,
            note,
            state,
            recorded_at,
            recorded_by,
            verified_at,
            verified_by,
            version,
            updated_at,
        }
    }
}

/// The deliveries of an assignment, the first one first; withdrawn ones too.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterDeliveries {
    /// The deliveries.
    pub items: Vec<FosterDelivery>,
}

/// What a delivery was.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterDeliveryRevision {
    /// The version.
    pub version: i64,
    /// All of it, as it was answered then.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
    /// What was done.
    #[schema(example = "correct")]
    pub action: String,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// Until when it held.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// By which request.
    pub request_id: Uuid,
}

impl TryFrom<foster_delivery_revision::Model> for FosterDeliveryRevision {
    type Error = Problem;

    fn try_from(row: foster_delivery_revision::Model) -> Result<Self, Problem> {
        let foster_delivery_revision::Model {
            delivery_id: _,
            version,
            record,
            action,
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        } = row;
        Ok(Self {
            version,
            record: serde_json::from_str(&record).map_err(|e| Problem::internal(&e))?,
            action,
            reason,
            recorded_at,
            recorded_by,
            superseded_at,
            request_id,
        })
    }
}

/// What a delivery was, the first version first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterDeliveryRevisions {
    /// The versions.
    pub items: Vec<FosterDeliveryRevision>,
}

/// What was promised and given of a commitment in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterLedgerMonth {
    /// The calendar month.
    #[schema(example = "2026-11")]
    pub month: String,
    /// What is due in it.
    #[schema(minimum = 0, example = 450_000)]
    pub promised_idr: i64,
    /// What was given in it.
    #[schema(minimum = 0, example = 420_000)]
    pub delivered_idr: i64,
    /// What is wanting of it.
    #[schema(minimum = 0, example = 30_000)]
    pub outstanding_idr: i64,
    /// How many units are due; null where only money is promised.
    #[schema(required, example = 30)]
    pub promised_quantity: Option<i64>,
    /// How many were given.
    #[schema(minimum = 0, example = 28)]
    pub delivered_quantity: i64,
}

/// What was promised and given of a commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterLedgerItem {
    /// Which commitment.
    #[schema(minimum = 1, example = 1)]
    pub position: i32,
    /// The kind of aid.
    #[schema(example = "food")]
    pub aid_kind: String,
    /// From which funds.
    #[schema(example = "csr")]
    pub funding_source: String,
    /// All that is promised.
    pub promised_idr: i64,
    /// What of it is due by the end of this month.
    pub due_idr: i64,
    /// What was given.
    pub delivered_idr: i64,
    /// What of that somebody else has checked.
    pub verified_idr: i64,
    /// What was given and has a picture, a document or a reference to one as its proof.
    #[schema(minimum = 0)]
    pub with_proof_idr: i64,
    /// What was given and has none.
    #[schema(minimum = 0)]
    pub without_proof_idr: i64,
    /// What is wanting of what is due.
    #[schema(minimum = 0)]
    pub outstanding_idr: i64,
    /// Month by month.
    pub months: Vec<FosterLedgerMonth>,
}

/// What came from a source of funds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterLedgerFunds {
    /// The source.
    #[schema(example = "csr")]
    pub funding_source: String,
    /// All that is promised.
    pub promised_idr: i64,
    /// What was given.
    pub delivered_idr: i64,
    /// What of that somebody else has checked.
    pub verified_idr: i64,
    /// What was given and has a proof.
    #[schema(minimum = 0)]
    pub with_proof_idr: i64,
    /// What was given and has none.
    #[schema(minimum = 0)]
    pub without_proof_idr: i64,
}

/// What was promised, given, and is wanting.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterLedger {
    /// Of which assignment.
    pub assignment_id: FosterAssignmentId,
    /// The day on which it was asked.
    pub on: NaiveDate,
    /// From which day something is promised; it did not begin before.
    pub from: NaiveDate,
    /// To which day: the planned one, or that on which it ended.
    pub to: NaiveDate,
    /// Commitment by commitment.
    pub items: Vec<FosterLedgerItem>,
    /// Source by source.
    pub funds: Vec<FosterLedgerFunds>,
}
