//! What the API takes of an indicator, and which row it becomes.

use chrono::{DateTime, Utc};
use entity::indicator;
use entity::kind::Better;
use utoipa::ToSchema;
use validator::ValidationError;

use crate::problem::Fault;
use crate::reference::lists;
use crate::reference::request::{INDICATOR_CODE, indicator_code, requests};
use crate::text::text;
use crate::validation::broken;

/// The code of an indicator.
#[derive(Debug, ToSchema)]
#[schema(
    min_length = 2,
    max_length = 50,
    pattern = "^[a-z][a-z0-9_]{1,49}$",
    example = "stunting"
)]
pub struct IndicatorCode(pub String);

requests! {
    /// A new indicator.
    #[schema(example = json!({
        "code": "anaemia_pregnant", "name_id": "Prevalensi anemia ibu hamil", "name_en": "Prevalence of anaemia in pregnancy",
        "definition_id": "Persentase ibu hamil dengan hemoglobin di bawah 11 g/dL.",
        "definition_en": "Percentage of pregnant women with haemoglobin below 11 g/dL.", "unit": "percent",
        "numerator_id": "Ibu hamil dengan hemoglobin < 11 g/dL", "numerator_en": "Pregnant women with haemoglobin < 11 g/dL",
        "denominator_id": "Ibu hamil yang diperiksa", "denominator_en": "Pregnant women examined",
        "better": "lower", "comparable_with": [], "classification": "WHO 2011"
    }))]
    create IndicatorCreate {
        /// Its code, in figures too; it never changes.
        #[validate(custom(function = "crate::reference::request::indicator_code"))]
        #[schema(min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$")]
        code
    }
    /// What an indicator is to be from now on.
    #[schema(example = json!({
        "name_id": "Prevalensi anemia ibu hamil", "name_en": "Prevalence of anaemia in pregnancy",
        "definition_id": "Persentase ibu hamil dengan hemoglobin di bawah 11 g/dL.",
        "definition_en": "Percentage of pregnant women with haemoglobin below 11 g/dL.", "unit": "percent",
        "numerator_id": "Ibu hamil dengan hemoglobin < 11 g/dL", "numerator_en": "Pregnant women with haemoglobin < 11 g/dL",
        "denominator_id": "Ibu hamil yang diperiksa", "denominator_en": "Pregnant women examined",
        "better": "lower", "comparable_with": [], "classification": "WHO 2024",
        "reason": "Pedoman WHO 2024 berlaku"
    }))]
    update IndicatorUpdate
    members {
        /// Its name in Indonesian.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        name_id: [String],
        /// Its name in English.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        name_en: [String],
        /// What it is, in Indonesian.
        #[validate(length(min = 1, max = 2000), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 2000)]
        definition_id: [String],
        /// What it is, in English.
        #[validate(length(min = 1, max = 2000), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 2000)]
        definition_en: [String],
        /// The unit of its figures.
        #[validate(length(min = 1, max = 50), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 50)]
        unit: [String],
        /// Who is counted, in Indonesian.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        numerator_id: [String],
        /// Who is counted, in English.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        numerator_en: [String],
        /// Of whom, in Indonesian.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        denominator_id: [String],
        /// Of whom, in English.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        denominator_en: [String],
        /// The direction in which better lies.
        better: [Better],
        /// Other indicators with whose figures its own may be compared, each once.
        #[validate(length(max = 20), custom(function = "codes"))]
        #[schema(value_type = Vec<IndicatorCode>, max_items = 20)]
        comparable_with: [Vec<String>],
        /// The cut-offs and standards that it follows.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        classification: [String],
    }
}

fn codes(codes: &[String]) -> Result<(), ValidationError> {
    if codes.iter().all(|code| indicator_code(code).is_ok()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        &format!("setiap kode harus berbentuk {INDICATOR_CODE}"),
        &format!("every code must be of the form {INDICATOR_CODE}"),
    ))
}

impl IndicatorCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> indicator::Model {
        indicator::Model {
            code: self.code.clone(),
            name_id: self.name_id.clone(),
            name_en: self.name_en.clone(),
            definition_id: self.definition_id.clone(),
            definition_en: self.definition_en.clone(),
            unit: self.unit.clone(),
            numerator_id: self.numerator_id.clone(),
            numerator_en: self.numerator_en.clone(),
            denominator_id: self.denominator_id.clone(),
            denominator_en: self.denominator_en.clone(),
            better: self.better,
            comparable_with: lists::join(&self.comparable_with),
            classification: self.classification.clone(),
            version,
            created_at,
            updated_at,
        }
    }

    /// Members that cannot stand beside each other.
    pub fn contradictions(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = lists::repeated(&self.comparable_with)
            .into_iter()
            .map(|index| {
                Fault::body(
                    format!("/comparable_with/{index}"),
                    "repeated",
                    text("disebut dua kali", "is named twice"),
                )
            })
            .collect();
        for (index, other) in self.comparable_with.iter().enumerate() {
            if *other == self.code {
                faults.push(Fault::body(
                    format!("/comparable_with/{index}"),
                    "itself",
                    text("menyebut dirinya sendiri", "names itself"),
                ));
            }
        }
        faults
    }
}
