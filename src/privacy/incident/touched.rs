//! Whose data was touched in a window of time, and by whom: from the audit log, which names the children or mothers of every
//! reading, and from the versions, which name those of an import.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use entity::{
    audit_event, child_measurement, child_measurement_revision, child_revision,
    expectant_mother_revision,
};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, RelationDef,
};
use uuid::Uuid;

/// Whose data is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// That of children.
    Children,
    /// That of expectant mothers.
    Mothers,
}

/// What somebody did with somebody's data.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// What, by the names of the audit log.
    pub actions: BTreeSet<String>,
    /// How often.
    pub times: u32,
    /// When first and when last.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// By child or mother, and by whom.
pub type AllTouched = BTreeMap<(Uuid, String), Touched>;

fn touch(all: &mut AllTouched, whose: Uuid, by: &str, action: &str, at: DateTime<Utc>) {
    let touched = all.entry((whose, by.to_owned())).or_default();
    touched.actions.insert(action.to_owned());
    touched.times = touched.times.saturating_add(1);
    let (first, last) = touched.span.unwrap_or((at, at));
    touched.span = Some((first.min(at), last.max(at)));
}

/// Whose data was touched, everywhere; who asks leaves out those outside the region.
///
/// # Errors
/// The database.
pub async fn touched(
    connection: &impl ConnectionTrait,
    whose: Whose,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<AllTouched, DbErr> {
    let mut all = AllTouched::new();
    let known = audited(connection, whose, (from, to), &mut all).await?;
    let prefix = |kind: &str, action: &str| format!("{kind}.{action}");
    if whose == Whose::Mothers {
        for (request, mother, by, action, at) in mother_versions(connection, from, to).await? {
            if !known.contains(&request) {
                touch(&mut all, mother, &by, &prefix("mother", &action), at);
            }
        }
        return Ok(all);
    }
    for (request, child, by, action, at) in versions(connection, from, to).await? {
        if !known.contains(&request) {
            touch(&mut all, child, &by, &prefix("child", &action), at);
        }
    }
    for (request, child, by, action, at) in measurement_versions(connection, from, to).await? {
        if !known.contains(&request) {
            touch(
                &mut all,
                child,
                &by,
                &prefix("child_measurement", &action),
                at,
            );
        }
    }
    Ok(all)
}

/// What the audit log says; gives the requests that it names somebody of.
#[expect(
    clippy::disallowed_methods,
    reason = "who asks leaves out the children outside the region"
)]
async fn audited(
    connection: &impl ConnectionTrait,
    whose: Whose,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    all: &mut AllTouched,
) -> Result<HashSet<Uuid>, DbErr> {
    use audit_event::Column;
    let (one, many) = match whose {
        Whose::Children => ("child", "children"),
        Whose::Mothers => ("mother", "mothers"),
    };
    let events = audit_event::Entity::find()
        .filter(Column::At.gte(from))
        .filter(Column::At.lte(to))
        .filter(Column::SubjectType.is_in([one, many]))
        .filter(Column::Outcome.eq("done"))
        .all(connection)
        .await?;
    let mut known = HashSet::new();
    for event in events {
        let by = format!("{}:{}", event.actor_kind, event.actor_name);
        let own = event
            .subject_id
            .parse()
            .ok()
            .filter(|_| event.subject_type == one);
        let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap_or_default();
        let named = detail.get(many).and_then(|list| list.as_array());
        let named = named.into_iter().flatten();
        let named = named.filter_map(|id| id.as_str()?.parse::<Uuid>().ok());
        for id in own.into_iter().chain(named) {
            touch(all, id, &by, &event.action, event.at);
            known.insert(event.request_id);
        }
    }
    Ok(known)
}

type Version = (Uuid, Uuid, String, String, DateTime<Utc>);

#[expect(
    clippy::disallowed_methods,
    reason = "who asks leaves out the children outside the region"
)]
async fn versions(
    connection: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Version>, DbErr> {
    use child_revision::Column;
    child_revision::Entity::find()
        .filter(between(Column::RecordedAt, from, to))
        .select_only()
        .columns([
            Column::RequestId,
            Column::ChildId,
            Column::RecordedBy,
            Column::Action,
            Column::RecordedAt,
        ])
        .into_tuple()
        .all(connection)
        .await
}

#[expect(
    clippy::disallowed_methods,
    reason = "who asks leaves out the children outside the region"
)]
async fn measurement_versions(
    connection: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Version>, DbErr> {
    use child_measurement_revision::Column;
    let of: RelationDef = child_measurement_revision::Entity::belongs_to(child_measurement::Entity)
        .from(Column::MeasurementId)
        .to(child_measurement::Column::Id)
        .into();
    child_measurement_revision::Entity::find()
        .join(sea_orm::JoinType::InnerJoin, of)
        .filter(between(Column::RecordedAt, from, to))
        .select_only()
        .column(Column::RequestId)
        .column(child_measurement::Column::ChildId)
        .columns([Column::RecordedBy, Column::Action, Column::RecordedAt])
        .into_tuple()
        .all(connection)
        .await
}

#[expect(
    clippy::disallowed_methods,
    reason = "who asks leaves out the mothers outside the region"
)]
async fn mother_versions(
    connection: &impl ConnectionTrait,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Version>, DbErr> {
    use expectant_mother_revision::Column;
    expectant_mother_revision::Entity::find()
        .filter(between(Column::RecordedAt, from, to))
        .select_only()
        .columns([
            Column::RequestId,
            Column::MotherId,
            Column::RecordedBy,
            Column::Action,
            Column::RecordedAt,
        ])
        .into_tuple()
        .all(connection)
        .await
}

fn between(column: impl ColumnTrait, from: DateTime<Utc>, to: DateTime<Utc>) -> Condition {
    Condition::all().add(column.gte(from)).add(column.lte(to))
}
