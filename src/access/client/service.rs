//! Registrations within the caller's region: nobody gives a system, or takes over from one, more than they may themselves.

use entity::api_client::{ActiveModel, Model};
use entity::id::ClientId;
use sea_orm::{ConnectionTrait, Set};
use serde_json::json;

use super::model::{ApiClient, ApiClientCreate, ApiClientUpdate, ApiClientWithSecret};
use super::query::find;
use super::store::{self, NewClient, is_for_systems, new_secret, scope_text};
use crate::access::rules::region_fault;
use crate::auth::account::registered_scopes;
use crate::auth::permission::{ManageClients, Permission};
use crate::auth::{Actor, Authorized};
use crate::db::{self, Change};
use crate::http::IfMatch;
use crate::problem::{Fault, Kind, Problem};
use crate::reply::{Reply, version_tag};
use crate::text::text;

type Caller = Authorized<ManageClients>;

/// Registers a system.
///
/// # Errors
/// Scopes or a region beyond the caller's own; the database.
pub(super) async fn create(caller: &Caller, new: ApiClientCreate) -> Result<Reply, Problem> {
    let clock = &caller.services().clock;
    caller
        .write(async |tx| {
            check(tx, caller, &new.scopes, &new.region_code).await?;
            let (secret, secret_hash) = new_secret();
            let row = NewClient {
                id: ClientId(clock.new_id()),
                name: new.name,
                scopes: new.scopes,
                region_code: new.region_code,
                secret_hash,
            };
            let row = store::insert(tx, row, clock.now()).await?;
            let change = Change::new("client.create", "client", row.id)
                .in_region(&row.region_code)
                .with(json!({ "client_id": row.client_id, "scopes": row.scopes }));
            let location = format!("/api/v1/clients/{}", row.id);
            let body = ApiClientWithSecret {
                client: row.into(),
                client_secret: secret.expose().to_owned(),
            };
            let reply =
                Reply::created(location, 1, &body)?.with_header("Cache-Control", "no-store");
            Ok((change, reply))
        })
        .await
}

/// Replaces what a registration is.
///
/// # Errors
/// Not there; beyond the caller's own permissions or region; stale; the database.
pub(super) async fn update(
    caller: &Caller,
    id: ClientId,
    if_match: IfMatch,
    new: ApiClientUpdate,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            check(tx, caller, &new.scopes, &new.region_code).await?;
            let scopes = scope_text(&new.scopes);
            let detail = json!({
                "scopes": [row.scopes, scopes],
                "region_code": [row.region_code, new.region_code],
                "disabled": [row.disabled_at.is_some(), new.disabled],
                "renamed": row.name != new.name,
            });
            let change = ActiveModel {
                name: Set(new.name),
                scopes: Set(scopes),
                region_code: Set(new.region_code),
                disabled_at: Set(new.disabled.then(|| row.disabled_at.unwrap_or(now))),
                ..Default::default()
            };
            let row = store::update(tx, &row, change, now).await?;
            db::bump_security_epoch(tx).await?;
            let change = changed("client.update", &row, new.reason).with(detail);
            Ok((
                change,
                Reply::versioned(row.version, &ApiClient::from(row))?,
            ))
        })
        .await
}

/// Disables a registration; its tokens are refused from the next request on.
///
/// # Errors
/// Not there; disabled already; beyond the caller's own permissions; stale; the database.
pub(super) async fn disable(
    caller: &Caller,
    id: ClientId,
    if_match: IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            if row.disabled_at.is_some() {
                return Err(Problem::conflict(text(
                    "Sistem ini sudah dinonaktifkan.",
                    "The system is disabled already.",
                )));
            }
            let row = store::disable(tx, &row, now).await?;
            db::bump_security_epoch(tx).await?;
            let change = changed("client.disable", &row, reason);
            Ok((
                change,
                Reply::versioned(row.version, &ApiClient::from(row))?,
            ))
        })
        .await
}

/// Replaces the secret of a registration.
///
/// # Errors
/// Not there; beyond the caller's own permissions; stale; the database.
pub(super) async fn rotate_secret(
    caller: &Caller,
    id: ClientId,
    if_match: IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    caller
        .write(async |tx| {
            let row = touchable(tx, caller, id, &if_match).await?;
            let (secret, secret_hash) = new_secret();
            let row = store::set_secret(tx, &row, secret_hash, now).await?;
            let change = changed("client.rotate_secret", &row, reason);
            let version = row.version;
            let body = ApiClientWithSecret {
                client: row.into(),
                client_secret: secret.expose().to_owned(),
            };
            let reply = Reply::versioned(version, &body)?.with_header("Cache-Control", "no-store");
            Ok((change, reply))
        })
        .await
}

fn changed(action: &'static str, row: &Model, reason: String) -> Change {
    Change::new(action, "client", row.id)
        .in_region(&row.region_code)
        .because(reason)
}

/// The registration at an accepted version, if the caller may do all that it may: who can change its secret can be it.
async fn touchable<C: ConnectionTrait>(
    tx: &C,
    caller: &Caller,
    id: ClientId,
    if_match: &IfMatch,
) -> Result<Model, Problem> {
    let row = find(tx, caller.scope(), id).await?;
    if !registered_scopes(&row)
        .iter()
        .all(|scope| caller.actor().may(*scope))
    {
        return Err(Problem::new(
            Kind::Forbidden,
            text(
                "Sistem ini punya izin yang tidak Anda punyai.",
                "The system has permissions that you do not have.",
            ),
        ));
    }
    if if_match.accepts(row.version) {
        Ok(row)
    } else {
        Err(Problem::stale(&version_tag(row.version)))
    }
}

async fn check<C: ConnectionTrait>(
    tx: &C,
    caller: &Caller,
    scopes: &[Permission],
    region_code: &str,
) -> Result<(), Problem> {
    let mut faults = scope_faults(caller.actor(), scopes);
    faults.extend(region_fault(tx, caller.scope(), region_code).await?);
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

fn scope_faults(actor: &Actor, scopes: &[Permission]) -> Vec<Fault> {
    let fault = |(index, scope): (usize, &Permission)| {
        let (code, detail) = if scopes.iter().take(index).any(|other| other == scope) {
            let detail = text("disebut dua kali", "is named twice");
            ("repeated", detail)
        } else if actor.may(*scope) && is_for_systems(*scope) {
            return None;
        } else {
            let detail = text(
                "izin yang tidak dapat Anda berikan kepada sistem",
                "is a permission that you cannot give to a system",
            );
            ("not_grantable", detail)
        };
        Some(Fault::body(format!("/scopes/{index}"), code, detail))
    };
    scopes.iter().enumerate().filter_map(fault).collect()
}
