//! Where a report of a convergence action and its evidence stand.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a report stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// Being written.
    #[sea_orm(string_value = "draft")]
    Draft,
    /// Handed in, waits for a reviewer.
    #[sea_orm(string_value = "submitted")]
    Submitted,
    /// A reviewer has taken it up.
    #[sea_orm(string_value = "in_review")]
    InReview,
    /// Sent back with what is wanting.
    #[sea_orm(string_value = "returned")]
    Returned,
    /// Taken as it is.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// Accepted before, and open again.
    #[sea_orm(string_value = "reopened")]
    Reopened,
}

impl ReportState {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InReview => "in_review",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Reopened => "reopened",
        }
    }
}

/// What was decided of a document.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum EvidenceState {
    /// Not looked at yet.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// It proves what it is to prove.
    #[sea_orm(string_value = "accepted")]
    Accepted,
    /// It does not.
    #[sea_orm(string_value = "rejected")]
    Rejected,
}

impl EvidenceState {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}
