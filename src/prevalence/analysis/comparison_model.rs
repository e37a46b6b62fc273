//! What the API says of claims that are set side by side.

use entity::kind::{ClaimStatus, Confidence, EstimationMethod, SourceKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::gap::Explanation;
use crate::prevalence::interval::Basis;
use crate::prevalence::model::Citation;

/// All claims on one region, indicator and time, side by side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "region_code": "64.74", "name": "Kota Bontang", "indicator": "stunting", "period": "2023",
    "items": [
        {"source": "SKI", "name": "Survei Kesehatan Indonesia", "kind": "survey", "source_group": "national_survey", "claims": [{
            "record_id": "0192d3a0-0000-7000-8000-000000000001", "period": "2023", "value_pct": 27.4,
            "ci_low_pct": null, "ci_high_pct": null, "rse_pct": null, "interval_pct": [22.94, 31.86], "basis": "assumed_design",
            "estimation_method": "unknown", "children_measured": null, "children_affected": null, "coverage_pct": null,
            "publisher": "PPID Kota Bontang", "status": "published", "is_official": true, "confidence": "high",
            "citation": {"title": "Rakor Percepatan Penurunan Stunting Kota Bontang", "publisher": "PPID Kota Bontang", "published_on": "2024-05-15", "url": null},
            "note": null
        }]},
        {"source": "EPPGBM", "name": "e-PPGBM", "kind": "routine", "source_group": "EPPGBM", "claims": [{
            "record_id": "0192d3a0-0000-7000-8000-000000000002", "period": "2023", "value_pct": 19.6,
            "ci_low_pct": null, "ci_high_pct": null, "rse_pct": null, "interval_pct": null, "basis": "none",
            "estimation_method": "unknown", "children_measured": null, "children_affected": 1786, "coverage_pct": null,
            "publisher": "PPID Kota Bontang", "status": "published", "is_official": true, "confidence": "high",
            "citation": {"title": "Rakor Percepatan Penurunan Stunting Kota Bontang", "publisher": "PPID Kota Bontang", "published_on": "2024-05-15", "url": null},
            "note": null
        }]}
    ],
    "gaps": [{
        "record_ids": ["0192d3a0-0000-7000-8000-000000000001", "0192d3a0-0000-7000-8000-000000000002"],
        "sources": ["SKI", "EPPGBM"], "difference_pp": 7.8, "distinguishable": null, "margin_pp": null, "basis": "none",
        "explanations": ["different_kind", "different_source", "unknown_coverage"]
    }]
}))]
pub struct PrevalenceComparison {
    /// The region.
    pub region_code: String,
    /// Its name.
    pub name: String,
    /// What is measured.
    pub indicator: String,
    /// Claims of periods that overlap this one.
    pub period: Period,
    /// The sources that have claims; surveys first.
    pub items: Vec<ComparedSource>,
    /// Pairs of values: of two sources, and of one source for one period; the widest gap first.
    pub gaps: Vec<PrevalenceGap>,
}

/// A source with its claims.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedSource {
    /// Its code.
    #[schema(example = "SSGI")]
    pub source: String,
    /// Its name, in the caller's language.
    pub name: String,
    /// A sample, a count of those who came, or a statement.
    pub kind: SourceKind,
    /// Its comparability group, or itself.
    #[schema(example = "national_survey")]
    pub source_group: String,
    /// Its claims, by time.
    pub claims: Vec<ComparedClaim>,
}

/// A claim beside others.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparedClaim {
    /// The claim.
    pub record_id: Uuid,
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
    /// The 95 % interval that is used here; null if none can be stated.
    #[schema(required, min_items = 2, max_items = 2)]
    pub interval_pct: Option<[Pct; 2]>,
    /// On what that interval rests.
    pub basis: Basis,
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
    /// Where the claim stands.
    pub status: ClaimStatus,
    /// Whether it is the official one of its region, indicator, source and period.
    pub is_official: bool,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it was published.
    pub citation: Citation,
    /// What else has to be known.
    #[schema(required)]
    pub note: Option<String>,
}

/// Two values that are set against each other.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceGap {
    /// The two claims, the higher value first.
    #[schema(min_items = 2, max_items = 2)]
    pub record_ids: [Uuid; 2],
    /// Their sources.
    #[schema(min_items = 2, max_items = 2)]
    pub sources: [String; 2],
    /// The higher value minus the lower one, percentage points.
    pub difference_pp: Pct,
    /// Whether the two can be told apart: samples by the 95 % interval of their difference, counts by a change that matters,
    /// two claims on one source and period by their values; null for a sample against a count, which is no test at all.
    #[schema(required)]
    pub distinguishable: Option<bool>,
    /// Half the width of the 95 % interval of the difference; null where there is none.
    #[schema(required)]
    pub margin_pp: Option<Pct>,
    /// On what that interval rests.
    pub basis: Basis,
    /// What may explain the gap: to be looked at, not a verdict.
    pub explanations: Vec<Explanation>,
}
