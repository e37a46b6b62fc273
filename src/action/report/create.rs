//! Beginning a report and writing it further.

use std::collections::HashSet;

use entity::action_report::{Column, Model};
use entity::id::ActionReportId;
use entity::kind::ReportState;
use entity::reporting_season;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, QueryFilter};

use super::content::{ReportContent, ReportLocus, contradictions};
use super::model::{ActionReportCreate, ActionReportUpdate};
use super::service::{single, viewer};
use super::step::{for_change, not_locked, taken};
use super::store::{self, path};
use crate::action::scheme::definition::{ActionDefinition, SchemeDefinition};
use crate::action::scheme::store as schemes;
use crate::action::season::store as seasons;
use crate::action::workflow::Step;
use crate::auth::permission::WriteReports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::{Change, Parsed};
use crate::http::IfMatch;
use crate::period::Period;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::text;

/// Begins a report.
///
/// # Errors
/// A season, action or region that is none here; one that is begun already; content that contradicts the action; a season
/// that is not open yet or locked; the database.
pub async fn create(
    caller: &Authorized<WriteReports>,
    new: ActionReportCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = ActionReportId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let (season, scheme) = season(tx, &caller.services().parsed, &new.season).await?;
            let Some(action) = scheme.action(&new.action) else {
                let (id, en) = (
                    "bukan aksi skema musim ini",
                    "is no action of the season's scheme",
                );
                let fault = Fault::body("/action", "unknown_value", text(id, en));
                return Err(Problem::invalid(vec![fault]));
            };
            let mut faults = region_faults(tx, caller.scope(), &new, &season, action).await?;
            faults.extend(content_faults(tx, &new.region_code, &new.content, action).await?);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            if stamp.at < season.opens_at {
                return Err(Problem::conflict(text(
                    "Musim pelaporan ini belum dibuka.",
                    "This reporting season is not open yet.",
                )));
            }
            let row = Model {
                id,
                season_code: season.code,
                action_code: new.action,
                region_code: new.region_code,
                state: ReportState::Draft,
                state_since: stamp.at,
                content: json(&new.content)?,
                stated_by: stamp.by.clone(),
                submitted_at: None,
                version: 1,
                created_at: stamp.at,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
            };
            not_locked(tx, caller.scope(), &row, &stamp).await?;
            if !store::insert(tx, &row, &stamp).await? {
                return Err(begun(tx, &row).await?);
            }
            let change = Change::new("action_report.create", "action_report", id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({ "season": row.season_code, "action": row.action_code }));
            let report = single(tx, &viewer(caller), row, false).await?;
            Ok((change, Reply::created(path(id), 1, &report)?))
        })
        .await
}

/// The problem of a report that is begun already, with where it stands.
async fn begun(tx: &DatabaseTransaction, row: &Model) -> Result<Problem, Problem> {
    let there = store::visible(&RegionScope::new(row.region_code.as_str()))
        .filter(Column::SeasonCode.eq(row.season_code.as_str()))
        .filter(Column::RegionCode.eq(row.region_code.as_str()))
        .filter(Column::ActionCode.eq(row.action_code.as_str()));
    let there = sea_orm::Select::one(there, tx).await?;
    let there = there.ok_or_else(Problem::not_found)?;
    Ok(Problem::already_exists(
        path(there.id),
        text(
            "Laporan aksi ini sudah dimulai; lanjutkan dengan PUT.",
            "This report is begun already; go on with PUT.",
        ),
    ))
}

/// Writes a report further.
///
/// # Errors
/// Not there; changed since; a state in which it is not written, a season that is locked; content that contradicts the action; the database.
pub async fn update(
    caller: &Authorized<WriteReports>,
    id: ActionReportId,
    if_match: &IfMatch,
    update: ActionReportUpdate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            taken(caller, tx, &row, Step::Edit).await?;
            not_locked(tx, caller.scope(), &row, &stamp).await?;
            let (_, scheme) = season(tx, &caller.services().parsed, &row.season_code).await?;
            let action = scheme
                .action(&row.action_code)
                .ok_or_else(|| Problem::internal(&"a report without its action"))?;
            let faults = content_faults(tx, &row.region_code, &update.content, action).await?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let next = Model {
                content: json(&update.content)?,
                version: row.version + 1,
                updated_at: stamp.at,
                updated_by: stamp.by.clone(),
                ..row
            };
            let reason = Some(update.reason.clone());
            store::save(tx, &next, Step::Edit.as_str(), reason, &stamp).await?;
            let change = Change::new(Step::Edit.action(), "action_report", id)
                .in_region(next.region_code.clone())
                .because(update.reason)
                .with(serde_json::json!({ "version": next.version }));
            let report = single(tx, &viewer(caller), next, false).await?;
            Ok((change, Reply::versioned(report.version, &report)?))
        })
        .await
}

/// Content as it is kept.
///
/// # Errors
/// Nothing that can happen.
pub fn json(content: &ReportContent) -> Result<String, Problem> {
    serde_json::to_string(content).map_err(|e| Problem::internal(&e))
}

/// A season and its scheme.
///
/// # Errors
/// None of this code; the database.
pub async fn season(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    code: &str,
) -> Result<(reporting_season::Model, std::sync::Arc<SchemeDefinition>), Problem> {
    let Some(season) = seasons::find(connection, code).await? else {
        let (id, en) = ("tidak ada musim pelaporan itu", "is no reporting season");
        let fault = Fault::body("/season", "unknown_value", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    };
    let scheme = schemes::definition(
        connection,
        parsed,
        &season.scheme_code,
        season.scheme_version,
    )
    .await?;
    Ok((season, scheme))
}

/// The region must lie within the caller's, have been listed in the implementation year, and be of a level that reports.
async fn region_faults(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    new: &ActionReportCreate,
    season: &reporting_season::Model,
    action: &ActionDefinition,
) -> Result<Vec<Fault>, Problem> {
    let found = region::find(tx, &new.region_code).await?;
    Ok(
        may_report(found.as_ref(), scope, &new.region_code, season, action)
            .map_or_else(|fault| vec![fault], |()| Vec::new()),
    )
}

/// Whether a region of a caller's, as it was found, reports on an action in a season.
///
/// # Errors
/// Why it does not.
pub fn may_report(
    found: Option<&entity::region::Model>,
    scope: &RegionScope,
    code: &str,
    season: &reporting_season::Model,
    action: &ActionDefinition,
) -> Result<(), Fault> {
    let fault = |code, id, en| Err(Fault::body("/region_code", code, text(id, en)));
    let Some(found) = found.filter(|found| scope.contains(&found.code)) else {
        let place = Place::Pointer("/region_code".to_owned());
        return Err(region::code_fault(place, code));
    };
    let year: Option<Period> = season.implementation_year.to_string().parse().ok();
    if !year.is_some_and(|year| region::listed_in(found, year)) {
        let (id, en) = (
            "wilayah itu tidak terdaftar pada tahun pelaksanaan",
            "was not listed in the implementation year",
        );
        return fault("region_not_listed", id, en);
    }
    if !action.levels.contains(&found.level) {
        let (id, en) = (
            "tingkat wilayah itu tidak melaporkan aksi ini",
            "is of a level that does not report on this action",
        );
        return fault("level", id, en);
    }
    Ok(())
}

/// What contradicts the action, and focus villages that are none of the region.
async fn content_faults(
    tx: &DatabaseTransaction,
    region_code: &str,
    content: &ReportContent,
    action: &ActionDefinition,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = contradictions(content, action);
    let Some(locus) = &content.locus else {
        return Ok(faults);
    };
    let known = region::find_all(tx, &locus.villages).await?;
    faults.extend(strangers(locus, region_code, |code| {
        known.contains_key(code)
    }));
    Ok(faults)
}

/// Focus villages that are none of a region, or named before.
pub fn strangers(
    locus: &ReportLocus,
    region_code: &str,
    is_known: impl Fn(&str) -> bool,
) -> Vec<Fault> {
    let own = RegionScope::new(region_code);
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for (n, code) in locus.villages.iter().enumerate() {
        let (fault, id, en) = if !own.contains(code) || !is_known(code) {
            let (id, en) = ("bukan desa wilayah ini", "is no village of this region");
            ("unknown_region", id, en)
        } else if !seen.insert(code) {
            ("repeated", "sudah disebut", "is named twice")
        } else {
            continue;
        };
        let pointer = format!("/content/locus/villages/{n}");
        faults.push(Fault::body(pointer, fault, text(id, en)));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_village_is_named_once() {
        let locus = ReportLocus {
            decree_number: "188.45/119/2025".to_owned(),
            decree_on: "2025-03-20".parse().unwrap(),
            villages: [
                "64.74.01.1001",
                "64.74.01.1002",
                "64.74.01.1001",
                "64.72.01.1001",
            ]
            .map(str::to_owned)
            .to_vec(),
        };
        let codes: Vec<_> = strangers(&locus, "64.74", |_| true)
            .iter()
            .map(|fault| fault.code)
            .collect();
        assert_eq!(codes, ["repeated", "unknown_region"]);
    }
}
