//! A foster parent's own view. Its members are chosen so that neither the day of birth nor a place below the village follows
//! from them: measurements by month and z-score, not by day and centimetre.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId, FosterTransferId};
use entity::kind::Sex;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::foster::alert::rules::FosterAlertKind;
use crate::foster::assignment::model::FosterCommitment;
use crate::foster::delivery::file::model::FileWithheld;
use crate::foster::receiver::FosterReceiverKind;
use crate::pct::Pct;

/// A child or an expectant mother whom the caller's foster parent looks after.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCare {
    /// The assignment.
    pub assignment_id: FosterAssignmentId,
    /// Whether it is a child or an expectant mother.
    pub receiver: FosterReceiverKind,
    /// The code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// The child's age in calendar months; null of a mother.
    #[schema(required, example = 17)]
    pub age_months: Option<i32>,
    /// The child's sex; null of a mother.
    #[schema(required)]
    pub sex: Option<Sex>,
    /// The trimester of a mother at the beginning of the month; null of a child. When her child is due is not told.
    #[schema(required, minimum = 1, maximum = 3, example = 2)]
    pub trimester: Option<u8>,
    /// The village.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// The village's name.
    #[schema(example = "Lok Tuan")]
    pub region_name: String,
    /// The programme.
    #[schema(example = "BAAS")]
    pub programme: String,
    /// The first day that was planned.
    pub planned_from: NaiveDate,
    /// The last one.
    pub planned_to: NaiveDate,
    /// What is promised.
    pub commitments: Vec<FosterCommitment>,
}

/// Where a child stands by an index.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCareScore {
    /// The index: `haz`, `waz` or `whz`.
    #[schema(example = "haz")]
    pub index: &'static str,
    /// The z-score.
    #[schema(value_type = f64, example = -2.31)]
    pub z: Pct,
    /// The category.
    #[schema(example = "stunted")]
    pub category: &'static str,
    /// Its name.
    #[schema(example = "Pendek")]
    pub category_name: &'static str,
}

/// A measurement, without its day and its place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCareGrowth {
    /// The calendar month.
    #[schema(example = "2026-11")]
    pub month: String,
    /// Where the child stood.
    pub scores: Vec<FosterCareScore>,
}

/// What is to be handed over next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterCareDue {
    /// Which commitment.
    #[schema(minimum = 1, example = 1)]
    pub position: i32,
    /// The kind of aid.
    #[schema(example = "food")]
    pub aid_kind: String,
    /// The calendar month.
    #[schema(example = "2026-11")]
    pub month: String,
    /// What is wanting of it.
    #[schema(minimum = 0, example = 450_000)]
    pub outstanding_idr: i64,
}

/// Something that is wrong.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCareGap {
    /// What.
    pub kind: FosterAlertKind,
    /// Since which calendar month.
    #[schema(example = "2026-09")]
    pub since_month: String,
}

/// A child whom the caller's foster parent looks after, with its growth and what is due.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCareDetail {
    /// The child and what is promised.
    #[serde(flatten)]
    pub care: FosterCare,
    /// The growth of a child: from the last measurement before the beginning on.
    pub growth: Vec<FosterCareGrowth>,
    /// By when a child is to be weighed again: the last day of the month, since of the day itself its day of birth would follow.
    #[schema(required)]
    pub next_weighing_by: Option<NaiveDate>,
    /// What is to be handed over next, and what is wanting of the months before.
    pub due: Vec<FosterCareDue>,
    /// What is wrong.
    pub gaps: Vec<FosterCareGap>,
}

/// The children whom the caller's foster parent looks after have no filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterCareFilter {}

/// A child or an expectant mother offered to the caller's foster parent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterOffer {
    /// The offer.
    pub id: FosterTransferId,
    /// Whether it is a child or an expectant mother.
    pub receiver: FosterReceiverKind,
    /// The child's age in calendar months; null of a mother.
    #[schema(required, example = 17)]
    pub age_months: Option<i32>,
    /// The child's sex; null of a mother.
    #[schema(required)]
    pub sex: Option<Sex>,
    /// The trimester of a mother at the beginning of the month; null of a child.
    #[schema(required, minimum = 1, maximum = 3, example = 2)]
    pub trimester: Option<u8>,
    /// The regency in which they live; the village is shown to who goes on.
    #[schema(example = "64.74")]
    pub regency_code: String,
    /// The programme.
    #[schema(example = "BAAS")]
    pub programme: String,
    /// The last day that is planned.
    pub planned_to: NaiveDate,
    /// What is promised, and is to be from then on.
    pub commitments: Vec<FosterCommitment>,
    /// The version of the offer, for `If-Match`.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// What is offered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterOffers {
    /// The offers that wait, the first one first.
    pub items: Vec<FosterOffer>,
}

/// What became of an offer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterOfferOutcome {
    /// The offer.
    pub id: FosterTransferId,
    /// The assignment that goes on; null if it was refused.
    #[schema(required)]
    pub assignment_id: Option<FosterAssignmentId>,
}

/// A proof as the foster parent sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCareFile {
    /// Its id.
    pub id: FosterDeliveryFileId,
    /// Of which delivery.
    pub delivery_id: FosterDeliveryId,
    /// What it is.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// How many bytes.
    #[schema(minimum = 1)]
    pub size_bytes: i64,
    /// Whether it shows the child or its mother.
    pub shows_child: bool,
    /// Whether the foster parent handed it in.
    pub by_foster_parent: bool,
    /// Why its bytes are not given; null if they are.
    #[schema(required)]
    pub withheld: Option<FileWithheld>,
    /// When it was handed in.
    pub uploaded_at: DateTime<Utc>,
    /// Its version, for `If-Match`.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// The proofs of an assignment, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterCareFiles {
    /// The proofs.
    pub items: Vec<FosterCareFile>,
}
