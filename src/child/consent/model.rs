//! What the API shows of a consent.

use chrono::{DateTime, NaiveDate, Utc};
use entity::child_consent;
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ConsentScope;
use serde::Serialize;
use utoipa::ToSchema;

/// What a parent or guardian agreed to (persetujuan). Who gave it lies sealed with the child's key.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildConsent {
    /// Its id.
    pub id: ChildConsentId,
    /// Of which child.
    pub child_id: ChildId,
    /// To what.
    pub scope: ConsentScope,
    /// What who gave it is to the child.
    #[schema(example = "mother")]
    pub relation: String,
    /// Whether it is known who gave it.
    pub giver_known: bool,
    /// The text that was agreed to, by its version.
    #[schema(example = "PERSETUJUAN-2026-1")]
    pub text_version: String,
    /// When it was given.
    pub given_on: NaiveDate,
    /// The SHA-256 of the document that proves it.
    #[schema(required)]
    pub evidence_sha256: Option<String>,
    /// From which day it holds no more.
    #[schema(required)]
    pub withdrawn_on: Option<NaiveDate>,
    /// Why.
    #[schema(required)]
    pub withdrawn_reason: Option<String>,
    /// When that was recorded.
    #[schema(required)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub withdrawn_by: Option<String>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:worker6474")]
    pub recorded_by: String,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// The consents of a child.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChildConsents {
    /// The first one first.
    pub items: Vec<ChildConsent>,
}

impl From<child_consent::Model> for ChildConsent {
    fn from(row: child_consent::Model) -> Self {
        let child_consent::Model {
            id,
            child_id,
            scope,
            relation,
            given_by_sealed,
            text_version,
            given_on,
            evidence_sha256,
            recorded_at,
            recorded_by,
            withdrawn_on,
            withdrawn_reason,
            withdrawn_at,
            withdrawn_by,
            version,
        } = row;
        Self {
            id,
            child_id,
            scope,
            relation,
            giver_known: given_by_sealed.is_some(),
            text_version,
            given_on,
            evidence_sha256,
            withdrawn_on,
            withdrawn_reason,
            withdrawn_at,
            withdrawn_by,
            recorded_at,
            recorded_by,
            version,
        }
    }
}
