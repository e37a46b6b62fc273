//! The children in care of a programme, and comparable ones in nobody's care: a few queries, however many programmes.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::foster_assignment::{Column, Entity};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};

use super::assignment::{cared, within};
use super::compare::{Cared, Comparison, windows};
use super::data;
use super::pair::NotEvaluable;
use super::stratum::{Window, regency};
use crate::auth::RegionScope;
use crate::foster::{assignment, children};
use crate::problem::Problem;
use crate::services::Services;

/// The children in care of a programme, and why nothing can be said of some.
#[derive(Default)]
pub struct Group {
    /// Those with two measurements.
    pub cared: Vec<Cared>,
    /// How many others there are, by the reason.
    pub refused: BTreeMap<NotEvaluable, u32>,
}

impl Group {
    fn refuse(&mut self, why: NotEvaluable) {
        *self.refused.entry(why).or_default() += 1;
    }
}

/// The children of a region's assignments whose care has begun, by programme; of those that a condition finds.
///
/// # Errors
/// The database.
pub async fn groups(
    services: &Services,
    region: &RegionScope,
    these: Condition,
) -> Result<BTreeMap<String, Group>, Problem> {
    let connection = services.db.reader();
    let these = these.add(Column::StartedOn.is_not_null());
    let begun = assignment::query::visible(region)
        .filter(these.clone())
        .all(connection)
        .await?;
    let ids: Vec<_> = begun.iter().filter_map(|row| row.child_id).collect();
    let of = children::of_these(these.add(region.rows((Entity, Column::RegionCode))));
    let series = data::of_children(connection, of).await?;
    let present = children::of_assignments(connection, &ids).await?;
    let today = services.clock.now().date_naive();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for row in &begun {
        let group = groups.entry(row.programme_code.clone()).or_default();
        let Some(child_id) = row.child_id else {
            group.refuse(NotEvaluable::ExpectantMother);
            continue;
        };
        let Some(child) = present
            .get(&child_id)
            .filter(|child| child.erased_at.is_none())
        else {
            group.refuse(NotEvaluable::RecordEnded);
            continue;
        };
        let none = data::Series::default();
        match cared(row, series.get(&child.id).unwrap_or(&none), today) {
            Ok(cared) => group.cared.push(cared),
            Err(why) => group.refuse(why),
        }
    }
    Ok(groups)
}

/// Children of a region's regencies in nobody's care for each of some groups, in their order; as far as a caller sees them.
///
/// # Errors
/// The database.
pub async fn comparisons(
    services: &Services,
    sees: &RegionScope,
    region: &RegionScope,
    groups: &[&[Cared]],
) -> Result<Vec<Comparison>, Problem> {
    let connection = services.db.reader();
    let windows: Vec<_> = groups.iter().map(|cared| windows(*cared)).collect();
    let days: Vec<_> = windows
        .iter()
        .map(|windows| span(windows.iter().filter_map(Window::days)))
        .collect();
    let all = span(days.iter().copied().flatten());
    let (measured, first_care) = match (all, within(sees, &regency(region.code()))) {
        (Some(days), Some(region)) => (
            data::of_region(connection, &region, days).await?,
            data::first_care(connection, &region, days).await?,
        ),
        _ => (HashMap::new(), HashMap::new()),
    };
    let comparison = |(windows, days): (_, &Option<(NaiveDate, NaiveDate)>)| {
        // In nobody's care until the last day of the group's windows.
        let nobodys = measured.iter().filter(|(id, _)| {
            let first = first_care.get(id);
            first
                .zip(days.as_ref())
                .is_none_or(|(first, (_, last))| first > last)
        });
        Comparison::new(windows, nobodys.map(|(_, series)| series))
    };
    Ok(windows.iter().zip(&days).map(comparison).collect())
}

/// From the first to the last of some days.
fn span(days: impl Iterator<Item = (NaiveDate, NaiveDate)>) -> Option<(NaiveDate, NaiveDate)> {
    days.reduce(|(from, to), (first, last)| (from.min(first), to.max(last)))
}
