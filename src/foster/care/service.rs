//! Reading one's own foster children, and mothers.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};
use entity::foster_assignment::{Column, Model};
use entity::id::FosterAssignmentId;
use entity::{foster_commitment, foster_delivery};
use growth::{Z, category};
use sea_orm::ConnectionTrait;

use super::due::due;
use super::model::{
    FosterCare, FosterCareDetail, FosterCareFilter, FosterCareGap, FosterCareGrowth,
    FosterCareScore,
};
use super::store::{own, visible};
use crate::auth::Authorized;
use crate::auth::permission::OwnFoster;
use crate::db::keyset::{self, Key, KeyType, one};
use crate::foster::alert::find::weighings;
use crate::foster::alert::rules::{Facts, alerts};
use crate::foster::assignment::model::FosterCommitment;
use crate::foster::assignment::store::commitments;
use crate::foster::children::{of_assignments, records_of};
use crate::foster::days::{calendar_months, last_of_month, month_of};
use crate::foster::delivery::model::FosterLedgerItem;
use crate::foster::delivery::store::all;
use crate::foster::delivery::sum::{Given, item, period};
use crate::foster::measures::{Measure, series};
use crate::foster::programme::store::definition;
use crate::foster::receiver::{Found, Receivers};
use crate::foster::standing::INDICES;
use crate::http::Listing;
use crate::mother::coarse_trimester;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::pct::Pct;
use crate::problem::Problem;
use crate::region;
use crate::reply::Reply;
use crate::text::Language;

/// What is not to be kept by anything between us and the caller.
pub const NOT_KEPT: &str = "private, no-store";

/// The children whom the caller's foster parent looks after.
///
/// # Errors
/// A wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<OwnFoster>,
    listing: Listing<FosterCareFilter>,
) -> Result<Page<FosterCare>, Problem> {
    let FosterCareFilter {} = listing.filter;
    let sort = listing.page.sort.as_deref().unwrap_or("assignment_id");
    let fields =
        parse_sort(sort, &["assignment_id"]).map_err(|fault| Problem::invalid(vec![fault]))?;
    let descending = fields.first().is_some_and(|field| field.descending);
    let id = Key::new(Column::Id, KeyType::Uuid, descending, |row: &Model| {
        row.id.to_string()
    });
    let (account, today) = (caller.actor().id, today(caller));
    let question = format!("{}|{account}", listing.question);
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let query = visible(account, today);
    let page = keyset::page(caller.reader(), query, &[id], &listing.page, &seal).await?;
    Ok(Page {
        items: shown(caller.reader(), page.items, today).await?,
        page: page.page,
    })
}

/// One of them, with its growth and what is due.
///
/// # Errors
/// None of this id that the caller may see; the database.
pub async fn read(
    caller: &Authorized<OwnFoster>,
    id: FosterAssignmentId,
) -> Result<Reply, Problem> {
    let (connection, today) = (caller.reader(), today(caller));
    let row = one(own(connection, caller.actor().id, id, today).await)?;
    let version = (row.programme_code.clone(), row.programme_version);
    let programme = definition(connection, &caller.services().parsed, version).await?;
    let started_on = row.started_on.unwrap_or(row.planned_from);
    let measures = of_child(connection, &row).await?;
    let measures = since_beginning(&measures, started_on);
    let given = all(connection, id).await?;
    let promised = commitments(connection, [id]).await?.remove(&id);
    let items = items(&row, promised.as_deref().unwrap_or_default(), &given, today);
    let last_delivery = given
        .iter()
        .filter(|one| one.state != entity::kind::DeliveryState::Withdrawn)
        .map(|one| one.delivered_on)
        .max();
    let weighings = weighings(measures, started_on);
    let facts = Facts {
        started_on,
        today,
        last_delivery,
        weighings: &weighings,
    };
    let is_child = row.child_id.is_some();
    let gaps = alerts(&programme.alerts, facts, is_child);
    let last = measures.last().map_or(started_on, |one| one.measured_on);
    let interval = u64::try_from(programme.measuring_interval_days).unwrap_or(0);
    let weighing_by = last_of_month(last.checked_add_days(Days::new(interval)).unwrap_or(last));
    let detail = FosterCareDetail {
        care: shown(connection, vec![row], today)
            .await?
            .pop()
            .ok_or_else(Problem::not_found)?,
        growth: measures
            .iter()
            .map(|one| growth(one, caller.context().language))
            .collect(),
        next_weighing_by: is_child.then_some(weighing_by),
        due: due(&items, today),
        gaps: gaps
            .into_iter()
            .map(|one| FosterCareGap {
                kind: one.kind,
                since_month: month_of(one.since),
            })
            .collect(),
    };
    Ok(Reply::content(&detail)?.with_header("Cache-Control", NOT_KEPT))
}

/// What is promised and given, commitment by commitment.
fn items(
    row: &Model,
    promised: &[foster_commitment::Model],
    given: &[foster_delivery::Model],
    today: NaiveDate,
) -> Vec<FosterLedgerItem> {
    // Whether it is proved makes no difference to what is due.
    let given = Given {
        deliveries: given,
        with_file: &HashSet::new(),
    };
    let stretch = period(row);
    promised
        .iter()
        .map(|one| item(one, stretch, given, today))
        .collect()
}

/// What was measured of the child of an assignment, in order; nothing of a mother.
async fn of_child(connection: &impl ConnectionTrait, row: &Model) -> Result<Vec<Measure>, Problem> {
    let Some(id) = row.child_id else {
        return Ok(Vec::new());
    };
    let children = of_assignments(connection, &[id]).await?;
    let child = children.get(&id).ok_or_else(Problem::not_found)?;
    let mut measures = series(connection, records_of(child.id), None).await?;
    Ok(measures.remove(&child.id).unwrap_or_default())
}

fn today(caller: &Authorized<OwnFoster>) -> NaiveDate {
    caller.services().clock.now().date_naive()
}

/// From the last measurement before the beginning on.
fn since_beginning(measures: &[Measure], started_on: NaiveDate) -> &[Measure] {
    let before = measures
        .iter()
        .rposition(|one| one.measured_on <= started_on);
    measures.get(before.unwrap_or(0)..).unwrap_or_default()
}

fn growth(measure: &Measure, language: Language) -> FosterCareGrowth {
    let score = |index: growth::Index| {
        let z = measure.z(index)?;
        let of_z = category(index, Z::from_hundredths(z))?;
        Some(FosterCareScore {
            index: index.code(),
            // Tenths: from hundredths of three scores the day of birth would follow.
            z: Pct::from_hundredths((z + 5).div_euclid(10) * 10),
            category: of_z.code,
            category_name: match language {
                Language::Indonesian => of_z.name_id,
                Language::English => of_z.name_en,
            },
        })
    };
    FosterCareGrowth {
        month: month_of(measure.measured_on),
        scores: INDICES.into_iter().filter_map(score).collect(),
    }
}

/// Rows as a foster parent sees them: three queries, however many.
async fn shown(
    connection: &impl ConnectionTrait,
    rows: Vec<Model>,
    today: NaiveDate,
) -> Result<Vec<FosterCare>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let receivers = Receivers::of(connection, &rows).await?;
    let names = region::names(connection, &receivers.region_codes()).await?;
    let mut promised = commitments(connection, rows.iter().map(|row| row.id)).await?;
    let show = |row: Model| {
        let found = receivers.get(&row)?;
        let promised = promised.remove(&row.id).unwrap_or_default();
        Ok(care(row, found, &names, promised, today))
    };
    rows.into_iter().map(show).collect()
}

fn care(
    row: Model,
    found: Found<'_>,
    names: &HashMap<String, String>,
    promised: Vec<foster_commitment::Model>,
    today: NaiveDate,
) -> FosterCare {
    let (child, mother) = (found.child(), found.mother());
    FosterCare {
        assignment_id: row.id,
        receiver: found.kind(),
        code: found.code().to_owned(),
        age_months: child.map(|child| calendar_months(child.birth_date, today)),
        sex: child.map(|child| child.sex),
        trimester: mother.map(|mother| coarse_trimester(mother.due_on, today)),
        region_code: found.region_code().to_owned(),
        region_name: names.get(found.region_code()).cloned().unwrap_or_default(),
        programme: row.programme_code,
        planned_from: row.planned_from,
        planned_to: row.planned_to,
        commitments: promised.into_iter().map(FosterCommitment::from).collect(),
    }
}
