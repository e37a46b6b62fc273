//! What is told of who a child is, and what has to be said to be told.

use chrono::NaiveDate;
use entity::id::{ChildConsentId, ChildId};
use entity::kind::ConsentScope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::child::consent::model::ChildConsent;
use crate::child::identity::{Identity, masked_nik};
use crate::child::measurement::model::{ChildMeasurement, ChildMeasurementRevision};
use crate::child::merge::model::ChildMerge;
use crate::child::model::{Child, ChildRevision};
use crate::child::standing::model::ChildStateChange;

/// How much of a NIK is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NikShown {
    /// The place that issued it: `6474************`.
    #[default]
    Masked,
    /// All of it.
    Full,
}

/// For what somebody wants to know who a child is.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "Kunjungan rumah oleh puskesmas", "nik": "masked"}))]
pub struct IdentityRequest {
    /// For what; it goes on record. No name and no NIK.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub purpose: String,
    /// How much of the NIK.
    #[serde(default)]
    #[schema(default = "masked")]
    pub nik: NikShown,
}

/// For what somebody wants all that is held on a child.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "Permintaan orang tua atas salinan data"}))]
pub struct DataCopyRequest {
    /// For what; it goes on record. No name and no NIK.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub purpose: String,
}

/// Who a child is.
#[derive(Serialize, ToSchema)]
pub struct ChildIdentity {
    /// The child.
    pub id: ChildId,
    /// Its code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Its name.
    #[schema(example = "ANAK CONTOH")]
    pub name: String,
    /// Its NIK, masked unless all of it was asked for; null if it has none.
    #[schema(required, example = "6474************")]
    pub nik: Option<String>,
    /// The mother's name.
    #[schema(required, example = "IBU CONTOH")]
    pub mother_name: Option<String>,
    /// The father's name.
    #[schema(required)]
    pub father_name: Option<String>,
    /// Where it lives, below the village.
    #[schema(required)]
    pub address: Option<String>,
}

impl ChildIdentity {
    /// A child's identity as it is shown.
    pub fn new(id: ChildId, code: String, identity: Identity, nik: NikShown) -> Self {
        let Identity {
            name,
            nik: whole,
            mother_name,
            father_name,
            address,
        } = identity;
        Self {
            id,
            code,
            name,
            nik: match nik {
                NikShown::Full => whole,
                NikShown::Masked => whole.as_deref().map(masked_nik),
            },
            mother_name,
            father_name,
            address,
        }
    }
}

/// By what a child is looked for. It stands in the body, so that no name gets into an address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "purpose": "Mencari catatan anak di posyandu", "name": "anak contoh", "birth_date": "2024-11-02"
}))]
pub struct ChildSearch {
    /// For what; it goes on record. No name and no NIK.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub purpose: String,
    /// A name, however it is spelt; together with `birth_date`, or with a district or village as `region_code`.
    #[validate(
        length(min = 2, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 2, max_length = 200)]
    pub name: Option<String>,
    /// A whole NIK.
    #[validate(custom(function = "crate::child::input::whole_nik"))]
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9]{16}$")]
    pub nik: Option<String>,
    /// A day of birth; days that differ from it as slips do are looked at as well.
    pub birth_date: Option<NaiveDate>,
    /// Who live in this region or below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 2, max_length = 13)]
    pub region_code: Option<String>,
}

/// A child that was found.
#[derive(Serialize, ToSchema)]
pub struct FoundChild {
    /// The child.
    pub child: Child,
    /// Who it is.
    pub identity: ChildIdentity,
    /// How alike its name is, from 0 to 100; 100 by NIK.
    #[schema(minimum = 0, maximum = 100)]
    pub likeness: u8,
}

/// Whom a search found.
#[derive(Serialize, ToSchema)]
pub struct FoundChildren {
    /// The likeliest first; at most 20.
    pub items: Vec<FoundChild>,
    /// Whether there are more; then say more of whom you look for.
    pub more: bool,
}

/// Who gave a consent, of a copy of all data.
#[derive(Serialize, ToSchema)]
pub struct ConsentGiver {
    /// The consent.
    pub consent_id: ChildConsentId,
    /// For what.
    pub scope: ConsentScope,
    /// Who gave it.
    #[schema(required)]
    pub given_by: Option<String>,
}

/// All that is held on a child (UU 27/2022: the right to a copy).
#[derive(Serialize, ToSchema)]
pub struct ChildDataCopy {
    /// The child.
    pub child: Child,
    /// Who it is; null if that was erased.
    #[schema(required)]
    pub identity: Option<ChildIdentity>,
    /// Its versions.
    pub revisions: Vec<ChildRevision>,
    /// Its measurements.
    pub measurements: Vec<ChildMeasurement>,
    /// What the measurements were, version by version.
    pub measurement_revisions: Vec<ChildMeasurementRevision>,
    /// The consents.
    pub consents: Vec<ChildConsent>,
    /// Who gave them.
    pub consent_givers: Vec<ConsentGiver>,
    /// What became of it.
    pub state_changes: Vec<ChildStateChange>,
    /// With which records it was put together.
    pub merges: Vec<ChildMerge>,
}
