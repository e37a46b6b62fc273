//! Reading notifications and marking them as read.

use entity::id::NotificationId;
use entity::notification::{Column, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::model::{MarkedRead, Notification, NotificationFilter, ReadAll};
use super::store::{self, kinds, of_caller, unread, visible};
use crate::auth::Authorized;
use crate::auth::permission::UseAccount;
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reply::Reply;

/// Ids per statement.
const IDS: usize = 500;

/// A page of notifications, the newest first.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<UseAccount>,
    listing: Listing<NotificationFilter>,
) -> Result<Page<Notification>, Problem> {
    let (connection, account) = (caller.reader(), caller.actor().id);
    let sort = listing.page.sort.as_deref().unwrap_or("-created_at");
    let fields =
        parse_sort(sort, &["created_at"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let kinds = kinds(connection, caller.actor()).await?;
    let filter = listing.filter;
    let of_state = filter.unread.map(|yes| {
        let unread = unread(account);
        if yes { unread } else { unread.not() }
    });
    let condition = of_caller(caller.scope(), &kinds)
        .add_option(filter.kind.map(|kind| Column::KindCode.eq(kind)))
        .add_option(of_state);
    let keys = [
        Key::new(
            Column::CreatedAt,
            KeyType::Time,
            descending,
            |row: &Model| row.created_at.to_rfc3339(),
        ),
        Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
            row.id.to_string()
        }),
    ];
    // Two accounts of a region may hold different permissions, and have read different ones.
    let question = format!("{}|{}|{account}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(caller.scope()).filter(condition);
    let page = keyset::page(connection, query, &keys, &listing.page, &seal).await?;
    let language = caller.context().language;
    Ok(Page {
        items: store::shown(connection, account, language, &kinds, page.items).await?,
        page: page.page,
    })
}

/// Marks a notification as read by the caller's account.
///
/// # Errors
/// None of the caller's; the database.
pub async fn read(caller: &Authorized<UseAccount>, id: NotificationId) -> Result<Reply, Problem> {
    let (account, language) = (caller.actor().id, caller.context().language);
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let kinds = kinds(tx, caller.actor()).await?;
            let mine = visible(caller.scope())
                .filter(of_caller(caller.scope(), &kinds))
                .filter(Column::Id.eq(id));
            let row = keyset::one(mine.one(tx).await)?;
            store::mark(tx, account, [id], now).await?;
            let change =
                Change::new("notification.read", "notification", id).in_region(&row.region_code);
            let shown = store::shown(tx, account, language, &kinds, vec![row]).await?;
            let notification = shown.into_iter().next().ok_or_else(Problem::not_found)?;
            Ok((change, Reply::content(&notification)?))
        })
        .await
}

/// Marks all unread notifications of the caller as read by their account.
///
/// # Errors
/// The database.
pub async fn read_all(caller: &Authorized<UseAccount>, which: ReadAll) -> Result<Reply, Problem> {
    let account = caller.actor().id;
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let kinds = kinds(tx, caller.actor()).await?;
            let until = which.up_to.map(|at| Column::CreatedAt.lte(at));
            let ids: Vec<NotificationId> = visible(caller.scope())
                .filter(of_caller(caller.scope(), &kinds))
                .filter(unread(account))
                .filter(Condition::all().add_option(until))
                .select_only()
                .column(Column::Id)
                .into_tuple()
                .all(tx)
                .await?;
            let mut marked = 0;
            for some in ids.chunks(IDS) {
                marked += store::mark(tx, account, some.iter().copied(), now).await?;
            }
            let region = caller.scope().code();
            let change = Change::new("notification.read_all", "notification", region)
                .in_region(region)
                .with(serde_json::json!({ "marked": marked }));
            Ok((change, Reply::content(&MarkedRead { marked })?))
        })
        .await
}
