//! What the API takes of a team, and which rows it becomes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{AgencyId, TppsTeamId};
use entity::{tpps_division, tpps_member, tpps_office_holder, tpps_team};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::{TppsDivision, TppsOfficeHolder};
use crate::reference::requests;

/// Who is to take part: an agency by its id, or an organisation by its name.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TppsMemberInput {
    /// An agency within the caller's region, or one that the team has already; none if `organisation` is given.
    pub agency_id: Option<AgencyId>,
    /// The name of an organisation that is no agency here; none if `agency_id` is given.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub organisation: Option<String>,
    /// The code of a division of this team.
    #[validate(custom(function = "super::rules::division_code"))]
    #[schema(min_length = 1, max_length = 30, pattern = "^[a-z][a-z0-9_]{0,29}$")]
    pub division: Option<String>,
    /// What it does there.
    #[validate(
        length(min = 1, max = 100),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 100, example = "anggota")]
    pub role: String,
}

requests! {
    /// A new team.
    #[schema(example = json!({
        "region_code": "64", "decree_number": "Keputusan Gubernur Nomor 1 Tahun 2025", "decree_on": "2025-01-15",
        "valid_from": "2025-01-15", "valid_to": null,
        "divisions": [{"code": "coordination", "name_id": "Koordinasi dan Konvergensi", "order": 1}],
        "members": [{"organisation": "Persatuan Ahli Gizi", "division": "coordination", "role": "anggota"}],
        "office_holders": [{"office": "ketua", "position_title": "Sekretaris Daerah", "valid_from": "2025-01-15"}]
    }))]
    create TppsTeamCreate {}
    /// What a team is to be from now on; its region and first day never change.
    #[schema(example = json!({
        "region_code": "64", "decree_number": "Keputusan Gubernur Nomor 1 Tahun 2025", "decree_on": "2025-01-15",
        "valid_from": "2025-01-15", "valid_to": null,
        "divisions": [{"code": "coordination", "name_id": "Koordinasi dan Konvergensi", "order": 1}],
        "members": [],
        "office_holders": [
            {"office": "ketua", "position_title": "Sekretaris Daerah", "valid_from": "2025-01-15", "valid_to": "2025-06-30"},
            {"office": "ketua", "position_title": "Wakil Gubernur", "valid_from": "2025-07-01"}
        ],
        "reason": "Ketua berganti"
    }))]
    update TppsTeamUpdate
    members {
        /// The region in which it coordinates; within the caller's.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// The number of the decree that sets it up.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        decree_number: [String],
        /// The date of that decree, where it is known.
        #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
        decree_on: [Option<NaiveDate>],
        /// The first day of the team.
        #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
        valid_from: [NaiveDate],
        /// Its last day; none as long as it works.
        #[validate(custom(function = "crate::agency::validity::four_digit_year"))]
        valid_to: [Option<NaiveDate>],
        /// Its divisions; no two of one code or place.
        #[serde(deserialize_with = "crate::validation::objects")]
        #[validate(length(max = 20), nested)]
        #[schema(max_items = 20)]
        divisions: [Vec<TppsDivision>],
        /// Who takes part.
        #[serde(deserialize_with = "crate::validation::objects")]
        #[validate(length(max = 200), nested)]
        #[schema(max_items = 200)]
        members: [Vec<TppsMemberInput>],
        /// Who holds or held which office.
        #[serde(deserialize_with = "crate::validation::objects")]
        #[validate(length(max = 200), nested)]
        #[schema(max_items = 200)]
        office_holders: [Vec<TppsOfficeHolder>],
    }
}

/// The rows of what stands below a team.
pub struct Parts {
    /// Divisions, in their order.
    pub divisions: Vec<tpps_division::Model>,
    /// Members.
    pub members: Vec<tpps_member::Model>,
    /// Office-holders.
    pub office_holders: Vec<tpps_office_holder::Model>,
}

impl TppsTeamCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        id: TppsTeamId,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> tpps_team::Model {
        tpps_team::Model {
            id,
            region_code: self.region_code.clone(),
            decree_number: self.decree_number.clone(),
            decree_on: self.decree_on,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            version,
            created_at,
            updated_at,
        }
    }

    /// The rows of what stands below it.
    pub fn parts(self, team_id: TppsTeamId) -> Parts {
        let division = |division: TppsDivision| tpps_division::Model {
            team_id,
            code: division.code,
            position: division.order,
            name_id: division.name_id,
        };
        let member = |(position, member): (i32, TppsMemberInput)| tpps_member::Model {
            team_id,
            position,
            agency_id: member.agency_id,
            organisation: member.organisation,
            division_code: member.division,
            role: member.role,
        };
        let holder = |(position, holder): (i32, TppsOfficeHolder)| tpps_office_holder::Model {
            team_id,
            position,
            office: holder.office,
            position_title: holder.position_title,
            person_name: holder.person_name,
            valid_from: holder.valid_from,
            valid_to: holder.valid_to,
        };
        let mut divisions: Vec<_> = self.divisions.into_iter().map(division).collect();
        divisions.sort_by_key(|division| division.position);
        Parts {
            divisions,
            members: (1..).zip(self.members).map(member).collect(),
            office_holders: (1..).zip(self.office_holders).map(holder).collect(),
        }
    }
}
