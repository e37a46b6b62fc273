//! Longer deadlines for single regions, by those above them and with a reason.

use chrono::{DateTime, Utc};
use entity::id::SeasonExceptionId;
use entity::reporting_season;
use entity::season_exception::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::model::{SeasonException, SeasonExceptionCreate, SeasonExceptionFilter};
use super::store::{due_of, find, visible_exceptions};
use crate::action::scheme::store as schemes;
use crate::auth::Authorized;
use crate::auth::permission::{ReadReports, ReviewReports};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::text;

impl From<Model> for SeasonException {
    fn from(row: Model) -> Self {
        let Model {
            id,
            season_code,
            region_code,
            action_code,
            due_at,
            locks_at,
            reason,
            granted_at,
            granted_by,
        } = row;
        Self {
            id,
            season: season_code,
            region_code,
            action: action_code,
            due_at,
            locks_at,
            reason,
            granted_at,
            granted_by,
        }
    }
}

/// A page of the exceptions of a season, by region.
///
/// # Errors
/// None of this code; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    code: &str,
    listing: Listing<SeasonExceptionFilter>,
) -> Result<Page<SeasonException>, Problem> {
    one(find(caller.reader(), code).await)?;
    let sort = listing.page.sort.as_deref().unwrap_or("region_code");
    let fields =
        parse_sort(sort, &["region_code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let region = listing.filter.region_code;
    let condition = Condition::all()
        .add(Column::SeasonCode.eq(code))
        .add_option(region.map(|code| Column::RegionCode.eq(code)));
    let keys = [
        Key::new(
            Column::RegionCode,
            KeyType::Text,
            descending,
            |row: &Model| row.region_code.clone(),
        ),
        Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
            row.id.to_string()
        }),
    ];
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible_exceptions(caller.scope()).filter(condition);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Into::into).collect(),
        page: page.page,
    })
}

/// What is not longer than the season gives to all. Compared with the season and not with earlier exceptions, so that one that was
/// too long can be taken back by a later one.
fn shorter(
    season: &reporting_season::Model,
    new: &SeasonExceptionCreate,
) -> Result<Vec<Fault>, Problem> {
    let concerned = |action: &str| new.action.as_deref().is_none_or(|code| code == action);
    let due = due_of(season)?.into_iter();
    let due = due
        .filter(|due| concerned(&due.action))
        .map(|due| due.due_at);
    let fault = |pointer: &str, than: DateTime<Utc>| {
        let (id, en) = (
            format!("lebih awal daripada {than}, yang berlaku bagi semua"),
            format!("is before {than}, which holds for all"),
        );
        Fault::body(pointer, "shorter", text(id, en))
    };
    let due = due.max().filter(|due| new.due_at < *due);
    let locks = Some(season.locks_at).filter(|locks_at| new.locks_at < *locks_at);
    let faults = [
        due.map(|due| fault("/due_at", due)),
        locks.map(|locks_at| fault("/locks_at", locks_at)),
    ];
    Ok(faults.into_iter().flatten().collect())
}

/// Grants a longer deadline.
///
/// # Errors
/// None of this code; a region that is not below the caller's; an action of another scheme; a deadline that is shorter than
/// that of the season; the database.
pub async fn create(
    caller: &Authorized<ReviewReports>,
    code: &str,
    new: SeasonExceptionCreate,
) -> Result<Reply, Problem> {
    caller
        .write(async |tx| {
            let season = one(find(tx, code).await)?;
            let parsed = &caller.services().parsed;
            let scheme =
                schemes::definition(tx, parsed, &season.scheme_code, season.scheme_version).await?;
            let mut faults = Vec::new();
            let found = region::find(tx, &new.region_code).await?;
            // Nobody grants a deadline to themselves.
            let below = |code: &str| caller.scope().contains(code) && caller.scope().code() != code;
            if !found.is_some_and(|region| below(&region.code)) {
                let place = Place::Pointer("/region_code".to_owned());
                faults.push(region::code_fault(place, &new.region_code));
            }
            if new
                .action
                .as_ref()
                .is_some_and(|code| scheme.action(code).is_none())
            {
                let (id, en) = ("bukan aksi skema ini", "is no action of the scheme");
                faults.push(Fault::body("/action", "unknown_value", text(id, en)));
            }
            if new.locks_at < new.due_at {
                let (id, en) = ("sebelum due_at", "is before due_at");
                faults.push(Fault::body("/locks_at", "out_of_order", text(id, en)));
            }
            faults.extend(shorter(&season, &new)?);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = Model {
                id: SeasonExceptionId(caller.services().clock.new_id()),
                season_code: season.code,
                region_code: new.region_code,
                action_code: new.action,
                due_at: new.due_at,
                locks_at: new.locks_at,
                reason: new.reason,
                granted_at: caller.services().clock.now(),
                granted_by: caller.actor().name.clone(),
            };
            Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("season_exception.create", "season_exception", row.id)
                .in_region(row.region_code.clone())
                .because(row.reason.clone());
            let exception = SeasonException::from(row);
            Ok((change, Reply::outcome(201, &exception)?))
        })
        .await
}
