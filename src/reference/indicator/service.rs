//! Reading, adding and replacing indicators; every version is kept.

use entity::indicator::{self, Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Select,
};

use super::input::{IndicatorCreate, IndicatorUpdate};
use super::model::{Indicator, IndicatorFilter};
use crate::auth::Authorized;
use crate::auth::permission::{ManageSources, ReadPrevalence};
use crate::db::keyset::{self, Key, KeyType, one};
use crate::db::{Change, UniqueKey};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Problem};
use crate::reference::revision::{
    self, Author, ReferenceRevision, ReferenceRevisionFilter, Subject,
};
use crate::reply::Reply;
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "indicator_pkey",
    columns: "indicator.code",
};

/// Everybody who may read figures sees every indicator.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from; indicators belong to no region"
)]
pub(in crate::reference) fn visible() -> Select<Entity> {
    Entity::find()
}

/// A page of indicators, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<IndicatorFilter>,
) -> Result<Page<Indicator>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let better = listing
        .filter
        .better
        .map(|better| Column::Better.eq(better));
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let query = visible().filter(Condition::all().add_option(better));
    let page = keyset::page(caller.reader(), query, &[key], &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Indicator::from).collect(),
        page: page.page,
    })
}

/// An indicator.
///
/// # Errors
/// None of this code; the database.
pub async fn read(caller: &Authorized<ReadPrevalence>, code: &str) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), code).await)?;
    Reply::versioned(row.version, &Indicator::from(row))
}

/// The versions of an indicator.
///
/// # Errors
/// None of this code; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ReadPrevalence>,
    code: &str,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), code).await)?;
    revision::list(caller, Subject::Indicator, code, listing).await
}

/// Adds an indicator.
///
/// # Errors
/// A code that is taken, indicators that do not exist; the database.
pub async fn create(
    caller: &Authorized<ManageSources>,
    new: IndicatorCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            check(tx, &new).await?;
            let indicator = add(tx, &new, &author).await?;
            let location = path(&indicator.code);
            let change = Change::new("indicator.create", "indicator", &indicator.code);
            Ok((
                change,
                Reply::created(location, indicator.version, &indicator)?,
            ))
        })
        .await
}

/// Replaces an indicator.
///
/// # Errors
/// No such indicator, a version that is not the present one, indicators that do not exist; the database.
pub async fn update(
    caller: &Authorized<ManageSources>,
    code: String,
    if_match: &IfMatch,
    update: IndicatorUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split(code);
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let indicator = replace(tx, &new, if_match, &author).await?;
            check(tx, &new).await?;
            let change = Change::new("indicator.update", "indicator", &indicator.code)
                .because(author.reason.clone())
                .with(serde_json::json!({ "version": indicator.version }));
            Ok((change, Reply::versioned(indicator.version, &indicator)?))
        })
        .await
}

/// Adds an indicator and keeps its first version.
pub(in crate::reference) async fn add(
    tx: &DatabaseTransaction,
    new: &IndicatorCreate,
    author: &Author,
) -> Result<Indicator, Problem> {
    let row = new.row(1, author.at, author.at);
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CODE.is_taken(&error) {
                let detail = text(
                    format!("Indikator `{}` sudah ada.", new.code),
                    format!("There is an indicator `{}` already.", new.code),
                );
                return Problem::already_exists(path(&new.code), detail);
            }
            error.into()
        })?;
    keep(tx, row, author).await
}

/// Replaces an indicator and keeps its new version.
pub(in crate::reference) async fn replace(
    tx: &DatabaseTransaction,
    new: &IndicatorCreate,
    if_match: &IfMatch,
    author: &Author,
) -> Result<Indicator, Problem> {
    let key = Condition::all().add(Column::Code.eq(new.code.as_str()));
    revision::claim::<Entity>(tx, key, Column::Version, if_match).await?;
    let stored = one(find(tx, &new.code).await)?;
    let row = new.row(stored.version, stored.created_at, author.at);
    row.clone()
        .into_active_model()
        .reset_all()
        .update(tx)
        .await?;
    keep(tx, row, author).await
}

async fn keep(
    tx: &DatabaseTransaction,
    row: indicator::Model,
    author: &Author,
) -> Result<Indicator, Problem> {
    let indicator = Indicator::from(row);
    let version = indicator.version;
    revision::keep(
        tx,
        Subject::Indicator,
        &indicator.code,
        version,
        &indicator,
        author,
    )
    .await?;
    Ok(indicator)
}

/// The rules that need more than one member: the other indicators must exist.
async fn check(tx: &DatabaseTransaction, new: &IndicatorCreate) -> Result<(), Problem> {
    let mut faults = new.contradictions();
    let known: Vec<String> = visible()
        .select_only()
        .column(Column::Code)
        .filter(Column::Code.is_in(new.comparable_with.iter().map(String::as_str)))
        .into_tuple()
        .all(tx)
        .await?;
    for (index, code) in new.comparable_with.iter().enumerate() {
        if !known.contains(code) && *code != new.code {
            faults.push(Fault::body(
                format!("/comparable_with/{index}"),
                "unknown_value",
                text(
                    format!("tidak ada indikator `{code}`"),
                    format!("there is no indicator `{code}`"),
                ),
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

async fn find(connection: &impl ConnectionTrait, code: &str) -> Result<Option<Model>, DbErr> {
    visible()
        .filter(Column::Code.eq(code))
        .one(connection)
        .await
}

fn path(code: &str) -> String {
    format!("/api/v1/indicators/{code}")
}
