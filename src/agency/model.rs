//! What the API shows of agencies, and asks of them.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::AgencyId;
use entity::{agency, agency_name};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::names::current;

/// Who takes part in the reduction of stunting: an office of a government (OPD, instansi vertikal), a company, a group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// The region to which it belongs.
    #[schema(example = "64")]
    pub region_code: String,
    /// What it is: a code of `/agency-kinds`.
    #[schema(example = "opd")]
    pub kind: String,
    /// Its current name; in a list with `valid_on` the one of that day.
    #[schema(example = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak")]
    pub name: String,
    /// The abbreviation that goes with the name.
    #[schema(required, example = "DP3A")]
    pub abbreviation: Option<String>,
    /// All names, the oldest first.
    pub names: Vec<AgencyName>,
    /// What else has to be known.
    #[schema(required)]
    pub note: Option<String>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A name that an agency has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyName {
    /// The name.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line"),
        custom(function = "super::names::has_letter_or_digit")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "[0-9A-Za-z]",
        example = "Dinas Pemberdayaan Perempuan dan Perlindungan Anak"
    )]
    pub name: String,
    /// Its abbreviation.
    #[validate(
        length(min = 1, max = 50),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 50, example = "DP3A")]
    pub abbreviation: Option<String>,
    /// The first day on which it holds; null if nobody knows.
    #[validate(custom(function = "super::validity::four_digit_year"))]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds; null of the current name.
    #[validate(custom(function = "super::validity::four_digit_year"))]
    pub valid_to: Option<NaiveDate>,
}

/// The filters of agencies.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyFilter {
    /// Of this region itself.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region_code: Option<String>,
    /// Of this region and everything below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
    /// Of this kind.
    #[validate(
        length(min = 1, max = 30),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 1, max_length = 30, example = "opd")]
    pub kind: Option<String>,
    /// Those that had a name on this day.
    #[validate(custom(function = "super::validity::four_digit_year"))]
    #[param(example = "2022-06-30")]
    pub valid_on: Option<NaiveDate>,
    /// A part of a name or abbreviation, former ones included, or of those of the day `valid_on`; accents, case, blanks and
    /// hyphens are ignored.
    #[validate(
        length(min = 1, max = 100),
        custom(function = "super::names::has_letter_or_digit")
    )]
    #[param(
        min_length = 1,
        max_length = 100,
        pattern = "[0-9A-Za-z]",
        example = "dp3a"
    )]
    pub name: Option<String>,
}

impl Agency {
    /// An agency with its names, the oldest first; called as it is now.
    pub fn new(row: agency::Model, names: Vec<AgencyName>) -> Self {
        let agency::Model {
            id,
            region_code,
            kind_code,
            search_name: _,
            note,
            version,
            created_at,
            updated_at,
        } = row;
        let called = current(&names).cloned();
        let (name, abbreviation) = called.map(|n| (n.name, n.abbreviation)).unwrap_or_default();
        Self {
            id,
            region_code,
            kind: kind_code,
            name,
            abbreviation,
            names,
            note,
            version,
            created_at,
            updated_at,
        }
    }

    /// The same, called as on a day.
    pub fn as_on(mut self, day: NaiveDate) -> Self {
        if let Some(then) = super::names::on(&self.names, day).cloned() {
            (self.name, self.abbreviation) = (then.name, then.abbreviation);
        }
        self
    }
}

impl From<agency_name::Model> for AgencyName {
    fn from(row: agency_name::Model) -> Self {
        let agency_name::Model {
            agency_id: _,
            position: _,
            name,
            abbreviation,
            search_text: _,
            valid_from,
            valid_to,
        } = row;
        Self {
            name,
            abbreviation,
            valid_from,
            valid_to,
        }
    }
}
