//! One's own account: who am I, sign-out, password.

use entity::id::{ClientId, SessionId, UserId};
use entity::user_account;

use super::model::{Me, PasswordChange, RolePermissions};
use super::store;
use crate::access::attempt::Attempt;
use crate::access::client::store as clients;
use crate::access::oauth::revoked;
use crate::access::user::store as users;
use crate::auth::permission::{ROLES, UseAccount, permissions};
use crate::auth::{ActorKind, Authorized, password};
use crate::db::{self, Change};
use crate::page::{Page, PageInfo};
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::secret::Secret;
use crate::text::text;

type Caller = Authorized<UseAccount>;

/// Every role with its permissions.
pub(super) fn roles() -> Page<RolePermissions> {
    let items = ROLES
        .into_iter()
        .map(|role| RolePermissions {
            role,
            permissions: permissions(role).to_vec(),
        })
        .collect();
    let page = PageInfo {
        next: None,
        prev: None,
        total: None,
    };
    Page { items, page }
}

/// Who is signed in.
///
/// # Errors
/// The database.
pub(super) async fn me(caller: &Caller) -> Result<Reply, Problem> {
    let actor = caller.actor();
    let (display_name, role) = match actor.kind {
        ActorKind::User => {
            let user = users::find(caller.reader(), UserId(actor.id)).await?;
            let user = user.ok_or_else(Problem::not_found)?;
            (user.display_name, Some(user.role))
        }
        ActorKind::Client => {
            let client = clients::find(caller.reader(), ClientId(actor.id)).await?;
            (client.ok_or_else(Problem::not_found)?.name, None)
        }
    };
    Reply::content(&Me {
        id: actor.id,
        kind: actor.kind.as_str(),
        username: actor.name.clone(),
        display_name,
        role,
        region_code: actor.scope.code().to_owned(),
        permissions: actor.permissions.clone(),
        must_change_password: actor.must_change_password,
    })
}

/// Signs out.
///
/// # Errors
/// The database.
pub(super) async fn logout(caller: &Caller) -> Result<Reply, Problem> {
    let actor = caller.actor();
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let change = match actor.session {
                Some(session) => {
                    store::revoke(tx, SessionId(session), now).await?;
                    Change::new("session.end", "session", session)
                }
                None => {
                    revoked::add(tx, actor.token_id, actor.expires_at).await?;
                    Change::new("token.revoke", "token", actor.token_id)
                }
            };
            db::bump_security_epoch(tx).await?;
            Ok((change.in_region(actor.scope.code()), Reply::no_content()))
        })
        .await
}

/// Changes one's own password and ends the other sessions.
///
/// # Errors
/// The present one is wrong, the new one weak; too many attempts; the database.
pub(super) async fn change_password(
    caller: &Caller,
    change: PasswordChange,
) -> Result<Reply, Problem> {
    let user = person(caller).await?;
    let services = caller.services();
    let address = caller.context().address;
    let attempt = Attempt::begin(services, "password", &user.username, address).await?;
    let mut faults = Vec::new();
    let current = Secret::new(change.current_password.clone());
    let right = password::verify(current, Some(user.password_hash.clone())).await?;
    if !right {
        let detail = text("kata sandi salah", "is not the password");
        faults.push(Fault::body("/current_password", "wrong", detail));
    }
    faults.extend(new_password_fault(&change, &user));
    if !faults.is_empty() {
        if right {
            attempt.succeed(services, services.db.writer()).await?;
        }
        return Err(Problem::invalid(faults));
    }
    let hash = password::hash(Secret::new(change.new_password)).await?;
    let now = services.clock.now();
    let session = caller.actor().session.map(SessionId);
    caller
        .write(async |tx| {
            attempt.succeed(services, tx).await?;
            users::set_password(tx, &user, hash, false, now).await?;
            store::revoke_all(tx, user.id, session, now).await?;
            db::bump_security_epoch(tx).await?;
            let change = Change::new("user.change_password", "user", user.id);
            Ok((change.in_region(&user.region_code), Reply::no_content()))
        })
        .await
}

async fn person(caller: &Caller) -> Result<user_account::Model, Problem> {
    let actor = caller.actor();
    if actor.kind == ActorKind::Client {
        return Err(Problem::conflict(text(
            "Sistem tidak punya kata sandi.",
            "A system has no password.",
        )));
    }
    let user = users::find(caller.reader(), UserId(actor.id)).await?;
    user.ok_or_else(Problem::not_found)
}

fn new_password_fault(change: &PasswordChange, user: &user_account::Model) -> Option<Fault> {
    let known = [user.username.as_str(), user.display_name.as_str()];
    let (code, detail) = if change.new_password == change.current_password {
        let detail = text(
            "harus lain dari yang lama",
            "must differ from the present one",
        );
        ("unchanged", detail)
    } else {
        password::weakness(&change.new_password, &known)?
    };
    Some(Fault::body("/new_password", code, detail))
}
