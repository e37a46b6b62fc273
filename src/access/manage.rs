//! Accounts and registrations as the command line manages them: no caller whose rights would bound it, but the same rows and
//! the same audit log.

use entity::id::{ClientId, UserId};
use entity::kind::Role;
use entity::{api_client, user_account};
use sea_orm::DatabaseTransaction;
use serde_json::json;
use validator::ValidationError;

use super::client::store::{self as clients, NewClient, is_for_systems, new_secret, scope_text};
use super::rules::{region_fault, username};
use super::session::store as sessions;
use super::user::store::{self as users, NewUser, Password};
use crate::auth::scope::COUNTRY;
use crate::auth::{Permission, RegionScope};
use crate::db::{self, AuditContext, Change};
use crate::problem::{Fault, Kind, Problem};
use crate::secret::Secret;
use crate::services::Services;
use crate::text::text;
use crate::validation::{line, rule_fault};

/// Manages accounts, registrations and keys on behalf of somebody.
pub struct Manager<'a> {
    services: &'a Services,
    audit: AuditContext,
}

impl<'a> Manager<'a> {
    /// On behalf of whom `audit` says.
    pub fn new(services: &'a Services, audit: AuditContext) -> Self {
        Self { services, audit }
    }

    async fn write<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(Change, T), Problem>,
    ) -> Result<T, Problem> {
        let services = self.services;
        db::write(&services.db, services.clock.as_ref(), &self.audit, work).await
    }

    /// Adds an account; its one-time password.
    ///
    /// # Errors
    /// Names what cannot be taken; the database.
    pub async fn create_user(
        &self,
        name: &str,
        display_name: &str,
        role: Role,
        region_code: &str,
    ) -> Result<Secret, Problem> {
        let mut faults = Vec::new();
        faults.extend(fault("/username", username(name)));
        faults.extend(fault("/display_name", line(display_name)));
        self.check(faults, region_code).await?;
        let password = Password::new(None).await?;
        let new = NewUser {
            id: UserId(self.services.clock.new_id()),
            username: name.to_owned(),
            display_name: display_name.to_owned(),
            role,
            region_code: region_code.to_owned(),
            password_hash: password.hash,
            one_time: true,
        };
        self.insert_user(new).await?;
        password.shown.ok_or_else(Problem::not_found)
    }

    /// Adds an account whose password is known already.
    ///
    /// # Errors
    /// The name is taken; the database.
    pub(super) async fn insert_user(&self, new: NewUser) -> Result<(), Problem> {
        let now = self.services.clock.now();
        self.write(async |tx| {
            let row = users::insert(tx, new, now).await?.ok_or_else(|| {
                let detail = text("Nama pengguna sudah dipakai.", "The user name is taken.");
                Problem::new(Kind::AlreadyExists, detail)
            })?;
            let change = Change::new("user.create", "user", row.id)
                .in_region(row.region_code)
                .with(json!({ "role": row.role }));
            Ok((change, ()))
        })
        .await
    }

    /// Disables an account and ends its sessions.
    ///
    /// # Errors
    /// There is none of that name; the database.
    pub async fn disable_user(&self, name: &str) -> Result<(), Problem> {
        let now = self.services.clock.now();
        self.write(async |tx| {
            let row = users::find_by_name(tx, name).await?;
            let row = users::disable(tx, &row.ok_or_else(|| unknown(name))?, now).await?;
            sessions::revoke_all(tx, row.id, None, now).await?;
            db::bump_security_epoch(tx).await?;
            Ok((of_user("user.disable", &row), ()))
        })
        .await
    }

    /// Gives an account a new one-time password and ends its sessions.
    ///
    /// # Errors
    /// There is none of that name; the database.
    pub async fn reset_password(&self, name: &str) -> Result<Secret, Problem> {
        let password = Password::new(None).await?;
        self.set_password(name, password.hash, true).await?;
        password.shown.ok_or_else(Problem::not_found)
    }

    /// Sets the password of an account and ends its sessions.
    ///
    /// # Errors
    /// There is none of that name; the database.
    pub(super) async fn set_password(
        &self,
        name: &str,
        hash: String,
        one_time: bool,
    ) -> Result<(), Problem> {
        let now = self.services.clock.now();
        self.write(async |tx| {
            let row = users::find_by_name(tx, name).await?;
            let row = row.ok_or_else(|| unknown(name))?;
            let row = users::set_password(tx, &row, hash, one_time, now).await?;
            sessions::revoke_all(tx, row.id, None, now).await?;
            db::bump_security_epoch(tx).await?;
            Ok((of_user("user.reset_password", &row), ()))
        })
        .await
    }

    /// Every account.
    ///
    /// # Errors
    /// The database.
    pub async fn users(&self) -> Result<Vec<user_account::Model>, Problem> {
        Ok(users::all(self.services.db.reader()).await?)
    }

    /// Registers a system; its client id and secret.
    ///
    /// # Errors
    /// Names what cannot be taken; the database.
    pub async fn create_client(
        &self,
        name: &str,
        mut scopes: Vec<Permission>,
        region_code: &str,
    ) -> Result<(String, Secret), Problem> {
        scopes.sort_unstable();
        scopes.dedup();
        let mut faults = Vec::new();
        faults.extend(fault("/name", line(name)));
        faults.extend(scopes.iter().filter(|s| !is_for_systems(**s)).map(|scope| {
            let detail = text(
                format!("`{scope}` bukan izin untuk sistem"),
                format!("`{scope}` is no permission for a system"),
            );
            Fault::body("/scopes", "not_grantable", detail)
        }));
        self.check(faults, region_code).await?;
        let (secret, secret_hash) = new_secret();
        let new = NewClient {
            id: ClientId(self.services.clock.new_id()),
            name: name.to_owned(),
            scopes,
            region_code: region_code.to_owned(),
            secret_hash,
        };
        let now = self.services.clock.now();
        let row = self.write(async |tx| {
            let row = clients::insert(tx, new, now).await?;
            let detail = json!({ "client_id": row.client_id, "scopes": row.scopes });
            Ok((of_client("client.create", &row).with(detail), row))
        });
        Ok((row.await?.client_id, secret))
    }

    /// Replaces the secret of a system.
    ///
    /// # Errors
    /// There is none of that id; the database.
    pub async fn rotate_client(&self, client_id: &str) -> Result<Secret, Problem> {
        let (secret, secret_hash) = new_secret();
        let now = self.services.clock.now();
        self.write(async |tx| {
            let row = clients::find_by_client_id(tx, client_id).await?;
            let row = row.ok_or_else(|| unknown(client_id))?;
            let row = clients::set_secret(tx, &row, secret_hash, now).await?;
            Ok((of_client("client.rotate_secret", &row), ()))
        })
        .await?;
        Ok(secret)
    }

    /// Disables a system.
    ///
    /// # Errors
    /// There is none of that id; the database.
    pub async fn disable_client(&self, client_id: &str) -> Result<(), Problem> {
        let now = self.services.clock.now();
        self.write(async |tx| {
            let row = clients::find_by_client_id(tx, client_id).await?;
            let row = clients::disable(tx, &row.ok_or_else(|| unknown(client_id))?, now).await?;
            db::bump_security_epoch(tx).await?;
            Ok((of_client("client.disable", &row), ()))
        })
        .await
    }

    /// Every registration.
    ///
    /// # Errors
    /// The database.
    pub async fn clients(&self) -> Result<Vec<api_client::Model>, Problem> {
        Ok(clients::all(self.services.db.reader()).await?)
    }

    /// Makes a new key that signs tokens; its id.
    ///
    /// # Errors
    /// The database.
    pub async fn rotate_keys(&self) -> Result<String, Problem> {
        let services = self.services;
        self.write(async |tx| {
            let kid = services.tokens.rotate(tx, services.clock.now()).await?;
            db::bump_security_epoch(tx).await?;
            Ok((Change::new("key.rotate", "signing_key", &kid), kid))
        })
        .await
    }

    async fn check(&self, mut faults: Vec<Fault>, region_code: &str) -> Result<(), Problem> {
        let everywhere = RegionScope::new(COUNTRY);
        faults.extend(region_fault(self.services.db.reader(), &everywhere, region_code).await?);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(faults))
        }
    }
}

/// The permissions of a registration, for people.
pub fn scopes_of(row: &api_client::Model) -> String {
    scope_text(&crate::auth::account::registered_scopes(row))
}

fn of_user(action: &'static str, row: &user_account::Model) -> Change {
    Change::new(action, "user", row.id).in_region(&row.region_code)
}

fn of_client(action: &'static str, row: &api_client::Model) -> Change {
    Change::new(action, "client", row.id).in_region(&row.region_code)
}

fn unknown(name: &str) -> Problem {
    Problem::new(
        Kind::NotFound,
        text(
            format!("Tidak ada `{name}`."),
            format!("There is no `{name}`."),
        ),
    )
}

fn fault(pointer: &str, checked: Result<(), ValidationError>) -> Option<Fault> {
    checked.err().map(|error| rule_fault(pointer, &error))
}
