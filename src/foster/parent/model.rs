//! What the API shows of foster parents, and asks of them.

use chrono::{DateTime, Utc};
use entity::foster_parent;
use entity::id::{AgencyId, FosterParentId, UserId};
use entity::kind::FosterParentState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Who looks after children. How to reach them stands elsewhere, for officers only.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterParent {
    /// Its id.
    pub id: FosterParentId,
    /// The region to which it belongs.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// What it is: a code of `/foster-parent-kinds`.
    #[schema(example = "company")]
    pub kind: String,
    /// Its name.
    #[schema(example = "PT Contoh Sejahtera")]
    pub name: String,
    /// The agency that it is.
    #[schema(required)]
    pub agency_id: Option<AgencyId>,
    /// How many children and mothers it can look after at once.
    #[schema(minimum = 1, example = 10)]
    pub capacity_children: i32,
    /// How many it looks after now, proposed and approved ones included.
    #[schema(minimum = 0, example = 3)]
    pub children_count: i64,
    /// How many expectant mothers it has; they take up its capacity as children do.
    #[schema(minimum = 0, example = 0)]
    pub mothers_count: i64,
    /// The regions in which it serves, each with all below it.
    pub serves: Vec<String>,
    /// What else has to be known.
    #[schema(required)]
    pub note: Option<String>,
    /// Whether it may be given children.
    pub state: FosterParentState,
    /// Since when.
    pub state_since: DateTime<Utc>,
    /// Why, where a reason was given.
    #[schema(required)]
    pub state_reason: Option<String>,
    /// When it was verified last.
    #[schema(required)]
    pub verified_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub verified_by: Option<String>,
    /// Who registered it.
    pub registered_by: String,
    /// The accounts that act for it.
    pub accounts: Vec<UserId>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What belongs to a foster parent beside its own row.
#[derive(Debug, Clone, Default)]
pub struct FosterParentParts {
    /// Where it serves.
    pub serves: Vec<String>,
    /// Which accounts act for it.
    pub accounts: Vec<UserId>,
    /// How many children it has.
    pub children_count: i64,
    /// How many mothers.
    pub mothers_count: i64,
}

impl FosterParent {
    /// A row with what belongs to it.
    pub fn new(row: foster_parent::Model, parts: FosterParentParts) -> Self {
        let foster_parent::Model {
            id,
            region_code,
            kind_code,
            name,
            search_name: _,
            agency_id,
            capacity_children,
            note,
            contact_key: _,
            contact_sealed: _,
            state,
            state_since,
            state_reason,
            verified_at,
            verified_by,
            registered_by,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            region_code,
            kind: kind_code,
            name,
            agency_id,
            capacity_children,
            children_count: parts.children_count,
            mothers_count: parts.mothers_count,
            serves: parts.serves,
            note,
            state,
            state_since,
            state_reason,
            verified_at,
            verified_by,
            registered_by,
            accounts: parts.accounts,
            version,
            created_at,
            updated_at,
        }
    }
}

/// The filters of foster parents.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterParentFilter {
    /// Of this region and everything below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
    /// Of this kind.
    #[validate(
        length(min = 1, max = 40),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 1, max_length = 40, example = "company")]
    pub kind: Option<String>,
    /// In this state.
    pub state: Option<FosterParentState>,
}

/// How to reach a foster parent; kept sealed, and every reading is on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"person": "Bagian CSR", "telephone": "+62 000 000 000", "email": null}))]
pub struct FosterParentContact {
    /// Whom to ask for.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub person: Option<String>,
    /// Their telephone number.
    #[validate(
        length(min = 3, max = 40),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 40)]
    pub telephone: Option<String>,
    /// Their address of mail.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub email: Option<String>,
}
