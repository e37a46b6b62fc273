//! What a request may use. Handlers get it through the guard alone.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::auth::remember::Answers;
use crate::auth::throttle::Throttle;
use crate::auth::token::Tokens;
use crate::clock::Clock;
use crate::db::{Db, Deployment, Parsed, VersionReader};
use crate::evidence::files::FileStore;
use crate::evidence::parts::Parts;
use crate::vault::Vault;

/// What a request may use.
pub struct Services {
    /// The database.
    pub db: Db,
    /// Time and ids.
    pub clock: Arc<dyn Clock>,
    /// Signs and checks tokens.
    pub tokens: Tokens,
    /// Counts attempts at passwords and secrets.
    pub throttle: Throttle,
    /// What belongs to the whole deployment.
    pub deployment: Deployment,
    /// Tells how far the database has moved.
    pub versions: VersionReader,
    /// Answers that hold until it moves.
    pub answers: Answers,
    /// What was parsed of rows that never change.
    pub parsed: Parsed,
    /// Where keys and the embedded database are kept.
    pub data_dir: PathBuf,
    /// Where evidence is kept.
    pub files: FileStore,
    /// Where evidence arrives in parts.
    pub parts: Parts,
    /// How many uploads are looked through at once: a hostile file may cost much memory while it is.
    pub inspections: Semaphore,
    /// The program by which a file is looked through in a process of its own; none: in this one.
    pub inspector: Option<PathBuf>,
    /// Opens what tells who a child is.
    pub vault: Vault,
}
