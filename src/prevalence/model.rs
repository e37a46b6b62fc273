//! What the API takes and gives of prevalence records.

use chrono::NaiveDate;
use entity::kind::{Confidence, EstimationMethod};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::pct::Pct;
use crate::period::Period;
use crate::validation::{broken, line, object, paragraph, web_address};

/// Where a figure was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Citation, example = json!({"title": "Laporan SSGI 2024", "publisher": "Kementerian Kesehatan", "published_on": "2025-05-27", "url": null}))]
pub struct Citation {
    /// The title of what is cited.
    #[validate(length(min = 1, max = 500), custom(function = line))]
    #[schema(min_length = 1, max_length = 500)]
    pub title: String,
    /// Who published it.
    #[validate(length(min = 1, max = 200), custom(function = line))]
    #[schema(min_length = 1, max_length = 200)]
    pub publisher: Option<String>,
    /// When it was published.
    pub published_on: Option<NaiveDate>,
    /// Where it can be read.
    #[validate(length(min = 1, max = 1000), custom(function = web_address))]
    #[schema(min_length = 1, max_length = 1000, format = "uri")]
    pub url: Option<String>,
}

/// A prevalence as somebody claims it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "region_code": "64.74", "indicator": "stunting", "source": "EPPGBM", "period": "2025-08",
    "value_pct": 18.89, "children_measured": 7124, "children_affected": 1346, "coverage_pct": 69.6,
    "publisher": "Dinas Kesehatan Kota Bontang",
    "citation": {"title": "Publikasi data stunting Agustus 2025", "publisher": "Dinas Kesehatan Kota Bontang", "published_on": "2025-09-15"},
    "confidence": "high"
}))]
pub struct PrevalenceRecordCreate {
    /// The region, by its dotted Kemendagri code.
    #[validate(length(min = 2, max = 13))]
    #[schema(min_length = 2, max_length = 13, example = "64.74")]
    pub region_code: String,
    /// What is measured: the code of an indicator.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: String,
    /// Where the figure comes from: the code of a source.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = "SSGI")]
    pub source: String,
    /// When was measured; not when it was published: 2024, 2024-S1, 2024-Q3 or 2024-08.
    #[schema(value_type = String, min_length = 4, max_length = 7, pattern = "^(19|20)[0-9]{2}(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$")]
    pub period: Period,
    /// The prevalence in percent; may be left out where only children were counted.
    #[validate(custom(function = percentage))]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    pub value_pct: Option<Pct>,
    /// The lower end of the 95 % interval, in percent.
    #[validate(custom(function = percentage))]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    pub ci_low_pct: Option<Pct>,
    /// The upper end of the 95 % interval, in percent.
    #[validate(custom(function = percentage))]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    pub ci_high_pct: Option<Pct>,
    /// The relative standard error, in percent of the value.
    #[validate(custom(function = relative_error))]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1000)]
    pub rse_pct: Option<Pct>,
    /// How the estimate was made.
    #[serde(default = "unknown_method")]
    #[schema(default = "unknown")]
    pub estimation_method: EstimationMethod,
    /// How many children were measured.
    #[validate(range(min = 0, max = 100_000_000))]
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub children_measured: Option<i64>,
    /// How many of them are affected.
    #[validate(range(min = 0, max = 100_000_000))]
    #[schema(minimum = 0, maximum = 100_000_000)]
    pub children_affected: Option<i64>,
    /// The share of the children of the region who were measured, in percent.
    #[validate(custom(function = percentage))]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    pub coverage_pct: Option<Pct>,
    /// Who states the figure.
    #[validate(length(min = 1, max = 200), custom(function = line))]
    #[schema(min_length = 1, max_length = 200, example = "Kementerian Kesehatan")]
    pub publisher: String,
    /// Where it was published.
    #[serde(deserialize_with = "object")]
    #[validate(nested)]
    pub citation: Citation,
    /// How sure it is that the figure is what it is said to be.
    #[serde(default = "medium_confidence")]
    #[schema(default = "medium")]
    pub confidence: Confidence,
    /// What else has to be known.
    #[validate(length(min = 1, max = 2000), custom(function = paragraph))]
    #[schema(min_length = 1, max_length = 2000)]
    pub note: Option<String>,
}

pub(super) const fn unknown_method() -> EstimationMethod {
    EstimationMethod::Unknown
}

pub(super) const fn medium_confidence() -> Confidence {
    Confidence::Medium
}

fn percentage(value: &Pct) -> Result<(), ValidationError> {
    within(*value, 100)
}

fn relative_error(value: &Pct) -> Result<(), ValidationError> {
    within(*value, 1000)
}

fn within(value: Pct, max: i32) -> Result<(), ValidationError> {
    if (0..=max * 100).contains(&value.hundredths()) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        &format!("harus antara 0 dan {max}"),
        &format!("must be between 0 and {max}"),
    ))
}

/// A decision about a claim, with a reason.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Sesuai dengan buku SSGI 2024, tabel 3."}))]
pub struct PrevalenceDecision {
    /// Why.
    #[validate(length(min = 3, max = 1000), custom(function = paragraph))]
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: String,
}

/// A decision that may be made without a reason.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Dicocokkan dengan sumbernya."}))]
pub struct PrevalenceApproval {
    /// Why, if there is something to say.
    #[validate(length(min = 3, max = 1000), custom(function = paragraph))]
    #[schema(min_length = 3, max_length = 1000)]
    pub reason: Option<String>,
}
