//! What the API takes of an agency, and which rows it becomes.

use chrono::{DateTime, Utc};
use entity::id::AgencyId;
use entity::{agency, agency_name};
use validator::Validate;

use super::model::AgencyName;
use super::names::{current, searchable};
use crate::reference::requests;

requests! {
    /// A new agency.
    #[schema(example = json!({
        "region_code": "64", "kind": "opd", "note": null,
        "names": [
            {"name": "Dinas Kependudukan, Pemberdayaan Perempuan dan Perlindungan Anak", "abbreviation": "DKP3A", "valid_to": "2024-12-31"},
            {"name": "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "abbreviation": "DP3A", "valid_from": "2025-01-01"}
        ]
    }))]
    create AgencyCreate {}
    /// What an agency is to be from now on; its region never changes.
    #[schema(example = json!({
        "region_code": "64", "kind": "opd", "note": null,
        "names": [{"name": "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", "abbreviation": "DP3A"}],
        "reason": "Nama diperbaiki"
    }))]
    update AgencyUpdate
    members {
        /// The region to which it belongs; within the caller's.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// What it is: a code of `/agency-kinds`.
        #[validate(length(min = 1, max = 30), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 30)]
        kind: [String],
        /// What else has to be known; nobody's telephone number or address.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        note: [Option<String>],
        /// All names over time; exactly one has no `valid_to`, and no two hold on the same day.
        #[serde(deserialize_with = "crate::validation::objects")]
        #[validate(length(min = 1, max = 50), nested)]
        #[schema(min_items = 1, max_items = 50)]
        names: [Vec<AgencyName>],
    }
}

impl AgencyCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        id: AgencyId,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> agency::Model {
        let called = current(&self.names).map(|name| searchable(&name.name));
        agency::Model {
            id,
            region_code: self.region_code.clone(),
            kind_code: self.kind.clone(),
            search_name: called.unwrap_or_default(),
            note: self.note.clone(),
            version,
            created_at,
            updated_at,
        }
    }

    /// The rows that its names become, the oldest first.
    pub fn name_rows(&self, id: AgencyId) -> Vec<agency_name::Model> {
        let mut names = self.names.clone();
        names.sort_by_key(|name| name.valid_from);
        let row = |(position, name): (i32, AgencyName)| agency_name::Model {
            agency_id: id,
            position,
            search_text: name.search_text(),
            name: name.name,
            abbreviation: name.abbreviation,
            valid_from: name.valid_from,
            valid_to: name.valid_to,
        };
        (1..).zip(names).map(row).collect()
    }
}
