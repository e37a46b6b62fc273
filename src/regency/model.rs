//! What the API says of regencies.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::action::SeasonStanding;
use crate::foster::FosterProfile;
use crate::prevalence::{LatestFigure, TrendSummary};
use crate::reference::Target;
use crate::region::RegionReference;

/// The filters of regencies.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RegencyFilter {
    /// The regencies of this province, by its dotted code.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^[0-9]{2}$",
        example = "64"
    )]
    pub province: Option<String>,
}

/// A regency or city in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "region_code": "64.74", "name": "Kota Bontang", "kind": "kota",
    "figures": [{
        "indicator": "stunting", "source": "SSGI", "source_group": "national_survey", "period": "2024", "value_pct": 20.7,
        "interval_pct": [16.64, 24.76], "basis": "assumed_design", "record_id": "0192d3a0-0000-7000-8000-000000000001"
    }]
}))]
pub struct RegencySummary {
    /// Its dotted code.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// `kabupaten` or `kota`.
    #[schema(example = "kota")]
    pub kind: String,
    /// Its latest official stunting figure per source. Figures of different sources and years are not comparable as such.
    pub figures: Vec<LatestFigure>,
}

/// A regency or city with what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "region_code": "64.74", "name": "Kota Bontang", "kind": "kota", "bps_code": "6474", "listed_until": null,
    "ancestors": [{"code": "ID", "name": "Indonesia", "level": "country"}, {"code": "64", "name": "Kalimantan Timur", "level": "province"}],
    "figures": [{
        "indicator": "stunting", "source": "SSGI", "source_group": "national_survey", "period": "2024", "value_pct": 20.7,
        "interval_pct": [16.64, 24.76], "basis": "assumed_design", "record_id": "0192d3a0-0000-7000-8000-000000000001"
    }],
    "trends": [{
        "source_group": "national_survey", "sources": ["SSGI", "SKI"], "shape": "fluctuating",
        "average_annual_reduction_pct": 4.42, "period_from": "2021", "period_to": "2024", "points": 4
    }],
    "open_discrepancies": 1,
    "targets": [{
        "id": "0192d3a0-0000-7000-8000-000000000002", "region_code": "64", "indicator": "stunting", "year": 2026,
        "value_pct": 19, "legal_basis": "RPJMD", "version": 1,
        "created_at": "2026-11-22T00:00:00Z", "updated_at": "2026-11-22T00:00:00Z"
    }],
    "seasons": [{
        "season": "2025-BANGDA4P2", "implementation_year": 2025, "is_open": true, "locks_at": "2026-12-31T16:00:00Z",
        "sum": {"mandatory": 14, "satisfied": 9, "reports": 6, "handed_in": 3, "on_time": 3, "accepted": 1, "late": 0},
        "next_due": {"action": "regulation", "name": "Regulasi", "due_at": "2026-06-30T16:00:00Z", "days_late": 0}
    }],
    "foster": {
        "in_need_count": 412, "eligible_count": 400, "served_count": 180, "coverage_pct": 45,
        "active_assignments_count": 195, "active_foster_parents_count": 14,
        "effects": [{"programme": "GENTING", "effect": {
            "measure": "haz", "children": 64, "comparable": 310, "start": -2.43, "comparable_start": -2.41, "change": 0.21,
            "comparable_change": 0.17, "difference": 0.04, "interval": [-0.06, 0.14], "distinguishable": false
        }}]
    }
}))]
pub struct RegencyProfile {
    /// Its dotted code.
    pub region_code: String,
    /// Its name.
    pub name: String,
    /// `kabupaten` or `kota`.
    pub kind: String,
    /// The number at BPS (Statistics Indonesia), where it is known.
    #[schema(required)]
    pub bps_code: Option<String>,
    /// The date of the decree since which it is no longer listed; null if it is.
    #[schema(required)]
    pub listed_until: Option<NaiveDate>,
    /// What it lies in, from the country down.
    pub ancestors: Vec<RegionReference>,
    /// Its latest official figure per indicator and source.
    pub figures: Vec<LatestFigure>,
    /// The courses of its stunting figures, per source group.
    pub trends: Vec<TrendSummary>,
    /// How many discrepancies of its stunting figures are open.
    pub open_discrepancies: usize,
    /// The stunting targets that hold for it: its own, else those of the nearest region in which it lies that has some.
    pub targets: Vec<Target>,
    /// How it stands with its own reports of convergence actions in the seasons that are open, or else in the latest ones;
    /// empty for who may not read reports.
    pub seasons: Vec<SeasonStanding>,
    /// Who looks after its children, and whether that shows in their height; null for who may not read foster care.
    #[schema(required)]
    pub foster: Option<FosterProfile>,
}
