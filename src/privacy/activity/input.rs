//! What the API takes of a processing activity, and which row it becomes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::ProcessingActivityId;
use entity::processing_activity;

use crate::reference::requests;

requests! {
    /// A processing activity to be registered.
    #[schema(example = json!({
        "region_code": "64", "name": "Pemantauan tumbuh kembang", "purpose": "Percepatan penurunan stunting",
        "lawful_basis": "UU 27/2022 Pasal 20 ayat (2) huruf e", "data_categories": "Identitas anak, hasil pengukuran",
        "recipients": "Dinas Kesehatan kabupaten/kota", "retention": "Lima tahun sesudah umur 60 bulan",
        "valid_from": "2026-01-01", "valid_to": null
    }))]
    create ProcessingActivityCreate {}
    /// What a processing activity is from now on; its region never changes.
    #[schema(example = json!({
        "region_code": "64", "name": "Pemantauan tumbuh kembang", "purpose": "Percepatan penurunan stunting",
        "lawful_basis": "UU 27/2022 Pasal 20 ayat (2) huruf e", "data_categories": "Identitas anak, hasil pengukuran",
        "recipients": "Dinas Kesehatan kabupaten/kota, BKKBN", "retention": "Lima tahun sesudah umur 60 bulan",
        "valid_from": "2026-01-01", "valid_to": null, "reason": "Penerima data bertambah"
    }))]
    update ProcessingActivityUpdate
    members {
        /// Of which region; within the caller's.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// What it is called; once in a region.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        name: [String],
        /// For what data is processed.
        #[validate(length(min = 1, max = 1000), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 1000)]
        purpose: [String],
        /// By which right.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        lawful_basis: [String],
        /// Which data.
        #[validate(length(min = 1, max = 1000), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 1000)]
        data_categories: [String],
        /// Who is told.
        #[validate(length(min = 1, max = 1000), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 1000)]
        recipients: [String],
        /// How long it is kept.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        retention: [String],
        /// From when.
        valid_from: [NaiveDate],
        /// Until when; null if it goes on.
        valid_to: [Option<NaiveDate>],
    }
}

impl ProcessingActivityCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        id: ProcessingActivityId,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> processing_activity::Model {
        processing_activity::Model {
            id,
            region_code: self.region_code.clone(),
            name: self.name.clone(),
            purpose: self.purpose.clone(),
            lawful_basis: self.lawful_basis.clone(),
            data_categories: self.data_categories.clone(),
            recipients: self.recipients.clone(),
            retention: self.retention.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            version,
            created_at,
            updated_at,
        }
    }
}
