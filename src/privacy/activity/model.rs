//! What the API shows of a processing activity.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::ProcessingActivityId;
use entity::processing_activity;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// What personal data is processed for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProcessingActivity {
    /// Its id.
    pub id: ProcessingActivityId,
    /// Of which region.
    #[schema(example = "64")]
    pub region_code: String,
    /// What it is called.
    #[schema(example = "Pemantauan tumbuh kembang")]
    pub name: String,
    /// For what data is processed.
    pub purpose: String,
    /// By which right.
    pub lawful_basis: String,
    /// Which data.
    pub data_categories: String,
    /// Who is told.
    pub recipients: String,
    /// How long it is kept.
    pub retention: String,
    /// From when.
    pub valid_from: NaiveDate,
    /// Until when; null if it goes on.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl From<processing_activity::Model> for ProcessingActivity {
    fn from(row: processing_activity::Model) -> Self {
        let processing_activity::Model {
            id,
            region_code,
            name,
            purpose,
            lawful_basis,
            data_categories,
            recipients,
            retention,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            region_code,
            name,
            purpose,
            lawful_basis,
            data_categories,
            recipients,
            retention,
            valid_from,
            valid_to,
            version,
            created_at,
            updated_at,
        }
    }
}

/// The filters of processing activities.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProcessingActivityFilter {
    /// Those that go on on this day.
    pub valid_on: Option<NaiveDate>,
}
