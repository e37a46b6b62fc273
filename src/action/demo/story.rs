//! What an invented report says, and which invented documents go with it: whatever its scheme asks for.

use crate::action::evidence::model::EvidenceMeta;
use crate::action::report::content::{
    ReportBudgetLine, ReportContent, ReportContributor, ReportNarrative, ReportedFact,
};
use crate::action::scheme::definition::{
    ActionDefinition, EvidenceRequirement, FactDefinition, FactKind, FileKind,
};

use super::paper::pdf;
use super::picture::png;

/// What every text begins with.
const MARK: &str = "CONTOH BUATAN (synthetic)";

/// Whose report it is.
pub(super) struct Teller<'a> {
    /// The implementation year.
    pub(super) year: i32,
    /// The region.
    pub(super) region_code: &'a str,
    /// Its name.
    pub(super) region_name: &'a str,
    /// The action.
    pub(super) action: &'a ActionDefinition,
}

/// A document, before it is looked through.
pub(super) struct Paper {
    /// The name of its file.
    pub(super) name: String,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// What is said of it.
    pub(super) meta: EvidenceMeta,
}

impl Teller<'_> {
    /// What the report says; some things are wanting in one that is only begun.
    pub(super) fn content(&self, is_whole: bool) -> ReportContent {
        let (name, place) = (&self.action.name_id, self.region_name);
        let facts = self
            .action
            .facts
            .iter()
            .filter(|fact| is_whole && fact.mandatory);
        let planned_idr = 25_000_000 * i64::from(self.action.no);
        ReportContent {
            narrative: ReportNarrative {
                done: format!(
                    "{MARK}: {name} oleh {place}, tahun pelaksanaan {}.",
                    self.year
                ),
                obstacles: if is_whole {
                    format!("{MARK}: jaringan di kecamatan terpencil.")
                } else {
                    String::new()
                },
                next_steps: format!("{MARK}: tindak lanjut bersama kecamatan."),
            },
            facts: facts.map(|fact| self.fact(fact)).collect(),
            lead_agency: None,
            contributors: vec![ReportContributor {
                agency: self.action.lead_agency.clone(),
                contribution: format!("{MARK}: koordinasi"),
            }],
            budget: vec![ReportBudgetLine {
                item: format!("{MARK}: pelaksanaan"),
                planned_idr,
                realised_idr: is_whole.then_some(planned_idr / 10 * 9),
                source: "APBD".to_owned(),
            }],
            locus: None,
        }
    }

    fn fact(&self, fact: &FactDefinition) -> ReportedFact {
        let year = self.year;
        let value = match fact.kind {
            FactKind::Date => format!("{year}-03-20"),
            FactKind::Integer => "45".to_owned(),
            FactKind::Url => "https://contoh.example/stunting".to_owned(),
            FactKind::Text => format!("CONTOH 1 Tahun {year}"),
            FactKind::List => format!("{MARK}: {}", fact.name_id),
        };
        ReportedFact {
            code: fact.code.clone(),
            values: vec![value],
        }
    }

    /// The documents that its mandatory requirements ask for.
    pub(super) fn papers(&self) -> std::io::Result<Vec<Paper>> {
        let mandatory = self.action.requirements.iter().filter(|one| one.mandatory);
        let each = mandatory.flat_map(|one| (1..=one.minimum_count).map(move |n| (one, n)));
        each.map(|(one, n)| self.paper(one, n)).collect()
    }

    fn paper(&self, requirement: &EvidenceRequirement, number: u32) -> std::io::Result<Paper> {
        let (year, region, no) = (self.year, self.region_code, self.action.no);
        let is_pdf = requirement.accepted.contains(&FileKind::Pdf);
        let (bytes, extension) = if is_pdf {
            let lines = [
                "CONTOH BUATAN / SYNTHETIC".to_owned(),
                requirement.name_id.clone(),
                self.action.name_id.clone(),
                format!("{} - {region}, {year}, dokumen {number}", self.region_name),
                "Bukan dokumen resmi. Not an official document.".to_owned(),
            ];
            (pdf(&lines), "pdf")
        } else {
            let lines = [
                "CONTOH BUATAN".to_owned(),
                "SYNTHETIC".to_owned(),
                format!("{region} {year}"),
                format!("{no}-{number}"),
            ];
            (png(&lines)?, "png")
        };
        let code = &requirement.code;
        Ok(Paper {
            name: format!("CONTOH-BUATAN-{code}-{region}-{year}-{number}.{extension}"),
            bytes,
            meta: EvidenceMeta {
                requirements: vec![code.clone()],
                fields: requirement.fields.iter().map(|f| self.fact(f)).collect(),
                replaces: None,
            },
        })
    }
}
