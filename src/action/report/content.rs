//! What a report says, and what of it contradicts its scheme.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::action::scheme::definition::{ActionDefinition, FactDefinition, FactKind};
use crate::problem::Fault;
use crate::text::text;
use crate::validation::web_address;

/// The most rupiah of a budget line: a thousand trillion.
const MAX_IDR: i64 = 1_000_000_000_000_000;

/// What was done, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportNarrative {
    /// What was done.
    #[validate(length(max = 20000), custom(function = "crate::validation::paragraph"))]
    #[schema(max_length = 20000)]
    pub done: String,
    /// What stood in the way.
    #[validate(length(max = 20000), custom(function = "crate::validation::paragraph"))]
    #[schema(max_length = 20000)]
    pub obstacles: String,
    /// What comes next.
    #[validate(length(max = 20000), custom(function = "crate::validation::paragraph"))]
    #[schema(max_length = 20000)]
    pub next_steps: String,
}

/// A stated value.
#[derive(Debug, ToSchema)]
#[schema(min_length = 1, max_length = 2000, example = "2025-03-20")]
pub struct FactText(pub String);

/// The code of a village (desa, kelurahan).
#[derive(Debug, ToSchema)]
#[schema(
    min_length = 13,
    max_length = 13,
    pattern = "^[0-9]{2}\\.[0-9]{2}\\.[0-9]{2}\\.[0-9]{4}$",
    example = "64.74.01.1003"
)]
pub struct VillageCode(pub String);

/// A fact that the scheme asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportedFact {
    /// Its code in the scheme.
    #[validate(custom(function = "crate::action::scheme::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "held_on"
    )]
    pub code: String,
    /// What is stated, as text: one value, or several of a list. Dates as 2025-03-20, numbers in digits.
    #[validate(length(min = 1, max = 100), custom(function = "values"))]
    #[schema(value_type = Vec<FactText>, min_items = 1, max_items = 100, example = json!(["2025-03-20"]))]
    pub values: Vec<String>,
}

/// An agency (OPD, instansi) that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContributor {
    /// Its name.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "Dinas Kesehatan")]
    pub agency: String,
    /// With what.
    #[validate(length(max = 1000), custom(function = "crate::validation::paragraph"))]
    #[schema(max_length = 1000)]
    pub contribution: String,
}

/// A budget line (anggaran), in whole rupiah.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBudgetLine {
    /// For what.
    #[validate(
        length(min = 1, max = 300),
        custom(function = "crate::validation::line")
    )]
    #[schema(
        min_length = 1,
        max_length = 300,
        example = "Pelaksanaan Rembuk Stunting"
    )]
    pub item: String,
    /// Planned, in rupiah.
    #[validate(range(min = 0, max = MAX_IDR))]
    #[schema(minimum = 0, maximum = 1000000000000000i64, example = 75000000)]
    pub planned_idr: i64,
    /// Realised, in rupiah; null while unknown.
    #[validate(range(min = 0, max = MAX_IDR))]
    #[schema(required, minimum = 0, maximum = 1000000000000000i64)]
    pub realised_idr: Option<i64>,
    /// From which source (sumber dana), as APBD, DAK, CSR.
    #[validate(
        length(min = 1, max = 100),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 100, example = "APBD")]
    pub source: String,
}

/// The focus villages (lokus) of the year and the decree that names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportLocus {
    /// The number of the decree.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200, example = "188.45/119/2025")]
    pub decree_number: String,
    /// Its date.
    pub decree_on: NaiveDate,
    /// The villages, by their codes, within the region of the report.
    #[validate(length(min = 1, max = 1000), custom(function = "villages"))]
    #[schema(value_type = Vec<VillageCode>, min_items = 1, max_items = 1000)]
    pub villages: Vec<String>,
}

/// What a report says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportContent {
    /// In words.
    #[validate(nested)]
    pub narrative: ReportNarrative,
    /// The facts that the scheme asks for, each once.
    #[validate(length(max = 30), nested)]
    #[schema(max_items = 30)]
    pub facts: Vec<ReportedFact>,
    /// Who leads here, where that is not who the scheme names.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(required, min_length = 1, max_length = 200)]
    pub lead_agency: Option<String>,
    /// Who took part.
    #[validate(length(max = 100), nested)]
    #[schema(max_items = 100)]
    pub contributors: Vec<ReportContributor>,
    /// What it costs.
    #[validate(length(max = 200), nested)]
    #[schema(max_items = 200)]
    pub budget: Vec<ReportBudgetLine>,
    /// The focus villages of the year.
    #[validate(nested)]
    #[schema(required)]
    pub locus: Option<ReportLocus>,
}

fn values(values: &[String]) -> Result<(), validator::ValidationError> {
    values.iter().try_for_each(|value| {
        if value.chars().count() > 2000 {
            return Err(crate::validation::broken(
                "length",
                "paling banyak 2000 karakter",
                "at most 2000 characters",
            ));
        }
        crate::validation::line(value)
    })
}

fn villages(codes: &[String]) -> Result<(), validator::ValidationError> {
    let good = |code: &String| {
        code.len() == 13
            && code.split('.').map(str::len).eq([2, 2, 2, 4])
            && code.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    };
    if codes.iter().all(good) {
        return Ok(());
    }
    Err(crate::validation::broken(
        "pattern",
        "harus kode desa/kelurahan seperti 64.74.01.1003",
        "must be codes of villages as 64.74.01.1003",
    ))
}

/// What contradicts the action's definition, with pointers below `/content`.
pub fn contradictions(content: &ReportContent, action: &ActionDefinition) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (n, fact) in content.facts.iter().enumerate() {
        let at = |member: &str| format!("/content/facts/{n}/{member}");
        let Some(definition) = action.facts.iter().find(|one| one.code == fact.code) else {
            let (id, en) = (
                "tidak diminta oleh aksi ini",
                "is not asked for by this action",
            );
            faults.push(Fault::body(at("code"), "unknown_value", text(id, en)));
            continue;
        };
        if !seen.insert(fact.code.as_str()) {
            let (id, en) = ("sudah disebut", "is named twice");
            faults.push(Fault::body(at("code"), "repeated", text(id, en)));
        }
        if !agrees(definition, &fact.values) {
            let (id, en) = form(definition.kind);
            faults.push(Fault::body(at("values"), "type", text(id, en)));
        }
    }
    faults
}

/// Whether values are of the kind that a definition asks for.
pub fn agrees(definition: &FactDefinition, values: &[String]) -> bool {
    let one = || match values {
        [value] => Some(value.as_str()),
        _ => None,
    };
    match definition.kind {
        FactKind::List => true,
        FactKind::Text => one().is_some(),
        FactKind::Date => one().is_some_and(|value| value.parse::<NaiveDate>().is_ok()),
        FactKind::Integer => one().is_some_and(|value| value.parse::<u32>().is_ok()),
        FactKind::Url => one().is_some_and(|value| web_address(value).is_ok()),
    }
}

/// How values of a kind are written.
pub fn form(kind: FactKind) -> (&'static str, &'static str) {
    match kind {
        FactKind::List => ("beberapa teks", "must be texts"),
        FactKind::Text => ("harus satu teks", "must be one text"),
        FactKind::Date => (
            "harus satu tanggal seperti 2025-03-20",
            "must be one date as 2025-03-20",
        ),
        FactKind::Integer => ("harus satu bilangan bulat", "must be one whole number"),
        FactKind::Url => (
            "harus satu alamat http atau https",
            "must be one http or https address",
        ),
    }
}
