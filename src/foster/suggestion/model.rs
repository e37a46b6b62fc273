//! Suggestions as the API shows them.

use chrono::NaiveDate;
use entity::id::{ChildId, FosterParentId};
use entity::kind::Sex;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::rank::{FosterDistance, FosterUnserved};

/// A child whom nobody looks after.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterCandidate {
    /// Its id.
    pub id: ChildId,
    /// Its code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Its sex.
    pub sex: Sex,
    /// Its age in completed months.
    #[schema(example = 17)]
    pub age_months: i32,
    /// Where it lives.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// What it is in need of.
    #[schema(example = json!(["severely_stunted"]))]
    pub needs: Vec<&'static str>,
    /// 2 severely, 1 moderately, 0 at risk.
    #[schema(minimum = 0, maximum = 2, example = 2)]
    pub severity: u8,
}

/// A child and a foster parent who could look after it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterSuggestion {
    /// The child.
    pub child: FosterCandidate,
    /// The foster parent.
    pub foster_parent_id: FosterParentId,
    /// Its name.
    #[schema(example = "PT Contoh Sejahtera")]
    pub foster_parent_name: String,
    /// How far apart they are.
    pub distance: FosterDistance,
    /// Of the children in need of the village who may receive, how many nobody looks after.
    #[schema(minimum = 0, example = 7)]
    pub village_unserved_count: usize,
    /// Of how many.
    #[schema(minimum = 0, example = 10)]
    pub village_eligible_count: usize,
    /// Why this child now, and why this foster parent.
    pub reasons: Vec<String>,
}

/// A child whom nobody can look after.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterUnservedChild {
    /// The child.
    pub child: FosterCandidate,
    /// Why not.
    pub reason: FosterUnserved,
    /// The same in words.
    pub detail: String,
}

/// What is suggested.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterSuggestions {
    /// The day on which it was asked.
    pub on: NaiveDate,
    /// How many children in need may receive and are looked after by nobody.
    #[schema(minimum = 0)]
    pub waiting_count: usize,
    /// In the order in which they should be served.
    pub items: Vec<FosterSuggestion>,
    /// How many of them nobody can look after.
    #[schema(minimum = 0)]
    pub unserved_count: usize,
    /// The first of those.
    pub unserved: Vec<FosterUnservedChild>,
}

/// For which region and programme.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterSuggestionQuery {
    /// Children of this region and everything below it, within the caller's.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region: String,
    /// By this programme.
    #[validate(
        length(min = 2, max = 30),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 30, example = "BAAS")]
    pub programme: String,
    /// At most so many of each list; 50 if not given.
    #[validate(range(min = 1, max = 200))]
    #[param(minimum = 1, maximum = 200, example = 50)]
    pub at_most: Option<u32>,
}
