//! Many claims at once, by three statements: looks up, checks, keeps. One call, a bulk and an import all come through here.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::kind::ClaimStatus;
use entity::prevalence_record;
use sea_orm::DatabaseTransaction;

use super::check::Rules;
use super::lookup::{self, ClaimKey, KeyDigest};
use super::model::PrevalenceRecordCreate;
use super::service::published_by_others;
use super::store::{self, Saved};
use super::workflow::{after_correction, may_change};
use crate::auth::{RegionScope, Stamp};
use crate::clock::Clock;
use crate::problem::{Fault, Problem};
use crate::reference::Catalogue;
use crate::text::text;

/// What happens to a claim that is recorded already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnExisting {
    /// It is a fault.
    Refuse,
    /// It is corrected, or left as it is.
    Revise,
}

/// On whose behalf and by which rules claims are taken in.
pub struct Intake<'a> {
    /// Where the caller may write.
    pub scope: RegionScope,
    /// Whether corrections by the caller need no second look.
    pub may_decide: bool,
    /// By whom and when.
    pub stamp: Stamp,
    /// Makes ids.
    pub clock: &'a dyn Clock,
    /// Sources and indicators.
    pub catalogue: Arc<Catalogue>,
    /// What happens to a claim that is recorded already.
    pub on_existing: OnExisting,
    /// Why corrections are made.
    pub reason: String,
    /// The state and the official mark of a new claim.
    pub new_state: fn(&PrevalenceRecordCreate) -> (ClaimStatus, bool),
}

/// What became of a claim.
#[derive(Debug)]
pub enum Outcome {
    /// It is new.
    Created(Box<prevalence_record::Model>, Vec<Fault>),
    /// It was corrected.
    Revised(Box<prevalence_record::Model>, Vec<Fault>),
    /// It stands there already as it is.
    Unchanged,
    /// It was recorded before, and corrections are not wanted here.
    Exists(Box<prevalence_record::Model>),
    /// It cannot be.
    Rejected(Vec<Fault>),
}

impl Intake<'_> {
    fn today(&self) -> NaiveDate {
        self.stamp.at.date_naive()
    }

    /// Takes claims in; one outcome each, in order. `seen` are the keys of this bulk or file so far.
    ///
    /// # Errors
    /// The database; a claim that was recorded at the same moment.
    pub async fn take(
        &self,
        tx: &DatabaseTransaction,
        claims: Vec<PrevalenceRecordCreate>,
        seen: &mut HashSet<KeyDigest>,
    ) -> Result<Vec<Outcome>, Problem> {
        let codes = claims.iter().map(|claim| claim.region_code.as_str());
        let rules = Rules::of(
            tx,
            Arc::clone(&self.catalogue),
            &self.scope,
            self.today(),
            codes,
        )
        .await?;
        let keys: Vec<ClaimKey> = claims.iter().map(lookup::key_of).collect();
        let existing: HashMap<ClaimKey, prevalence_record::Model> = lookup::find_by_keys(tx, &keys)
            .await?
            .into_iter()
            .map(|row| (lookup::key_of_row(&row), row))
            .collect();
        let mut states = Vec::new();
        let mut outcomes = Vec::with_capacity(claims.len());
        for (claim, key) in claims.into_iter().zip(keys) {
            let mut faults = rules.faults(&claim);
            let row = existing.get(&key);
            if !seen.insert(lookup::digest(&key)) {
                faults.push(repeated());
            }
            let outcome = if faults.is_empty() {
                self.decide(&rules, claim, row, &mut states)
            } else {
                Outcome::Rejected(faults)
            };
            outcomes.push(outcome);
        }
        // In one order whatever that of the rows was: two bulks of the same claims then wait one for the other, and not both.
        states.sort_by_cached_key(|state| lookup::key_of_row(&state.row));
        store::save(tx, &states, &self.stamp).await?;
        Ok(outcomes)
    }

    fn decide(
        &self,
        rules: &Rules,
        claim: PrevalenceRecordCreate,
        existing: Option<&prevalence_record::Model>,
        states: &mut Vec<Saved>,
    ) -> Outcome {
        let warnings = rules.warnings(&claim);
        let Some(existing) = existing else {
            let (status, official) = (self.new_state)(&claim);
            let row = store::new_row(claim, self.clock.new_id(), status, official, &self.stamp);
            states.push(Saved {
                row: row.clone(),
                action: "create",
                reason: None,
            });
            return Outcome::Created(Box::new(row), warnings);
        };
        if self.on_existing == OnExisting::Refuse {
            return Outcome::Exists(Box::new(existing.clone()));
        }
        let corrected = store::corrected_row(existing, claim, &self.stamp);
        if corrected == *existing {
            return Outcome::Unchanged;
        }
        if !may_change(
            existing.status,
            &existing.created_by,
            &self.stamp.by,
            self.may_decide,
        ) {
            return Outcome::Rejected(vec![Fault::body("", "published", published_by_others())]);
        }
        let mut next = store::next_version(corrected, &self.stamp);
        (next.status, next.is_official) =
            after_correction(existing.status, existing.is_official, self.may_decide);
        states.push(Saved {
            row: next.clone(),
            action: "correct",
            reason: Some(self.reason.clone()),
        });
        Outcome::Revised(Box::new(next), warnings)
    }
}

/// The smallest region around the claims that were taken: whose auditor sees that they were.
pub fn region_of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Option<RegionScope> {
    RegionScope::around(outcomes.filter_map(|outcome| match outcome {
        Outcome::Created(row, _) | Outcome::Revised(row, _) => Some(row.region_code.as_str()),
        Outcome::Unchanged | Outcome::Exists(_) | Outcome::Rejected(_) => None,
    }))
}

fn repeated() -> Fault {
    Fault::body(
        "",
        "repeated_row",
        text(
            "klaim ini sudah disebut di baris sebelumnya (wilayah, indikator, sumber, periode, penerbit)",
            "this claim was named in an earlier row (region, indicator, source, period, publisher)",
        ),
    )
}
