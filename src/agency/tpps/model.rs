//! What the API shows of teams, and what of it stands in requests too.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{AgencyId, TppsTeamId};
use entity::{tpps_division, tpps_member, tpps_office_holder, tpps_team};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// The team (TPPS) of a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TppsTeam {
    /// The team itself.
    #[serde(flatten)]
    pub team: TppsTeamSummary,
    /// Its divisions, in their order.
    pub divisions: Vec<TppsDivision>,
    /// Who takes part, as sent.
    pub members: Vec<TppsMember>,
    /// Who holds or held which office, as sent.
    pub office_holders: Vec<TppsOfficeHolder>,
}

/// The team (TPPS) of a region as in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TppsTeamSummary {
    /// Its id.
    pub id: TppsTeamId,
    /// The region in which it coordinates.
    #[schema(example = "64")]
    pub region_code: String,
    /// The number of the decree that sets it up.
    #[schema(example = "Keputusan Gubernur Nomor 1 Tahun 2025")]
    pub decree_number: String,
    /// The date of that decree.
    #[schema(required)]
    pub decree_on: Option<NaiveDate>,
    /// The first day of the team.
    pub valid_from: NaiveDate,
    /// Its last day; null if there is none yet.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A division (bidang) of a team; provinces divide their teams differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TppsDivision {
    /// Its code, in the members of this team too.
    #[validate(custom(function = "super::rules::division_code"))]
    #[schema(
        min_length = 1,
        max_length = 30,
        pattern = "^[a-z][a-z0-9_]{0,29}$",
        example = "data"
    )]
    pub code: String,
    /// Its name in Indonesian.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 200,
        example = "Koordinasi dan Konvergensi"
    )]
    pub name_id: String,
    /// Its place among the divisions.
    #[validate(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100, example = 1)]
    pub order: i32,
}

/// Who takes part in a team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TppsMember {
    /// The agency; null of an organisation that is none here.
    #[schema(required)]
    pub agency_id: Option<AgencyId>,
    /// The current name of the agency.
    #[schema(required, example = "Dinas Kesehatan")]
    pub agency_name: Option<String>,
    /// The organisation by its name; null of an agency.
    #[schema(required)]
    pub organisation: Option<String>,
    /// The code of its division; null if it is in none.
    #[schema(required, example = "data")]
    pub division: Option<String>,
    /// What it does there.
    #[schema(example = "anggota")]
    pub role: String,
}

/// Who holds or held an office of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TppsOfficeHolder {
    /// The office, as `ketua`, `wakil ketua`, `sekretaris`.
    #[validate(
        length(min = 1, max = 100),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 100, example = "ketua")]
    pub office: String,
    /// The position by which somebody holds it.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Sekretaris Daerah")]
    pub position_title: String,
    /// The person's name, where the decree names one.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub person_name: Option<String>,
    /// The first day; null if nobody knows.
    #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
    pub valid_from: Option<NaiveDate>,
    /// The last day; null of who holds it now.
    #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
    pub valid_to: Option<NaiveDate>,
}

/// The filters of teams.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TppsTeamFilter {
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
    /// Those that were there on this day.
    #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
    #[param(example = "2025-06-30")]
    pub valid_on: Option<NaiveDate>,
}

impl From<tpps_team::Model> for TppsTeamSummary {
    fn from(row: tpps_team::Model) -> Self {
        let tpps_team::Model {
            id,
            region_code,
            decree_number,
            decree_on,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            region_code,
            decree_number,
            decree_on,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        }
    }
}

impl From<tpps_division::Model> for TppsDivision {
    fn from(row: tpps_division::Model) -> Self {
        let tpps_division::Model {
            team_id: _,
            code,
            position,
            name_id,
        } = row;
        Self {
            code,
            name_id,
            order: position,
        }
    }
}

impl TppsMember {
    /// A member, with the name of its agency.
    pub fn new(row: tpps_member::Model, agency_name: Option<String>) -> Self {
        let tpps_member::Model {
            team_id: _,
            position: _,
            agency_id,
            organisation,
            division_code,
            role,
        } = row;
        Self {
            agency_id,
            agency_name,
            organisation,
            division: division_code,
            role,
        }
    }
}

impl From<tpps_office_holder::Model> for TppsOfficeHolder {
    fn from(row: tpps_office_holder::Model) -> Self {
        let tpps_office_holder::Model {
            team_id: _,
            position: _,
            office,
            position_title,
            person_name,
            valid_from,
            valid_to,
        } = row;
        Self {
            office,
            position_title,
            person_name,
            valid_from,
            valid_to,
        }
    }
}
