//! Laying rules of retention down, and changing them.

use chrono::NaiveDate;
use entity::retention_rule::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::input::{RetentionRuleCreate, RetentionRuleUpdate};
use super::model::{RetentionRule, RetentionRuleFilter};
use super::rules::{Term, ends_at_once, hastens};
use super::store::{find, path, taken, visible};
use crate::auth::Authorized;
use crate::auth::permission::ManagePrivacy;
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::privacy::place;
use crate::problem::{Fault, Kind, Problem};
use crate::reference::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, claim_version, keep_version,
    list_revisions,
};
use crate::reply::Reply;
use crate::text::text;

/// A page of rules of retention.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ManagePrivacy>,
    listing: Listing<RetentionRuleFilter>,
) -> Result<Page<RetentionRule>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|f| Problem::invalid(vec![f]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let keys = [Key::new(
        Column::Code,
        KeyType::Text,
        descending,
        |row: &Model| row.code.clone(),
    )];
    let held = listing.filter.valid_on.map(|day| {
        Condition::all().add(Column::ValidFrom.lte(day)).add(
            Condition::any()
                .add(Column::ValidTo.is_null())
                .add(Column::ValidTo.gte(day)),
        )
    });
    let query = visible(caller.scope()).filter(Condition::all().add_option(held));
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    Ok(Page {
        items: page.items.into_iter().map(Into::into).collect(),
        page: page.page,
    })
}

/// A rule of retention.
///
/// # Errors
/// Not there, or of a region beside the caller's; the database.
pub async fn read(caller: &Authorized<ManagePrivacy>, code: &str) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), code).await)?;
    Reply::versioned(row.version, &RetentionRule::from(row))
}

/// Every version of a rule of retention.
///
/// # Errors
/// Not there, or of a region beside the caller's; a wrong cursor or sort; the database.
pub async fn revisions(
    caller: &Authorized<ManagePrivacy>,
    code: &str,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    one(find(caller.reader(), caller.scope(), code).await)?;
    list_revisions(caller, Subject::RetentionRule, code, listing).await
}

/// Lays a rule of retention down.
///
/// # Errors
/// A region outside the caller's; an end before its begin; a begin that is not after today; a code that is taken; the database.
pub async fn create(
    caller: &Authorized<ManagePrivacy>,
    new: RetentionRuleCreate,
) -> Result<Reply, Problem> {
    let author = Author::of(caller, None);
    caller
        .write(async |tx| {
            let mut faults =
                Vec::from_iter(place::fault(tx, caller.scope(), &new.region_code).await?);
            faults.extend(term_faults(None, &new, author.at.date_naive()));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = new.row(1, author.at, author.at);
            let inserted = Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await;
            inserted.map_err(|error| taken(error, &row.code))?;
            let shown = RetentionRule::from(row);
            let code = shown.code.clone();
            keep_version(tx, Subject::RetentionRule, &code, 1, &shown, &author).await?;
            let change = Change::new("retention_rule.create", "retention_rule", &code)
                .in_region(shown.region_code.clone())
                .with(serde_json::json!({ "erase_at_age_months": shown.erase_at_age_months }));
            Ok((change, Reply::created(path(&code), 1, &shown)?))
        })
        .await
}

/// Replaces a rule of retention.
///
/// # Errors
/// Not there, changed since; of a region above the caller's; another region; what [`create`] refuses; the database.
pub async fn update(
    caller: &Authorized<ManagePrivacy>,
    code: String,
    if_match: &IfMatch,
    update: RetentionRuleUpdate,
) -> Result<Reply, Problem> {
    let (new, reason) = update.split(code);
    let code = new.code.as_str();
    let author = Author::of(caller, Some(reason));
    caller
        .write(async |tx| {
            let stored = one(find(tx, caller.scope(), code).await)?;
            if !caller.scope().contains(&stored.region_code) {
                return Err(of_above());
            }
            let key = Condition::all()
                .add(Column::Code.eq(code))
                .add(caller.scope().rows(Column::RegionCode));
            claim_version::<Entity>(tx, key, Column::Version, if_match).await?;
            let stored = one(find(tx, caller.scope(), code).await)?;
            let mut faults = term_faults(Some(&stored), &new, author.at.date_naive());
            if new.region_code != stored.region_code {
                let detail = text("tidak dapat diubah", "cannot be changed");
                faults.push(Fault::body("/region_code", "fixed", detail));
            }
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = new.row(stored.version, stored.created_at, author.at);
            row.clone()
                .into_active_model()
                .reset_all()
                .update(tx)
                .await?;
            let shown = RetentionRule::from(row);
            let subject = Subject::RetentionRule;
            keep_version(tx, subject, code, shown.version, &shown, &author).await?;
            let change = Change::new("retention_rule.update", "retention_rule", code)
                .in_region(shown.region_code.clone())
                .because(author.reason.clone())
                .with(serde_json::json!({
                    "version": shown.version, "erase_at_age_months": shown.erase_at_age_months,
                }));
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}

fn of_above() -> Problem {
    Problem::new(
        Kind::Forbidden,
        text(
            "Aturan ini milik wilayah di atas wilayah Anda; buatlah aturan untuk wilayah Anda sendiri.",
            "The rule belongs to a region above yours; lay one down for your own region.",
        ),
    )
}

/// What is wrong with when a rule holds.
fn term_faults(stored: Option<&Model>, new: &RetentionRuleCreate, today: NaiveDate) -> Vec<Fault> {
    let before = stored.map(|row| Term {
        months: row.erase_at_age_months,
        from: row.valid_from,
        to: row.valid_to,
    });
    let now = Term {
        months: new.erase_at_age_months,
        from: new.valid_from,
        to: new.valid_to,
    };
    let mut faults = Vec::new();
    if hastens(before, now, today) {
        let detail = text(
            "harus sesudah hari ini, karena yang dihapus tidak dapat dipulihkan",
            "must be after today, since what is erased cannot be brought back",
        );
        faults.push(Fault::body("/valid_from", "not_in_the_future", detail));
    }
    if now.to.is_some_and(|to| to < now.from) {
        let detail = text("sebelum valid_from", "is before valid_from");
        faults.push(Fault::body("/valid_to", "out_of_range", detail));
    } else if ends_at_once(before, now, today) {
        let detail = text("tidak boleh sebelum hari ini", "must not be before today");
        faults.push(Fault::body("/valid_to", "out_of_range", detail));
    }
    faults
}
