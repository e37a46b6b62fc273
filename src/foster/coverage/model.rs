//! Coverage as the API shows it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::foster::receiver::FosterReceiverKind;
use crate::pct::Pct;

/// How many receive a kind of aid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterCoverageAid {
    /// The kind of aid.
    #[schema(example = "food")]
    pub aid_kind: String,
    /// How many children; null where it is kept back, or where mothers are asked for. Kinds overlap: they do not add up.
    #[schema(required, example = 120)]
    pub children_count: Option<i64>,
    /// How many expectant mothers; null where it is kept back, or where children are asked for.
    #[schema(required)]
    pub mothers_count: Option<i64>,
}

/// What was delivered from a source of funds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterCoverageFunds {
    /// The source.
    #[schema(example = "csr")]
    pub funding_source: String,
    /// Its worth in rupiah, of all deliveries; null where it is kept back.
    #[schema(required, example = 54_000_000)]
    pub delivered_idr: Option<i64>,
}

/// A region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FosterCoverageRow {
    /// The region.
    #[schema(example = "64.74.01")]
    pub region_code: String,
    /// Its name.
    #[schema(example = "Bontang Utara")]
    pub region_name: String,
    /// Children under five who are in need, by growth or by their family's risk, or expectant mothers in need, by what was
    /// measured or by their family's risk; null where it is kept back.
    #[schema(required, example = 412)]
    pub in_need_count: Option<i64>,
    /// Those of them who may receive by the programme, or by any.
    #[schema(required, example = 300)]
    pub eligible_count: Option<i64>,
    /// Those of them whom somebody looks after now; each counts once.
    #[schema(required, example = 180)]
    pub served_count: Option<i64>,
    /// Their share.
    #[schema(required)]
    pub coverage_pct: Option<Pct>,
    /// Whom somebody looks after now, those who need it no more included; each counts once.
    #[schema(required, example = 190)]
    pub receiving_count: Option<i64>,
    /// By kind of aid.
    pub aid: Vec<FosterCoverageAid>,
    /// By source of funds.
    pub funds: Vec<FosterCoverageFunds>,
}

/// The regions below one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCoverage {
    /// The day on which it was asked.
    pub on: NaiveDate,
    /// Whether children or expectant mothers are counted; never both together.
    pub receiver: FosterReceiverKind,
    /// By which programme; null for any.
    #[schema(required, example = "BAAS")]
    pub programme: Option<String>,
    /// Whether something is kept back: fewer than five children, or what would tell of them.
    pub suppressed: bool,
    /// The whole region.
    pub total: FosterCoverageRow,
    /// The regions directly below it, by code; of a village none.
    pub items: Vec<FosterCoverageRow>,
}

/// Of which region.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterCoverageQuery {
    /// The regions below this one, within the caller's.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub parent: String,
    /// By this programme; by any if not given.
    #[validate(
        length(min = 2, max = 30),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 30, example = "BAAS")]
    pub programme: Option<String>,
    /// Whether `child`ren are counted, or `expectant_mother`s; children if not given.
    #[param(inline)]
    pub receiver: Option<FosterReceiverKind>,
}
