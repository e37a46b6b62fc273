//! What the API shows of a handover, and takes of one.

use chrono::{DateTime, NaiveDate, Utc};
use entity::data_handover;
use entity::id::DataHandoverId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::period::Period;

/// Data that was handed over. It never changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct DataHandover {
    /// Its id.
    pub id: DataHandoverId,
    /// Of which region.
    #[schema(example = "64.02")]
    pub region_code: String,
    /// Which data.
    #[schema(example = "Keluarga berisiko stunting")]
    pub dataset: String,
    /// Of which period.
    #[schema(example = "2025-S1")]
    pub period: String,
    /// Who gave it: an office.
    pub giver: String,
    /// Who received it: an office.
    pub receiver: String,
    /// For what.
    pub purpose: String,
    /// How many rows.
    #[schema(minimum = 0, example = 1250)]
    pub row_count: i64,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// The minutes, by number and date.
    pub document_reference: String,
    /// When it was handed over.
    pub handed_over_on: NaiveDate,
    /// When that was recorded.
    pub created_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:province64")]
    pub created_by: String,
}

impl From<data_handover::Model> for DataHandover {
    fn from(row: data_handover::Model) -> Self {
        let data_handover::Model {
            id,
            region_code,
            dataset,
            period,
            giver,
            receiver,
            purpose,
            row_count,
            sha256,
            document_reference,
            handed_over_on,
            created_at,
            created_by,
        } = row;
        Self {
            id,
            region_code,
            dataset,
            period,
            giver,
            receiver,
            purpose,
            row_count,
            sha256,
            document_reference,
            handed_over_on,
            created_at,
            created_by,
        }
    }
}

/// A handover to be recorded.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.02", "dataset": "Keluarga berisiko stunting", "period": "2025-S1", "giver": "Perwakilan BKKBN",
    "receiver": "Dinas Kesehatan", "purpose": "Intervensi keluarga berisiko", "row_count": 1250,
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "document_reference": "BAST Nomor 1/2025", "handed_over_on": "2025-03-13"
}))]
pub struct DataHandoverCreate {
    /// Of which region; within the caller's.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    pub region_code: String,
    /// Which data.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub dataset: String,
    /// Of which period.
    pub period: Period,
    /// Who gave it: an office, not a person.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub giver: String,
    /// Who received it: an office, not a person.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub receiver: String,
    /// For what.
    #[validate(
        length(min = 1, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 500)]
    pub purpose: String,
    /// How many rows.
    #[validate(range(min = 0, max = 1_000_000_000))]
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub row_count: i64,
    /// The SHA-256 of the file, in hexadecimal digits.
    #[validate(custom(function = "crate::child::sha256"))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// The minutes (BAST), by number and date.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub document_reference: String,
    /// When it was handed over; not after today.
    pub handed_over_on: NaiveDate,
}

/// The filters of handovers.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DataHandoverFilter {
    /// Of this region and everything below it.
    #[validate(
        length(min = 2, max = 13),
        custom(function = "crate::validation::line")
    )]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
}
