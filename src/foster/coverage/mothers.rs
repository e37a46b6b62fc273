//! The same of expectant mothers: who is in need, and who receives what. They are counted by themselves, never with children.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::expectant_mother::Column as Mother;
use entity::foster_assignment::{Column, Entity};
use entity::foster_commitment;
use entity::id::ExpectantMotherId;
use entity::kind::{AssignmentState, MotherState};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, FromQueryResult, QueryFilter};

use super::count::{Needy, Receipt};
use super::load::assignments;
use crate::auth::RegionScope;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::eligibility::ineligible_mother;
use crate::foster::receiver::FosterReceiverKind;
use crate::mother::{needs_of, visible};

/// The expectant mothers of a region who are in need now.
///
/// # Errors
/// The database.
pub async fn in_need(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    rules: &HashMap<String, Arc<FosterProgrammeDefinition>>,
    today: NaiveDate,
) -> Result<Vec<Needy>, DbErr> {
    let rows = visible(scope)
        .filter(Mother::State.eq(MotherState::Active))
        .all(connection)
        .await?;
    let needy = |row: entity::expectant_mother::Model| {
        let needs = needs_of(&row);
        let expecting = today <= row.due_on;
        let mut receivers = rules.values().map(|rule| &rule.receiver);
        let eligible = receivers.any(|rule| ineligible_mother(rule, expecting, &needs).is_empty());
        (!needs.is_empty()).then_some(Needy {
            id: row.id.0,
            eligible,
            region_code: row.region_code,
        })
    };
    Ok(rows.into_iter().filter_map(needy).collect())
}

/// Which mothers of a region's active assignments receive which aid.
///
/// # Errors
/// The database.
pub async fn receipts(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    programme: Option<&str>,
) -> Result<Vec<Receipt>, DbErr> {
    #[derive(FromQueryResult)]
    struct Line {
        mother_id: ExpectantMotherId,
        region_code: String,
        aid_kind: String,
    }
    let query = assignments(scope, programme, FosterReceiverKind::ExpectantMother)
        .column((Entity, Column::MotherId))
        .column((Entity, Column::RegionCode))
        .column((
            foster_commitment::Entity,
            foster_commitment::Column::AidKind,
        ))
        .and_where(Expr::col((Entity, Column::State)).eq(AssignmentState::Active.as_str()))
        .to_owned();
    let statement = connection.get_database_backend().build(&query);
    let lines = Line::find_by_statement(statement).all(connection).await?;
    let receipt = |line: Line| Receipt {
        child: line.mother_id.0,
        region_code: line.region_code,
        aid_kind: line.aid_kind,
    };
    Ok(lines.into_iter().map(receipt).collect())
}
