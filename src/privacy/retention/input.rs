//! What the API takes of a rule of retention, and which row it becomes.

use chrono::{DateTime, NaiveDate, Utc};
use entity::retention_rule;

use crate::reference::requests;

requests! {
    /// A rule of retention to be laid down.
    #[schema(example = json!({
        "code": "KALTIM_10_YEARS", "region_code": "64", "erase_at_age_months": 120,
        "basis": "Jadwal retensi arsip provinsi", "valid_from": "2027-01-01", "valid_to": null
    }))]
    create RetentionRuleCreate {
        /// Its code; it never changes.
        #[validate(custom(function = "super::rules::rule_code"))]
        #[schema(min_length = 2, max_length = 40, pattern = "^[A-Z][A-Z0-9_]{1,39}$")]
        code
    }
    /// What a rule of retention is from now on; its region never changes.
    #[schema(example = json!({
        "region_code": "64", "erase_at_age_months": 96, "basis": "Jadwal retensi arsip provinsi, perubahan pertama",
        "valid_from": "2027-06-01", "valid_to": null, "reason": "Jadwal retensi arsip berubah"
    }))]
    update RetentionRuleUpdate
    members {
        /// Where it holds, within the caller's region.
        #[validate(length(min = 1, max = 20))]
        #[schema(min_length = 1, max_length = 20)]
        region_code: [String],
        /// At which age in months who a child is is erased.
        #[validate(range(min = 60, max = 600))]
        #[schema(minimum = 60, maximum = 600)]
        erase_at_age_months: [i32],
        /// Why.
        #[validate(length(min = 3, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 3, max_length = 500)]
        basis: [String],
        /// From when it holds; after today, if children are erased by it earlier than before.
        valid_from: [NaiveDate],
        /// Until when; null if it goes on.
        valid_to: [Option<NaiveDate>],
    }
}

impl RetentionRuleCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> retention_rule::Model {
        retention_rule::Model {
            code: self.code.clone(),
            region_code: self.region_code.clone(),
            erase_at_age_months: self.erase_at_age_months,
            basis: self.basis.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            version,
            created_at,
            updated_at,
        }
    }
}
