//! What is on record, and what a file would do to it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use entity::child;
use entity::id::ChildId;
use sea_orm::ConnectionTrait;

use super::group::{Groups, groups};
use super::judge::{Judged, judge};
use super::plan::{Candidate, Decided, Fate, Values, Who, fates, who};
use super::record::Record;
use super::sheet::blocking;
use super::spelling::Place;
use super::village::Villages;
use crate::auth::RegionScope;
use crate::child::{Candidates, Comparable, Features, Ground, Verdict, by_day};
use crate::problem::Problem;
use crate::region::{self, Spelt};
use crate::vault::Vault;

/// The length of a regency's code.
const REGENCY: usize = 5;

/// The villages of a regency, as far as a caller may write there.
///
/// # Errors
/// The database.
pub async fn villages(
    connection: &impl ConnectionTrait,
    regency: &str,
    scope: &RegionScope,
) -> Result<Villages, Problem> {
    let mut places = region::spelt_below(connection, regency)
        .await?
        .into_iter()
        .map(place);
    let top = places.next().ok_or_else(Problem::not_found)?;
    Ok(Villages::new(top, places.collect(), scope.clone()))
}

fn place(spelt: Spelt) -> Place {
    Place {
        code: spelt.region.code,
        name: spelt.region.name,
        spellings: spelt.spellings,
        listed_from: spelt.region.listed_from,
        listed_until: spelt.region.listed_until,
    }
}

/// What a file would do.
pub struct Planned {
    /// The rows that can be taken, in their order.
    pub records: Arc<[Record]>,
    /// What each row's measurement says.
    pub judged: Vec<Judged>,
    /// What becomes of each.
    pub fates: Vec<Fate>,
    /// Children on record that rows are of.
    pub children: HashMap<ChildId, child::Model>,
    /// Rows whose NIK is that of a child on record which may be another one.
    pub nik_known: HashSet<usize>,
    /// Children whom a person named and who are not there any more.
    pub gone: Vec<ChildId>,
}

/// Looks what rows would do now.
///
/// # Errors
/// The database.
pub async fn plan(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    scope: &RegionScope,
    records: Arc<[Record]>,
    decided: &HashMap<i32, Decided>,
) -> Result<Planned, Problem> {
    let regency = RegionScope::new(scope.code().get(..REGENCY).unwrap_or(scope.code()));
    let candidates = Candidates::load(connection, vault, &regency, None).await?;
    let compared = {
        let (records, vault, scope) = (Arc::clone(&records), vault.clone(), scope.clone());
        let said = said(&records, decided);
        blocking(move || Compared::of(&records, &vault, &scope, candidates, &said)).await?
    };
    let Compared {
        groups,
        found,
        nik_known,
        judged,
        mut children,
    } = compared;
    let who = who(&records, &groups, &found, decided);
    let known: Vec<ChildId> = known(&who);
    let gone = known
        .iter()
        .filter(|id| !children.contains_key(id))
        .copied()
        .collect();
    children.retain(|id, _| known.binary_search(id).is_ok());
    let on_record = by_day(connection, &known).await?;
    let measured: HashMap<_, Values> = on_record
        .into_iter()
        .map(|(day, row)| {
            let values = Values {
                weight_g: row.weight_g,
                height_tenth_mm: row.height_tenth_mm,
                posture: row.posture,
                muac_tenth_mm: row.muac_tenth_mm,
            };
            (day, values)
        })
        .collect();
    let fates = fates(&records, &groups, &who, &measured, decided);
    Ok(Planned {
        records,
        judged,
        fates,
        children,
        nik_known,
        gone,
    })
}

/// The children that rows are of, in order.
fn known(who: &BTreeMap<usize, Who>) -> Vec<ChildId> {
    let ids = who.values().filter_map(|who| match who {
        Who::Child(id, _) => Some(*id),
        Who::New | Who::Unclear(_) => None,
    });
    let mut ids: Vec<ChildId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The pairs of rows of which a person said that they are of one child.
fn said(records: &[Record], decided: &HashMap<i32, Decided>) -> Vec<(usize, usize)> {
    if decided.is_empty() {
        return Vec::new();
    }
    let places: HashMap<i32, usize> = records
        .iter()
        .enumerate()
        .map(|(at, r)| (r.line, at))
        .collect();
    let pair = |(line, decided): (&i32, &Decided)| match decided {
        Decided::SameAs(other) => Some((*places.get(line)?, *places.get(other)?)),
        _ => None,
    };
    let mut pairs: Vec<_> = decided.iter().filter_map(pair).collect();
    pairs.sort_unstable();
    pairs
}

/// Everything that is compared, away from the threads that answer requests.
struct Compared {
    groups: Groups,
    found: Vec<Vec<Candidate>>,
    nik_known: HashSet<usize>,
    judged: Vec<Judged>,
    children: HashMap<ChildId, child::Model>,
}

impl Compared {
    fn of(
        records: &[Record],
        vault: &Vault,
        scope: &RegionScope,
        candidates: Candidates,
        said: &[(usize, usize)],
    ) -> Self {
        let features: Vec<Features> = records
            .iter()
            .map(|record| features(record, vault))
            .collect();
        let mut nik_known = HashSet::new();
        let mut found = Vec::with_capacity(records.len());
        for (row, features) in features.iter().enumerate() {
            let alike = candidates.of(features);
            if alike
                .iter()
                .any(|(_, likeness)| likeness.grounds.contains(&Ground::Nik))
            {
                nik_known.insert(row);
            }
            let candidate = |(child, likeness): (&child::Model, crate::child::Likeness)| {
                // A child elsewhere in the regency is known of, and not shown; people there have to say.
                let mine = scope.contains(&child.region_code);
                Candidate {
                    child_id: mine.then_some(child.id),
                    line: None,
                    score: likeness.score,
                    grounds: likeness.grounds,
                    clear: mine && likeness.verdict == Verdict::Match,
                }
            };
            found.push(alike.into_iter().map(candidate).collect());
        }
        let mine = candidates
            .children()
            .filter(|(_, child)| scope.contains(&child.region_code));
        Self {
            groups: groups(&features, said),
            found,
            nik_known,
            judged: records.iter().map(judge).collect(),
            children: mine.map(|(id, child)| (id, child.clone())).collect(),
        }
    }
}

fn features(record: &Record, vault: &Vault) -> Features {
    let parents = [&record.mother, &record.father];
    Features {
        nik_index: record.nik.as_deref().map(|nik| vault.nik_index(nik)),
        sex: record.sex,
        birth_date: record.birth_date,
        region_code: record.region_code.clone(),
        name: Comparable::new(&record.name),
        parents: parents
            .into_iter()
            .flatten()
            .filter_map(|name| Comparable::new(name))
            .collect(),
    }
}
