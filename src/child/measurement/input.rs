//! What the API takes of a measurement.

use chrono::NaiveDate;
use entity::child;
use entity::id::ChildId;
use entity::kind::Posture;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use validator::Validate;

use super::plausibility::Measured;
use super::record::NewMeasurement;
use crate::child::units::{grams, tenth_mm};
use crate::reference::requests;

requests! {
    /// A measurement to be written down.
    #[schema(example = json!({
        "measured_on": "2026-11-20", "weight_kg": 9.4, "height_cm": 79.5, "posture": "standing", "oedema": false,
        "head_cm": null, "muac_cm": 14.2, "measurer": "kader", "device": "timbangan digital", "source": "EPPGBM"
    }))]
    create ChildMeasurementCreate {}
    /// What a measurement is to be from now on.
    #[schema(example = json!({
        "measured_on": "2026-11-20", "weight_kg": 9.4, "height_cm": 79.2, "posture": "lying", "oedema": false,
        "measurer": "kader", "source": "EPPGBM", "reason": "Salah baca papan ukur"
    }))]
    update ChildMeasurementUpdate
    members {
        /// The day; not before birth, not after today.
        measured_on: [NaiveDate],
        /// The weight in kilograms; 0.9 to 58 can be.
        #[validate(range(min = 0.001, max = 100_000.0))]
        #[schema(minimum = 0.001, maximum = 100_000)]
        weight_kg: [Option<f64>],
        /// Length or height as it was read, in centimetres, before any correction; 38 to 150 can be.
        #[validate(range(min = 0.01, max = 2_000.0))]
        #[schema(minimum = 0.01, maximum = 2_000)]
        height_cm: [Option<f64>],
        /// Whether the child lay or stood.
        posture: [Option<Posture>],
        /// The head circumference in centimetres; 25 to 64 can be.
        #[validate(range(min = 0.01, max = 1_000.0))]
        #[schema(minimum = 0.01, maximum = 1_000)]
        head_cm: [Option<f64>],
        /// The mid-upper arm circumference (LiLA) in centimetres; 6 to 35 can be.
        #[validate(range(min = 0.01, max = 1_000.0))]
        #[schema(minimum = 0.01, maximum = 1_000)]
        muac_cm: [Option<f64>],
        /// Whether both feet are swollen (pitting oedema); false if left out.
        #[serde(default)]
        oedema: [bool],
        /// Who measured: a role or an office, not a person's name.
        #[validate(length(min = 1, max = 100), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 100)]
        measurer: [Option<String>],
        /// With what.
        #[validate(length(min = 1, max = 100), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 100)]
        device: [Option<String>],
        /// The source that it comes from: a code of `/sources`.
        #[validate(length(min = 1, max = 30), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 30)]
        source: [String],
    }
}

impl ChildMeasurementCreate {
    /// What was measured.
    pub fn measured(&self) -> Measured {
        Measured {
            measured_on: self.measured_on,
            weight_g: self.weight_kg.and_then(grams),
            height_tenth_mm: self.height_cm.and_then(tenth_mm),
            posture: self.posture,
            head_tenth_mm: self.head_cm.and_then(tenth_mm),
            muac_tenth_mm: self.muac_cm.and_then(tenth_mm),
            oedema: self.oedema,
        }
    }

    /// The measurement of a child that it becomes.
    pub fn of(self, child: &child::Model) -> NewMeasurement {
        NewMeasurement {
            measurer: self.measurer.clone(),
            device: self.device.clone(),
            ..NewMeasurement::of(child, self.measured(), self.source)
        }
    }
}

/// A measurement in a bulk: of which child, and what.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChildMeasurementBulkRow {
    /// The child.
    pub child_id: ChildId,
    /// What was measured.
    #[serde(deserialize_with = "crate::validation::object")]
    #[validate(nested)]
    pub measurement: ChildMeasurementCreate,
}

/// Measurements in one call.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"items": [{
    "child_id": "0192d3a0-0000-7000-8000-000000000001",
    "measurement": {"measured_on": "2026-11-20", "weight_kg": 9.4, "height_cm": 79.5, "posture": "standing", "source": "EPPGBM"}
}]}))]
pub struct ChildMeasurementBulk {
    /// The measurements.
    #[validate(length(min = 1, max = 1000))]
    #[schema(value_type = Vec<ChildMeasurementBulkRow>, min_items = 1, max_items = 1000)]
    pub items: Vec<Box<RawValue>>,
}

/// Why something is done to a measurement or a consent.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Tercatat pada anak yang salah"}))]
pub struct ChildReason {
    /// Why. No name and no NIK.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
