//! The prevalences of a file as claims of e-PPGBM: of each village, district and regency, to be verified by whoever verifies
//! others.

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::eppgbm_import::Model;
use entity::kind::{Confidence, EstimationMethod};
use sea_orm::DatabaseTransaction;

use super::commit::SOURCE;
use super::count::{RegionCount, above};
use super::input::{ImportCommit, VillageTarget};
use super::model::ImportResult;
use super::summary::Summary;
use crate::auth::permission::WriteImports;
use crate::auth::{Authorized, Permission, RegionScope, Stamp};
use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::{self, Citation, Intake, OnExisting, Outcome, PrevalenceRecordCreate};
use crate::problem::{Fault, Problem};
use crate::reference;
use crate::region;
use crate::text::text;

/// The indicators of an export: how many children have a valid z-score, and how many of them are affected.
type Indicator = (&'static str, fn(&RegionCount) -> (i64, i64));
const INDICATORS: [Indicator; 5] = [
    ("stunting", |count| (count.haz_valid, count.stunted)),
    ("severe_stunting", |count| {
        (count.haz_valid, count.severely_stunted)
    }),
    ("underweight", |count| (count.waz_valid, count.underweight)),
    ("wasting", |count| (count.whz_valid, count.wasted)),
    ("overweight", |count| (count.whz_valid, count.overweight)),
];

/// States the prevalences of a file.
///
/// # Errors
/// Measurements of several months, of which no one period is; who may not state claims; claims that cannot be.
pub async fn publish(
    caller: &Authorized<WriteImports>,
    tx: &DatabaseTransaction,
    import: &Model,
    summary: &Summary,
    body: &ImportCommit,
    result: &mut ImportResult,
) -> Result<(), Problem> {
    if !caller.actor().may(Permission::WritePrevalence) {
        return Err(refused(
            "not_permitted",
            "memerlukan izin prevalence:write",
            "needs the permission prevalence:write",
        ));
    }
    let period = period(summary)?;
    let publisher = match &body.publisher {
        Some(publisher) => publisher.clone(),
        None => publisher_of(tx, &import.region_code).await?,
    };
    let claims = claims(import, summary, body, period, &publisher);
    let intake = Intake {
        scope: RegionScope::new(import.region_code.as_str()),
        may_decide: caller.actor().may(Permission::DecidePrevalence),
        stamp: Stamp::of(caller),
        clock: caller.services().clock.as_ref(),
        catalogue: reference::catalogue(tx).await?,
        on_existing: OnExisting::Revise,
        reason: format!("impor e-PPGBM {}", import.id),
        new_state: prevalence::submitted,
    };
    let mut faults = Vec::new();
    for outcome in intake.take(tx, claims, &mut HashSet::new()).await? {
        match outcome {
            Outcome::Created(..) => result.claims_created += 1,
            Outcome::Revised(..) => result.claims_revised += 1,
            Outcome::Unchanged | Outcome::Exists(_) => {}
            Outcome::Rejected(found) => {
                faults.extend(
                    found
                        .into_iter()
                        .map(|fault| fault.below("/publish_prevalence")),
                );
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    faults.truncate(100);
    Err(Problem::invalid(faults))
}

fn refused(code: &'static str, id: &'static str, en: &'static str) -> Problem {
    Problem::invalid(vec![Fault::body("/publish_prevalence", code, text(id, en))])
}

/// The month in which the children who count were measured.
fn period(summary: &Summary) -> Result<Period, Problem> {
    let mut counted = summary.months.iter().filter(|month| month.counted > 0);
    match (counted.next(), counted.next()) {
        (Some(month), None) => month
            .period
            .parse()
            .map_err(|fault| Problem::internal(&format!("a month is no period: {fault:?}"))),
        (None, _) => Err(refused(
            "nothing_counted",
            "tidak ada anak yang dihitung",
            "no child is counted",
        )),
        (Some(_), Some(_)) => Err(refused(
            "several_months",
            "anak yang dihitung diukur dalam beberapa bulan; pisahkan berkas per bulan",
            "the children who count were measured in several months; send a file per month",
        )),
    }
}

async fn publisher_of(tx: &DatabaseTransaction, code: &str) -> Result<String, Problem> {
    let regency = code.get(..5).unwrap_or(code);
    let found = region::find(tx, regency).await?;
    let name = found.map_or_else(|| regency.to_owned(), |region| region.name);
    Ok(format!("Dinas Kesehatan {name}"))
}

fn claims(
    import: &Model,
    summary: &Summary,
    body: &ImportCommit,
    period: Period,
    publisher: &str,
) -> Vec<PrevalenceRecordCreate> {
    let scope = RegionScope::new(import.region_code.as_str());
    let targets = targets(&summary.villages, &body.targets);
    let upper = above(&summary.villages);
    let regions = summary.villages.iter().chain(&upper);
    let mut claims = Vec::new();
    for count in regions.filter(|count| scope.contains(&count.region_code)) {
        for (indicator, of) in INDICATORS {
            let (valid, affected) = of(count);
            if valid == 0 {
                continue;
            }
            let target = targets.get(count.region_code.as_str());
            let coverage = target.and_then(|target| Pct::share(count.children_under5, *target));
            claims.push(PrevalenceRecordCreate {
                region_code: count.region_code.clone(),
                indicator: indicator.to_owned(),
                source: SOURCE.to_owned(),
                period,
                value_pct: Pct::share(affected, valid),
                ci_low_pct: None,
                ci_high_pct: None,
                rse_pct: None,
                estimation_method: EstimationMethod::CompleteCount,
                children_measured: Some(valid),
                children_affected: Some(affected),
                // More children than there should be: then the number that there should be is wrong.
                coverage_pct: coverage.filter(|pct| pct.hundredths() <= 10_000),
                publisher: publisher.to_owned(),
                citation: Citation {
                    title: format!("Ekspor e-PPGBM {period}, SHA-256 {}", import.file_sha256),
                    publisher: Some(publisher.to_owned()),
                    published_on: None,
                    url: None,
                },
                confidence: Confidence::Medium,
                note: Some(note(import, summary)),
            });
        }
    }
    claims
}

fn note(import: &Model, summary: &Summary) -> String {
    let flagged: i64 = summary.villages.iter().map(|count| count.haz_flagged).sum();
    format!(
        "Dihitung ulang menurut standar WHO 2006 dari impor {}: tiap anak satu kali menurut pengukuran terakhir; di seluruh berkas \
         {flagged} anak dengan TB/U di luar batas WHO tidak dihitung, {} baris ditolak, {} baris belum jelas anaknya.",
        import.id, summary.outcomes.rejected, summary.outcomes.ambiguous
    )
}

/// How many children there are: of villages as named, of what lies above only where every village in the file is named.
fn targets<'a>(villages: &'a [RegionCount], named: &[VillageTarget]) -> BTreeMap<&'a str, i64> {
    let named: HashMap<&str, i64> = named
        .iter()
        .map(|target| (target.region_code.as_str(), target.children))
        .collect();
    let mut sums: BTreeMap<&str, Option<i64>> = BTreeMap::new();
    for village in villages {
        let target = named.get(village.region_code.as_str()).copied();
        let mut code = village.region_code.as_str();
        sums.insert(code, target);
        while let Some((up, _)) = code.rsplit_once('.') {
            code = up;
            let sum = sums.entry(code).or_insert(Some(0));
            *sum = sum.zip(target).map(|(sum, target)| sum + target);
        }
    }
    sums.into_iter()
        .filter_map(|(code, sum)| Some((code, sum?)))
        .collect()
}
