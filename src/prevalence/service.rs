//! Stating, correcting and reading claims.

use std::sync::Arc;

use entity::id::PrevalenceRecordId;
use entity::kind::ClaimStatus;
use entity::prevalence_record;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::check::Rules;
use super::correction::PrevalenceRecordUpdate;
use super::lookup;
use super::model::PrevalenceRecordCreate;
use super::read::find;
use super::record::PrevalenceRecord;
use super::store::{self, Saved};
use super::workflow::{after_correction, may_change};
use crate::auth::permission::WritePrevalence;
use crate::auth::{Authorized, Permission, RegionScope, Stamp};
use crate::db::Change;
use crate::http::IfMatch;
use crate::pct::Pct;
use crate::problem::{Fault, Kind, Problem};
use crate::reference;
use crate::reply::{Reply, version_tag};
use crate::text::{Text, text};

/// The path of a record.
pub fn path_of(id: PrevalenceRecordId) -> String {
    format!("/api/v1/prevalence-records/{id}")
}

/// The rules for some claims of a caller.
///
/// # Errors
/// The database.
pub async fn rules<P>(
    caller: &Authorized<P>,
    tx: &impl ConnectionTrait,
    codes: impl Iterator<Item = &str>,
) -> Result<Rules, Problem> {
    let catalogue = reference::catalogue(tx).await?;
    let today = caller.services().clock.now().date_naive();
    Rules::of(tx, Arc::clone(&catalogue), caller.scope(), today, codes).await
}

/// States a new claim.
///
/// # Errors
/// A claim that cannot be; one that is recorded already.
pub async fn create(
    caller: &Authorized<WritePrevalence>,
    claim: PrevalenceRecordCreate,
) -> Result<Reply, Problem> {
    let key = lookup::key_of(&claim);
    let done = caller
        .write(async |tx| {
            let rules = rules(caller, tx, std::iter::once(claim.region_code.as_str())).await?;
            let faults = rules.faults(&claim);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            if let Some(existing) = lookup::find_by_keys(tx, &[lookup::key_of(&claim)])
                .await?
                .first()
            {
                return Err(already_recorded(existing));
            }
            let stamp = Stamp::of(caller);
            let warnings = rules.warnings(&claim);
            let row = store::new_row(
                claim,
                caller.services().clock.new_id(),
                ClaimStatus::Submitted,
                false,
                &stamp,
            );
            store::save(
                tx,
                &[Saved {
                    row: row.clone(),
                    action: "create",
                    reason: None,
                }],
                &stamp,
            )
            .await?;
            let change = Change::new("prevalence.create", "prevalence_record", row.id)
                .in_region(&row.region_code)
                .with(digest(&row));
            let reply =
                Reply::created(path_of(row.id), row.version, &shown(caller, row, &warnings))?;
            Ok((change, reply))
        })
        .await;
    match done {
        // Another process recorded it between the look and the insert; PostgreSQL lets a failed transaction look no more.
        Err(problem) if matches!(problem.kind(), Kind::Conflict) => {
            let found = lookup::find_by_keys(caller.reader(), &[key]).await?;
            Err(found.first().map_or(problem, already_recorded))
        }
        done => done,
    }
}

/// The problem of a claim that is recorded already.
pub fn already_recorded(existing: &prevalence_record::Model) -> Problem {
    Problem::already_exists(
        path_of(existing.id),
        text(
            "Klaim ini sudah dicatat; koreksi dengan PUT.",
            "This claim is recorded already; correct it by PUT.",
        ),
    )
}

/// What the audit log keeps of a state of a claim.
pub fn digest(row: &prevalence_record::Model) -> serde_json::Value {
    serde_json::json!({
        "indicator": row.indicator_code, "source": row.source_code, "period": row.period, "publisher": row.publisher,
        "value_pct": row.value_hundredths.map(Pct::from_hundredths), "children_affected": row.children_affected,
        "children_measured": row.children_measured, "status": row.status.as_str(), "is_official": row.is_official,
        "version": row.version,
    })
}

/// A record with its warnings in the caller's language.
pub fn shown<P>(
    caller: &Authorized<P>,
    row: prevalence_record::Model,
    warnings: &[Fault],
) -> PrevalenceRecord {
    let language = caller.context().language;
    PrevalenceRecord {
        warnings: warnings.iter().map(|w| w.render(language)).collect(),
        ..row.into()
    }
}

/// The row that a change is about, if the caller may see it and has seen it as it is.
///
/// # Errors
/// Not there, outside the region; changed since.
pub async fn for_change(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    id: PrevalenceRecordId,
    if_match: &IfMatch,
) -> Result<prevalence_record::Model, Problem> {
    let row = find(tx, scope, id).await?.ok_or_else(Problem::not_found)?;
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// Corrects a claim: the whole record again, with a reason.
///
/// # Errors
/// Changed since it was read; a claim that cannot be; another identity.
pub async fn update(
    caller: &Authorized<WritePrevalence>,
    id: PrevalenceRecordId,
    if_match: &IfMatch,
    update: PrevalenceRecordUpdate,
) -> Result<Reply, Problem> {
    let PrevalenceRecordUpdate { record, reason } = update;
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let rules = rules(caller, tx, std::iter::once(record.region_code.as_str())).await?;
            require_own(caller, &row)?;
            let mut faults = rules.faults(&record);
            faults.extend(identity_faults(&row, &record));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let (stamp, warnings) = (Stamp::of(caller), rules.warnings(&record));
            let mut next = store::next_version(store::corrected_row(&row, record, &stamp), &stamp);
            let may_decide = caller.actor().may(Permission::DecidePrevalence);
            (next.status, next.is_official) =
                after_correction(row.status, row.is_official, may_decide);
            store::save(
                tx,
                &[Saved {
                    row: next.clone(),
                    action: "correct",
                    reason: Some(reason.clone()),
                }],
                &stamp,
            )
            .await?;
            let change = Change::new("prevalence.correct", "prevalence_record", id)
                .in_region(&next.region_code)
                .because(reason)
                .with(digest(&next));
            let version = next.version;
            Ok((
                change,
                Reply::versioned(version, &shown(caller, next, &warnings))?,
            ))
        })
        .await
}

/// Refuses a change of what others have published.
///
/// # Errors
/// 409 for somebody else's published claim.
pub fn require_own<P>(
    caller: &Authorized<P>,
    row: &prevalence_record::Model,
) -> Result<(), Problem> {
    let may_decide = caller.actor().may(Permission::DecidePrevalence);
    if may_change(
        row.status,
        &row.created_by,
        &Stamp::of(caller).by,
        may_decide,
    ) {
        return Ok(());
    }
    Err(Problem::conflict(published_by_others()))
}

/// Why a published claim of others is left alone.
pub fn published_by_others() -> Text {
    text(
        "Klaim ini sudah terbit dan dinyatakan pihak lain; nyatakan klaim sendiri di sampingnya.",
        "This claim is published and was stated by others; state your own beside it.",
    )
}

fn identity_faults(row: &prevalence_record::Model, claim: &PrevalenceRecordCreate) -> Vec<Fault> {
    let period = claim.period.to_string();
    [
        ("/region_code", &row.region_code, &claim.region_code),
        ("/indicator", &row.indicator_code, &claim.indicator),
        ("/source", &row.source_code, &claim.source),
        ("/period", &row.period, &period),
        ("/publisher", &row.publisher, &claim.publisher),
    ]
    .into_iter()
    .filter(|(_, stored, given)| stored != given)
    .map(|(pointer, stored, _)| {
        Fault::body(
            pointer,
            "identity",
            text(
                format!("bagian dari identitas klaim (`{stored}`); tarik klaim ini dan nyatakan yang baru"),
                format!("is part of what identifies the claim (`{stored}`); withdraw it and state a new one"),
            ),
        )
    })
    .collect()
}
