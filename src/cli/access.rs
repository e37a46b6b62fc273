//! `tumbuh user`, `tumbuh client` and `tumbuh keys`: what has to be possible without signing in.

use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use entity::kind::Role;

use super::{CommandError, Print};
use crate::access::manage::{Manager, scopes_of};
use crate::auth::Permission;
use crate::auth::permission::ROLES;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::services::Services;
use crate::startup;

/// People's accounts.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add an account and print its one-time password
    Create(UserCreate),
    /// Disable an account and end its sessions
    Disable {
        /// The user name
        username: String,
    },
    /// Give an account a new one-time password and print it
    ResetPassword {
        /// The user name
        username: String,
    },
    /// List the accounts
    List,
}

/// The arguments of `user create`.
#[derive(Debug, Args)]
pub struct UserCreate {
    /// What the person does here
    #[arg(long, value_parser = roles())]
    role: Role,
    /// The name to sign in with
    #[arg(long, value_name = "NAME")]
    username: String,
    /// The region; everything below belongs to it
    #[arg(long, value_name = "CODE", default_value = "ID")]
    region_code: String,
    /// The name for people [default: the user name]
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
}

/// Systems' registrations.
#[derive(Debug, Subcommand)]
pub enum Client {
    /// Register a system and print its id and secret
    Create(ClientCreate),
    /// Replace a system's secret and print the new one
    Rotate {
        /// The client id
        client_id: String,
    },
    /// Disable a system
    Disable {
        /// The client id
        client_id: String,
    },
    /// List the systems
    List,
}

/// The arguments of `client create`.
#[derive(Debug, Args)]
pub struct ClientCreate {
    /// The name for people
    #[arg(long, value_name = "TEXT")]
    name: String,
    /// What it may ask for; several separated by commas or blanks
    #[arg(long, required = true, num_args = 1.., value_delimiter = ',', value_parser = scopes())]
    scope: Vec<Permission>,
    /// The region; everything below belongs to it
    #[arg(long, value_name = "CODE")]
    region_code: String,
}

/// The keys that sign tokens.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make a new key; the old one checks until its last token has ended
    Rotate,
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(ROLES.map(Role::as_str)).try_map(|name| {
        ROLES
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or("unknown role")
    })
}

fn scopes() -> impl TypedValueParser<Value = Permission> {
    PossibleValuesParser::new(Permission::ALL.iter().map(|scope| scope.as_str()))
        .try_map(|name| name.parse().map_err(|()| "unknown scope"))
}

impl User {
    /// Does it.
    ///
    /// # Errors
    /// Says what cannot be done.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        let is_first_use = matches!(self, Self::Create(_));
        let services = open(config, is_first_use).await?;
        let done = self.act(&manager(&services), print).await;
        services.db.close().await;
        done
    }

    async fn act(self, manager: &Manager<'_>, print: Print) -> Result<(), CommandError> {
        match self {
            Self::Create(new) => {
                let display_name = new.display_name.as_deref().unwrap_or(&new.username);
                let password = manager
                    .create_user(&new.username, display_name, new.role, &new.region_code)
                    .await?;
                print(&format!(
                    "{} may sign in once with this password and has to replace it (POST /api/v1/auth/password):",
                    new.username
                ));
                print(password.expose());
            }
            Self::Disable { username } => {
                manager.disable_user(&username).await?;
                print(&format!("{username} is disabled"));
            }
            Self::ResetPassword { username } => {
                let password = manager.reset_password(&username).await?;
                print(&format!(
                    "{username} may sign in once with this password and has to replace it (POST /api/v1/auth/password):"
                ));
                print(password.expose());
            }
            Self::List => {
                for user in manager.users().await? {
                    let state = state(user.disabled_at.is_some());
                    print(&format!(
                        "{:<24}{:<18}{:<14}{state:<10}{}",
                        user.username,
                        user.role.as_str(),
                        user.region_code,
                        user.display_name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Client {
    /// Does it.
    ///
    /// # Errors
    /// Says what cannot be done.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        let is_first_use = matches!(self, Self::Create(_));
        let services = open(config, is_first_use).await?;
        let done = self.act(&manager(&services), print).await;
        services.db.close().await;
        done
    }

    async fn act(self, manager: &Manager<'_>, print: Print) -> Result<(), CommandError> {
        match self {
            Self::Create(new) => {
                let (client_id, secret) = manager
                    .create_client(&new.name, new.scope, &new.region_code)
                    .await?;
                print(&format!("client_id: {client_id}"));
                print(&format!("client_secret: {}", secret.expose()));
            }
            Self::Rotate { client_id } => {
                let secret = manager.rotate_client(&client_id).await?;
                print(&format!("client_id: {client_id}"));
                print(&format!("client_secret: {}", secret.expose()));
            }
            Self::Disable { client_id } => {
                manager.disable_client(&client_id).await?;
                print(&format!("{client_id} is disabled"));
            }
            Self::List => {
                for client in manager.clients().await? {
                    let (state, scopes) = (state(client.disabled_at.is_some()), scopes_of(&client));
                    print(&format!(
                        "{:<26}{:<14}{state:<10}{} ({scopes})",
                        client.client_id, client.region_code, client.name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Keys {
    /// Does it.
    ///
    /// # Errors
    /// Says what cannot be done.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        let Self::Rotate = self;
        let services = open(config, false).await?;
        let done = manager(&services).rotate_keys().await;
        services.db.close().await;
        print(&format!("new tokens are signed with {}", done?));
        Ok(())
    }
}

/// The first account of an installation may come before its first start; everything else needs a database that is there.
async fn open(config: &Config, is_first_use: bool) -> Result<Services, CommandError> {
    if !is_first_use {
        startup::require_database(config)?;
    }
    let services = startup::start(config, "", Arc::new(SystemClock)).await?;
    if is_first_use {
        startup::load_reference_data(&services).await?;
    }
    Ok(services)
}

fn manager(services: &Services) -> Manager<'_> {
    let audit = startup::system_context(services.clock.as_ref(), "command line");
    Manager::new(services, audit)
}

fn state(disabled: bool) -> &'static str {
    if disabled { "disabled" } else { "active" }
}
