//! A claim as the API shows it, as it stands or as it stood.

use chrono::{DateTime, Utc};
use entity::id::PrevalenceRecordId;
use entity::kind::{ClaimStatus, Confidence, EstimationMethod};
use entity::{prevalence_record, prevalence_revision};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::Citation;
use crate::pct::Pct;
use crate::period::Period;
use crate::problem::FaultBody;

/// A claim of a prevalence, as it stands or as it stood.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "0192d3a0-0000-7000-8000-000000000001", "region_code": "64.74", "indicator": "stunting", "source": "SSGI",
    "period": "2024", "value_pct": 20.7, "ci_low_pct": null, "ci_high_pct": null, "rse_pct": null,
    "estimation_method": "unknown", "children_measured": null, "children_affected": null, "coverage_pct": null,
    "publisher": "DP3A Provinsi Kalimantan Timur",
    "citation": {"title": "Daftar Alokasi Bantuan Pemprov Kaltim untuk Turunkan Stunting di Daerah", "publisher": "Tribun Kaltim", "published_on": "2025-11-18", "url": null},
    "confidence": "medium", "note": null, "status": "published", "is_official": true, "version": 1,
    "recorded_at": "2026-11-22T00:00:00Z", "recorded_by": "system:reference data"
}))]
pub struct PrevalenceRecord {
    /// Its id.
    pub id: PrevalenceRecordId,
    /// The region.
    pub region_code: String,
    /// What is measured.
    pub indicator: String,
    /// Where the figure comes from.
    pub source: String,
    /// When was measured.
    pub period: Period,
    /// The prevalence in percent; null where only children were counted.
    #[schema(required)]
    pub value_pct: Option<Pct>,
    /// The lower end of the published 95 % interval.
    #[schema(required)]
    pub ci_low_pct: Option<Pct>,
    /// The upper end of the published 95 % interval.
    #[schema(required)]
    pub ci_high_pct: Option<Pct>,
    /// The published relative standard error.
    #[schema(required)]
    pub rse_pct: Option<Pct>,
    /// How the estimate was made.
    pub estimation_method: EstimationMethod,
    /// How many children were measured.
    #[schema(required)]
    pub children_measured: Option<i64>,
    /// How many of them are affected.
    #[schema(required)]
    pub children_affected: Option<i64>,
    /// The share of the children who were measured.
    #[schema(required)]
    pub coverage_pct: Option<Pct>,
    /// Who states the figure.
    pub publisher: String,
    /// Where it was published.
    pub citation: Citation,
    /// How sure it is.
    pub confidence: Confidence,
    /// What else has to be known.
    #[schema(required)]
    pub note: Option<String>,
    /// Where the claim stands.
    pub status: ClaimStatus,
    /// Whether it is the official one of its region, indicator, source and period.
    pub is_official: bool,
    /// Counts the states that it has had.
    #[schema(minimum = 1)]
    pub version: i64,
    /// When it came to be as it is.
    pub recorded_at: DateTime<Utc>,
    /// By whom, as `user:province64`.
    pub recorded_by: String,
    /// What is odd, but possible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub warnings: Vec<FaultBody>,
}

/// A state that a claim has had.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceRevision {
    /// The claim as it was.
    #[serde(flatten)]
    pub record: PrevalenceRecord,
    /// Until when; null if it still is.
    #[schema(required)]
    pub superseded_at: Option<DateTime<Utc>>,
    /// What was done, as `create`, `correct`, `verify`.
    #[schema(example = "correct")]
    pub action: String,
    /// Why.
    #[schema(required)]
    pub reason: Option<String>,
    /// By which request.
    pub request_id: uuid::Uuid,
}

/// Every state that a claim has had, the first one first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceRevisions {
    /// The states.
    pub items: Vec<PrevalenceRevision>,
}

fn pct(hundredths: Option<i32>) -> Option<Pct> {
    hundredths.map(Pct::from_hundredths)
}

/// The period of a row; the column's text was written from a period.
pub(super) fn period(text: &str) -> Period {
    text.parse().unwrap_or(Period::UNKNOWN)
}

/// Destructures every column that records and revisions share, so that a new one does not compile until it is decided on.
macro_rules! record_of {
    ($row:expr, $module:ident, id: $id:ident, at: $at:ident, by: $by:ident, rest: { $($rest:ident),* }) => {{
        let $module::Model {
            $id, region_code, indicator_code, source_code, period: period_text, period_from_on: _, period_to_on: _,
            value_hundredths, ci_low_hundredths, ci_high_hundredths, rse_hundredths, estimation_method,
            children_measured, children_affected, coverage_hundredths, publisher, citation_title, citation_publisher,
            citation_published_on, citation_url, confidence, note, status, is_official, version, $at, $by, $($rest: _),*
        } = $row;
        PrevalenceRecord {
            id: $id,
            region_code,
            indicator: indicator_code,
            source: source_code,
            period: period(&period_text),
            value_pct: pct(value_hundredths),
            ci_low_pct: pct(ci_low_hundredths),
            ci_high_pct: pct(ci_high_hundredths),
            rse_pct: pct(rse_hundredths),
            estimation_method,
            children_measured,
            children_affected,
            coverage_pct: pct(coverage_hundredths),
            publisher,
            citation: Citation {
                title: citation_title,
                publisher: citation_publisher,
                published_on: citation_published_on,
                url: citation_url,
            },
            confidence,
            note,
            status,
            is_official,
            version,
            recorded_at: $at,
            recorded_by: $by,
            warnings: Vec::new(),
        }
    }};
}

impl From<prevalence_record::Model> for PrevalenceRecord {
    fn from(row: prevalence_record::Model) -> Self {
        record_of!(row, prevalence_record, id: id, at: updated_at, by: updated_by, rest: { created_at, created_by })
    }
}

impl From<prevalence_revision::Model> for PrevalenceRecord {
    fn from(row: prevalence_revision::Model) -> Self {
        record_of!(row, prevalence_revision, id: record_id, at: recorded_at, by: recorded_by,
            rest: { superseded_at, action, reason, request_id })
    }
}

impl From<prevalence_revision::Model> for PrevalenceRevision {
    fn from(row: prevalence_revision::Model) -> Self {
        Self {
            superseded_at: row.superseded_at,
            action: row.action.clone(),
            reason: row.reason.clone(),
            request_id: row.request_id,
            record: row.into(),
        }
    }
}
