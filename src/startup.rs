//! From a configuration to services: folders, keys, schema, reference data.

use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use tokio::sync::Semaphore;

use crate::auth::key::master_key;
use crate::auth::remember::Answers;
use crate::auth::throttle::Throttle;
use crate::auth::token::Tokens;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::{AuditContext, Parsed, VersionReader, prepare};
use crate::evidence::files::{FileStore, S3Settings};
use crate::evidence::parts::Parts;
use crate::problem::Problem;
use crate::secret::SealingKey;
use crate::services::Services;
use crate::vault::Vault;

/// Why the service cannot start.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;

/// Creates the data folder; nobody else may look into it.
///
/// # Errors
/// The file system.
pub fn create_data_dir(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
}

/// The file of the embedded database.
pub fn sqlite_path(config: &Config) -> PathBuf {
    let path = config
        .database_url
        .expose()
        .trim_start_matches("sqlite:")
        .trim_start_matches("//");
    path.split('?').next().unwrap_or_default().into()
}

/// Commands that only look at a database must not create an empty one.
///
/// # Errors
/// There is none.
pub fn require_database(config: &Config) -> Result<(), StartError> {
    let path = sqlite_path(config);
    if !config.is_embedded() || path.exists() {
        return Ok(());
    }
    Err(format!("there is no database at {}", path.display()).into())
}

/// Migrates, connects, and makes what requests use.
///
/// # Errors
/// What keeps it from starting.
pub async fn start(
    config: &Config,
    own_address: &str,
    clock: Arc<dyn Clock>,
) -> Result<Services, StartError> {
    create_data_dir(&config.data_dir)?;
    let master = master_key(&config.data_dir)?;
    let too_short = "the master key is too short";
    let vault = Vault::new(&master).ok_or(too_short)?;
    let master = SealingKey::new(&master).ok_or(too_short)?;
    let now = clock.now();
    let url = config.database_url.expose();
    let (db, deployment) = prepare(url, config.public_url.as_deref(), own_address, now).await?;
    let tokens = Tokens::new(&db, master, deployment.issuer.clone(), now).await?;
    let files = file_store(config)?;
    let throttle = Throttle::new(deployment.cursor_key.clone(), config.rate_limit.is_some());
    Ok(Services {
        db,
        clock,
        tokens,
        throttle,
        deployment,
        versions: VersionReader::default(),
        answers: Answers::default(),
        parsed: Parsed::default(),
        data_dir: config.data_dir.clone(),
        files,
        parts: Parts::in_folder(&config.data_dir.join("uploads"))?,
        inspections: Semaphore::new(inspections()),
        inspector: None,
        vault,
    })
}

/// How many files are looked through at once: so many that requests have half of the cores.
fn inspections() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    (cores / 2).max(1)
}

fn file_store(config: &Config) -> Result<FileStore, StartError> {
    let Some(files) = &config.files else {
        return Ok(FileStore::local(&config.data_dir.join("files"))?);
    };
    Ok(FileStore::s3(&S3Settings {
        url: files.url.clone(),
        endpoint: files.endpoint.clone(),
        region: files.region.clone(),
        access_key_id: files.access_key_id.clone(),
        secret_access_key: files.secret_access_key.clone(),
    })?)
}

/// Loads the reference data that is not loaded yet.
///
/// # Errors
/// The database.
pub async fn load_reference_data(services: &Services) -> Result<(), Problem> {
    crate::region::load::load(services).await?;
    crate::reference::load::load(services).await?;
    crate::prevalence::load::load(services).await?;
    crate::action::scheme::load::load(services).await?;
    crate::foster::programme::load::load(services).await
}

/// On whose behalf the service itself and its command line act.
pub fn system_context(clock: &dyn Clock, name: &str) -> AuditContext {
    AuditContext {
        actor_kind: "system",
        actor_id: "system".to_owned(),
        actor_name: name.to_owned(),
        request_id: clock.new_id(),
    }
}

/// A bar for long work; shown on a terminal only.
pub fn progress(unit: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(&format!(
        "{{spinner}} {{human_pos}} {unit} in {{elapsed}} ({{per_sec}})"
    ));
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
