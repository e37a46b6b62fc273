//! Reading, adding and correcting seasons.

use std::collections::HashSet;

use entity::reporting_season::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::model::{
    ActionDue, ReportingSeason, ReportingSeasonCreate, ReportingSeasonFilter, ReportingSeasonUpdate,
};
use super::store::{find, path, shown, visible};
use crate::action::scheme::definition::SchemeDefinition;
use crate::action::scheme::store as schemes;
use crate::auth::Authorized;
use crate::auth::permission::{ManageSchemes, ReadReports};
use crate::db::keyset::{self, Key, KeyType, one};
use crate::db::{Change, UniqueKey};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::{Fault, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

const CODE: UniqueKey = UniqueKey {
    name: "reporting_season_pkey",
    columns: "reporting_season.code",
};

/// A page of seasons, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadReports>,
    listing: Listing<ReportingSeasonFilter>,
) -> Result<Page<ReportingSeason>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let year = listing.filter.implementation_year;
    let condition = Condition::all().add_option(year.map(|y| Column::ImplementationYear.eq(y)));
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

/// A season.
///
/// # Errors
/// None of this code; the database.
pub async fn read(caller: &Authorized<ReadReports>, code: &str) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), code).await)?;
    Reply::versioned(row.version, &shown(row)?)
}

/// Adds a season.
///
/// # Errors
/// A season that is there; a scheme that is unknown or not of that year; dates that do not go together; the database.
pub async fn create(
    caller: &Authorized<ManageSchemes>,
    new: ReportingSeasonCreate,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let scheme = schemes::find(tx, &new.scheme, None).await?;
            let holds = |row: &entity::action_scheme::Model| {
                row.valid_from_year <= new.implementation_year
                    && row
                        .valid_to_year
                        .is_none_or(|to| to >= new.implementation_year)
            };
            let Some(scheme) = scheme.filter(holds) else {
                let (id, en) = (
                    "tidak ada skema itu untuk tahun ini",
                    "is no scheme of that year",
                );
                let fault = Fault::body("/scheme", "unknown_value", text(id, en));
                return Err(Problem::invalid(vec![fault]));
            };
            let definition =
                schemes::definition(tx, &caller.services().parsed, &scheme.code, scheme.version)
                    .await?;
            check(&definition, &new.due, new.opens_at, new.locks_at)?;
            let row = Model {
                code: format!("{}-{}", new.implementation_year, scheme.code),
                implementation_year: new.implementation_year,
                assessment_year: new.assessment_year,
                scheme_code: scheme.code,
                scheme_version: scheme.version,
                opens_at: new.opens_at,
                locks_at: new.locks_at,
                grace_days: new.grace_days,
                due: dates(&new.due)?,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            let inserted = Entity::insert(row.clone().into_active_model());
            let done = inserted.exec_without_returning(tx).await;
            done.map_err(|error| taken(&row.code, error))?;
            let season = shown(row)?;
            let change = Change::new("reporting_season.create", "reporting_season", &season.code);
            Ok((change, Reply::created(path(&season.code), 1, &season)?))
        })
        .await
}

fn taken(code: &str, error: sea_orm::DbErr) -> Problem {
    if !CODE.is_taken(&error) {
        return error.into();
    }
    let detail = text(
        format!("Musim `{code}` sudah ada."),
        format!("There is a season `{code}` already."),
    );
    Problem::already_exists(path(code), detail)
}

/// Corrects a season; what it was stays in the audit log.
///
/// # Errors
/// None of this code; a version that is not the present one; dates that do not go together; the database.
pub async fn update(
    caller: &Authorized<ManageSchemes>,
    code: &str,
    if_match: &IfMatch,
    update: ReportingSeasonUpdate,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let before = one(find(tx, code).await)?;
            if !if_match.accepts(before.version) {
                return Err(Problem::stale(&version_tag(before.version)));
            }
            let parsed = &caller.services().parsed;
            let definition =
                schemes::definition(tx, parsed, &before.scheme_code, before.scheme_version).await?;
            check(&definition, &update.due, update.opens_at, update.locks_at)?;
            let row = Model {
                assessment_year: update.assessment_year,
                opens_at: update.opens_at,
                locks_at: update.locks_at,
                grace_days: update.grace_days,
                due: dates(&update.due)?,
                version: before.version + 1,
                updated_at: now,
                ..before.clone()
            };
            swap(tx, row.clone(), before.version).await?;
            let (was, season) = (shown(before)?, shown(row)?);
            let change = Change::new("reporting_season.update", "reporting_season", code)
                .because(update.reason)
                .with(serde_json::json!({ "version": season.version, "was": was }));
            Ok((change, Reply::versioned(season.version, &season)?))
        })
        .await
}

/// Compare and swap: a row that has moved on is not overwritten.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the code and the version; seasons belong to no region"
)]
async fn swap(tx: &DatabaseTransaction, row: Model, based_on: i64) -> Result<(), Problem> {
    let code = row.code.clone();
    let done = Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(Column::Code.eq(code))
        .filter(Column::Version.eq(based_on))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::stale(&version_tag(based_on + 1)))
    }
}

fn dates(due: &[ActionDue]) -> Result<String, Problem> {
    serde_json::to_string(due).map_err(|e| Problem::internal(&e))
}

/// Every action of the scheme has one date, between the opening and the lock.
fn check(
    scheme: &SchemeDefinition,
    due: &[ActionDue],
    opens_at: chrono::DateTime<chrono::Utc>,
    locks_at: chrono::DateTime<chrono::Utc>,
) -> Result<(), Problem> {
    let mut faults = Vec::new();
    let mut fault = |pointer: String, code: &'static str, id: String, en: String| {
        faults.push(Fault::body(pointer, code, text(id, en)));
    };
    if locks_at <= opens_at {
        let (id, en) = ("tidak sesudah opens_at", "is not after opens_at");
        fault("/locks_at".into(), "out_of_order", id.into(), en.into());
    }
    let mut seen = HashSet::new();
    for (n, one) in due.iter().enumerate() {
        let at = |member: &str| format!("/due/{n}/{member}");
        if scheme.action(&one.action).is_none() {
            let (id, en) = ("bukan aksi skema ini", "is no action of the scheme");
            fault(at("action"), "unknown_value", id.into(), en.into());
        } else if !seen.insert(one.action.as_str()) {
            let (id, en) = ("sudah disebut", "is named twice");
            fault(at("action"), "repeated", id.into(), en.into());
        }
        if one.due_at < opens_at || one.due_at > locks_at {
            let (id, en) = (
                "di luar opens_at dan locks_at",
                "is outside opens_at and locks_at",
            );
            fault(at("due_at"), "out_of_range", id.into(), en.into());
        }
    }
    let codes = scheme.actions.iter().map(|action| action.code.as_str());
    let missing: Vec<&str> = codes.filter(|code| !seen.contains(code)).collect();
    if !missing.is_empty() {
        let list = missing.join(", ");
        let (id, en) = (
            format!("belum menyebut {list}"),
            format!("does not name {list}"),
        );
        fault("/due".into(), "incomplete", id, en);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}
