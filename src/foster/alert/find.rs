//! What is wrong now: six queries, however many assignments are active.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::foster_assignment::{Column, Model};
use entity::foster_delivery;
use entity::id::FosterAssignmentId;
use entity::kind::{AssignmentState, DeliveryState};
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::model::{FosterAlert, FosterAlertQuery, FosterAlerts};
use super::rules::{Facts, alerts};
use crate::auth::permission::ReadFoster;
use crate::auth::{Authorized, RegionScope};
use crate::foster::assignment::query::visible;
use crate::foster::children::of_active;
use crate::foster::measures::{Measure, series};
use crate::foster::programme::store::definitions;
use crate::foster::receiver::Receivers;
use crate::problem::Problem;
use crate::region;
use crate::reply::Reply;
use crate::services::Services;

/// What is wrong in a region.
///
/// # Errors
/// No such region within the caller's; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    query: FosterAlertQuery,
) -> Result<Reply, Problem> {
    let region = region::asked(caller.reader(), caller.scope(), "region", &query.region).await?;
    let today = caller.services().clock.now().date_naive();
    let scope = RegionScope::new(region.code.as_str());
    let (active_count, items) = find(caller.services(), &scope, today).await?;
    Reply::content(&FosterAlerts {
        region_code: region.code,
        on: today,
        active_count,
        items,
    })
}

/// How many assignments of a region are active, and what is wrong with them.
///
/// # Errors
/// The database.
pub async fn find(
    services: &Services,
    scope: &RegionScope,
    today: NaiveDate,
) -> Result<(u64, Vec<FosterAlert>), Problem> {
    let connection = services.db.reader();
    let rows: Vec<Model> = visible(scope)
        .filter(Column::State.eq(AssignmentState::Active))
        .all(connection)
        .await?;
    let versions = rows
        .iter()
        .map(|row| (row.programme_code.clone(), row.programme_version));
    let programmes = definitions(connection, &services.parsed, versions).await?;
    let receivers = Receivers::of(connection, &rows).await?;
    let here = scope.rows((entity::foster_assignment::Entity, Column::RegionCode));
    let since = rows.iter().filter_map(|row| row.started_on).min();
    let measures = series(connection, of_active(here), since).await?;
    let delivered = last_deliveries(connection, scope).await?;
    let mut found = Vec::new();
    for row in &rows {
        let version = (row.programme_code.clone(), row.programme_version);
        let (Some(programme), Ok(receiver), Some(started_on)) =
            (programmes.get(&version), receivers.get(row), row.started_on)
        else {
            continue;
        };
        let child = receiver.child();
        let of_child = child
            .and_then(|child| measures.get(&child.id))
            .map(Vec::as_slice);
        let weighings = weighings(of_child.unwrap_or_default(), started_on);
        let facts = Facts {
            started_on,
            today,
            last_delivery: delivered.get(&row.id).copied(),
            weighings: &weighings,
        };
        found.extend(
            alerts(&programme.alerts, facts, child.is_some())
                .into_iter()
                .map(|one| FosterAlert {
                    kind: one.kind,
                    since: one.since,
                    count: one.count,
                    assignment_id: row.id,
                    foster_parent_id: row.foster_parent_id,
                    programme: row.programme_code.clone(),
                    child_code: child.map(|child| child.code.clone()),
                    mother_code: receiver.mother().map(|mother| mother.code.clone()),
                    region_code: row.region_code.clone(),
                }),
        );
    }
    found.sort_by_key(|one| (one.kind, one.since, one.assignment_id));
    Ok((u64::try_from(rows.len()).unwrap_or(u64::MAX), found))
}

/// The weighings since a day that say something: not those of a child with oedema.
pub fn weighings(measures: &[Measure], since: NaiveDate) -> Vec<(NaiveDate, i32)> {
    measures
        .iter()
        .filter(|one| one.measured_on >= since && !one.oedema)
        .filter_map(|one| Some((one.measured_on, one.weight_g?)))
        .collect()
}

/// When something was delivered last, of the active assignments of a region.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to assignments of the scope"
)]
async fn last_deliveries(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
) -> Result<HashMap<FosterAssignmentId, NaiveDate>, DbErr> {
    let active = Query::select()
        .column(Column::Id)
        .from(entity::foster_assignment::Entity)
        .cond_where(
            Condition::all()
                .add(scope.rows(Column::RegionCode))
                .add(Column::State.eq(AssignmentState::Active)),
        )
        .to_owned();
    let rows: Vec<(FosterAssignmentId, NaiveDate)> = foster_delivery::Entity::find()
        .filter(foster_delivery::Column::AssignmentId.in_subquery(active))
        .filter(foster_delivery::Column::State.ne(DeliveryState::Withdrawn))
        .select_only()
        .column(foster_delivery::Column::AssignmentId)
        .column_as(foster_delivery::Column::DeliveredOn.max(), "last")
        .group_by(foster_delivery::Column::AssignmentId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
