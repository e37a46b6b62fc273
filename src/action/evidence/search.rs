//! Documents of all reports: by region, season, requirement, state, and by the words in them.

use entity::evidence::{Column, Model};
use entity::evidence_search;
use entity::id::EvidenceId;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LikeExpr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, QueryFilter,
    Statement,
};

use super::model::{Evidence, EvidenceFilter};
use super::store::{shown, visible};
use super::words::{may_begin, of_document, words};
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Problem};
use crate::text::text;

/// The most words that are looked for at once.
const WANTED_LIMIT: usize = 10;

/// A page of documents.
///
/// # Errors
/// A search without a word; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    listing: Listing<EvidenceFilter>,
) -> Result<Page<Evidence>, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let question = format!("{}|{}", listing.question, scope.code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let keys = keys(listing.page.sort.as_deref())?;
    let condition = condition(listing.filter, connection.get_database_backend())?;
    let query = visible(scope).filter(condition);
    let page = keyset::page(connection, query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: shown(connection, scope, page.items).await?,
        page: page.page,
    })
}

fn keys(sort: Option<&str>) -> Result<Vec<Key<Model>>, Problem> {
    let order = parse_sort(sort.unwrap_or("-uploaded_at"), &["uploaded_at"])
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let down = order.iter().any(|field| field.descending);
    Ok(vec![
        Key::new(Column::UploadedAt, KeyType::Time, down, |row: &Model| {
            row.uploaded_at.to_rfc3339()
        }),
        Key::new(Column::Id, KeyType::Uuid, down, |row: &Model| {
            row.id.to_string()
        }),
    ])
}

fn condition(filter: EvidenceFilter, backend: DatabaseBackend) -> Result<Condition, Problem> {
    let within = filter.within.map(RegionScope::new);
    let proves = |code: String| {
        // A list of codes as JSON; `_` would stand for any character.
        let code = code.replace('_', "\\_");
        Column::Requirements.like(LikeExpr::new(format!("%\"{code}\"%")).escape('\\'))
    };
    Ok(Condition::all()
        .add_option(filter.region_code.map(|code| Column::RegionCode.eq(code)))
        .add_option(within.map(|scope| scope.rows(Column::RegionCode)))
        .add_option(filter.season.map(|code| Column::SeasonCode.eq(code)))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(filter.requirement.map(proves))
        .add_option(filter.q.map(|q| has_words(&q, backend)).transpose()?))
}

/// Documents that have all of the wanted words.
fn has_words(q: &str, backend: DatabaseBackend) -> Result<SimpleExpr, Problem> {
    let mut wanted = words(q);
    wanted.sort_unstable();
    wanted.dedup();
    if !(1..=WANTED_LIMIT).contains(&wanted.len()) {
        let (id, en) = (
            format!("harus memuat 1 sampai {WANTED_LIMIT} kata"),
            format!("must have 1 to {WANTED_LIMIT} words"),
        );
        let fault = Fault::parameter("q", "words", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    }
    // Words are letters and digits, so nothing in them has to be escaped.
    let (form, joint, with_beginning) = match backend {
        DatabaseBackend::Sqlite => ("evidence_search match ?", " ", "*"),
        _ => ("words @@ $1::tsquery", " & ", ":*"),
    };
    let quote = if backend == DatabaseBackend::Sqlite {
        '"'
    } else {
        '\''
    };
    let wanted: Vec<String> = wanted
        .into_iter()
        .map(|word| {
            let beginning = if may_begin(&word) { with_beginning } else { "" };
            format!("{quote}{word}{quote}{beginning}")
        })
        .collect();
    let found = Query::select()
        .column(evidence_search::Column::EvidenceId)
        .from(evidence_search::Entity)
        .and_where(Expr::cust_with_values(form, [wanted.join(joint)]))
        .to_owned();
    Ok(Expr::col(Column::Id).in_subquery(found))
}

/// Makes a document findable.
///
/// # Errors
/// The database.
pub async fn insert(
    tx: &DatabaseTransaction,
    id: EvidenceId,
    file_name: &str,
    content: Option<&str>,
) -> Result<(), DbErr> {
    let backend = tx.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Sqlite => {
            "insert into evidence_search (evidence_id, words) values ($1, $2)"
        }
        _ => {
            "insert into evidence_search (evidence_id, words) values ($1, array_to_tsvector(string_to_array($2, ' ')))"
        }
    };
    let values = [id.into(), of_document(file_name, content).into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .map(drop)
}
