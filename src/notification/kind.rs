//! The kinds of notifications and the rules by which they are written: data, since terms change.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::notification_kind::{Column, Entity, Model};
use entity::notification_rule;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::Authorized;
use crate::auth::permission::UseAccount;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;

/// By how many days a kind goes, while it does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotificationRule {
    /// From which day.
    pub valid_from: NaiveDate,
    /// Until which day; null while it goes on.
    #[schema(required)]
    pub valid_to: Option<NaiveDate>,
    /// How many days before a deadline, or after what is waited for.
    #[schema(minimum = 0, example = 7)]
    pub days: i32,
}

/// What regions are told of.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationKind {
    /// Its code, in notifications too.
    #[schema(example = "report_due_soon")]
    pub code: String,
    /// The permission that whom it concerns holds.
    #[schema(example = "reports:write")]
    pub audience: String,
    /// What it is, in Indonesian.
    #[schema(example = "Laporan segera jatuh tempo")]
    pub title_id: String,
    /// What it is, in English.
    #[schema(example = "A report is due soon")]
    pub title_en: String,
    /// By which days it goes, the first rule first; empty if it is told at once.
    pub rules: Vec<NotificationRule>,
}

/// Kinds have no filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationKindFilter {}

/// A page of kinds, by code.
///
/// # Errors
/// A wrong cursor or sort; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "kinds and rules belong to no region"
)]
pub async fn list(
    caller: &Authorized<UseAccount>,
    listing: &Listing<NotificationKindFilter>,
) -> Result<Page<NotificationKind>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("code");
    let fields = parse_sort(sort, &["code"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let key = Key::new(Column::Code, KeyType::Text, descending, |row: &Model| {
        row.code.clone()
    });
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let (connection, all) = (caller.reader(), Entity::find());
    let page = keyset::page(connection, all, &[key], &listing.page, &seal).await?;
    let codes = page.items.iter().map(|kind| kind.code.as_str());
    let rules = notification_rule::Entity::find()
        .filter(notification_rule::Column::KindCode.is_in(codes))
        .order_by_asc(notification_rule::Column::ValidFrom);
    let mut by_kind: HashMap<String, Vec<NotificationRule>> = HashMap::new();
    for rule in rules.all(connection).await? {
        let of_kind = by_kind.entry(rule.kind_code).or_default();
        of_kind.push(NotificationRule {
            valid_from: rule.valid_from,
            valid_to: rule.valid_to,
            days: rule.days,
        });
    }
    let shown = |kind: Model| NotificationKind {
        rules: by_kind.remove(&kind.code).unwrap_or_default(),
        code: kind.code,
        audience: kind.audience,
        title_id: kind.title_id,
        title_en: kind.title_en,
    };
    Ok(Page {
        items: page.items.into_iter().map(shown).collect(),
        page: page.page,
    })
}
