//! The kinds of agencies: data, since administrations name and divide them anew.

use entity::agency_kind::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::Authorized;
use crate::auth::permission::ReadAgencies;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Problem};
use crate::text::text;

/// What an agency can be.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyKind {
    /// Its code, in agencies too.
    #[schema(example = "opd")]
    pub code: String,
    /// Its name in Indonesian.
    #[schema(example = "Organisasi perangkat daerah (dinas, badan)")]
    pub name_id: String,
    /// Its name in English.
    #[schema(example = "Local government agency")]
    pub name_en: String,
}

/// Kinds have no filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyKindFilter {}

impl From<Model> for AgencyKind {
    fn from(row: Model) -> Self {
        let Model {
            code,
            name_id,
            name_en,
        } = row;
        Self {
            code,
            name_id,
            name_en,
        }
    }
}

/// Everybody who may read agencies sees every kind.
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
    caller: &Authorized<ReadAgencies>,
    listing: &Listing<AgencyKindFilter>,
) -> Result<Page<AgencyKind>, Problem> {
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
        items: page.items.into_iter().map(AgencyKind::from).collect(),
        page: page.page,
    })
}

/// What is wrong with a code of a kind, if it is none.
///
/// # Errors
/// The database; the fault is in the value.
pub async fn fault(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Fault>, DbErr> {
    let asked = visible().filter(Column::Code.eq(code));
    if asked.one(connection).await?.is_some() {
        return Ok(None);
    }
    let known = visible().order_by_asc(Column::Code).all(connection).await?;
    let codes: Vec<&str> = known.iter().map(|kind| kind.code.as_str()).collect();
    let codes = codes.join(", ");
    Ok(Some(Fault::body(
        "/kind",
        "unknown_value",
        text(
            format!("tidak dikenal; yang dikenal: {codes}"),
            format!("is unknown; known are: {codes}"),
        ),
    )))
}
