//! Reading schemes and adding versions of them.

use entity::action_scheme::{Column, Model};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, QueryFilter};

use super::definition::SchemeDefinition;
use super::model::{ActionScheme, ActionSchemeCreate, ActionSchemeFilter, ActionSchemeUpdate};
use super::store::{self, path, shown, visible};
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, ReadReports};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reply::Reply;

/// A page of the present versions, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    listing: Listing<ActionSchemeFilter>,
) -> Result<Page<ActionScheme>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let holds = |year: i32| {
        let open = Column::ValidToYear
            .is_null()
            .or(Column::ValidToYear.gte(year));
        Column::ValidFromYear.lte(year).and(open)
    };
    let condition = Condition::all()
        .add(Column::SupersededAt.is_null())
        .add_option(listing.filter.year.map(holds));
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible().filter(condition);
    let page = keyset::page(caller.reader(), query, &[key], &listing.page, &seal).await?;
    Ok(Page {
        items: page
            .items
            .into_iter()
            .map(shown)
            .collect::<Result<_, _>>()?,
        page: page.page,
    })
}

/// A version of a scheme.
///
/// # Errors
/// None of this code and version; the database.
pub async fn read(
    caller: &Authorized<ReadReports>,
    code: &str,
    version: Option<i64>,
) -> Result<Reply, Problem> {
    let row = store::find(caller.reader(), code, version).await?;
    let scheme = shown(row.ok_or_else(Problem::not_found)?)?;
    Reply::versioned(scheme.version, &scheme)
}

/// Adds a scheme.
///
/// # Errors
/// A code that is taken, a definition that contradicts itself; the database.
pub async fn create(
    caller: &Authorized<ManageSchemes>,
    new: ActionSchemeCreate,
) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let first = version(caller, new.code, 1, new.definition, None);
            let scheme = store::insert(tx, first).await?;
            let change = Change::new("action_scheme.create", "action_scheme", &scheme.code);
            let reply = Reply::created(path(&scheme.code), scheme.version, &scheme)?;
            Ok((change, reply))
        })
        .await
}

/// Adds the next version of a scheme; seasons that have begun keep to theirs.
///
/// # Errors
/// No such scheme, a version that is not the present one, a definition that contradicts itself; the database.
pub async fn update(
    caller: &Authorized<ManageSchemes>,
    code: String,
    if_match: &IfMatch,
    update: ActionSchemeUpdate,
) -> Result<Reply, Problem> {
    let at = caller.services().clock.now();
    let reason = update.reason;
    caller
        .write(async |tx| {
            let before = store::supersede(tx, &code, if_match, at).await?;
            let next = version(
                caller,
                code,
                before + 1,
                update.definition,
                Some(reason.clone()),
            );
            let scheme = store::insert(tx, next).await?;
            let change = Change::new("action_scheme.update", "action_scheme", &scheme.code)
                .because(reason)
                .with(serde_json::json!({ "version": scheme.version }));
            Ok((change, Reply::versioned(scheme.version, &scheme)?))
        })
        .await
}

fn version(
    caller: &Authorized<ManageSchemes>,
    code: String,
    version: i64,
    definition: SchemeDefinition,
    reason: Option<String>,
) -> ActionScheme {
    ActionScheme {
        code,
        version,
        definition,
        reason,
        recorded_at: caller.services().clock.now(),
        recorded_by: caller.actor().name.clone(),
    }
}
