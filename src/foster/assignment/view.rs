//! Assignments as the programme's side sees them: a few queries, however many.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::foster_assignment::Model;
use entity::foster_parent;
use entity::id::FosterParentId;
use entity::kind::ConsentScope;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::model::{FosterAssignment, FosterCommitment};
use super::party::{FosterChild, FosterMother};
use super::store::commitments;
use crate::child::consented;
use crate::foster::receiver::Receivers;
use crate::mother;
use crate::problem::Problem;

/// Rows with who receives, foster parents and what was promised.
///
/// # Errors
/// The database.
pub async fn shown(
    connection: &impl ConnectionTrait,
    rows: Vec<Model>,
    today: NaiveDate,
) -> Result<Vec<FosterAssignment>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let receivers = Receivers::of(connection, &rows).await?;
    let scope = ConsentScope::DonorDisclosure;
    let children = consented(connection, &receivers.children(), scope, today).await?;
    let mothers = mother::agreed(connection, &receivers.mothers(), today).await?;
    let names = parent_names(connection, rows.iter().map(|row| row.foster_parent_id)).await?;
    let mut promised = commitments(connection, rows.iter().map(|row| row.id)).await?;
    let show = |row: Model| {
        let found = receivers.get(&row)?;
        let child = found.child().map(|child| {
            let agreed = children.contains(&child.id);
            FosterChild::new(child, &row, agreed, today)
        });
        let mother = found.mother().map(|mother| {
            let agreed = mothers.contains(&mother.id);
            FosterMother::new(mother, &row, agreed, today)
        });
        let name = names.get(&row.foster_parent_id).cloned();
        let commitments = promised.remove(&row.id).unwrap_or_default();
        let name = name.unwrap_or_default();
        Ok(assignment(row, (child, mother), name, commitments))
    };
    rows.into_iter().map(show).collect()
}

/// One row.
///
/// # Errors
/// The database.
pub async fn single(
    connection: &impl ConnectionTrait,
    row: Model,
    today: NaiveDate,
) -> Result<FosterAssignment, Problem> {
    let mut all = shown(connection, vec![row], today).await?;
    all.pop().ok_or_else(Problem::not_found)
}

fn assignment(
    row: Model,
    (child, mother): (Option<FosterChild>, Option<FosterMother>),
    foster_parent_name: String,
    commitments: Vec<entity::foster_commitment::Model>,
) -> FosterAssignment {
    let Model {
        id,
        foster_parent_id,
        child_id: _,
        mother_id: _,
        region_code,
        programme_code,
        programme_version,
        planned_from,
        planned_to,
        executor_agency_id,
        executor,
        state,
        state_since,
        started_on,
        ended_on,
        follows,
        proposed_by,
        version,
        created_at,
        updated_at,
        updated_by,
    } = row;
    FosterAssignment {
        id,
        foster_parent_id,
        foster_parent_name,
        child,
        mother,
        region_code,
        programme: programme_code,
        programme_version,
        planned_from,
        planned_to,
        commitments: commitments
            .into_iter()
            .map(FosterCommitment::from)
            .collect(),
        executor_agency_id,
        executor,
        state,
        state_since,
        started_on,
        ended_on,
        follows,
        proposed_by,
        version,
        created_at,
        updated_at,
        updated_by,
    }
}

/// The names of the foster parents of assignments that were found.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the foster parents of assignments that were found in scope"
)]
pub async fn parent_names(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = FosterParentId>,
) -> Result<HashMap<FosterParentId, String>, DbErr> {
    let rows: Vec<(FosterParentId, String)> = foster_parent::Entity::find()
        .filter(foster_parent::Column::Id.is_in(ids))
        .select_only()
        .columns([foster_parent::Column::Id, foster_parent::Column::Name])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}
