//! What can be claimed of a programme in a region.

use chrono::NaiveDate;
use entity::foster_assignment::Column;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

use super::assignment::{category, rounded};
use super::compare::{Cared, Comparison};
use super::estimate::Effect;
use super::group::{Group, comparisons, groups};
use super::model::{
    FosterOutcomesQuery, FosterProgrammeOutcomes, OutcomeEffect, OutcomeReason, OutcomeTransition,
};
use super::pair::Measure;
use super::suppress::{SMALLEST_SHOWN, suppress, suppress_parts};
use crate::auth::permission::ReadFoster;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::one;
use crate::foster::programme;
use crate::problem::Problem;
use crate::region;
use crate::reply::Reply;
use crate::text::text;

/// By which method it is computed; it changes with the method.
const METHOD: &str = "cem-cr1-2026";

/// What can be claimed of a programme in a region.
///
/// # Errors
/// No such programme; a region that is unknown or outside the caller's; the database.
pub async fn outcomes(
    caller: &Authorized<ReadFoster>,
    code: &str,
    query: FosterOutcomesQuery,
) -> Result<Reply, Problem> {
    let connection = caller.reader();
    one(programme::store::find(connection, code, None).await)?;
    let region = region::asked(connection, caller.scope(), "region", &query.region).await?;
    let scope = RegionScope::new(region.code.as_str());
    let services = caller.services();
    let mut groups = groups(services, &scope, begun(code, query.year)).await?;
    let group = groups.remove(code).unwrap_or_default();
    let comparisons = comparisons(services, caller.scope(), &scope, &[&group.cared]).await?;
    let language = caller.context().language;
    let explanation = text(
        "Perubahan anak asuh dibandingkan dengan anak yang tidak diasuh dari kabupaten/kota, kelompok umur, skor awal, triwulan \
         dan jarak pengukuran yang sama (coarsened exact matching); selang 95 % memperhitungkan kemiripan dalam satu desa. \
         Kelompok di bawah 5 anak tidak ditampilkan.",
        "The change of children in care is set beside that of children in nobody's care of the same regency, age group, starting \
         score, quarter and time between measurements (coarsened exact matching); the 95 % interval allows for likeness within \
         a village. Groups of fewer than 5 are not shown.",
    );
    let counts = counts(&group);
    Reply::content(&FosterProgrammeOutcomes {
        programme: code.to_owned(),
        region_code: region.code,
        year: query.year,
        assignments: counts.all,
        evaluable: counts.evaluable,
        not_evaluable: counts.reasons,
        effects: comparisons
            .iter()
            .flat_map(|one| Measure::ALL.map(|measure| effect(&group, one, measure)))
            .flatten()
            .collect(),
        transitions: transitions(&group.cared),
        method: METHOD.to_owned(),
        explanation: explanation.in_language(language).to_owned(),
    })
}

/// The assignments of a programme whose care has begun, perhaps in a year.
fn begun(code: &str, year: Option<i32>) -> Condition {
    let first = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
    let of_year = year.and_then(|year| {
        let last = first(year + 1)?.pred_opt()?;
        Some(Column::StartedOn.between(first(year)?, last))
    });
    Condition::all()
        .add(Column::ProgrammeCode.eq(code))
        .add_option(of_year)
}

/// What is shown of the counts of a group.
struct Counts {
    all: Option<u32>,
    evaluable: Option<u32>,
    reasons: Vec<OutcomeReason>,
}

fn counts(group: &Group) -> Counts {
    let evaluable = u32::try_from(group.cared.len()).unwrap_or(u32::MAX);
    let parts: Vec<u32> = [evaluable]
        .into_iter()
        .chain(group.refused.values().copied())
        .collect();
    let mut shown = suppress_parts(&parts).into_iter();
    let all: u32 = parts.iter().sum();
    let evaluable = shown.next().flatten();
    let reasons: Vec<OutcomeReason> = group
        .refused
        .keys()
        .zip(shown)
        .map(|(reason, assignments)| OutcomeReason {
            reason: *reason,
            assignments,
        })
        .collect();
    let anything = evaluable.is_some() || reasons.iter().any(|one| one.assignments.is_some());
    Counts {
        all: Some(all).filter(|all| *all >= SMALLEST_SHOWN && anything),
        evaluable,
        reasons,
    }
}

/// What can be said of a group by a measure; nothing of fewer than five children.
pub fn effect(group: &Group, comparison: &Comparison, measure: Measure) -> Option<OutcomeEffect> {
    shown(measure, comparison.effect(&group.cared, measure)?)
}

fn shown(measure: Measure, effect: Effect) -> Option<OutcomeEffect> {
    let smallest = usize::try_from(SMALLEST_SHOWN).unwrap_or(usize::MAX);
    (effect.children >= smallest).then(|| OutcomeEffect {
        measure,
        children: effect.children,
        comparable: effect.comparable,
        start: rounded(effect.start),
        comparable_start: rounded(effect.comparable_start),
        change: rounded(effect.change),
        comparable_change: rounded(effect.comparable_change),
        difference: rounded(effect.difference),
        interval: [rounded(effect.interval.0), rounded(effect.interval.1)],
        distinguishable: effect.is_distinguishable(),
    })
}

/// From which category to which.
fn transitions(cared: &[Cared]) -> Vec<OutcomeTransition> {
    let smallest = usize::try_from(SMALLEST_SHOWN).unwrap_or(usize::MAX);
    if cared.len() < smallest {
        return Vec::new();
    }
    let codes: Vec<&str> = growth::categories()
        .iter()
        .filter(|one| one.index == growth::Index::Haz && one.valid_to.is_empty())
        .map(|one| one.code)
        .collect();
    let place = |haz: Option<i32>| {
        let code = category(haz?)?;
        codes.iter().position(|one| *one == code)
    };
    let mut counts = vec![vec![0_u32; codes.len()]; codes.len()];
    for one in cared {
        let both = place(one.pair.first.haz).zip(place(one.pair.last.haz));
        let cell = both.and_then(|(from, to)| counts.get_mut(from)?.get_mut(to));
        if let Some(cell) = cell {
            *cell += 1;
        }
    }
    let shown = suppress(&counts);
    let rows = codes.iter().zip(shown);
    let cells = rows.flat_map(|(from, row)| {
        codes
            .iter()
            .zip(row)
            .map(move |(to, children)| (from, to, children))
    });
    cells
        .map(|(from, to, children)| OutcomeTransition {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
            children,
        })
        .collect()
}
