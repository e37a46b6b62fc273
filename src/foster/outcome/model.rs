//! What the API shows of outcomes.

use chrono::NaiveDate;
use entity::id::FosterAssignmentId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::pair::{Measure, NotEvaluable};

/// Whether a child changed as comparable ones did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeAssessment {
    /// More than 95 % of comparable children.
    MoreThanExpected,
    /// As comparable children did; what is called success elsewhere is often this.
    AsExpected,
    /// Less than 95 % of comparable children.
    LessThanExpected,
    /// Too few comparable children were measured over the same time.
    NotComparable,
}

/// How a child measured on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutcomePoint {
    /// The day.
    pub measured_on: NaiveDate,
    /// The child's age in completed months.
    #[schema(minimum = 0, maximum = 60, example = 14)]
    pub age_months: i32,
    /// Height-for-age z-score.
    #[schema(required, example = -2.41)]
    pub haz: Option<f64>,
    /// Weight-for-age z-score.
    #[schema(required, example = -1.9)]
    pub waz: Option<f64>,
    /// Weight-for-height z-score.
    #[schema(required, example = -0.8)]
    pub whz: Option<f64>,
    /// The difference between the height and the median of the age, in cm.
    #[schema(required, example = -6.1)]
    pub had_cm: Option<f64>,
    /// The category of height-for-age.
    #[schema(required, example = "stunted")]
    pub category: Option<String>,
}

/// By how much a child changed, beside what comparable children did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutcomeChange {
    /// What is measured; z, or cm of `had_cm`.
    pub measure: Measure,
    /// By how much it changed.
    #[schema(example = 0.12)]
    pub change: f64,
    /// Comparable children in nobody's care.
    #[schema(minimum = 0, example = 41)]
    pub comparable: usize,
    /// By how much they changed on average; null if they are too few.
    #[schema(required, example = 0.1)]
    pub expected: Option<f64>,
    /// Between which bounds the change of 95 % of single children like it lies; null if they are too few.
    #[schema(required, example = json!([-0.35, 0.55]))]
    pub expected_interval: Option<[f64; 2]>,
    /// What follows.
    pub assessment: OutcomeAssessment,
}

/// What became of a child in care. `not_evaluable` is a normal answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterOutcome {
    /// The assignment.
    pub assignment_id: FosterAssignmentId,
    /// Why nothing can be said of its growth; null if something can.
    #[schema(required)]
    pub not_evaluable: Option<NotEvaluable>,
    /// The same in words.
    #[schema(required)]
    pub explanation: Option<String>,
    /// About the start.
    #[schema(required)]
    pub first: Option<OutcomePoint>,
    /// The last measurement in care.
    #[schema(required)]
    pub last: Option<OutcomePoint>,
    /// What changed between the two.
    pub changes: Vec<OutcomeChange>,
    /// Calendar months of the care until today.
    #[schema(minimum = 0, example = 4)]
    pub months: usize,
    /// Those in which something was delivered.
    #[schema(minimum = 0, example = 3)]
    pub months_with_delivery: usize,
    /// Those in which the child was weighed.
    #[schema(minimum = 0, example = 4)]
    pub months_with_weighing: usize,
}

/// For which assignments of a programme outcomes are asked.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterOutcomesQuery {
    /// Where: this region and everything below it.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region: String,
    /// Only care that began in this year.
    #[validate(range(min = 2018, max = 2100))]
    #[param(minimum = 2018, maximum = 2100, example = 2026)]
    pub year: Option<i32>,
}

/// By how much children in care changed more than comparable ones.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutcomeEffect {
    /// What is measured; z, or cm of `had_cm`.
    pub measure: Measure,
    /// Children in care who have somebody to be compared with.
    #[schema(minimum = 5, example = 64)]
    pub children: usize,
    /// Comparable children in nobody's care.
    #[schema(minimum = 0, example = 310)]
    pub comparable: usize,
    /// How the children in care started, on average.
    #[schema(example = -2.43)]
    pub start: f64,
    /// How the comparable ones started.
    #[schema(example = -2.41)]
    pub comparable_start: f64,
    /// By how much the children in care changed; alone it is no effect of care.
    #[schema(example = 0.21)]
    pub change: f64,
    /// By how much the comparable ones changed.
    #[schema(example = 0.17)]
    pub comparable_change: f64,
    /// The difference.
    #[schema(example = 0.04)]
    pub difference: f64,
    /// Where it lies with 95 % confidence.
    #[schema(example = json!([-0.06, 0.14]))]
    pub interval: [f64; 2],
    /// Whether it is more than chance.
    pub distinguishable: bool,
}

/// How many children of a category came into another; a count that is not shown is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutcomeTransition {
    /// The category of height-for-age about the start.
    #[schema(example = "stunted")]
    pub from: String,
    /// The one at the last measurement.
    #[schema(example = "normal")]
    pub to: String,
    /// How many; null where fewer than five, or where it would give such a count away.
    #[schema(required, minimum = 0, example = 7)]
    pub children: Option<u32>,
}

/// How many assignments cannot be evaluated, and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OutcomeReason {
    /// Why.
    pub reason: NotEvaluable,
    /// How many; null where fewer than five, or where it would give such a count away.
    #[schema(required, minimum = 0, example = 12)]
    pub assignments: Option<u32>,
}

/// What can be claimed of a programme in a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterProgrammeOutcomes {
    /// The programme.
    #[schema(example = "GENTING")]
    pub programme: String,
    /// The region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// The year in which care began; null of all.
    #[schema(required, example = 2026)]
    pub year: Option<i32>,
    /// Assignments whose care has begun; null if fewer than five.
    #[schema(required, minimum = 5, example = 90)]
    pub assignments: Option<u32>,
    /// Those with two valid, comparable measurements; null where it is not shown.
    #[schema(required, minimum = 0, example = 71)]
    pub evaluable: Option<u32>,
    /// The others.
    pub not_evaluable: Vec<OutcomeReason>,
    /// The differences; a measure of fewer than five children who can be compared is left out.
    pub effects: Vec<OutcomeEffect>,
    /// From which category to which, by height-for-age; empty of fewer than five. Crossing a line is no success by itself.
    pub transitions: Vec<OutcomeTransition>,
    /// How it was computed.
    #[schema(example = "cem-cr1-2026")]
    pub method: String,
    /// The same in words.
    pub explanation: String,
}
