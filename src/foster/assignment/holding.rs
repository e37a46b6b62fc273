//! What must hold however many ask at once: a foster parent has no more children and mothers than it can take, and each is
//! promised one kind of aid by one at a time. The rows of who receives and of the foster parent are held first, in this order,
//! so that what is counted after cannot change before the end of the transaction.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::foster_assignment::{Column, Entity, Model};
use entity::foster_parent;
use entity::id::{FosterAssignmentId, FosterParentId};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use super::store::{commitments, path};
use crate::foster::receiver::Receiver;
use crate::foster::workflow::{OPEN, is_open};
use crate::problem::Problem;
use crate::text::text;

/// What is asked for.
pub struct Wanted<'a> {
    /// For whom.
    pub receiver: Receiver,
    /// By which foster parent.
    pub parent: &'a foster_parent::Model,
    /// From which day.
    pub from: NaiveDate,
    /// To which day.
    pub to: NaiveDate,
    /// Which kinds of aid.
    pub aid_kinds: HashSet<&'a str>,
    /// The assignment that this one takes over from, which is in nobody's way.
    pub instead_of: Option<FosterAssignmentId>,
}

/// Holds who receives and a foster parent until the end of the transaction; gives the foster parent as it is then.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a foster parent that was found in scope, and changes nothing"
)]
pub async fn hold(
    tx: &DatabaseTransaction,
    receiver: Receiver,
    parent: FosterParentId,
) -> Result<Option<foster_parent::Model>, DbErr> {
    use foster_parent::Column;
    receiver.hold(tx).await?;
    foster_parent::Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version))
        .filter(Column::Id.eq(parent))
        .exec(tx)
        .await?;
    foster_parent::Entity::find()
        .filter(Column::Id.eq(parent))
        .one(tx)
        .await
}

/// Whether there is room.
///
/// # Errors
/// 409 if the foster parent has all whom it can take, or another promises the same aid for a time
/// that is shared; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "counts of who receives and a foster parent that were found in scope and are held"
)]
pub async fn room(tx: &DatabaseTransaction, wanted: &Wanted<'_>) -> Result<(), Problem> {
    let others = Entity::find()
        .filter(Column::FosterParentId.eq(wanted.parent.id))
        .filter(Column::State.is_in(OPEN))
        .filter(wanted.receiver.others())
        .select_only()
        .columns([Column::ChildId, Column::MotherId])
        .distinct()
        .count(tx)
        .await?;
    let capacity = u64::try_from(wanted.parent.capacity_children).unwrap_or(0);
    if others >= capacity {
        return Err(Problem::conflict(text(
            format!("Orang tua asuh itu sudah mengasuh {others} dari {capacity} penerima."),
            format!("That foster parent has {others} of the {capacity} whom it can take already."),
        )));
    }
    let of_receiver = Entity::find()
        .filter(wanted.receiver.assignments())
        .all(tx)
        .await?;
    let shared: Vec<Model> = of_receiver
        .into_iter()
        .filter(|row| Some(row.id) != wanted.instead_of)
        .filter(|row| {
            occupied(row).is_some_and(|(from, to)| from <= wanted.to && wanted.from <= to)
        })
        .collect();
    if shared.is_empty() {
        return Ok(());
    }
    let promised = commitments(tx, shared.iter().map(|row| row.id)).await?;
    for row in shared {
        let of_row = promised.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let same = of_row
            .iter()
            .find(|one| wanted.aid_kinds.contains(one.aid_kind.as_str()));
        if let Some(same) = same {
            let kind = &same.aid_kind;
            return Err(Problem::already_exists(
                path(row.id),
                text(
                    format!("Penerima itu sudah dijanjikan `{kind}` untuk waktu yang sama."),
                    format!("Who receives is promised `{kind}` for the same time already."),
                ),
            ));
        }
    }
    Ok(())
}

/// The days for which an assignment promises something: those that are planned while it is open, those until it ended after.
fn occupied(row: &Model) -> Option<(NaiveDate, NaiveDate)> {
    if is_open(row.state) {
        return Some((row.planned_from, row.planned_to));
    }
    // What never began promised nothing in the end; on the day on which one ends, the next may begin.
    let (started, ended) = row.started_on.zip(row.ended_on)?;
    let from = Ord::min(started, row.planned_from);
    let last = ended.pred_opt()?;
    (from <= last).then_some((from, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::kind::AssignmentState;

    #[test]
    fn an_assignment_occupies_its_time() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let row = |state, started: Option<&str>, ended: Option<&str>| Model {
            id: FosterAssignmentId(uuid::Uuid::nil()),
            foster_parent_id: FosterParentId(uuid::Uuid::nil()),
            child_id: Some(entity::id::ChildId(uuid::Uuid::nil())),
            mother_id: None,
            region_code: String::new(),
            programme_code: String::new(),
            programme_version: 1,
            planned_from: day("2026-01-10"),
            planned_to: day("2026-03-10"),
            executor_agency_id: None,
            executor: None,
            state,
            state_since: chrono::DateTime::UNIX_EPOCH,
            started_on: started.map(day),
            ended_on: ended.map(day),
            follows: None,
            proposed_by: String::new(),
            version: 1,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            updated_by: String::new(),
        };
        let planned = Some((day("2026-01-10"), day("2026-03-10")));
        for (state, started, ended, expected) in [
            (AssignmentState::Proposed, None, None, planned),
            (AssignmentState::Active, Some("2026-01-12"), None, planned),
            (AssignmentState::Rejected, None, Some("2026-01-12"), None),
            (AssignmentState::Terminated, None, Some("2026-01-12"), None),
            (
                AssignmentState::Transferred,
                Some("2026-01-12"),
                Some("2026-02-01"),
                Some((day("2026-01-10"), day("2026-01-31"))),
            ),
            (
                AssignmentState::Terminated,
                Some("2026-01-10"),
                Some("2026-01-10"),
                None,
            ),
        ] {
            assert_eq!(occupied(&row(state, started, ended)), expected, "{state:?}");
        }
    }
}
