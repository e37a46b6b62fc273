//! Reading the audit log within the caller's region.

use entity::audit_event::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::model::{AuditEvent, AuditEventFilter};
use crate::auth::permission::ReadAudit;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;

/// Entries of the region; what has none (accounts of the country, set-up) only for callers without a bound.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
fn visible(scope: &RegionScope) -> Select<Entity> {
    Entity::find().filter(scope.rows(Column::RegionCode))
}

/// A page of the audit log.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadAudit>,
    listing: Listing<AuditEventFilter>,
) -> Result<Page<AuditEvent>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("-seq");
    let fields = parse_sort(sort, &["seq"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_none_or(|f| f.descending);
    let filter = listing.filter;
    let region = filter
        .region_code
        .map(|code| RegionScope::new(code).rows(Column::RegionCode));
    let condition = Condition::all()
        .add_option(filter.actor_id.map(|v| Column::ActorId.eq(v)))
        .add_option(filter.action.map(|v| Column::Action.eq(v)))
        .add_option(filter.subject_type.map(|v| Column::SubjectType.eq(v)))
        .add_option(filter.subject_id.map(|v| Column::SubjectId.eq(v)))
        .add_option(filter.request_id.map(|v| Column::RequestId.eq(v)))
        .add_option(region)
        .add_option(filter.at_from.map(|v| Column::At.gte(v)))
        .add_option(filter.at_to.map(|v| Column::At.lt(v)));
    let key = Key::<Model>::new(Column::Seq, KeyType::Integer, descending, |row| {
        row.seq.to_string()
    });
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let page = keyset::page(
        caller.reader(),
        visible(caller.scope()).filter(condition),
        &[key],
        &listing.page,
        &seal,
    )
    .await?;
    Ok(Page {
        items: page.items.into_iter().map(AuditEvent::from).collect(),
        page: page.page,
    })
}
