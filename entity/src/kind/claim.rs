//! What is said of a claim of a figure.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How an estimate was made.
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
pub enum EstimationMethod {
    /// From the sample of the region itself.
    #[sea_orm(string_value = "direct")]
    Direct,
    /// By small area estimation.
    #[sea_orm(string_value = "sae")]
    Sae,
    /// By counting all.
    #[sea_orm(string_value = "complete_count")]
    CompleteCount,
    /// Not stated.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

impl EstimationMethod {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Sae => "sae",
            Self::CompleteCount => "complete_count",
            Self::Unknown => "unknown",
        }
    }
}

/// How sure it is that the figure is what it is said to be.
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
pub enum Confidence {
    /// Several or the responsible sources agree.
    #[sea_orm(string_value = "high")]
    High,
    /// One source.
    #[sea_orm(string_value = "medium")]
    Medium,
    /// Unclear basis or contradiction.
    #[sea_orm(string_value = "low")]
    Low,
}

impl Confidence {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Where a claim stands.
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
pub enum ClaimStatus {
    /// Stated, not yet looked at.
    #[sea_orm(string_value = "submitted")]
    Submitted,
    /// Checked against its citation.
    #[sea_orm(string_value = "verified")]
    Verified,
    /// Shown as a figure.
    #[sea_orm(string_value = "published")]
    Published,
    /// Found wrong, with a reason.
    #[sea_orm(string_value = "rejected")]
    Rejected,
    /// Taken back by whoever stated it, with a reason.
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

impl ClaimStatus {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Verified => "verified",
            Self::Published => "published",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }
}
