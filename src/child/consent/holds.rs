//! Whether a consent holds: the one rule, as a condition of a statement.

use chrono::NaiveDate;
use entity::child;
use entity::child_consent::{Column, Entity};
use entity::kind::ConsentScope;
use sea_orm::sea_query::{
    Alias, CommonTableExpression, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType,
    WithClause,
};

/// Of a record of a child: that a consent of a scope holds on a day. All records that were put together are one child: what was
/// agreed to for one of them holds for all, and what was taken back for one of them, on the day of the agreement or later, holds
/// for none. Apart again, each stands for itself.
pub fn holds(record: impl Into<SimpleExpr>, scope: ConsentScope, on: NaiveDate) -> SimpleExpr {
    let back = Alias::new("taken_back");
    let of = |column: Column| Expr::col((Entity, column));
    let of_back = |column: Column| Expr::col((back.clone(), column));
    let taken_back = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, back.clone())
        .and_where(of_back(Column::ChildId).in_subquery(all_records()))
        .and_where(of_back(Column::Scope).eq(scope.as_str()))
        .and_where(of_back(Column::WithdrawnOn).gte(of(Column::GivenOn)))
        .and_where(of_back(Column::WithdrawnOn).lte(on))
        .to_owned();
    let given = Query::select()
        .expr(Expr::val(1))
        .from(Entity)
        .and_where(of(Column::ChildId).in_subquery(all_records()))
        .and_where(of(Column::Scope).eq(scope.as_str()))
        .and_where(of(Column::GivenOn).lte(on))
        .and_where(Expr::exists(taken_back).not())
        .with_cte(one_child(record.into()))
        .to_owned();
    Expr::exists(given)
}

const UP: &str = "record_onwards";
const INTO: &str = "into_id";
const ALL: &str = "record_of_child";
const ID: &str = "id";

fn all_records() -> SelectStatement {
    Query::select()
        .column(Alias::new(ID))
        .from(Alias::new(ALL))
        .to_owned()
}

/// From a record to the one that goes on, and from there to all that went up in it, however deep.
fn one_child(record: SimpleExpr) -> WithClause {
    let (up, all, one) = (Alias::new(UP), Alias::new(ALL), Alias::new("one_record"));
    let of = |column: child::Column| Expr::col((one.clone(), column));
    let onwards = Query::select()
        .exprs([of(child::Column::Id), of(child::Column::MergedInto)])
        .from_as(child::Entity, one.clone())
        .and_where(of(child::Column::Id).eq(record))
        .union(
            UnionType::All,
            Query::select()
                .exprs([of(child::Column::Id), of(child::Column::MergedInto)])
                .from_as(child::Entity, one.clone())
                .inner_join(
                    up.clone(),
                    of(child::Column::Id).equals((up.clone(), Alias::new(INTO))),
                )
                .to_owned(),
        )
        .to_owned();
    let records = Query::select()
        .column(Alias::new(ID))
        .from(up.clone())
        .and_where(Expr::col(Alias::new(INTO)).is_null())
        .union(
            UnionType::All,
            Query::select()
                .expr(of(child::Column::Id))
                .from_as(child::Entity, one.clone())
                .inner_join(
                    all.clone(),
                    of(child::Column::MergedInto).equals((all.clone(), Alias::new(ID))),
                )
                .to_owned(),
        )
        .to_owned();
    let table = |name: Alias, columns: &[&'static str], query: SelectStatement| {
        CommonTableExpression::new()
            .query(query)
            .columns(columns.iter().map(|column| Alias::new(*column)))
            .table_name(name)
            .to_owned()
    };
    WithClause::new()
        .recursive(true)
        .cte(table(up, &[ID, INTO], onwards))
        .cte(table(all, &[ID], records))
        .to_owned()
}
