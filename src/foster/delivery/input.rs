//! What the API takes of deliveries.

use chrono::NaiveDate;

use crate::reference::requests;

requests! {
    /// Something that was handed over.
    #[schema(example = json!({
        "position": 1, "delivered_on": "2026-11-20", "quantity": 30, "value_idr": 450_000, "receiver": "mother",
        "evidence_reference": "BAST 12/2026", "note": null
    }))]
    create FosterDeliveryCreate {}
    /// What was handed over in truth.
    #[schema(example = json!({
        "position": 1, "delivered_on": "2026-11-20", "quantity": 28, "value_idr": 420_000, "receiver": "mother",
        "evidence_reference": "BAST 12/2026", "note": null, "reason": "Salah hitung"
    }))]
    update FosterDeliveryUpdate
    members {
        /// Of which commitment: its `position`.
        #[validate(range(min = 1, max = 20))]
        #[schema(minimum = 1, maximum = 20)]
        position: [i32],
        /// On which day.
        #[validate(custom(function = "crate::foster::days::near"))]
        delivered_on: [NaiveDate],
        /// How many of the aid's unit; null where only money was given.
        #[validate(range(min = 1, max = 1_000_000))]
        #[schema(minimum = 1, maximum = 1_000_000)]
        quantity: [Option<i64>],
        /// Its worth in rupiah.
        #[validate(range(min = 0, max = 1_000_000_000_000_i64))]
        #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
        value_idr: [i64],
        /// Who received it, as a role: `mother`, `guardian`, `cadre`; nobody's name.
        #[validate(custom(function = "crate::foster::programme::rules::code"))]
        #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9_]{1,39}$")]
        receiver: [String],
        /// Where the proof is kept, as the number of a handover (BAST); nobody's name.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        evidence_reference: [Option<String>],
        /// What else has to be known; nobody's name.
        #[validate(length(min = 1, max = 500), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 500)]
        note: [Option<String>],
    }
}
