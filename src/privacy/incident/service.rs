//! Recording incidents, and that those concerned were told.

use chrono::TimeDelta;
use entity::id::PrivacyIncidentId;
use entity::privacy_incident::{Column, Entity, Model};
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::model::{
    PrivacyIncident, PrivacyIncidentCreate, PrivacyIncidentFilter, PrivacyIncidentNotice,
};
use super::store::{find, visible};
use crate::auth::permission::ManagePrivacy;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::http::{IfMatch, Listing};
use crate::page::{CursorSeal, Page, parse_sort};
use crate::privacy::place;
use crate::problem::{Fault, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// Until when those concerned have to be told (3 × 24 hours).
const NOTICE: TimeDelta = TimeDelta::hours(72);
/// The longest window of an incident.
const WINDOW: TimeDelta = TimeDelta::days(31);

/// A page of incidents.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ManagePrivacy>,
    listing: Listing<PrivacyIncidentFilter>,
) -> Result<Page<PrivacyIncident>, Problem> {
    let sort = listing.page.sort.as_deref().unwrap_or("region_code");
    let fields = parse_sort(sort, &["region_code"]).map_err(|f| Problem::invalid(vec![f]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
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
    let notified = listing.filter.notified.map(|notified| {
        if notified {
            Column::NotifiedAt.is_not_null()
        } else {
            Column::NotifiedAt.is_null()
        }
    });
    let query = visible(caller.scope()).filter(Condition::all().add_option(notified));
    let question = format!("{}|{}", listing.question, caller.scope().code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let page = keyset::page(caller.reader(), query, &keys, &listing.page, &seal).await?;
    let now = caller.services().clock.now();
    let show = |row| PrivacyIncident::new(row, now);
    Ok(Page {
        items: page.items.into_iter().map(show).collect(),
        page: page.page,
    })
}

/// An incident.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
) -> Result<Reply, Problem> {
    let row = one(find(caller.reader(), caller.scope(), id).await)?;
    let now = caller.services().clock.now();
    Reply::versioned(row.version, &PrivacyIncident::new(row, now))
}

/// Records an incident.
///
/// # Errors
/// A region outside the caller's; times that cannot be; the database.
pub async fn create(
    caller: &Authorized<ManagePrivacy>,
    new: PrivacyIncidentCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = PrivacyIncidentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let mut faults =
                Vec::from_iter(place::fault(tx, caller.scope(), &new.region_code).await?);
            faults.extend(times(&new, &stamp));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let row = Model {
                id,
                region_code: new.region_code,
                title: new.title,
                description: new.description,
                detected_at: new.detected_at,
                notify_by: new.detected_at + NOTICE,
                window_from: new.window_from,
                window_to: new.window_to,
                notified_at: None,
                notified_whom: None,
                version: 1,
                created_at: stamp.at,
                created_by: stamp.by.clone(),
                updated_at: stamp.at,
            };
            Entity::insert(row.clone().into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("privacy_incident.create", "privacy_incident", id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({ "notify_by": row.notify_by }));
            let shown = PrivacyIncident::new(row, stamp.at);
            let location = format!("/api/v1/privacy/incidents/{id}");
            Ok((change, Reply::created(location, 1, &shown)?))
        })
        .await
}

fn times(new: &PrivacyIncidentCreate, stamp: &Stamp) -> Vec<Fault> {
    let fault = |pointer, id, en| Fault::body(pointer, "out_of_range", text(id, en));
    let mut faults = Vec::new();
    if new.detected_at > stamp.at || new.detected_at < stamp.at - TimeDelta::days(3650) {
        let (id, en) = (
            "harus dalam sepuluh tahun terakhir",
            "must be within the last ten years",
        );
        faults.push(fault("/detected_at", id, en));
    }
    if new.window_from > new.window_to || new.window_to > stamp.at {
        let (id, en) = (
            "harus antara window_from dan sekarang",
            "must be between window_from and now",
        );
        faults.push(fault("/window_to", id, en));
    } else if new.window_to - new.window_from > WINDOW {
        let (id, en) = (
            "paling lama 31 hari sesudah window_from",
            "at most 31 days after window_from",
        );
        faults.push(fault("/window_to", id, en));
    }
    faults
}

/// Records that those concerned and the authority were told.
///
/// # Errors
/// Not there, changed since; told before; a time that cannot be; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to the id and the version of a row that was found in scope"
)]
pub async fn notified(
    caller: &Authorized<ManagePrivacy>,
    id: PrivacyIncidentId,
    if_match: &IfMatch,
    notice: PrivacyIncidentNotice,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = one(find(tx, caller.scope(), id).await)?;
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            if row.notified_at.is_some() {
                return Err(Problem::conflict(text(
                    "Pemberitahuan atas insiden ini sudah dicatat.",
                    "That those concerned were told is on record already.",
                )));
            }
            if !(row.detected_at..=stamp.at).contains(&notice.notified_at) {
                let detail = text(
                    "harus antara detected_at dan sekarang",
                    "must be between detected_at and now",
                );
                let fault = Fault::body("/notified_at", "out_of_range", detail);
                return Err(Problem::invalid(vec![fault]));
            }
            let next = Model {
                notified_at: Some(notice.notified_at),
                notified_whom: Some(notice.notified_whom),
                version: row.version + 1,
                updated_at: stamp.at,
                ..row
            };
            let done = Entity::update_many()
                .set(next.clone().into_active_model().reset_all())
                .filter(Column::Id.eq(id))
                .filter(Column::Version.eq(next.version - 1))
                .exec(tx)
                .await?;
            if done.rows_affected != 1 {
                return Err(Problem::stale(&version_tag(next.version)));
            }
            let shown = PrivacyIncident::new(next, stamp.at);
            let change = Change::new("privacy_incident.notify", "privacy_incident", id)
                .in_region(shown.region_code.clone())
                .with(serde_json::json!({ "notified_at": shown.notified_at, "overdue": shown.overdue }));
            Ok((change, Reply::versioned(shown.version, &shown)?))
        })
        .await
}
