//! Writing expectant mothers down, and correcting their records.

use chrono::{Days, NaiveDate};
use entity::expectant_mother::{Entity, Model};
use entity::id::ExpectantMotherId;
use entity::kind::{MotherState, RiskStatus};
use entity::{expectant_mother_key, expectant_mother_revision};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::change::{erased, for_change, key_of, revision, save, stepped, taken};
use super::identity::MotherIdentity;
use super::input::{MotherCreate, MotherMeasured, MotherUpdate};
use super::model::ExpectantMother;
use super::service::today;
use super::state::of_mother;
use super::store::path;
use crate::auth::permission::WriteChildren;
use crate::auth::{Authorized, Stamp};
use crate::child::{follow, new_code, place_faults, tenths};
use crate::clock::Clock;
use crate::db::Change;
use crate::http::IfMatch;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;
use crate::vault::Vault;

/// How many days a child may be overdue, and how many ahead it may be due: 42 weeks.
const OVERDUE: u64 = 60;
const AHEAD: u64 = 294;

/// An expectant mother to be written down.
#[derive(Debug, Clone)]
pub struct NewMother {
    /// Where she lives (domisili).
    pub region_code: String,
    /// When her child is due.
    pub due_on: NaiveDate,
    /// Whether her family is at risk.
    pub risk_status: RiskStatus,
    /// The circumference of her upper arm in millimetres, and when it was measured.
    pub muac: Option<(i32, NaiveDate)>,
    /// Haemoglobin in grams a litre, and when it was measured.
    pub haemoglobin: Option<(i32, NaiveDate)>,
    /// Who she is.
    pub identity: MotherIdentity,
}

/// Writes mothers down by a few statements, each with a key of her own and her first revision.
///
/// # Errors
/// A NIK that another one of the regency has; the database.
pub async fn enroll(
    tx: &DatabaseTransaction,
    vault: &Vault,
    clock: &dyn Clock,
    stamp: &Stamp,
    mothers: Vec<NewMother>,
) -> Result<Vec<Model>, Problem> {
    let written = mothers
        .into_iter()
        .map(|one| sealed(vault, clock, stamp, one));
    let (rows, keys): (Vec<Model>, Vec<expectant_mother_key::Model>) = written
        .collect::<Result<Vec<_>, Problem>>()?
        .into_iter()
        .unzip();
    Entity::insert_many(rows.iter().cloned().map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await
        .map_err(taken)?;
    expectant_mother_key::Entity::insert_many(
        keys.into_iter().map(IntoActiveModel::into_active_model),
    )
    .exec_without_returning(tx)
    .await?;
    let kept = rows.iter().map(|row| revision(row, "create", None, stamp));
    expectant_mother_revision::Entity::insert_many(kept.map(IntoActiveModel::into_active_model))
        .exec_without_returning(tx)
        .await?;
    Ok(rows)
}

fn sealed(
    vault: &Vault,
    clock: &dyn Clock,
    stamp: &Stamp,
    new: NewMother,
) -> Result<(Model, expectant_mother_key::Model), Problem> {
    let id = ExpectantMotherId(clock.new_id());
    let failed = || Problem::internal(&"an identity cannot be sealed");
    let (key, stored) = vault.create(id.0).ok_or_else(failed)?;
    let row = Model {
        id,
        code: new_code(),
        region_code: new.region_code,
        due_on: new.due_on,
        risk_status: new.risk_status,
        muac_mm: new.muac.map(|(value, _)| value),
        muac_on: new.muac.map(|(_, on)| on),
        haemoglobin_g_l: new.haemoglobin.map(|(value, _)| value),
        haemoglobin_on: new.haemoglobin.map(|(_, on)| on),
        state: MotherState::Active,
        state_since: stamp.at.date_naive(),
        child_id: None,
        identity_sealed: Some(new.identity.seal(&key).ok_or_else(failed)?),
        nik_index: new.identity.nik.as_deref().map(|nik| vault.nik_index(nik)),
        erased_at: None,
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    };
    let key = expectant_mother_key::Model {
        mother_id: id,
        sealed: stored,
    };
    Ok((row, key))
}

/// Writes an expectant mother down.
///
/// # Errors
/// A region that is none here; a day that cannot be; a NIK of another one of the regency; the database.
pub async fn create(
    caller: &Authorized<WriteChildren>,
    new: MotherCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let services = caller.services();
    caller
        .write(async |tx| {
            let today = today(caller);
            let mut faults = place_faults(tx, caller.scope(), &new.region_code).await?;
            faults.extend(due_fault(new.due_on, today));
            faults.extend(measured_faults(&new.measured, today));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let (muac, haemoglobin) = kept(&new.measured);
            let mother = NewMother {
                region_code: new.region_code,
                due_on: new.due_on,
                risk_status: new.risk_status,
                muac,
                haemoglobin,
                identity: new.identity.into(),
            };
            let clock = services.clock.as_ref();
            let rows = enroll(tx, &services.vault, clock, &stamp, vec![mother]).await?;
            let row = rows.into_iter().next().ok_or_else(Problem::not_found)?;
            let change =
                Change::new("mother.create", "mother", row.id).in_region(row.region_code.clone());
            let (id, version) = (row.id, row.version);
            let shown = ExpectantMother::new(row, today);
            Ok((change, Reply::created(path(id), version, &shown)?.private()))
        })
        .await
}

/// Corrects an expectant mother's record.
///
/// # Errors
/// Not there, changed since; erased; what [`create`] refuses; the database.
pub async fn update(
    caller: &Authorized<WriteChildren>,
    id: ExpectantMotherId,
    if_match: &IfMatch,
    update: MotherUpdate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            let today = today(caller);
            let mut faults = Vec::new();
            if update.region_code != row.region_code {
                faults = place_faults(tx, caller.scope(), &update.region_code).await?;
            }
            if update.due_on != row.due_on {
                faults.extend(due_fault(update.due_on, today));
            }
            faults.extend(measured_faults(&update.measured, today));
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let reason = update.reason.clone();
            let identity_changed = update.identity.is_some();
            let next = corrected(caller, tx, row, update, &stamp).await?;
            save(tx, &next, "update", Some(reason.clone()), &stamp).await?;
            let (clock, region) = (caller.services().clock.as_ref(), &next.region_code);
            follow(tx, clock, of_mother(id), region, &stamp).await?;
            let change = Change::new("mother.update", "mother", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "version": next.version, "identity": identity_changed }));
            let version = next.version;
            let shown = ExpectantMother::new(next, today);
            Ok((change, Reply::versioned(version, &shown)?.private()))
        })
        .await
}

async fn corrected(
    caller: &Authorized<WriteChildren>,
    tx: &DatabaseTransaction,
    row: Model,
    update: MotherUpdate,
    stamp: &Stamp,
) -> Result<Model, Problem> {
    let vault = &caller.services().vault;
    let (muac, haemoglobin) = kept(&update.measured);
    let mut next = Model {
        region_code: update.region_code,
        due_on: update.due_on,
        risk_status: update.risk_status,
        muac_mm: muac.map(|(value, _)| value),
        muac_on: muac.map(|(_, on)| on),
        haemoglobin_g_l: haemoglobin.map(|(value, _)| value),
        haemoglobin_on: haemoglobin.map(|(_, on)| on),
        ..stepped(row, stamp)
    };
    if let Some(identity) = update.identity {
        if next.erased_at.is_some() {
            return Err(erased());
        }
        let key = key_of(tx, vault, next.id).await?;
        let identity = MotherIdentity::from(identity);
        next.nik_index = identity.nik.as_deref().map(|nik| vault.nik_index(nik));
        let sealed = identity.seal(&key);
        next.identity_sealed =
            Some(sealed.ok_or_else(|| Problem::internal(&"sealing an identity"))?);
    }
    Ok(next)
}

/// What was measured, as it is kept.
#[expect(clippy::type_complexity, reason = "two of the same")]
fn kept(measured: &MotherMeasured) -> (Option<(i32, NaiveDate)>, Option<(i32, NaiveDate)>) {
    let of = |value: Option<f64>, on: Option<NaiveDate>| value.and_then(tenths).zip(on);
    (
        of(measured.muac_cm, measured.muac_on),
        of(measured.haemoglobin_g_dl, measured.haemoglobin_on),
    )
}

/// A child is due from 60 days ago to 42 weeks ahead.
fn due_fault(due_on: NaiveDate, today: NaiveDate) -> Option<Fault> {
    let first = today.checked_sub_days(Days::new(OVERDUE))?;
    let last = today.checked_add_days(Days::new(AHEAD))?;
    let detail = text(
        format!("harus antara {first} dan {last}"),
        format!("must be between {first} and {last}"),
    );
    let possible = (first..=last).contains(&due_on);
    (!possible).then(|| Fault::body("/due_on", "out_of_range", detail))
}

fn measured_faults(measured: &MotherMeasured, today: NaiveDate) -> Vec<Fault> {
    let days = [
        ("/measured/muac_on", measured.muac_on),
        ("/measured/haemoglobin_on", measured.haemoglobin_on),
    ];
    let late = days
        .into_iter()
        .filter(|(_, on)| on.is_some_and(|on| on > today));
    late.map(|(pointer, _)| {
        let detail = text("tidak boleh sesudah hari ini", "must not be after today");
        Fault::body(pointer, "in_the_future", detail)
    })
    .collect()
}
