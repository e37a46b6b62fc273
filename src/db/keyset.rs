//! Keyset pages: the rows after a position, by an index, however far down the list.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef, Order, SimpleExpr};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, Value,
};

use crate::page::{CursorSeal, Page, PageInfo, PageParams, Position};
use crate::problem::{Kind, Problem};
use crate::text::text;

/// How the text of a cursor becomes a value again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A UUID.
    Uuid,
    /// A plain date.
    Date,
    /// A time.
    Time,
}

/// A column to sort by; no column here may be null.
pub struct Key<M> {
    /// The column.
    pub column: SimpleExpr,
    /// How its values are read back.
    pub key_type: KeyType,
    /// Largest first.
    pub descending: bool,
    /// The value of a row, as text.
    pub value: fn(&M) -> String,
}

impl<M> Key<M> {
    /// A key of a column.
    pub fn new(
        column: impl IntoColumnRef,
        key_type: KeyType,
        descending: bool,
        value: fn(&M) -> String,
    ) -> Self {
        Self {
            column: Expr::col(column),
            key_type,
            descending,
            value,
        }
    }
}

/// Reads one page of a query, ordered by keys of which the last is unique.
///
/// # Errors
/// A cursor that was not made for this question; the database.
pub async fn page<E, M, C>(
    connection: &C,
    query: Select<E>,
    keys: &[Key<M>],
    params: &PageParams,
    seal: &CursorSeal,
) -> Result<Page<M>, Problem>
where
    E: EntityTrait<Model = M>,
    M: FromQueryResult + Sized + Send + Sync,
    C: ConnectionTrait,
{
    let position = params
        .cursor
        .as_deref()
        .map(|cursor| seal.open(cursor))
        .transpose()?;
    let total = if params.count {
        Some(query.clone().count(connection).await?)
    } else {
        None
    };
    let backwards = position.as_ref().is_some_and(|p| p.backwards);
    let mut select = query;
    if let Some(position) = &position {
        select = select.filter(beyond(keys, position)?);
    }
    for key in keys {
        let order = if key.descending == backwards {
            Order::Asc
        } else {
            Order::Desc
        };
        select = select.order_by(key.column.clone(), order);
    }
    let mut items = select.limit(params.limit + 1).all(connection).await?;
    let more = u64::try_from(items.len()).unwrap_or(u64::MAX) > params.limit;
    if more {
        items.pop();
    }
    if backwards {
        items.reverse();
    }
    let at = |row: Option<&M>, backwards: bool| {
        row.map(|row| {
            let keys = keys.iter().map(|key| Some((key.value)(row))).collect();
            seal.seal(&Position { keys, backwards })
        })
    };
    let (has_next, has_prev) = if backwards {
        (true, more)
    } else {
        (more, position.is_some())
    };
    let page = PageInfo {
        next: if has_next {
            at(items.last(), false)
        } else {
            None
        },
        prev: if has_prev {
            at(items.first(), true)
        } else {
            None
        },
        total,
    };
    Ok(Page { items, page })
}

/// `(a, b, c) > (x, y, z)` with a direction per column: `a > x or (a = x and b > y) or ...`. The first column's bound is
/// repeated in front, since an index can start from it.
fn beyond<M>(keys: &[Key<M>], position: &Position) -> Result<Condition, Problem> {
    let broken = || {
        Problem::new(
            Kind::Malformed,
            text("Kursor rusak.", "The cursor is broken."),
        )
    };
    if keys.len() != position.keys.len() {
        return Err(broken());
    }
    let values = keys
        .iter()
        .zip(&position.keys)
        .map(|(key, text)| {
            value(key.key_type, text.as_deref().ok_or_else(broken)?).ok_or_else(broken)
        })
        .collect::<Result<Vec<Value>, Problem>>()?;
    let mut any = Condition::any();
    let mut equal = Condition::all();
    let mut first = None;
    for (key, value) in keys.iter().zip(values) {
        let upwards = key.descending == position.backwards;
        let column = key.column.clone();
        if first.is_none() {
            first = Some(if upwards {
                column.clone().gte(value.clone())
            } else {
                column.clone().lte(value.clone())
            });
        }
        let strictly = if upwards {
            column.clone().gt(value.clone())
        } else {
            column.clone().lt(value.clone())
        };
        any = any.add(equal.clone().add(strictly));
        equal = equal.add(column.eq(value));
    }
    Ok(Condition::all().add_option(first).add(any))
}

fn value(key_type: KeyType, text: &str) -> Option<Value> {
    Some(match key_type {
        KeyType::Text => text.to_owned().into(),
        KeyType::Integer => text.parse::<i64>().ok()?.into(),
        KeyType::Uuid => text.parse::<uuid::Uuid>().ok()?.into(),
        KeyType::Date => text.parse::<chrono::NaiveDate>().ok()?.into(),
        KeyType::Time => text.parse::<chrono::DateTime<chrono::Utc>>().ok()?.into(),
    })
}

/// The error of a query that asks for a single row and finds none is a plain "not found" here.
///
/// # Errors
/// None found; the database.
pub fn one<T>(found: Result<Option<T>, DbErr>) -> Result<T, Problem> {
    found?.ok_or_else(Problem::not_found)
}
