//! What the API takes of a source, and which rows it becomes.

use chrono::{DateTime, Utc};
use entity::kind::SourceKind;
use entity::{source, survey_design};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use super::model::SurveyDesign;
use crate::period::PeriodKind;
use crate::problem::Fault;
use crate::reference::lists;
use crate::reference::request::requests;
use crate::text::text;
use crate::validation::broken;

/// A year in which a survey was carried out.
#[derive(Debug, ToSchema)]
#[schema(minimum = 1950, maximum = 2099, example = 2023)]
pub struct SurveyYear(pub i32);

requests! {
    /// A new source.
    #[schema(example = json!({
        "code": "SURVEI_MAHULU", "name_id": "Survei gizi Mahakam Ulu", "name_en": "Mahakam Ulu nutrition survey",
        "definition_id": "Survei rumah tangga kabupaten.", "definition_en": "Household survey of the regency.",
        "unit": "percent", "producer": "Dinas Kesehatan Mahakam Ulu",
        "population_id": "Anak umur 0–59 bulan", "population_en": "Children aged 0–59 months",
        "frequency_id": "Satu kali (2023)", "frequency_en": "Once (2023)", "kind": "survey",
        "comparability_group": null, "period_kinds": ["year"], "rounds": [2023], "open_from": null,
        "licence": "Boleh dikutip dengan menyebutkan sumber.", "legal_basis": "", "designs": []
    }))]
    create SourceCreate {
        /// Its code, in figures too; it never changes.
        #[validate(custom(function = "crate::reference::request::source_code"))]
        #[schema(min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$")]
        code
    }
    /// What a source is to be from now on.
    #[schema(example = json!({
        "name_id": "Survei gizi Mahakam Ulu", "name_en": "Mahakam Ulu nutrition survey",
        "definition_id": "Survei rumah tangga kabupaten.", "definition_en": "Household survey of the regency.",
        "unit": "percent", "producer": "Dinas Kesehatan Mahakam Ulu",
        "population_id": "Anak umur 0–59 bulan", "population_en": "Children aged 0–59 months",
        "frequency_id": "Dua kali (2023, 2025)", "frequency_en": "Twice (2023, 2025)", "kind": "survey",
        "comparability_group": null, "period_kinds": ["year"], "rounds": [2023, 2025], "open_from": null,
        "licence": "Boleh dikutip dengan menyebutkan sumber.", "legal_basis": "", "designs": [],
        "reason": "Putaran 2025 selesai"
    }))]
    update SourceUpdate
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
        /// Who makes it.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        producer: [String],
        /// Who is measured, in Indonesian.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        population_id: [String],
        /// Who is measured, in English.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        population_en: [String],
        /// How often, in Indonesian.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        frequency_id: [String],
        /// How often, in English.
        #[validate(length(min = 1, max = 200), custom(function = "crate::validation::line"))]
        #[schema(min_length = 1, max_length = 200)]
        frequency_en: [String],
        /// A sample, a count of those who came, or a statement.
        kind: [SourceKind],
        /// The group of sources with which it may stand in one series; only a survey can have one.
        #[validate(custom(function = "crate::reference::request::indicator_code"))]
        #[schema(min_length = 2, max_length = 50, pattern = "^[a-z][a-z0-9_]{1,49}$")]
        comparability_group: [Option<String>],
        /// The kinds of periods that its figures can have, each once.
        #[validate(length(min = 1, max = 4))]
        #[schema(min_items = 1, max_items = 4)]
        period_kinds: [Vec<PeriodKind>],
        /// The years in which it was carried out, each once; null if in any.
        #[validate(length(max = 100), custom(function = "years"))]
        #[schema(value_type = Option<Vec<SurveyYear>>, max_items = 100)]
        rounds: [Option<Vec<i32>>],
        /// The first year from which on any year is accepted beside `rounds`; null without `rounds`.
        #[validate(range(min = 1950, max = 2099))]
        #[schema(minimum = 1950, maximum = 2099)]
        open_from: [Option<i32>],
        /// Under which terms its figures may be used.
        #[validate(length(min = 1, max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(min_length = 1, max_length = 500)]
        licence: [String],
        /// The rule that it rests on; empty where none has been confirmed.
        #[validate(length(max = 500), custom(function = "crate::reference::request::prose"))]
        #[schema(max_length = 500)]
        legal_basis: [String],
        /// The sample to assume where it publishes no interval, at most one per level of region; only for surveys.
        #[validate(length(max = 5), nested)]
        #[schema(max_items = 5)]
        designs: [Vec<SurveyDesign>],
    }
}

fn years(years: &[i32]) -> Result<(), ValidationError> {
    if years.iter().all(|year| (1950..=2099).contains(year)) {
        return Ok(());
    }
    Err(broken(
        "out_of_range",
        "setiap tahun harus antara 1950 dan 2099",
        "every year must be between 1950 and 2099",
    ))
}

impl SourceCreate {
    /// The row that it becomes.
    pub fn row(
        &self,
        version: i64,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    ) -> source::Model {
        source::Model {
            code: self.code.clone(),
            name_id: self.name_id.clone(),
            name_en: self.name_en.clone(),
            definition_id: self.definition_id.clone(),
            definition_en: self.definition_en.clone(),
            unit: self.unit.clone(),
            producer: self.producer.clone(),
            population_id: self.population_id.clone(),
            population_en: self.population_en.clone(),
            frequency_id: self.frequency_id.clone(),
            frequency_en: self.frequency_en.clone(),
            kind: self.kind,
            comparability_group_code: self.comparability_group.clone(),
            period_kinds: lists::join_kinds(&self.period_kinds),
            rounds: self.rounds.as_ref().map(lists::join),
            open_from: self.open_from,
            licence: self.licence.clone(),
            legal_basis: self.legal_basis.clone(),
            version,
            created_at,
            updated_at,
        }
    }

    /// The rows that its designs become, by level.
    pub fn design_rows(&self) -> Vec<survey_design::Model> {
        let row = |design: &SurveyDesign| survey_design::Model {
            source_code: self.code.clone(),
            level: design.level,
            children: design.children,
            design_effect_hundredths: design.design_effect.hundredths(),
            basis_id: design.basis_id.clone(),
            basis_en: design.basis_en.clone(),
        };
        let mut rows: Vec<survey_design::Model> = self.designs.iter().map(row).collect();
        rows.sort_by_key(|row| row.level);
        rows
    }

    /// Members that cannot stand beside each other.
    pub fn contradictions(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.kind != SourceKind::Survey {
            if self.comparability_group.is_some() {
                faults.push(Fault::body(
                    "/comparability_group",
                    "not_a_survey",
                    text(
                        "hanya survei yang boleh masuk kelompok keterbandingan; data rutin dan daerah tidak pernah",
                        "only a survey can join a comparability group; routine and local data never do",
                    ),
                ));
            }
            if !self.designs.is_empty() {
                faults.push(Fault::body(
                    "/designs",
                    "not_a_survey",
                    text(
                        "hanya survei yang mempunyai rancangan sampel",
                        "only a survey has a sample design",
                    ),
                ));
            }
        }
        match (&self.rounds, self.open_from) {
            (None, Some(_)) => faults.push(Fault::body(
                "/open_from",
                "without_rounds",
                text(
                    "tanpa `rounds` setiap tahun sudah diterima; kosongkan",
                    "without `rounds` every year is accepted already; leave it out",
                ),
            )),
            (Some(rounds), None) if rounds.is_empty() => faults.push(Fault::body(
                "/rounds",
                "no_period",
                text(
                    "tanpa tahun dan tanpa `open_from` sumber ini tidak dapat mempunyai periode",
                    "without a year and without `open_from` the source could have no period",
                ),
            )),
            _ => {}
        }
        let levels: Vec<_> = self.designs.iter().map(|design| design.level).collect();
        faults.extend(named_twice("/period_kinds", "", &self.period_kinds));
        faults.extend(named_twice(
            "/rounds",
            "",
            self.rounds.as_deref().unwrap_or_default(),
        ));
        faults.extend(named_twice("/designs", "/level", &levels));
        faults
    }
}

fn named_twice<T: PartialEq>(list: &str, member: &str, items: &[T]) -> Vec<Fault> {
    let fault = |index| {
        Fault::body(
            format!("{list}/{index}{member}"),
            "repeated",
            text("disebut dua kali", "is named twice"),
        )
    };
    lists::repeated(items).into_iter().map(fault).collect()
}
