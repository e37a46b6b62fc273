//! What a row of reference data was, version by version: claiming the next version, keeping it, reading it again.

use chrono::{DateTime, Utc};
use entity::revision::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Select, Set,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::Authorized;
use crate::db::keyset::{self, Key, KeyType};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::problem::Problem;
use crate::reply::version_tag;

/// Who keeps what the service ships; no person's name has a colon.
pub(super) const SHIPPED: &str = "system:reference";

/// A version of a source, indicator, target, agency, team or foster parent as it was.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferenceRevision {
    /// The version.
    #[schema(minimum = 1, example = 2)]
    pub version: i64,
    /// All of it, as it was answered then.
    #[schema(value_type = Object)]
    pub snapshot: serde_json::Value,
    /// Why it was changed; null for the first version.
    #[schema(required, example = "Putaran 2025 selesai")]
    pub reason: Option<String>,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// By whom; `system:reference` is what the service ships.
    #[schema(example = "admin")]
    pub recorded_by: String,
}

/// Revisions have no filters.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReferenceRevisionFilter {}

impl From<Model> for ReferenceRevision {
    fn from(row: Model) -> Self {
        let Model {
            subject_type: _,
            subject_id: _,
            version,
            snapshot,
            reason,
            recorded_at,
            recorded_by,
        } = row;
        Self {
            version,
            snapshot: serde_json::from_str(&snapshot).unwrap_or_default(),
            reason,
            recorded_at,
            recorded_by,
        }
    }
}

/// The kind of thing that has revisions, as in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A source.
    Source,
    /// An indicator.
    Indicator,
    /// A target.
    Target,
    /// An agency.
    Agency,
    /// A team that coordinates in a region.
    TppsTeam,
    /// Who looks after children.
    FosterParent,
    /// What personal data is processed for.
    ProcessingActivity,
    /// When the service erases who children are.
    RetentionRule,
}

impl Subject {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Indicator => "indicator",
            Self::Target => "target",
            Self::Agency => "agency",
            Self::TppsTeam => "tpps_team",
            Self::FosterParent => "foster_parent",
            Self::ProcessingActivity => "processing_activity",
            Self::RetentionRule => "retention_rule",
        }
    }
}

/// Who makes a version, when and why.
#[derive(Debug, Clone)]
pub struct Author {
    /// When.
    pub at: DateTime<Utc>,
    /// The name under which they signed in.
    pub name: String,
    /// Why, where something is changed.
    pub reason: Option<String>,
}

impl Author {
    /// The caller, now.
    pub fn of<P>(caller: &Authorized<P>, reason: Option<String>) -> Self {
        Self {
            at: caller.services().clock.now(),
            name: caller.actor().name.clone(),
            reason,
        }
    }
}

/// Keeps a version of a thing, as it is answered.
///
/// # Errors
/// When it cannot be written as JSON; the database.
pub async fn keep<T: Serialize>(
    tx: &DatabaseTransaction,
    subject: Subject,
    id: impl ToString,
    version: i64,
    snapshot: &T,
    author: &Author,
) -> Result<(), Problem> {
    let row = ActiveModel {
        subject_type: Set(subject.as_str().to_owned()),
        subject_id: Set(id.to_string()),
        version: Set(version),
        snapshot: Set(serde_json::to_string(snapshot).map_err(|e| Problem::internal(&e))?),
        reason: Set(author.reason.clone()),
        recorded_at: Set(author.at),
        recorded_by: Set(author.name.clone()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes the next version of a row, if it is still one of those that the change is based on. From then on the row is
/// this transaction's.
///
/// # Errors
/// 404 if there is no such row, 412 if it has changed; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the key and the version; what belongs to a region is bound to the scope by its key condition"
)]
pub async fn claim<E: EntityTrait>(
    tx: &DatabaseTransaction,
    key: Condition,
    version: E::Column,
    if_match: &IfMatch,
) -> Result<(), Problem> {
    let based_on = match if_match {
        IfMatch::Any => None,
        IfMatch::Versions(versions) => Some(version.is_in(versions.iter().copied())),
    };
    let claimed = E::update_many()
        .col_expr(version, Expr::col(version).add(1))
        .filter(key.clone())
        .filter(Condition::all().add_option(based_on))
        .exec(tx)
        .await?;
    if claimed.rows_affected > 0 {
        return Ok(());
    }
    let now: Option<i64> = E::find()
        .filter(key)
        .select_only()
        .column(version)
        .into_tuple()
        .one(tx)
        .await?;
    Err(now.map_or_else(Problem::not_found, |now| Problem::stale(&version_tag(now))))
}

/// The versions of a thing that the caller may see.
#[expect(
    clippy::disallowed_methods,
    reason = "who calls has found the thing itself within the scope"
)]
fn visible(subject: Subject, id: &str) -> Select<Entity> {
    Entity::find()
        .filter(Column::SubjectType.eq(subject.as_str()))
        .filter(Column::SubjectId.eq(id))
}

/// A page of the versions of a thing, newest first.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list<P>(
    caller: &Authorized<P>,
    subject: Subject,
    id: &str,
    listing: &Listing<ReferenceRevisionFilter>,
) -> Result<Page<ReferenceRevision>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("-version");
    let fields = parse_sort(sort, &["version"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_none_or(|field| field.descending);
    let key = Key::new(
        Column::Version,
        KeyType::Integer,
        descending,
        |row: &Model| row.version.to_string(),
    );
    let seal = CursorSeal::new(
        &caller.services().deployment.cursor_key,
        &format!("{}|{}", listing.question, caller.scope().code()),
    );
    let page = keyset::page(
        caller.reader(),
        visible(subject, id),
        &[key],
        &listing.page,
        &seal,
    )
    .await?;
    Ok(Page {
        items: page
            .items
            .into_iter()
            .map(ReferenceRevision::from)
            .collect(),
        page: page.page,
    })
}

/// The ids of things of a kind that somebody else than the service has changed or added.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the loader asks on behalf of the service itself"
)]
pub(super) async fn changed_by_people(
    connection: &impl ConnectionTrait,
    subject: Subject,
) -> Result<Vec<String>, DbErr> {
    Entity::find()
        .filter(Column::SubjectType.eq(subject.as_str()))
        .filter(Column::RecordedBy.ne(SHIPPED))
        .select_only()
        .column(Column::SubjectId)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}
