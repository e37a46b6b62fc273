//! Reading programmes and adding versions of them.

use entity::foster_programme::{Column, Model};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, QueryFilter};

use super::definition::FosterProgrammeDefinition;
use super::model::{
    FosterProgramme, FosterProgrammeCreate, FosterProgrammeFilter, FosterProgrammeUpdate,
};
use super::store::{self, path, shown, visible};
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, ReadFoster};
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
    caller: &Authorized<ReadFoster>,
    listing: Listing<FosterProgrammeFilter>,
) -> Result<Page<FosterProgramme>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let holds = |day: chrono::NaiveDate| {
        let open = Column::ValidTo.is_null().or(Column::ValidTo.gte(day));
        Column::ValidFrom.lte(day).and(open)
    };
    let condition = Condition::all()
        .add(Column::SupersededAt.is_null())
        .add_option(listing.filter.valid_on.map(holds));
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

/// A version of a programme.
///
/// # Errors
/// None of this code and version; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    code: &str,
    version: Option<i64>,
) -> Result<Reply, Problem> {
    let row = store::find(caller.reader(), code, version).await?;
    let programme = shown(row.ok_or_else(Problem::not_found)?)?;
    Reply::versioned(programme.version, &programme)
}

/// Adds a programme.
///
/// # Errors
/// A code that is taken, a definition that contradicts itself; the database.
pub async fn create(
    caller: &Authorized<ManageSchemes>,
    new: FosterProgrammeCreate,
) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let first = version(caller, new.code, 1, new.definition, None);
            let programme = store::insert(tx, first).await?;
            let change = Change::new(
                "foster_programme.create",
                "foster_programme",
                &programme.code,
            );
            let reply = Reply::created(path(&programme.code), programme.version, &programme)?;
            Ok((change, reply))
        })
        .await
}

/// Adds the next version of a programme; assignments keep to theirs.
///
/// # Errors
/// No such programme, a version that is not the present one, a definition that contradicts itself; the database.
pub async fn update(
    caller: &Authorized<ManageSchemes>,
    code: String,
    if_match: &IfMatch,
    update: FosterProgrammeUpdate,
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
            let programme = store::insert(tx, next).await?;
            let change = Change::new(
                "foster_programme.update",
                "foster_programme",
                &programme.code,
            )
            .because(reason)
            .with(serde_json::json!({ "version": programme.version }));
            Ok((change, Reply::versioned(programme.version, &programme)?))
        })
        .await
}

fn version(
    caller: &Authorized<ManageSchemes>,
    code: String,
    version: i64,
    definition: FosterProgrammeDefinition,
    reason: Option<String>,
) -> FosterProgramme {
    FosterProgramme {
        code,
        version,
        definition,
        reason,
        recorded_at: caller.services().clock.now(),
        recorded_by: caller.actor().name.clone(),
    }
}
