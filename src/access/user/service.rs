//! Accounts within the caller's region: nobody grants or touches more than they have themselves.

use entity::id::UserId;
use entity::kind::Role;
use entity::user_account::{ActiveModel, Column, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, Set};
use serde_json::json;

use super::model::{User, UserCreate, UserUpdate, UserWithPassword};
use super::query::{find, visible};
use super::store::{self, NewUser, Password};
use crate::access::rules::region_fault;
use crate::access::session::store as sessions;
use crate::auth::permission::{ManageUsers, permissions};
use crate::auth::{Actor, Authorized, RegionScope, password};
use crate::db::{self, Change};
use crate::http::IfMatch;
use crate::problem::{Fault, Kind, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

type Caller = Authorized<ManageUsers>;

/// Adds an account.
///
/// # Errors
/// A role or region beyond the caller's own; a weak password; the name is taken; the database.
pub(super) async fn create(caller: &Caller, new: UserCreate) -> Result<Reply, Problem> {
    let mut faults: Vec<Fault> = role_fault(caller.actor(), new.role).into_iter().collect();
    faults.extend(region_fault(caller.reader(), caller.scope(), &new.region_code).await?);
    faults.extend(new.password.as_deref().and_then(|given| {
        let (code, detail) = password::weakness(given, &[&new.username, &new.display_name])?;
        Some(Fault::body("/password", code, detail))
    }));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let clock = &caller.services().clock;
    // Before the transaction: hashing takes longer than everything in it.
    let password = Password::new(new.password).await?;
    let row = NewUser {
        id: UserId(clock.new_id()),
        username: new.username.clone(),
        display_name: new.display_name,
        role: new.role,
        region_code: new.region_code,
        password_hash: password.hash,
        one_time: password.shown.is_some(),
    };
    let shown = password.shown.map(|secret| secret.expose().to_owned());
    caller
        .write(async |tx| {
            let Some(row) = store::insert(tx, row, clock.now()).await? else {
                return Err(taken(tx, caller.scope(), &new.username).await?);
            };
            let change = Change::new("user.create", "user", row.id)
                .in_region(&row.region_code)
                .with(json!({ "role": row.role }));
            let location = format!("/api/v1/users/{}", row.id);
            let body = UserWithPassword {
                user: row.into(),
                one_time_password: shown,
            };
            let reply =
                Reply::created(location, 1, &body)?.with_header("Cache-Control", "no-store");
            Ok((change, reply))
        })
        .await
}

/// User names are unique everywhere, but where the other one stands is told only to those who can see it.
async fn taken<C: ConnectionTrait>(
    tx: &C,
    scope: &RegionScope,
    username: &str,
) -> Result<Problem, Problem> {
    let detail = text("Nama pengguna sudah dipakai.", "The user name is taken.");
    let other = visible(scope).filter(Column::Username.eq(username));
    Ok(match other.one(tx).await? {
        Some(other) => Problem::already_exists(format!("/api/v1/users/{}", other.id), detail),
        None => Problem::new(Kind::AlreadyExists, detail),
    })
}

/// Replaces what an account is.
///
/// # Errors
/// Not there; beyond the caller's own permissions or region; stale; the database.
pub(super) async fn update(
    caller: &Caller,
    id: UserId,
    if_match: IfMatch,
    new: UserUpdate,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            let mut faults: Vec<Fault> = role_fault(caller.actor(), new.role).into_iter().collect();
            faults.extend(region_fault(tx, caller.scope(), &new.region_code).await?);
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let was_disabled = row.disabled_at.is_some();
            let rights_change = row.role != new.role
                || row.region_code != new.region_code
                || was_disabled != new.disabled;
            if rights_change {
                not_oneself(caller, id)?;
                db::bump_security_epoch(tx).await?;
            }
            if new.disabled && !was_disabled {
                sessions::revoke_all(tx, id, None, now).await?;
            }
            let disabled_at = new.disabled.then(|| row.disabled_at.unwrap_or(now));
            let detail = json!({
                "role": [row.role, new.role],
                "region_code": [row.region_code, new.region_code],
                "disabled": [was_disabled, new.disabled],
                "renamed": row.display_name != new.display_name,
            });
            let change = ActiveModel {
                display_name: Set(new.display_name),
                role: Set(new.role),
                region_code: Set(new.region_code),
                disabled_at: Set(disabled_at),
                ..Default::default()
            };
            let row = store::update(tx, &row, change, now).await?;
            let change = changed("user.update", &row, new.reason).with(detail);
            Ok((change, Reply::versioned(row.version, &User::from(row))?))
        })
        .await
}

/// Disables an account and ends its sessions.
///
/// # Errors
/// Not there; disabled already; beyond the caller's own permissions; stale; the database.
pub(super) async fn disable(
    caller: &Caller,
    id: UserId,
    if_match: IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            not_oneself(caller, id)?;
            if row.disabled_at.is_some() {
                return Err(Problem::conflict(text(
                    "Akun ini sudah dinonaktifkan.",
                    "The account is disabled already.",
                )));
            }
            let row = store::disable(tx, &row, now).await?;
            sessions::revoke_all(tx, id, None, now).await?;
            db::bump_security_epoch(tx).await?;
            let change = changed("user.disable", &row, reason);
            Ok((change, Reply::versioned(row.version, &User::from(row))?))
        })
        .await
}

/// Gives an account a new one-time password and ends its sessions.
///
/// # Errors
/// Not there; beyond the caller's own permissions; stale; the database.
pub(super) async fn reset_password(
    caller: &Caller,
    id: UserId,
    if_match: IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    let password = Password::new(None).await?;
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            not_oneself(caller, id)?;
            let row = store::set_password(tx, &row, password.hash, true, now).await?;
            sessions::revoke_all(tx, id, None, now).await?;
            db::bump_security_epoch(tx).await?;
            let change = changed("user.reset_password", &row, reason);
            let version = row.version;
            let body = UserWithPassword {
                user: row.into(),
                one_time_password: password.shown.map(|secret| secret.expose().to_owned()),
            };
            let reply = Reply::versioned(version, &body)?.with_header("Cache-Control", "no-store");
            Ok((change, reply))
        })
        .await
}

fn changed(action: &'static str, row: &Model, reason: String) -> Change {
    Change::new(action, "user", row.id)
        .in_region(&row.region_code)
        .because(reason)
}

/// The account at an accepted version, if the caller may touch it at all.
async fn touchable<C: ConnectionTrait>(
    tx: &C,
    caller: &Caller,
    id: UserId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = find(tx, caller.scope(), id).await?;
    if !may_grant(caller.actor(), row.role) {
        return Err(Problem::new(
            Kind::Forbidden,
            text(
                "Akun ini punya izin yang tidak Anda punyai.",
                "The account has permissions that you do not have.",
            ),
        ));
    }
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

/// A role is granted and touched only by those who have all of its permissions.
fn may_grant(actor: &Actor, role: Role) -> bool {
    permissions(role).iter().all(|p| actor.may(*p))
}

fn role_fault(actor: &Actor, role: Role) -> Option<Fault> {
    (!may_grant(actor, role)).then(|| {
        Fault::body(
            "/role",
            "not_grantable",
            text(
                "peran ini punya izin yang tidak Anda punyai",
                "the role has permissions that you do not have",
            ),
        )
    })
}

/// Nobody locks themselves out by accident: others take one's rights.
fn not_oneself(caller: &Caller, id: UserId) -> Result<(), Problem> {
    if caller.actor().id != id.0 {
        return Ok(());
    }
    Err(Problem::conflict(text(
        "Peran, wilayah, status, dan kata sandi akun sendiri tidak diubah di sini; kata sandi lewat /api/v1/auth/password.",
        "Role, region, state and password of one's own account are not changed here; the password is at /api/v1/auth/password.",
    )))
}
