//! Reading imports and their rows, and giving one up.

use std::collections::HashMap;

use entity::eppgbm_import::{Column, Model};
use entity::eppgbm_import_row::{self, Model as Row};
use entity::id::EppgbmImportId;
use entity::kind::ImportState;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter};

use super::coverage::coverage;
use super::decide::key;
use super::input::{ImportFilter, ImportRowFilter};
use super::model::{EppgbmImportSummary, ImportQuality, ImportRow, Opened};
use super::staging::{self, Content};
use super::{store, view};
use crate::auth::permission::WriteImports;
use crate::auth::{Authorized, Permission, Stamp};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Kind, Problem};
use crate::reply::Reply;
use crate::text::text;
use crate::vault::Vault;

/// A page of imports, the newest first.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<WriteImports>,
    listing: Listing<ImportFilter>,
) -> Result<Page<EppgbmImportSummary>, Problem> {
    let sort = parse_sort(listing.page.sort.as_deref().unwrap_or("-id"), &["id"]);
    let sort = sort.map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = sort.iter().any(|field| field.descending);
    let keys = [Key::new(
        Column::Id,
        KeyType::Uuid,
        descending,
        |row: &Model| row.id.to_string(),
    )];
    let seal = seal(caller, &listing.question);
    let query = store::visible(caller.scope());
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let items = page.items.into_iter().map(view::listed);
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        page: page.page,
    })
}

fn seal(caller: &Authorized<WriteImports>, question: &str) -> CursorSeal {
    let key = &caller.services().deployment.cursor_key;
    CursorSeal::new(key, &format!("{question}|{}", caller.scope().code()))
}

/// An import.
///
/// # Errors
/// Not there; the database.
pub async fn read(caller: &Authorized<WriteImports>, id: EppgbmImportId) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    Reply::versioned(row.version, &view::import(row, caller.context().language)?)
}

/// The quality of a file.
///
/// # Errors
/// Not there; the database.
pub async fn quality(
    caller: &Authorized<WriteImports>,
    id: EppgbmImportId,
) -> Result<ImportQuality, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), id).await)?;
    let today = caller.services().clock.now().date_naive();
    let coverage = coverage(caller.reader(), &row, today).await?;
    view::quality(&row, coverage, caller.context().language)
}

/// A page of the rows of an import, in the order of the file. Who may know children and says for what is shown what the rows say of
/// them, as long as the import is open, and that is put on record.
///
/// # Errors
/// Not there; a purpose of somebody who may not know children; a wrong cursor or sort; the database.
pub async fn rows(
    caller: &Authorized<WriteImports>,
    id: EppgbmImportId,
    listing: Listing<ImportRowFilter>,
    purpose: Option<String>,
) -> Result<Page<ImportRow>, Problem> {
    use eppgbm_import_row::Column as RowColumn;
    let import = one(store::find(caller.reader(), caller.scope(), id).await)?;
    if purpose.is_some() && !caller.actor().may(Permission::ReadIdentity) {
        return Err(may_not_know());
    }
    let sort = parse_sort(listing.page.sort.as_deref().unwrap_or("line"), &["line"]);
    let sort = sort.map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = sort.iter().any(|field| field.descending);
    let keys = [Key::new(
        RowColumn::Line,
        KeyType::Integer,
        descending,
        |row: &Row| row.line.to_string(),
    )];
    let filter = &listing.filter;
    let wanted = Condition::all()
        .add_option(filter.outcome.map(|outcome| RowColumn::Outcome.eq(outcome)))
        .add_option(
            filter
                .z_differs
                .map(|differs| RowColumn::ZDiffers.eq(differs)),
        );
    let query = store::rows_of(&import).filter(wanted);
    let seal = seal(caller, &listing.question);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let open = import.state == ImportState::Ready && !page.items.is_empty();
    let opened = match purpose.filter(|_| open) {
        Some(purpose) => {
            on_record(caller, &import, &page.items, purpose).await?;
            opened(&caller.services().vault, &import, &page.items)?
        }
        None => HashMap::new(),
    };
    let language = caller.context().language;
    let items = page.items.into_iter().map(|row| {
        let opened = opened.get(&row.line).cloned().unwrap_or_default();
        view::row(row, opened, language)
    });
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        page: page.page,
    })
}

fn opened(vault: &Vault, import: &Model, rows: &[Row]) -> Result<HashMap<i32, Opened>, Problem> {
    let key = key(vault, import)?;
    let open = |row: &Row| {
        let mut opened = Opened::default();
        match staging::open(&key, row)? {
            Content::Record(record) => opened.record = Some(*record),
            Content::Faults(faults) => opened.faults = faults,
        }
        Some((row.line, opened))
    };
    Ok(rows.iter().filter_map(open).collect())
}

fn may_not_know() -> Problem {
    let needed = Permission::ReadIdentity;
    Problem::new(
        Kind::Forbidden,
        text(
            format!(
                "Untuk mengetahui siapa anak-anaknya (`X-Purpose`) diperlukan izin `{needed}`."
            ),
            format!(
                "To know who the children are (`X-Purpose`) the permission `{needed}` is needed."
            ),
        ),
    )
}

/// Puts on record that somebody read who children are: those on record that the rows name, and the lines, by which those are found
/// that the import writes down later.
async fn on_record(
    caller: &Authorized<WriteImports>,
    import: &Model,
    rows: &[Row],
    purpose: String,
) -> Result<(), Problem> {
    let lines: Vec<i32> = rows.iter().map(|row| row.line).collect();
    let change = Change::new("eppgbm_import.read_rows", "eppgbm_import", import.id)
        .in_region(import.region_code.clone())
        .because(purpose)
        .with(serde_json::json!({ "children": view::named(rows)?, "lines": lines }));
    caller
        .write(async |_| Ok((change, Reply::no_content())))
        .await
        .map(drop)
}

/// Gives an import up; what it held of children cannot be read any more.
///
/// # Errors
/// Not there; changed since; settled; the database.
pub async fn discard(
    caller: &Authorized<WriteImports>,
    id: EppgbmImportId,
    if_match: &IfMatch,
    reason: Option<String>,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let import = store::for_change(tx, caller.scope(), id, if_match).await?;
            store::forget(tx, id).await?;
            let next = Model {
                state: ImportState::Discarded,
                key_sealed: None,
                version: import.version + 1,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
                ..import
            };
            store::replace(tx, &next).await?;
            let change = Change::new("eppgbm_import.discard", "eppgbm_import", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "sha256": next.file_sha256 }));
            let shown = view::import(next, caller.context().language)?;
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}
