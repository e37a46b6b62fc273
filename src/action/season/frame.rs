//! Seasons with what decides what is due in them: three queries, however many.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::reporting_season::Model;
use sea_orm::ConnectionTrait;

use super::store::{Deadlines, deadlines_of, find_all};
use crate::action::scheme::definition::{ActionDefinition, SchemeDefinition};
use crate::action::scheme::store::definitions;
use crate::auth::RegionScope;
use crate::db::Parsed;
use crate::problem::Problem;

/// A season, the scheme that it keeps to, and its deadlines.
pub struct Frame {
    /// The season.
    pub season: Model,
    /// Its scheme.
    pub scheme: Arc<SchemeDefinition>,
    /// Until when each region has to report.
    pub deadlines: Deadlines,
}

/// Seasons by their codes.
pub type Frames = BTreeMap<String, Frame>;

impl Frame {
    /// An action of it, which a report names.
    ///
    /// # Errors
    /// A report of an action that the scheme does not have.
    pub fn action(&self, code: &str) -> Result<&ActionDefinition, Problem> {
        let action = self.scheme.action(code);
        action.ok_or_else(|| Problem::internal(&"a report without its action"))
    }
}

/// The season of a report.
///
/// # Errors
/// A season that was not asked for.
pub fn of<'a>(frames: &'a Frames, code: &str) -> Result<&'a Frame, Problem> {
    let frame = frames.get(code);
    frame.ok_or_else(|| Problem::internal(&"a report without its season"))
}

/// Seasons of some codes, with the deadlines of the regions of a scope as they were at a time.
///
/// # Errors
/// The database.
pub async fn read(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    codes: impl IntoIterator<Item = String>,
    scope: &RegionScope,
    at: DateTime<Utc>,
) -> Result<Frames, Problem> {
    let seasons = find_all(connection, codes).await?;
    around(connection, parsed, seasons, scope, at).await
}

/// The same of seasons that have been read.
///
/// # Errors
/// The database.
pub async fn around(
    connection: &impl ConnectionTrait,
    parsed: &Parsed,
    seasons: Vec<Model>,
    scope: &RegionScope,
    at: DateTime<Utc>,
) -> Result<Frames, Problem> {
    let versions = seasons
        .iter()
        .map(|season| (season.scheme_code.clone(), season.scheme_version));
    let schemes = definitions(connection, parsed, versions.collect()).await?;
    let mut deadlines = deadlines_of(connection, &seasons, scope, at).await?;
    let frame = |season: Model| {
        let version = (season.scheme_code.clone(), season.scheme_version);
        let scheme = schemes.get(&version).cloned();
        let deadlines = deadlines.remove(&season.code);
        let (Some(scheme), Some(deadlines)) = (scheme, deadlines) else {
            return Err(Problem::internal(&"a season without its scheme"));
        };
        let frame = Frame {
            season,
            scheme,
            deadlines,
        };
        Ok((frame.season.code.clone(), frame))
    };
    seasons.into_iter().map(frame).collect()
}
