//! Writing a child down, and correcting its record.

use chrono::NaiveDate;
use entity::child::Model;
use entity::id::ChildId;
use entity::kind::{ChildState, RegionLevel};
use sea_orm::DatabaseTransaction;

use super::candidates::Candidates;
use super::change::{erased, for_change, key_of, merged, path, save, stepped};
use super::enroll::enroll;
use super::follow::{follow, of_child};
use super::identity::Identity;
use super::input::{ChildCreate, ChildUpdate};
use super::matching::{Features, Verdict};
use super::measurement::rejudge::rejudge;
use super::model::{ChildEnrolled, SuspectedDuplicate};
use super::service::{shown, today};
use super::units::{grams, tenth_mm};
use crate::auth::permission::WriteChildren;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::text;

/// Writes a child down.
///
/// # Errors
/// A region that is none here; a day of birth that cannot be; a child that is there already; the database.
pub async fn create(
    caller: &Authorized<WriteChildren>,
    new: ChildCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    caller
        .write(async |tx| {
            let mut faults = place_faults(tx, caller.scope(), &new.region_code).await?;
            faults.extend(birth_fault(new.birth_date, today(caller)));
            if new.confirm_distinct && new.distinct_reason.is_none() {
                let (id, en) = ("diperlukan bersama confirm_distinct", "is needed with confirm_distinct");
                faults.push(Fault::body("/distinct_reason", "required", text(id, en)));
            }
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let (distinct, why) = (new.confirm_distinct, new.distinct_reason.clone());
            let child = new.new_child();
            let wanted = Features {
                nik_index: child.identity.nik.as_deref().map(|nik| services.vault.nik_index(nik)),
                ..compared(&child.identity, &child)
            };
            let around = neighbourhood(caller.scope(), &child.region_code);
            let known =
                Candidates::load(tx, &services.vault, &around, Some(&[child.birth_date])).await?;
            let suspected = known.of(&wanted);
            let sure = suspected.iter().find(|(_, l)| l.verdict == Verdict::Match);
            if let (Some((row, _)), false) = (sure, distinct) {
                return Err(is_there(row));
            }
            let suspected: Vec<SuspectedDuplicate> = suspected
                .into_iter()
                .map(|(row, likeness)| SuspectedDuplicate {
                    id: row.id,
                    code: row.code.clone(),
                    score: likeness.score,
                    grounds: likeness.grounds,
                })
                .collect();
            let written = enroll(tx, &services.vault, services.clock.as_ref(), &stamp, vec![child]);
            let row = written.await?.pop().ok_or_else(Problem::not_found)?;
            let change = Change::new("child.create", "child", row.id)
                .in_region(row.region_code.clone())
                .because(why)
                .with(serde_json::json!({ "suspected_duplicates": suspected.len(), "confirm_distinct": distinct }));
            let (id, version) = (row.id, row.version);
            let answer = ChildEnrolled {
                child: shown(tx, row, today(caller)).await?,
                suspected_duplicates: suspected,
            };
            Ok((change, Reply::created(path(id), version, &answer)?.private()))
        })
        .await
}

/// What is compared of a child that is not written down yet.
fn compared(identity: &Identity, child: &super::NewChild) -> Features {
    let parents = [&identity.mother_name, &identity.father_name];
    Features {
        nik_index: None,
        sex: child.sex,
        birth_date: child.birth_date,
        region_code: child.region_code.clone(),
        name: super::names::Comparable::new(&identity.name),
        parents: parents
            .into_iter()
            .flatten()
            .filter_map(|name| super::names::Comparable::new(name))
            .collect(),
    }
}

/// The regency of a region, as far as the caller sees it.
fn neighbourhood(scope: &RegionScope, code: &str) -> RegionScope {
    let regency: String = code.chars().take(5).collect();
    if RegionScope::new(regency.as_str()).contains(scope.code()) {
        scope.clone()
    } else {
        RegionScope::new(regency)
    }
}

fn is_there(row: &Model) -> Problem {
    Problem::already_exists(
        path(row.id),
        text(
            "Anak ini tampaknya sudah tercatat; bila memang anak lain, kirim confirm_distinct dengan alasannya.",
            "This child seems to be there already; if it is another one, send confirm_distinct with the reason.",
        ),
    )
}

/// Corrects a child's record.
///
/// # Errors
/// Not there, changed since; merged or erased; what [`create`] refuses; the database.
pub async fn update(
    caller: &Authorized<WriteChildren>,
    id: ChildId,
    if_match: &IfMatch,
    update: ChildUpdate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            if row.state == ChildState::Merged {
                return Err(merged(row.merged_into));
            }
            let mut faults = Vec::new();
            if update.region_code != row.region_code {
                faults = place_faults(tx, caller.scope(), &update.region_code).await?;
            }
            faults.extend(birth_fault(update.birth_date, today(caller)));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let subject_changed = (row.sex, row.birth_date) != (update.sex, update.birth_date);
            let reason = update.reason.clone();
            let identity_changed = update.identity.is_some();
            let next = corrected(caller, tx, row, update, &stamp).await?;
            save(tx, &next, "update", Some(reason.clone()), &stamp).await?;
            let (clock, region) = (caller.services().clock.as_ref(), &next.region_code);
            follow(tx, clock, of_child(id), region, &stamp).await?;
            let judged = if subject_changed {
                rejudge(tx, &next, &stamp, &reason).await?
            } else {
                0
            };
            let change = Change::new("child.update", "child", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({
                    "version": next.version, "identity": identity_changed, "measurements_judged_again": judged,
                }));
            let version = next.version;
            let child = shown(tx, next, today(caller)).await?;
            Ok((change, Reply::versioned(version, &child)?.private()))
        })
        .await
}

async fn corrected(
    caller: &Authorized<WriteChildren>,
    tx: &DatabaseTransaction,
    row: Model,
    update: ChildUpdate,
    stamp: &Stamp,
) -> Result<Model, Problem> {
    let vault = &caller.services().vault;
    let mut next = Model {
        sex: update.sex,
        birth_date: update.birth_date,
        region_code: update.region_code,
        puskesmas: update.puskesmas,
        posyandu: update.posyandu,
        birth_weight_g: update.birth_weight_kg.and_then(grams),
        birth_length_tenth_mm: update.birth_length_cm.and_then(tenth_mm),
        risk_status: update.risk_status,
        ..stepped(row, stamp)
    };
    if let Some(identity) = update.identity {
        if next.erased_at.is_some() {
            return Err(erased());
        }
        let key = key_of(tx, vault, next.id).await?;
        let identity = Identity::from(identity);
        next.nik_index = identity.nik.as_deref().map(|nik| vault.nik_index(nik));
        let sealed = identity.seal(&key);
        next.identity_sealed =
            Some(sealed.ok_or_else(|| Problem::internal(&"sealing an identity"))?);
    }
    Ok(next)
}

/// A child lives in a district or a village within the caller's region, and so does a mother.
///
/// # Errors
/// The database.
pub async fn place_faults(
    tx: &DatabaseTransaction,
    scope: &RegionScope,
    code: &str,
) -> Result<Vec<Fault>, Problem> {
    let place = || Place::Pointer("/region_code".to_owned());
    let found = region::find(tx, code).await?;
    let Some(found) = found.filter(|found| scope.contains(&found.code)) else {
        return Ok(vec![region::code_fault(place(), code)]);
    };
    if matches!(found.level, RegionLevel::District | RegionLevel::Village) {
        return Ok(Vec::new());
    }
    let detail = text(
        "harus kecamatan atau desa/kelurahan",
        "must be a district or a village",
    );
    Ok(vec![Fault::body("/region_code", "level", detail)])
}

/// Children are born between 2000 and today.
fn birth_fault(birth_date: NaiveDate, today: NaiveDate) -> Option<Fault> {
    let first = NaiveDate::from_ymd_opt(2000, 1, 1)?;
    let detail = text(
        "harus antara 2000-01-01 dan hari ini",
        "must be between 2000-01-01 and today",
    );
    let possible = (first..=today).contains(&birth_date);
    (!possible).then(|| Fault::body("/birth_date", "out_of_range", detail))
}
