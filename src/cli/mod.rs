//! The command line: what it can be told, and who does it.

use std::path::Path;

use clap::{Parser, Subcommand};

use crate::config::{Config, Settings};
use crate::startup;

mod access;
mod audit;
mod backup;
mod health;
mod import;
pub mod serve;
mod telemetry;

/// Coordination of the reduction of child stunting between a province and its regencies.
#[derive(Debug, Parser)]
#[command(
    name = "tumbuh",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the service
    Serve(serve::Serve),
    /// Bring the database's schema to its newest version
    Migrate,
    /// Print the OpenAPI document
    Openapi,
    /// Print the configuration in force, secrets hidden
    Config,
    /// Manage people's accounts
    #[command(subcommand)]
    User(access::User),
    /// Manage systems' registrations
    #[command(subcommand)]
    Client(access::Client),
    /// Manage the keys that sign tokens
    #[command(subcommand)]
    Keys(access::Keys),
    /// Check the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Import files
    #[command(subcommand)]
    Import(import::Import),
    /// Copy database, keys and files into one file, while the service runs
    Backup(backup::Backup),
    /// Bring a backup back into an empty place
    Restore(backup::Restore),
    /// Judge an uploaded file, for the service itself
    #[command(hide = true)]
    Inspect(crate::evidence::inspect::Inspection),
    /// Ask a running service whether it can work; exits with 1 if not
    Health(health::Health),
}

/// Why a command was not done.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Where a command's lines go.
pub type Print = fn(&str);

/// Does what the command line says.
///
/// # Errors
/// What went wrong, for a person.
pub fn run(cli: Cli, print: Print) -> Result<(), CommandError> {
    if let Command::Inspect(inspection) = cli.command {
        print(&inspection.run()?);
        return Ok(());
    }
    let config = Config::new(cli.settings, Path::new("tumbuh.toml"))?;
    if matches!(cli.command, Command::Openapi) {
        print(&crate::app::document().to_pretty_json()?);
        return Ok(());
    }
    if matches!(cli.command, Command::Config) {
        print(&config.describe());
        return Ok(());
    }
    // Before the runtime: the exporter of traces blocks, so it must not be made inside.
    let telemetry = telemetry::start(&config)?;
    let system = actix_web::rt::System::new();
    let done = system.block_on(dispatch(cli.command, &config, print));
    telemetry.stop();
    done
}

async fn dispatch(command: Command, config: &Config, print: Print) -> Result<(), CommandError> {
    match command {
        Command::Serve(serve) => Box::pin(serve.run(config, print)).await,
        Command::Migrate => {
            startup::create_data_dir(&config.data_dir)?;
            crate::db::migrate(config.database_url.expose()).await?;
            print("the schema is at its newest version");
            Ok(())
        }
        Command::User(user) => Box::pin(user.run(config, print)).await,
        Command::Client(client) => Box::pin(client.run(config, print)).await,
        Command::Keys(keys) => Box::pin(keys.run(config, print)).await,
        Command::Audit(audit) => audit.run(config, print).await,
        Command::Import(import) => Box::pin(import.run(config, print)).await,
        Command::Backup(backup) => backup.run(config, print).await,
        Command::Restore(restore) => restore.run(config, print).await,
        Command::Health(health) => health.run(config),
        Command::Openapi | Command::Config | Command::Inspect(_) => Ok(()),
    }
}
