//! The kinds of foster parents: data with validity, since programmes name them anew.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::foster_parent_kind::{Column, Entity, Model};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder, Select};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::Authorized;
use crate::auth::permission::ReadFoster;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Problem};
use crate::text::text;

/// What a foster parent can be.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterParentKind {
    /// Its code, in foster parents too.
    #[schema(example = "opd")]
    pub code: String,
    /// Its name in Indonesian.
    #[schema(example = "Organisasi perangkat daerah")]
    pub name_id: String,
    /// Its name in English.
    #[schema(example = "Local government agency")]
    pub name_en: String,
    /// The first day on which somebody can be of this kind.
    pub valid_from: NaiveDate,
    /// The last one; null while it holds.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
}

/// Kinds have no filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FosterParentKindFilter {}

impl From<Model> for FosterParentKind {
    fn from(row: Model) -> Self {
        let Model {
            code,
            name_id,
            name_en,
            valid_from,
            valid_to,
        } = row;
        Self {
            code,
            name_id,
            name_en,
            valid_from,
            valid_to,
        }
    }
}

/// Everybody who may read foster parents sees every kind.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; kinds belong to no region"
)]
fn visible() -> Select<Entity> {
    Entity::find()
}

/// A page of kinds, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadFoster>,
    listing: &Listing<FosterParentKindFilter>,
) -> Result<Page<FosterParentKind>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let page = keyset::page(caller.reader(), visible(), &[key], &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(FosterParentKind::from).collect(),
        page: page.page,
    })
}

/// Every code that there is.
///
/// # Errors
/// The database.
pub async fn codes(connection: &impl ConnectionTrait) -> Result<HashSet<String>, DbErr> {
    let rows = visible().all(connection).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// What is wrong with a code of a kind on a day, if it is none.
///
/// # Errors
/// The database; the fault is in the value.
pub async fn fault(
    connection: &impl ConnectionTrait,
    code: &str,
    on: NaiveDate,
) -> Result<Option<Fault>, DbErr> {
    let holds = |row: &&Model| row.valid_from <= on && row.valid_to.is_none_or(|to| on <= to);
    let rows = visible().order_by_asc(Column::Code).all(connection).await?;
    let known: Vec<&str> = rows
        .iter()
        .filter(holds)
        .map(|row| row.code.as_str())
        .collect();
    if known.contains(&code) {
        return Ok(None);
    }
    let codes = known.join(", ");
    Ok(Some(Fault::body(
        "/kind",
        "unknown_value",
        text(
            format!("tidak dikenal; yang dikenal: {codes}"),
            format!("is unknown; known are: {codes}"),
        ),
    )))
}
