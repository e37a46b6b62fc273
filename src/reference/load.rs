//! Loads the shipped data into an empty database, and again when a new edition is shipped.
//!
//! What people added or changed stays as they left it; everything else follows the edition, with a revision per change.

use chrono::{DateTime, Utc};
use entity::id::TargetId;
use entity::{comparability_group, reference_load};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, Statement,
};
use serde::Serialize;

use super::indicator::input::IndicatorCreate;
use super::indicator::store as indicators;
use super::revision::{Author, SHIPPED, Subject, changed_by_people};
use super::shipped::{self, Shipped};
use super::source::input::SourceCreate;
use super::source::store as sources;
use super::target::input::TargetCreate;
use super::target::store as targets;
use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;
use crate::clock::Clock;
use crate::db::{self, Change};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

const NAME: &str = "reference";

/// Loads the edition that is compiled in, unless it is loaded already.
///
/// # Errors
/// The database.
pub async fn load(services: &Services) -> Result<(), Problem> {
    let digest = shipped::digest();
    if loaded(services.db.reader(), &digest).await? {
        return Ok(());
    }
    let shipped = shipped::read().map_err(|e| Problem::internal(&e))?;
    let clock = services.clock.as_ref();
    let mut by_another = false;
    let done = db::write(
        &services.db,
        clock,
        &system_context(clock, "reference"),
        async |tx| {
            // First, so that a second process waits here and then finds nothing left to do.
            if !take(tx, &digest, clock.now()).await? {
                by_another = true;
                return Err(Problem::not_found());
            }
            let tally = Loader::new(tx, clock, &digest).all(&shipped).await?;
            let change = Change::new("reference.load", "reference", "reference")
                .with(serde_json::json!({ "digest": digest, "rows": tally }));
            Ok((change, ()))
        },
    )
    .await;
    if by_another { Ok(()) } else { done }
}

#[expect(clippy::disallowed_methods, reason = "belongs to no region")]
async fn loaded(connection: &impl ConnectionTrait, digest: &str) -> Result<bool, DbErr> {
    let row = reference_load::Entity::find_by_id(NAME)
        .one(connection)
        .await?;
    Ok(row.is_some_and(|row| row.digest == digest))
}

/// Whether this transaction is the one to load the edition.
async fn take(tx: &DatabaseTransaction, digest: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "insert into reference_load (name, digest, loaded_at) values ($1, $2, $3)
         on conflict (name) do update set digest = excluded.digest, loaded_at = excluded.loaded_at
         where reference_load.digest <> excluded.digest";
    let values = [NAME.into(), digest.into(), now.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() > 0)
}

/// What became of the rows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
struct Tally {
    added: u32,
    updated: u32,
    unchanged: u32,
    /// Left as people made them.
    kept: u32,
}

/// Loads a few dozen rows, once per edition, by the same functions as the API; so that each has its checks and revisions.
struct Loader<'a> {
    tx: &'a DatabaseTransaction,
    clock: &'a dyn Clock,
    author: Author,
    tally: Tally,
}

/// Where a row stands to the edition.
enum Fate {
    Add,
    Replace(IfMatch),
    Leave,
}

impl<'a> Loader<'a> {
    fn new(tx: &'a DatabaseTransaction, clock: &'a dyn Clock, digest: &str) -> Self {
        let edition = digest.get(..12).unwrap_or(digest);
        Self {
            tx,
            clock,
            author: Author {
                at: clock.now(),
                name: SHIPPED.to_owned(),
                reason: Some(format!("Edisi data acuan {edition}")),
            },
            tally: Tally::default(),
        }
    }

    async fn all(mut self, shipped: &Shipped) -> Result<Tally, Problem> {
        self.groups(&shipped.groups).await?;
        self.sources(&shipped.sources).await?;
        self.indicators(&shipped.indicators).await?;
        self.targets(&shipped.targets).await?;
        Ok(self.tally)
    }

    /// Groups have no operation of their own, so the edition always has its way.
    async fn groups(&self, groups: &[comparability_group::Model]) -> Result<(), DbErr> {
        use comparability_group::Column;
        let replace = OnConflict::column(Column::Code)
            .update_columns([
                Column::NameId,
                Column::NameEn,
                Column::CaveatId,
                Column::CaveatEn,
            ])
            .to_owned();
        let rows = groups
            .iter()
            .cloned()
            .map(IntoActiveModel::into_active_model);
        comparability_group::Entity::insert_many(rows)
            .on_conflict(replace)
            .exec_without_returning(self.tx)
            .await
            .map(drop)
    }

    async fn sources(&mut self, shipped: &[SourceCreate]) -> Result<(), Problem> {
        let people = changed_by_people(self.tx, Subject::Source).await?;
        let stored = sources::visible().all(self.tx).await?;
        let mut designs = sources::visible_designs().all(self.tx).await?;
        designs.sort_by_key(|design| design.level);
        for new in shipped {
            let row = stored.iter().find(|row| row.code == new.code);
            let same = row.is_some_and(|row| {
                let own = designs.iter().filter(|d| d.source_code == row.code);
                new.row(row.version, row.created_at, row.updated_at) == *row
                    && own.eq(&new.design_rows())
            });
            let row = row.map(|row| (row.version, people.contains(&row.code)));
            match self.fate(row, same) {
                Fate::Add => sources::add(self.tx, new, &self.author).await.map(drop)?,
                Fate::Replace(version) => {
                    sources::replace(self.tx, new, &version, &self.author)
                        .await
                        .map(drop)?;
                }
                Fate::Leave => {}
            }
        }
        Ok(())
    }

    async fn indicators(&mut self, shipped: &[IndicatorCreate]) -> Result<(), Problem> {
        let people = changed_by_people(self.tx, Subject::Indicator).await?;
        let stored = indicators::visible().all(self.tx).await?;
        for new in shipped {
            let row = stored.iter().find(|row| row.code == new.code);
            let same =
                row.is_some_and(|row| new.row(row.version, row.created_at, row.updated_at) == *row);
            let row = row.map(|row| (row.version, people.contains(&row.code)));
            match self.fate(row, same) {
                Fate::Add => indicators::add(self.tx, new, &self.author)
                    .await
                    .map(drop)?,
                Fate::Replace(version) => {
                    indicators::replace(self.tx, new, &version, &self.author)
                        .await
                        .map(drop)?;
                }
                Fate::Leave => {}
            }
        }
        Ok(())
    }

    async fn targets(&mut self, shipped: &[TargetCreate]) -> Result<(), Problem> {
        let people = changed_by_people(self.tx, Subject::Target).await?;
        let everywhere = RegionScope::new(COUNTRY);
        let stored = targets::visible(&everywhere).all(self.tx).await?;
        for new in shipped {
            let row = stored.iter().find(|row| new.moved_from(row).is_empty());
            let same = row.is_some_and(|row| {
                new.row(row.id, row.version, row.created_at, row.updated_at) == *row
            });
            let fate = row.map(|row| (row.version, people.contains(&row.id.to_string())));
            match (self.fate(fate, same), row) {
                (Fate::Replace(version), Some(row)) => {
                    let id = row.id.0;
                    targets::replace(self.tx, &everywhere, id, new, &version, &self.author)
                        .await
                        .map(drop)?;
                }
                (Fate::Add, _) => {
                    let id = TargetId(self.clock.new_id());
                    targets::add(self.tx, id, new, &self.author)
                        .await
                        .map(drop)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What to do with a row of this version, which people have touched or not.
    fn fate(&mut self, row: Option<(i64, bool)>, same: bool) -> Fate {
        match row {
            None => {
                self.tally.added += 1;
                Fate::Add
            }
            Some(_) if same => {
                self.tally.unchanged += 1;
                Fate::Leave
            }
            Some((_, true)) => {
                self.tally.kept += 1;
                Fate::Leave
            }
            Some((version, false)) => {
                self.tally.updated += 1;
                Fate::Replace(IfMatch::Versions(vec![version]))
            }
        }
    }
}
