//! Checks claims against what is known of regions, sources and indicators: many at once, by one query.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::kind::{RegionLevel, SourceKind};
use entity::region::Model as Region;
use sea_orm::ConnectionTrait;

use super::claim;
use super::model::PrevalenceRecordCreate;
use crate::auth::RegionScope;
use crate::problem::{Fault, Place, Problem};
use crate::reference::Catalogue;
use crate::region;
use crate::text::text;

/// What claims are checked against.
pub struct Rules {
    /// Sources and indicators.
    pub catalogue: Arc<Catalogue>,
    /// The regions of the claims, as far as the caller may write there.
    regions: HashMap<String, Region>,
    /// Today.
    today: NaiveDate,
}

impl Rules {
    /// Reads what these claims need.
    ///
    /// # Errors
    /// The database.
    pub async fn of(
        connection: &impl ConnectionTrait,
        catalogue: Arc<Catalogue>,
        scope: &RegionScope,
        today: NaiveDate,
        codes: impl Iterator<Item = &str>,
    ) -> Result<Self, Problem> {
        let codes: Vec<String> = codes
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let mut regions = region::find_all(connection, &codes).await?;
        // Unknown or outside the caller's region: one answer for both.
        regions.retain(|code, _| scope.contains(code));
        Ok(Self {
            catalogue,
            regions,
            today,
        })
    }

    /// Every fault of a claim.
    pub fn faults(&self, claim: &PrevalenceRecordCreate) -> Vec<Fault> {
        let mut faults = claim::faults(claim, self.today);
        match self.regions.get(&claim.region_code) {
            None => {
                let place = Place::Pointer("/region_code".to_owned());
                faults.push(region::code_fault(place, &claim.region_code));
            }
            Some(region) if !region::listed_in(region, claim.period) => faults.push(Fault::body(
                "/period",
                "region_not_listed",
                text(
                    format!(
                        "wilayah {} tidak tercantum dalam daftar resmi pada periode itu",
                        region.code
                    ),
                    format!(
                        "the region {} is not in the official list in that period",
                        region.code
                    ),
                ),
            )),
            Some(_) => {}
        }
        if !self.catalogue.indicators.contains_key(&claim.indicator) {
            faults.push(unknown(
                "/indicator",
                "indikator",
                "indicator",
                &known(self.catalogue.indicators.keys()),
            ));
        }
        match self.catalogue.sources.get(&claim.source) {
            None => faults.push(unknown(
                "/source",
                "sumber",
                "source",
                &known(self.catalogue.sources.keys()),
            )),
            Some(source) => {
                if let Err(detail) = source.accepts(claim.period) {
                    faults.push(Fault::body("/period", "not_a_period_of_the_source", detail));
                }
            }
        }
        faults
    }

    /// What is odd about a claim that has no faults.
    pub fn warnings(&self, claim: &PrevalenceRecordCreate) -> Vec<Fault> {
        let level = self
            .regions
            .get(&claim.region_code)
            .map_or(RegionLevel::Village, |r| r.level);
        let survey = self
            .catalogue
            .sources
            .get(&claim.source)
            .is_some_and(|s| s.kind == SourceKind::Survey);
        claim::warnings(claim, level, survey)
    }
}

fn known<'a>(codes: impl Iterator<Item = &'a String>) -> String {
    let mut codes: Vec<&str> = codes.map(String::as_str).collect();
    codes.sort_unstable();
    codes.join(", ")
}

fn unknown(pointer: &str, id: &str, en: &str, known: &str) -> Fault {
    Fault::body(
        pointer,
        "unknown_value",
        text(
            format!("{id} tidak dikenal; yang dikenal: {known}"),
            format!("unknown {en}; known are: {known}"),
        ),
    )
}
