//! What the API takes of a target, and which row it becomes.

use chrono::{DateTime, Utc};
use entity::id::TargetId;
use entity::target;
use validator::ValidationError;

use crate::pct::Pct;
use crate::problem::Fault;
use crate::reference::request::requests;
use crate::text::text;
use crate::validation::broken;

requests! {
    /// A new target.
    #[schema(example = json!({
        "region_code": "64.74", "indicator": "stunting", "year": 2029, "value_pct": 14.2,
        "legal_basis": "Peraturan Wali Kota Bontang Nomor 1 Tahun 2026"
    }))]
    create TargetCreate {}
    /// What a target is to be from now on; of what, where and by when never changes.
    #[schema(example = json!({
        "region_code": "64.74", "indicator": "stunting", "year": 2029, "value_pct": 14,
        "legal_basis": "Peraturan Wali Kota Bontang Nomor 2 Tahun 2026", "reason": "Diubah dengan peraturan baru"
    }))]
    update TargetUpdate
    members {
        /// Where; within the caller's region.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// Of what: an indicator's code.
        #[validate(custom(function = "crate::reference::request::indicator_code"))]
        #[schema(min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$")]
        indicator: [String],
        /// By which year.
        #[validate(range(min = 2000, max = 2100))]
        #[schema(minimum = 2000, maximum = 2100)]
        year: [i32],
        /// The figure, in percent, at most two decimals.
        #[validate(custom(function = "percentage"))]
        #[schema(value_type = f64, minimum = 0, maximum = 100, multiple_of = 0.01)]
        value_pct: [Pct],
        /// The rule or decision that sets it.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        legal_basis: [String],
    }
}

fn percentage(value: &Pct) -> Result<(), ValidationError> {
    if (0..=10_000).contains(&value.hundredths()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "harus antara 0 dan 100",
        "must be between 0 and 100",
    ))
}

impl TargetCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        id: TargetId,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> target::Model {
        target::Model {
            id,
            region_code: self.region_code.clone(),
            indicator_code: self.indicator.clone(),
            year: self.year,
            value_hundredths: self.value_pct.hundredths(),
            legal_basis: self.legal_basis.clone(),
            version,
            created_at,
            updated_at,
        }
    }

    /// Where it differs from what a target is of, which never changes.
    pub fn moved_from(&self, stored: &target::Model) -> Vec<Fault> {
        let members = [
            ("/region_code", self.region_code == stored.region_code),
            ("/indicator", self.indicator == stored.indicator_code),
            ("/year", self.year == stored.year),
        ];
        members
            .into_iter()
            .filter(|(_, same)| !same)
            .map(|(pointer, _)| {
                Fault::body(
                    pointer,
                    "fixed",
                    text(
                        "tidak dapat diubah; buat target baru",
                        "cannot be changed; add a new target",
                    ),
                )
            })
            .collect()
    }
}
