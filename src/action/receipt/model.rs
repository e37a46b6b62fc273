//! A receipt as it is signed and shown.

use chrono::{DateTime, Utc};
use entity::id::{ActionReportId, EvidenceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A document that was handed in with a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// SHA-256 of its bytes.
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
}

/// What a receipt states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// Who states it: the address of this service.
    #[schema(example = "https://tumbuh.example.go.id")]
    pub iss: String,
    /// The report.
    pub report_id: ActionReportId,
    /// The version of it that was handed in.
    #[schema(minimum = 1)]
    pub version: i64,
    /// The season.
    #[schema(example = "2024-BANGDA8")]
    pub season: String,
    /// The action.
    #[schema(example = "rembuk_stunting")]
    pub action: String,
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// SHA-256 of what the report said, as it is kept.
    #[schema(min_length = 64, max_length = 64)]
    pub content_sha256: String,
    /// The documents that stood in it.
    pub evidence: Vec<ReceiptEvidence>,
    /// When, by the clock of the server.
    pub submitted_at: DateTime<Utc>,
}

/// A receipt of a submission.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedReceipt {
    /// The version of the report that was handed in.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When.
    pub submitted_at: DateTime<Utc>,
    /// The receipt as a compact JWS (ES256); its key is in the JWKS while it signs, and here it is checked for ever.
    pub jws: String,
}

/// The receipts of a report, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedReceipts {
    /// The receipts.
    pub items: Vec<SignedReceipt>,
}

/// A receipt that is to be checked.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"jws": "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"}))]
pub struct ReceiptCheck {
    /// The receipt as a compact JWS.
    #[validate(
        length(min = 1, max = 50000),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 50000)]
    pub jws: String,
}

/// Whether a receipt is ours.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptVerdict {
    /// Whether it is ours, unchanged, and agrees with what is on record.
    pub valid: bool,
    /// `valid`, `malformed`, `unknown_key`, `signature` or `not_on_record`.
    #[schema(example = "valid")]
    pub code: String,
    /// The same for people.
    pub detail: String,
    /// What it states; null if it is not ours.
    #[schema(required)]
    pub receipt: Option<Receipt>,
}
