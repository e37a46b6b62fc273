//! Who receives: a child, or an expectant mother. Everything that asks which of both goes through here.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::foster_assignment::{Column, Model};
use entity::id::{ChildId, ExpectantMotherId};
use entity::kind::ConsentScope;
use entity::{child, expectant_mother};
use sea_orm::sea_query::{Condition, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::children::{self, records_of};
use crate::mother;
use crate::problem::Problem;

/// Whom something is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FosterReceiverKind {
    /// Children.
    #[default]
    Child,
    /// Expectant mothers.
    ExpectantMother,
}

impl FosterReceiverKind {
    /// Assignments of this kind.
    pub fn assignments(self) -> SimpleExpr {
        match self {
            Self::Child => Column::ChildId.is_not_null(),
            Self::ExpectantMother => Column::MotherId.is_not_null(),
        }
    }
}

/// Who receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Receiver {
    /// A child.
    Child(ChildId),
    /// An expectant mother.
    Mother(ExpectantMotherId),
}

impl Receiver {
    /// Who receives by an assignment.
    ///
    /// # Errors
    /// Nobody does, which the database does not allow.
    pub fn of(row: &Model) -> Result<Self, Problem> {
        let child = row.child_id.map(Self::Child);
        let either = child.or(row.mother_id.map(Self::Mother));
        either.ok_or_else(|| Problem::internal(&"an assignment of nobody"))
    }

    /// The assignments of the same child, under every record that it had, or mother.
    pub fn assignments(self) -> Condition {
        Condition::all().add(match self {
            Self::Child(id) => Column::ChildId.in_subquery(records_of(id)),
            Self::Mother(id) => Column::MotherId.eq(id),
        })
    }

    /// The assignments of all others.
    pub fn others(self) -> Condition {
        // What is null is neither in a list nor outside of it.
        match self {
            Self::Child(id) => Condition::any()
                .add(Column::ChildId.is_null())
                .add(Column::ChildId.not_in_subquery(records_of(id))),
            Self::Mother(id) => Condition::any()
                .add(Column::MotherId.is_null())
                .add(Column::MotherId.ne(id)),
        }
    }

    /// Holds the row until the end of the transaction, so that of many who would give something one comes after the other.
    ///
    /// # Errors
    /// The database.
    pub async fn hold(self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        match self {
            Self::Child(id) => children::hold(tx, id).await,
            Self::Mother(id) => mother::hold(tx, id).await,
        }
    }

    /// Whether it is agreed that a donor learns of who receives.
    ///
    /// # Errors
    /// The database.
    pub async fn agreed(self, tx: &DatabaseTransaction, on: NaiveDate) -> Result<bool, DbErr> {
        match self {
            Self::Mother(id) => Ok(!mother::agreed(tx, &[id], on).await?.is_empty()),
            Self::Child(id) => {
                let found = children::of_assignments(tx, &[id]).await?;
                let ids: Vec<ChildId> = found.values().map(|child| child.id).collect();
                let scope = ConsentScope::DonorDisclosure;
                let agreed = crate::child::consented(tx, &ids, scope, on).await?;
                Ok(!agreed.is_empty())
            }
        }
    }
}

/// Of assignments: those of whose child or mother a donor learns on a day.
pub fn disclosed(on: NaiveDate) -> Condition {
    Condition::any()
        .add(children::disclosed(on))
        .add(mother::disclosed(on))
}

/// The rows of those who receive by some assignments.
#[derive(Debug, Default)]
pub struct Receivers {
    children: HashMap<ChildId, child::Model>,
    mothers: HashMap<ExpectantMotherId, expectant_mother::Model>,
}

/// The row of who receives.
#[derive(Debug, Clone, Copy)]
pub enum Found<'a> {
    /// A child: the record that goes on.
    Child(&'a child::Model),
    /// An expectant mother.
    Mother(&'a expectant_mother::Model),
}

impl Found<'_> {
    /// Which of both.
    pub const fn kind(&self) -> FosterReceiverKind {
        match self {
            Self::Child(_) => FosterReceiverKind::Child,
            Self::Mother(_) => FosterReceiverKind::ExpectantMother,
        }
    }

    /// By what people speak of them.
    pub fn code(&self) -> &str {
        match self {
            Self::Child(row) => &row.code,
            Self::Mother(row) => &row.code,
        }
    }

    /// Where they live.
    pub fn region_code(&self) -> &str {
        match self {
            Self::Child(row) => &row.region_code,
            Self::Mother(row) => &row.region_code,
        }
    }

    /// The child; none of a mother.
    pub const fn child(&self) -> Option<&child::Model> {
        match self {
            Self::Child(row) => Some(row),
            Self::Mother(_) => None,
        }
    }

    /// The mother; none of a child.
    pub const fn mother(&self) -> Option<&expectant_mother::Model> {
        match self {
            Self::Mother(row) => Some(row),
            Self::Child(_) => None,
        }
    }
}

impl Receivers {
    /// Those of assignments that were found in scope: two statements, however many.
    ///
    /// # Errors
    /// The database.
    pub async fn of(connection: &impl ConnectionTrait, rows: &[Model]) -> Result<Self, DbErr> {
        let of_children: Vec<ChildId> = rows.iter().filter_map(|row| row.child_id).collect();
        let of_mothers: Vec<_> = rows.iter().filter_map(|row| row.mother_id).collect();
        Ok(Self {
            children: children::of_assignments(connection, &of_children).await?,
            mothers: mother::of_assignments(connection, &of_mothers).await?,
        })
    }

    /// Who receives by one of the assignments.
    ///
    /// # Errors
    /// None that was asked for.
    pub fn get(&self, row: &Model) -> Result<Found<'_>, Problem> {
        let found = match Receiver::of(row)? {
            Receiver::Child(id) => self.children.get(&id).map(Found::Child),
            Receiver::Mother(id) => self.mothers.get(&id).map(Found::Mother),
        };
        found.ok_or_else(|| Problem::internal(&"an assignment without its receiver"))
    }

    /// The children.
    pub fn children(&self) -> Vec<ChildId> {
        self.children.values().map(|child| child.id).collect()
    }

    /// The mothers.
    pub fn mothers(&self) -> Vec<ExpectantMotherId> {
        self.mothers.keys().copied().collect()
    }

    /// Where they live.
    pub fn region_codes(&self) -> Vec<String> {
        let children = self.children.values().map(|row| row.region_code.clone());
        let mothers = self.mothers.values().map(|row| row.region_code.clone());
        children.chain(mothers).collect()
    }
}
