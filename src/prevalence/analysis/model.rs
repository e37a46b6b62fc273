//! What the API says of the figures.

use entity::kind::RegionLevel;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::conflict::Conflict;
use crate::prevalence::discrepancy::Impossible;
use crate::prevalence::progress::TargetProgress;
use crate::prevalence::ranking::Ranked;
use crate::prevalence::trend::Series;

/// The series of some regions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "items": [{
        "region_code": "64", "name": "Kalimantan Timur", "indicator": "stunting",
        "series": [{
            "source_group": "national_survey", "sources": ["SKI", "SSGI"], "shape": "too_short",
            "average_annual_reduction_pct": 3.06,
            "points": [
                {"period": "2023", "source": "SKI", "value_pct": 22.9, "ci_low_pct": null, "ci_high_pct": null, "record_id": "0192d3a0-0000-7000-8000-000000000001"},
                {"period": "2024", "source": "SSGI", "value_pct": 22.2, "ci_low_pct": null, "ci_high_pct": null, "record_id": "0192d3a0-0000-7000-8000-000000000002"}
            ],
            "changes": [{
                "period_from": "2023", "period_to": "2024", "change_pp": -0.7, "relative_change_pct": -3.06,
                "assessment": "not_distinguishable", "basis": "assumed_design", "interval_pp": [-2.57, 1.17]
            }]
        }],
        "conflicts": []
    }],
    "caveats": [{"source_group": "national_survey", "name": "Survei status gizi nasional", "text": "Angka antarputaran dapat dibandingkan dengan hati-hati."}],
    "assumed_designs": [{"source": "SSGI", "level": "province", "children": 6710, "design_effect": 1.75}]
}))]
pub struct PrevalenceTrends {
    /// One per region asked for; one without figures has no series.
    pub items: Vec<PrevalenceTrend>,
    /// What to mind where sources stand in one series, in the caller's language.
    pub caveats: Vec<PrevalenceCaveat>,
    /// The samples that were assumed for figures published without an interval: assumptions, never published figures.
    pub assumed_designs: Vec<AssumedDesign>,
}

/// The series of one region.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceTrend {
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// What is measured.
    #[schema(example = "stunting")]
    pub indicator: String,
    /// One per source, or comparability group of sources; surveys first.
    pub series: Vec<Series>,
    /// Series that move in opposite directions over the same years.
    pub conflicts: Vec<Conflict>,
}

/// What to mind when comparing the sources of one series.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrevalenceCaveat {
    /// The comparability group.
    #[schema(example = "national_survey")]
    pub source_group: String,
    /// Its name.
    pub name: String,
    /// What to mind.
    pub text: String,
}

/// The sample that was assumed for figures of a source at a level of region.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssumedDesign {
    /// The source.
    #[schema(example = "SSGI")]
    pub source: String,
    /// The level of region.
    pub level: RegionLevel,
    /// Children measured in one such region.
    #[schema(minimum = 1, example = 671)]
    pub children: i64,
    /// The variance relative to simple random sampling.
    #[schema(value_type = f64, minimum = 0, multiple_of = 0.01, example = 1.75)]
    pub design_effect: Pct,
}

/// The order of some regions by their figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "indicator": "stunting", "source": "SSGI", "period": "2024",
    "items": [
        {"region_code": "64.74", "name": "Kota Bontang", "value_pct": 20.7, "rank": 1, "rank_low": 1, "rank_high": 2, "tied": true, "basis": "assumed_design"},
        {"region_code": "64.72", "name": "Kota Samarinda", "value_pct": 20.3, "rank": 2, "rank_low": 1, "rank_high": 2, "tied": true, "basis": "assumed_design"}
    ],
    "missing": [{"region_code": "64.03", "name": "Kabupaten Berau", "reason": "no_figure"}]
}))]
pub struct PrevalenceRanking {
    /// What is measured.
    pub indicator: String,
    /// By which source.
    pub source: String,
    /// When was measured.
    pub period: Period,
    /// Highest prevalence first.
    pub items: Vec<Ranked>,
    /// The regions that have no official figure; they are not ranked.
    pub missing: Vec<MissingRegion>,
}

/// A region without an official figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingRegion {
    /// The region.
    #[schema(example = "64.03")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Kabupaten Berau")]
    pub name: String,
    /// Why it is missing.
    pub reason: MissingReason,
}

/// Why a region has no official figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// Nobody states a value.
    NoFigure,
    /// Values are stated, and none of them is official.
    NoOfficialClaim,
}

/// What contradicts itself in some regions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "indicator": "stunting",
    "items": [{
        "region_code": "64.74", "name": "Kota Bontang", "kind": "opposite_direction",
        "period_from": "2022", "period_to": "2023",
        "sources": ["SSGI", "SKI", "EPPGBM"], "source_groups": ["national_survey", "EPPGBM"],
        "record_ids": ["0192d3a0-0000-7000-8000-000000000001", "0192d3a0-0000-7000-8000-000000000002",
            "0192d3a0-0000-7000-8000-000000000003", "0192d3a0-0000-7000-8000-000000000004"],
        "difference_pp": null, "impossible": null
    }]
}))]
pub struct PrevalenceDiscrepancies {
    /// What is measured.
    pub indicator: String,
    /// By region, then by time.
    pub items: Vec<PrevalenceDiscrepancy>,
}

/// Something that contradicts itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PrevalenceDiscrepancy {
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// What is wrong.
    pub kind: DiscrepancyKind,
    /// From this period
    pub period_from: Period,
    /// to this one; often the same.
    pub period_to: Period,
    /// The sources of the claims.
    pub sources: Vec<String>,
    /// Their comparability groups, or the sources themselves.
    pub source_groups: Vec<String>,
    /// The claims that it is about.
    pub record_ids: Vec<Uuid>,
    /// How far the values are apart, percentage points; null of `opposite_direction` and `impossible_triple`.
    #[schema(required)]
    pub difference_pp: Option<Pct>,
    /// Why value and counts cannot all be true; null but of `impossible_triple`.
    #[schema(required)]
    pub impossible: Option<Impossible>,
}

/// What is wrong with some claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiscrepancyKind {
    /// Over the same years the official figures of one source group fall and those of another rise, each beyond error.
    OppositeDirection,
    /// Several claims on one source and period, none of them official: somebody has to decide.
    CompetingClaimsWithoutOfficial,
    /// Value, children affected and children measured of one claim cannot all be true.
    ImpossibleTriple,
    /// Official figures of two sources for the same year are more than 10 points apart; the widest gap of the year.
    WideGap,
}

/// How far a region is from its targets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "region_code": "64", "name": "Kalimantan Timur", "indicator": "stunting", "target_region_code": "64",
    "items": [{"source_group": "national_survey", "sources": ["SSGI", "SKI"], "targets": [{
        "year": 2026, "target_pct": 19,
        "latest_period": "2024", "latest_value_pct": 22.2, "latest_interval_pct": [20.88, 23.52],
        "gap_pp": 3.2, "required_annual_change_pp": -1.6, "required_annual_reduction_pct": 7.49,
        "observed_annual_change_pp": -0.28, "observed_annual_change_interval_pp": [-0.87, 0.31],
        "observed_annual_reduction_pct": 1.22,
        "projected_year": 2037, "projected_year_earliest": 2027, "projected_year_latest": null,
        "assessment": "off_track", "uncertainty": "assumed_design"
    }]}]
}))]
pub struct PrevalenceProgress {
    /// The region.
    pub region_code: String,
    /// Its name.
    pub name: String,
    /// What is measured.
    pub indicator: String,
    /// Whose targets they are: its own, else those of the nearest region in which it lies; null where none are set.
    #[schema(required, example = "ID")]
    pub target_region_code: Option<String>,
    /// One per source group that has official figures; surveys first.
    pub items: Vec<GroupProgress>,
}

/// How far a region is from its targets by the figures of one source group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupProgress {
    /// `national_survey`, or the code of a source that joins no group.
    pub source_group: String,
    /// The sources whose figures were used.
    pub sources: Vec<String>,
    /// One per target, by year; empty where none are set.
    pub targets: Vec<TargetProgress>,
}
