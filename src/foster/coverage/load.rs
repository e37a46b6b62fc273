//! What is counted: children in need of a region, and who receives what. A few statements, however many children.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use entity::id::ChildId;
use entity::kind::{AssignmentState, ChildState, DeliveryState, RiskStatus, Sex};
use entity::{child, child_measurement, foster_assignment, foster_commitment, foster_delivery};
use growth::Index;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, FromQueryResult, QueryFilter, QuerySelect, Statement,
};

use super::count::{Receipt, Spent};
use crate::auth::RegionScope;
use crate::foster::children;
use crate::foster::measures::standings;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::store::{definitions, visible};
use crate::foster::receiver::FosterReceiverKind;
use crate::foster::standing::{GrowthStanding, INDICES};
use crate::problem::Problem;
use crate::services::Services;

/// A child in need, with how it stands.
#[derive(Debug, Clone)]
pub struct InNeed {
    /// The child.
    pub child: ChildLine,
    /// How it stands.
    pub standing: GrowthStanding,
}

/// What is read of a child.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ChildLine {
    /// Which.
    pub id: ChildId,
    /// Its code.
    pub code: String,
    /// Its sex.
    pub sex: Sex,
    /// Its day of birth.
    pub birth_date: NaiveDate,
    /// Where it lives.
    pub region_code: String,
    /// Whether its family is at risk.
    pub risk_status: RiskStatus,
}

/// Children under five of a region who may be in need: of a family at risk, or once measured below a normal category.
fn candidates(scope: &RegionScope, today: NaiveDate) -> Condition {
    let five = today.checked_sub_months(Months::new(60)).unwrap_or(today);
    let low = INDICES
        .into_iter()
        .fold(Condition::any(), |any, index| any.add(column(index).lt(0)));
    let own = Expr::col((child::Entity, child::Column::Id));
    let measured = Query::select()
        .expr(Expr::val(1))
        .from(child_measurement::Entity)
        .and_where(
            Expr::col((
                child_measurement::Entity,
                child_measurement::Column::ChildId,
            ))
            .eq(own),
        )
        .cond_where(low)
        .to_owned();
    let perhaps = Condition::any()
        .add(child::Column::RiskStatus.eq(RiskStatus::AtRisk))
        .add(Expr::exists(measured));
    Condition::all()
        .add(scope.rows((child::Entity, child::Column::RegionCode)))
        .add(child::Column::State.eq(ChildState::Active))
        .add(child::Column::BirthDate.gt(five))
        .add(perhaps)
}

const fn column(index: Index) -> child_measurement::Column {
    match index {
        Index::Haz => child_measurement::Column::HazHundredths,
        Index::Whz => child_measurement::Column::WhzHundredths,
        Index::Waz | Index::Baz | Index::Hcz | Index::Acz => {
            child_measurement::Column::WazHundredths
        }
    }
}

/// The children of a region who are in need now.
///
/// # Errors
/// The database.
pub async fn in_need(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    today: NaiveDate,
) -> Result<Vec<InNeed>, DbErr> {
    let of = Query::select()
        .column((child::Entity, child::Column::Id))
        .from(child::Entity)
        .cond_where(candidates(scope, today))
        .to_owned();
    let lines = children::visible(scope)
        .filter(candidates(scope, today))
        .select_only()
        .columns([
            child::Column::Id,
            child::Column::Code,
            child::Column::Sex,
            child::Column::BirthDate,
            child::Column::RegionCode,
            child::Column::RiskStatus,
        ])
        .into_model::<ChildLine>()
        .all(connection)
        .await?;
    let standings = standings(connection, of).await?;
    let of_line = |child: ChildLine| InNeed {
        standing: standings.get(&child.id).copied().unwrap_or_default(),
        child,
    };
    let all = lines.into_iter().map(of_line);
    Ok(all
        .filter(|one| !one.standing.needs(one.child.risk_status).is_empty())
        .collect())
}

/// The present versions of programmes by which assignments may begin on a day: all, or one.
///
/// # Errors
/// The database.
pub async fn programmes(
    services: &Services,
    code: Option<&str>,
    today: NaiveDate,
) -> Result<HashMap<String, Arc<FosterProgrammeDefinition>>, Problem> {
    use entity::foster_programme::Column;
    let connection = services.db.reader();
    let present: Vec<(String, i64)> = visible()
        .filter(Column::SupersededAt.is_null())
        .filter(Condition::all().add_option(code.map(|code| Column::Code.eq(code))))
        .select_only()
        .columns([Column::Code, Column::Version])
        .into_tuple()
        .all(connection)
        .await?;
    let found = definitions(connection, &services.parsed, present).await?;
    let begins = found
        .into_iter()
        .filter(|(_, programme)| programme.begins_on(today));
    Ok(begins
        .map(|((code, _), programme)| (code, programme))
        .collect())
}

/// The child of an assignment that goes on where records were put together.
pub fn present_child() -> SimpleExpr {
    Func::coalesce([
        Expr::col((child::Entity, child::Column::MergedInto)),
        Expr::col((child::Entity, child::Column::Id)),
    ])
    .into()
}

pub(super) fn assignments(
    scope: &RegionScope,
    programme: Option<&str>,
    of: FosterReceiverKind,
) -> SelectStatement {
    use foster_assignment::{Column, Entity};
    let of_programme = programme.map(|code| Column::ProgrammeCode.eq(code));
    let commitment = |column| Expr::col((foster_commitment::Entity, column));
    Query::select()
        .from(Entity)
        .inner_join(
            foster_commitment::Entity,
            commitment(foster_commitment::Column::AssignmentId).equals((Entity, Column::Id)),
        )
        .cond_where(
            Condition::all()
                .add(scope.rows((Entity, Column::RegionCode)))
                .add(of.assignments())
                .add_option(of_programme),
        )
        .to_owned()
}

fn statement(connection: &impl ConnectionTrait, query: &SelectStatement) -> Statement {
    connection.get_database_backend().build(query)
}

/// Which children of a region's active assignments receive which aid.
///
/// # Errors
/// The database.
pub async fn receipts(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    programme: Option<&str>,
) -> Result<Vec<Receipt>, DbErr> {
    use foster_assignment::{Column, Entity};
    #[derive(FromQueryResult)]
    struct Line {
        present: ChildId,
        region_code: String,
        aid_kind: String,
    }
    let of_child = Expr::col((child::Entity, child::Column::Id));
    let query = assignments(scope, programme, FosterReceiverKind::Child)
        .inner_join(child::Entity, of_child.equals((Entity, Column::ChildId)))
        .expr_as(present_child(), "present")
        .column((Entity, Column::RegionCode))
        .column((
            foster_commitment::Entity,
            foster_commitment::Column::AidKind,
        ))
        .and_where(Expr::col((Entity, Column::State)).eq(AssignmentState::Active.as_str()))
        .to_owned();
    let lines = Line::find_by_statement(statement(connection, &query))
        .all(connection)
        .await?;
    let receipt = |line: Line| Receipt {
        child: line.present.0,
        region_code: line.region_code,
        aid_kind: line.aid_kind,
    };
    Ok(lines.into_iter().map(receipt).collect())
}

/// What was delivered in a region to children or to mothers, by place and source of funds; sums are exact on both databases.
///
/// # Errors
/// The database.
pub async fn spent(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    programme: Option<&str>,
    of: FosterReceiverKind,
) -> Result<Vec<Spent>, DbErr> {
    use foster_assignment::{Column, Entity};
    #[derive(FromQueryResult)]
    struct Line {
        region_code: String,
        funding_source: String,
        value_idr: i64,
    }
    let delivery = |column| Expr::col((foster_delivery::Entity, column));
    let commitment = |column| (foster_commitment::Entity, column);
    let same = Condition::all()
        .add(
            delivery(foster_delivery::Column::AssignmentId)
                .equals(commitment(foster_commitment::Column::AssignmentId)),
        )
        .add(
            delivery(foster_delivery::Column::Position)
                .equals(commitment(foster_commitment::Column::Position)),
        );
    // A sum of bigint is numeric on PostgreSQL.
    let sum = delivery(foster_delivery::Column::ValueIdr)
        .sum()
        .cast_as("bigint");
    let source = commitment(foster_commitment::Column::FundingSource);
    let query = assignments(scope, programme, of)
        .join(sea_orm::JoinType::InnerJoin, foster_delivery::Entity, same)
        .column((Entity, Column::RegionCode))
        .column(source)
        .expr_as(sum, "value_idr")
        .and_where(delivery(foster_delivery::Column::State).ne(DeliveryState::Withdrawn.as_str()))
        .add_group_by([Expr::col((Entity, Column::RegionCode)), Expr::col(source)])
        .to_owned();
    let lines = Line::find_by_statement(statement(connection, &query))
        .all(connection)
        .await?;
    let spent = |line: Line| Spent {
        region_code: line.region_code,
        funding_source: line.funding_source,
        value_idr: line.value_idr,
    };
    Ok(lines.into_iter().map(spent).collect())
}
