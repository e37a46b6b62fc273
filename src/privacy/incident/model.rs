//! What the API shows of an incident, and takes of one.

use chrono::{DateTime, Utc};
use entity::id::{ChildId, ExpectantMotherId, PrivacyIncidentId};
use entity::privacy_incident;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// An incident with personal data.
#[derive(Debug, Serialize, ToSchema)]
pub struct PrivacyIncident {
    /// Its id.
    pub id: PrivacyIncidentId,
    /// Of which region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// What it is, in a line.
    #[schema(example = "Akun petugas dipakai orang lain")]
    pub title: String,
    /// What happened, which data, what is done about it.
    pub description: String,
    /// When it was detected.
    pub detected_at: DateTime<Utc>,
    /// Until when those concerned and the authority have to be told: 72 hours later.
    pub notify_by: DateTime<Utc>,
    /// From when data may have been touched.
    pub window_from: DateTime<Utc>,
    /// Until when.
    pub window_to: DateTime<Utc>,
    /// When they were told.
    #[schema(required)]
    pub notified_at: Option<DateTime<Utc>>,
    /// Who was told, and how.
    #[schema(required)]
    pub notified_whom: Option<String>,
    /// Whether it is or was too late.
    pub overdue: bool,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:province64")]
    pub created_by: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl PrivacyIncident {
    /// A row as it is at a moment.
    pub fn new(row: privacy_incident::Model, now: DateTime<Utc>) -> Self {
        let privacy_incident::Model {
            id,
            region_code,
            title,
            description,
            detected_at,
            notify_by,
            window_from,
            window_to,
            notified_at,
            notified_whom,
            version,
            created_at,
            created_by,
            updated_at,
        } = row;
        Self {
            overdue: notified_at.unwrap_or(now) > notify_by,
            id,
            region_code,
            title,
            description,
            detected_at,
            notify_by,
            window_from,
            window_to,
            notified_at,
            notified_whom,
            version,
            created_at,
            created_by,
            updated_at,
        }
    }
}

/// An incident to be recorded.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.74", "title": "Akun petugas dipakai orang lain", "description": "Akun sudah dinonaktifkan.",
    "detected_at": "2026-11-21T08:00:00Z", "window_from": "2026-11-20T00:00:00Z", "window_to": "2026-11-21T08:00:00Z"
}))]
pub struct PrivacyIncidentCreate {
    /// Of which region; within the caller's.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// What it is, in a line.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// What happened, which data, what is done about it; no name and no NIK.
    #[validate(
        length(min = 1, max = 5000),
        custom(function = "crate::validation::paragraph")
    )]
    #[schema(min_length = 1, max_length = 5000)]
    pub description: String,
    /// When it was detected; not after now.
    pub detected_at: DateTime<Utc>,
    /// From when data may have been touched.
    pub window_from: DateTime<Utc>,
    /// Until when; at most 31 days later, and not after now.
    pub window_to: DateTime<Utc>,
}

/// That those concerned and the authority were told.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"notified_at": "2026-11-21T20:00:00Z", "notified_whom": "Orang tua lewat surat; lembaga PDP"}))]
pub struct PrivacyIncidentNotice {
    /// When they were told; not before it was detected, not after now.
    pub notified_at: DateTime<Utc>,
    /// Who was told, and how; no name of a person.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub notified_whom: String,
}

/// Incidents have no filters but whether they wait.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PrivacyIncidentFilter {
    /// Whether those concerned were told.
    pub notified: Option<bool>,
}

/// Whose data is asked for, without filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AffectedFilter {}

/// A child whose data somebody read or wrote within an incident's window.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AffectedChild {
    /// The child.
    pub child_id: ChildId,
    /// Its code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Where it lives.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// Who read or wrote its data.
    #[schema(example = "user:worker6474")]
    pub by: String,
    /// What they did.
    #[schema(example = json!(["child.read_identity"]))]
    pub actions: Vec<String>,
    /// How often.
    #[schema(minimum = 1, example = 1)]
    pub times: u32,
    /// The first time.
    pub first_at: DateTime<Utc>,
    /// The last time.
    pub last_at: DateTime<Utc>,
}

/// An expectant mother whose data somebody read or wrote within an incident's window.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AffectedMother {
    /// The mother.
    pub mother_id: ExpectantMotherId,
    /// Her code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Where she lives.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// Who read or wrote her data.
    #[schema(example = "user:worker6474")]
    pub by: String,
    /// What they did.
    #[schema(example = json!(["mother.read_identity"]))]
    pub actions: Vec<String>,
    /// How often.
    #[schema(minimum = 1, example = 1)]
    pub times: u32,
    /// The first time.
    pub first_at: DateTime<Utc>,
    /// The last time.
    pub last_at: DateTime<Utc>,
}
