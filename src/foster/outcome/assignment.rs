//! What became of one child in care.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::foster_assignment;
use entity::id::FosterAssignmentId;
use entity::kind::DeliveryState;
use growth::{Index, Z};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Condition;

use super::compare::{Cared, Comparison, unit};
use super::data::{self, Series};
use super::group::comparisons;
use super::model::{FosterOutcome, OutcomeAssessment, OutcomeChange, OutcomePoint};
use super::pair::{Measure, NotEvaluable, Point, of_care};
use crate::auth::permission::ReadFoster;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::one;
use crate::foster::assignment::store;
use crate::foster::children;
use crate::foster::delivery;
use crate::problem::Problem;
use crate::region::regency;
use crate::reply::Reply;
use crate::text::{Text, text};

/// What became of the child of an assignment.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn outcome(
    caller: &Authorized<ReadFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let assignment = one(store::find(connection, scope, id).await)?;
    let today = caller.services().clock.now().date_naive();
    let own = Condition::all().add(foster_assignment::Column::Id.eq(id));
    let series = data::of_children(connection, children::of_these(own)).await?;
    let series = series.into_values().next().unwrap_or_default();
    let cared = cared(&assignment, &series, today);
    let comparison = match &cared {
        Ok(cared) => {
            let region = RegionScope::new(cared.region_code.as_str());
            let group = [std::slice::from_ref(cared)];
            let found = comparisons(caller.services(), scope, &region, &group).await?;
            found.into_iter().next()
        }
        Err(_) => None,
    };
    let delivered = delivery::store::all(connection, id).await?;
    let delivered = delivered
        .iter()
        .filter(|row| row.state != DeliveryState::Withdrawn)
        .map(|row| row.delivered_on);
    let months = Months::of(&assignment, today);
    // What was measured after the end is not of this care, nor perhaps of this regency.
    let end = assignment.ended_on.unwrap_or(today);
    let in_care = series.points.iter().filter(|point| point.on <= end);
    let weighed = in_care.filter(|point| point.waz.is_some());
    let why = cared.as_ref().err().copied();
    let language = caller.context().language;
    let changes = match (&cared, &comparison) {
        (Ok(cared), Some(comparison)) => changes(cared, comparison),
        _ => Vec::new(),
    };
    let pair = cared.as_ref().ok().map(|cared| cared.pair);
    Reply::content(&FosterOutcome {
        assignment_id: id,
        not_evaluable: why,
        explanation: why.map(|why| explanation(why).in_language(language).to_owned()),
        first: pair.map(|pair| shown(&pair.first)),
        last: pair.map(|pair| shown(&pair.last)),
        changes,
        months: months.all.len(),
        months_with_delivery: months.with(delivered),
        months_with_weighing: months.with(weighed.map(|point| point.on)),
    })
}

/// The two measurements of a child in care, or why there are none.
///
/// # Errors
/// Why nothing can be said.
pub fn cared(
    assignment: &foster_assignment::Model,
    series: &Series,
    today: NaiveDate,
) -> Result<Cared, NotEvaluable> {
    if assignment.mother_id.is_some() {
        return Err(NotEvaluable::ExpectantMother);
    }
    let start = assignment.started_on.ok_or(NotEvaluable::NotBegun)?;
    if !series.points.is_empty() && series.standard.is_none() {
        return Err(NotEvaluable::StandardChanged);
    }
    let pair = of_care(&series.points, start, assignment.ended_on.unwrap_or(today))?;
    // Of a child that was measured in another regency since, it is compared where it was looked after.
    let here = regency(&series.region_code) == regency(&assignment.region_code);
    let region_code = if here {
        &series.region_code
    } else {
        &assignment.region_code
    };
    Ok(Cared {
        region_code: region_code.clone(),
        pair,
    })
}

/// A region as far as it lies in a scope.
pub fn within(scope: &RegionScope, code: &str) -> Option<RegionScope> {
    let region = RegionScope::new(code);
    if scope.contains(code) {
        Some(region)
    } else if region.contains(scope.code()) {
        Some(scope.clone())
    } else {
        None
    }
}

fn changes(cared: &Cared, comparison: &Comparison) -> Vec<OutcomeChange> {
    let of = |measure| {
        let change = unit(cared.pair.change(measure)?);
        let expected = comparison.expected(cared, measure);
        let assessment = match expected {
            None => OutcomeAssessment::NotComparable,
            Some(expected) if change > expected.interval.1 => OutcomeAssessment::MoreThanExpected,
            Some(expected) if change < expected.interval.0 => OutcomeAssessment::LessThanExpected,
            Some(_) => OutcomeAssessment::AsExpected,
        };
        Some(OutcomeChange {
            measure,
            change,
            comparable: expected.map_or(0, |expected| expected.comparable),
            expected: expected.map(|expected| rounded(expected.mean)),
            expected_interval: expected
                .map(|expected| [rounded(expected.interval.0), rounded(expected.interval.1)]),
            assessment,
        })
    };
    Measure::ALL.into_iter().filter_map(of).collect()
}

/// Two decimals: more would claim what no length board measures. What is added turns a negative zero into one.
pub fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

fn shown(point: &Point) -> OutcomePoint {
    OutcomePoint {
        measured_on: point.on,
        // Completed months of 30.4375 days.
        age_months: point.age_days.saturating_mul(16).div_euclid(487),
        haz: point.haz.map(unit),
        waz: point.waz.map(unit),
        whz: point.whz.map(unit),
        had_cm: point.had.map(unit),
        category: point.haz.and_then(category).map(str::to_owned),
    }
}

/// The code of the category of a height-for-age z-score.
pub fn category(haz: i32) -> Option<&'static str> {
    growth::category(Index::Haz, Z::from_hundredths(haz)).map(|category| category.code)
}

/// Why nothing can be said, in words.
pub fn explanation(why: NotEvaluable) -> Text {
    match why {
        NotEvaluable::NotBegun => text("Pengasuhan belum dimulai.", "The care has not begun."),
        NotEvaluable::NoBaseline => text(
            "Tidak ada pengukuran tinggi yang sah dari 60 hari sebelum sampai 14 hari setelah pengasuhan dimulai.",
            "No valid height was measured from 60 days before until 14 days after the care began.",
        ),
        NotEvaluable::NoFollowUp => text(
            "Belum ada pengukuran tinggi yang sah selama pengasuhan.",
            "No valid height has been measured in care yet.",
        ),
        NotEvaluable::IntervalTooShort => text(
            "Kedua pengukuran berjarak kurang dari 60 hari; perubahannya tidak melebihi kesalahan ukur.",
            "The two measurements lie less than 60 days apart; what changed is no more than the error of measuring.",
        ),
        NotEvaluable::RecordEnded => text(
            "Identitas anak telah dihapus.",
            "Who the child is has been erased.",
        ),
        NotEvaluable::ExpectantMother => text(
            "Pengasuhan ibu hamil; pertumbuhan anak dinilai sesudah lahir, pada pengasuhan anaknya.",
            "Of an expectant mother; growth is told of the child after its birth, by an assignment of its own.",
        ),
        NotEvaluable::StandardChanged => text(
            "Skor-z dihitung dengan versi standar yang berbeda.",
            "The z-scores were computed by different versions of the standard.",
        ),
    }
}

/// The calendar months of care.
struct Months {
    all: BTreeSet<(i32, u32)>,
}

impl Months {
    fn of(assignment: &foster_assignment::Model, today: NaiveDate) -> Self {
        let Some(start) = assignment.started_on else {
            return Self {
                all: BTreeSet::new(),
            };
        };
        let end = assignment.ended_on.unwrap_or(today);
        let all = start.iter_days().take_while(|day| *day <= end);
        Self {
            all: all.map(|day| (day.year(), day.month())).collect(),
        }
    }

    fn with(&self, days: impl Iterator<Item = NaiveDate>) -> usize {
        let months: BTreeSet<(i32, u32)> = days.map(|day| (day.year(), day.month())).collect();
        self.all.intersection(&months).count()
    }
}
