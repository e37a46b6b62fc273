//! The summary as the API shows it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::foster::outcome::model::OutcomeEffect;
use crate::pct::Pct;

/// What a programme did to the height of the children in care.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterProfileEffect {
    /// The programme.
    #[schema(example = "GENTING")]
    pub programme: String,
    /// By how much their height-for-age changed more than that of comparable children in nobody's care.
    pub effect: OutcomeEffect,
}

/// Who looks after the children of a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterProfile {
    /// Children under five who are in need, as `/foster-assignments/coverage` counts them; null where it is kept back.
    #[schema(required, example = 412)]
    pub in_need_count: Option<i64>,
    /// Those of them who may receive by any programme.
    #[schema(required, example = 300)]
    pub eligible_count: Option<i64>,
    /// Those of them whom somebody looks after now.
    #[schema(required, example = 180)]
    pub served_count: Option<i64>,
    /// Their share.
    #[schema(required)]
    pub coverage_pct: Option<Pct>,
    /// Assignments that are active; null where it is kept back.
    #[schema(required, example = 195)]
    pub active_assignments_count: Option<i64>,
    /// Foster parents with an active assignment; null where it is kept back.
    #[schema(required, example = 14)]
    pub active_foster_parents_count: Option<i64>,
    /// By programme, whatever the year in which care began; those of fewer than five children who can be compared are left out.
    pub effects: Vec<FosterProfileEffect>,
}
