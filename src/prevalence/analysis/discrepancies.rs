//! What contradicts itself among the claims on some regions, by a single query.

use std::collections::BTreeMap;

use entity::region::Model as Region;
use uuid::Uuid;

use super::asked::{Asked, Question};
use super::model::{DiscrepancyKind, PrevalenceDiscrepancies, PrevalenceDiscrepancy};
use super::params::DiscrepancyQuery;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::conflict::{Conflict, conflicts, records};
use crate::prevalence::discrepancy::{Impossible, impossible};
use crate::prevalence::figures::{
    FigureRow, figures, of_indicator, of_regions, series_of, standing,
};
use crate::prevalence::gap::wide_gap;
use crate::problem::Problem;
use crate::reference::Catalogue;
use crate::region;

/// The discrepancies that are asked for.
///
/// # Errors
/// A region that is unknown or outside the caller's; a wrong question; the database.
pub async fn discrepancies(
    caller: &Authorized<ReadPrevalence>,
    query: DiscrepancyQuery,
) -> Result<PrevalenceDiscrepancies, Problem> {
    let connection = caller.reader();
    let question = Question {
        region: Ok(("parent", &query.parent)),
        indicator: query.indicator.as_deref(),
        source: None,
    };
    let Asked {
        region,
        indicator,
        catalogue,
    } = question.read(caller).await?;
    let children = region::children(connection, &region.code).await?;
    let regions: Vec<Region> = std::iter::once(region).chain(children).collect();
    let codes: Vec<String> = regions.iter().map(|region| region.code.clone()).collect();
    let condition = of_regions(&codes)
        .add(of_indicator(&indicator))
        .add(standing());
    let rows = figures(connection, caller.scope(), None, condition).await?;
    let of_region = |region: &Region| {
        let own = rows.iter().filter(|row| row.region_code == region.code);
        discrepancies_of(region, &own.collect::<Vec<_>>(), &catalogue)
    };
    Ok(PrevalenceDiscrepancies {
        items: regions.iter().flat_map(of_region).collect(),
        indicator,
    })
}

/// What contradicts itself among the standing claims on one region and indicator, by time.
pub fn discrepancies_of(
    region: &Region,
    claims: &[&FigureRow],
    catalogue: &Catalogue,
) -> Vec<PrevalenceDiscrepancy> {
    let official: Vec<&FigureRow> = claims
        .iter()
        .copied()
        .filter(|row| row.is_official && row.value().is_some())
        .collect();
    let mut found = opposite_directions(&official, catalogue);
    found.extend(undecided(claims));
    found.extend(claims.iter().filter_map(|row| impossible_triple(row)));
    found.extend(wide_gaps(&official));
    found.sort_by_key(|found| (found.period_to, found.period_from, found.kind));
    let shown = |found: Found| found.shown(region, claims, catalogue);
    found.into_iter().map(shown).collect()
}

struct Found {
    kind: DiscrepancyKind,
    period_from: Period,
    period_to: Period,
    record_ids: Vec<Uuid>,
    difference: Option<Pct>,
    impossible: Option<Impossible>,
}

impl Found {
    fn shown(
        self,
        region: &Region,
        claims: &[&FigureRow],
        catalogue: &Catalogue,
    ) -> PrevalenceDiscrepancy {
        let mut sources: Vec<String> = Vec::new();
        let mut groups: Vec<String> = Vec::new();
        for id in &self.record_ids {
            let claim = claims.iter().find(|row| row.id.0 == *id);
            let source = claim.and_then(|row| catalogue.sources.get(&row.source_code));
            let Some(source) = source else { continue };
            if !sources.contains(&source.code) {
                sources.push(source.code.clone());
            }
            if !groups.iter().any(|group| group == source.series_group()) {
                groups.push(source.series_group().to_owned());
            }
        }
        PrevalenceDiscrepancy {
            region_code: region.code.clone(),
            name: region.name.clone(),
            kind: self.kind,
            period_from: self.period_from,
            period_to: self.period_to,
            sources,
            source_groups: groups,
            record_ids: self.record_ids,
            difference_pp: self.difference,
            impossible: self.impossible,
        }
    }
}

fn opposite_directions(official: &[&FigureRow], catalogue: &Catalogue) -> Vec<Found> {
    let series = series_of(official.iter().copied(), catalogue);
    let found = |conflict: Conflict| Found {
        kind: DiscrepancyKind::OppositeDirection,
        period_from: conflict.period_from,
        period_to: conflict.period_to,
        record_ids: records(&conflict, &series),
        difference: None,
        impossible: None,
    };
    conflicts(&series).into_iter().map(found).collect()
}

/// Claims on one source and period of which none is official.
fn undecided(claims: &[&FigureRow]) -> Vec<Found> {
    let mut competing: BTreeMap<(&str, Period), Vec<&FigureRow>> = BTreeMap::new();
    for row in claims.iter().filter(|row| row.value().is_some()) {
        let key = (row.source_code.as_str(), row.period());
        competing.entry(key).or_default().push(row);
    }
    let undecided = competing
        .into_iter()
        .filter(|(_, rows)| rows.len() > 1 && rows.iter().all(|row| !row.is_official));
    undecided
        .map(|((_, period), rows)| {
            let values = || rows.iter().filter_map(|row| row.value());
            Found {
                kind: DiscrepancyKind::CompetingClaimsWithoutOfficial,
                period_from: period,
                period_to: period,
                difference: values()
                    .max()
                    .zip(values().min())
                    .map(|(high, low)| high - low),
                record_ids: rows.iter().map(|row| row.id.0).collect(),
                impossible: None,
            }
        })
        .collect()
}

fn impossible_triple(row: &FigureRow) -> Option<Found> {
    let (affected, measured) = row.counts();
    let why = impossible(row.value(), affected, measured)?;
    Some(Found {
        kind: DiscrepancyKind::ImpossibleTriple,
        period_from: row.period(),
        period_to: row.period(),
        record_ids: vec![row.id.0],
        difference: None,
        impossible: Some(why),
    })
}

/// Per year and pair of sources the widest gap, if it is wide.
fn wide_gaps(official: &[&FigureRow]) -> Vec<Found> {
    let mut years: BTreeMap<i32, Vec<Dated<'_>>> = BTreeMap::new();
    for row in official {
        if let Some(value) = row.value() {
            let period = row.period();
            years
                .entry(period.year())
                .or_default()
                .push((row, period, value));
        }
    }
    years.values().flat_map(|year| wide_gaps_of(year)).collect()
}

type Dated<'a> = (&'a FigureRow, Period, Pct);

fn wide_gaps_of(year: &[Dated<'_>]) -> Vec<Found> {
    let mut widest: BTreeMap<(&str, &str), (Pct, [&Dated<'_>; 2])> = BTreeMap::new();
    for (n, one) in year.iter().enumerate() {
        for other in year.iter().skip(n + 1) {
            let (a, b) = (one.0.source_code.as_str(), other.0.source_code.as_str());
            if a == b {
                continue;
            }
            let Some(gap) = wide_gap(one.2, other.2) else {
                continue;
            };
            let key = (a.min(b), a.max(b));
            if widest.get(&key).is_none_or(|(known, _)| gap > *known) {
                widest.insert(key, (gap, [one, other]));
            }
        }
    }
    widest
        .into_values()
        .map(|(gap, [one, other])| Found {
            kind: DiscrepancyKind::WideGap,
            period_from: one.1.min(other.1),
            period_to: one.1.max(other.1),
            record_ids: vec![one.0.id.0, other.0.id.0],
            difference: Some(gap),
            impossible: None,
        })
        .collect()
}
