//! Loads the shipped figures of Kalimantan Timur and Kalimantan Selatan, once: afterwards they are claims like any other.

use std::collections::HashMap;
use std::io::Write;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use entity::kind::{ClaimStatus, Confidence};
use entity::reference_load;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, Statement,
};

use super::bulk::BatchMode;
use super::import::ImportFile;
use super::import_row::claim_of;
use super::model::PrevalenceRecordCreate;
use super::transfer::{SystemImport, file_digest, stated_values};
use crate::db;
use crate::problem::Problem;
use crate::services::Services;
use crate::table::{TableFormat, stage};
use crate::text::Language;

const CLAIMS: &[u8] = include_bytes!("../../data/prevalence/claims.csv");
const NAME: &str = "prevalence";

/// Loads what is not loaded yet. Several processes may come here at once: the second waits for the first.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "asks for one row by its key; it belongs to no region"
)]
pub async fn load(services: &Services) -> Result<(), Problem> {
    let loaded = reference_load::Entity::find().filter(reference_load::Column::Name.eq(NAME));
    if loaded.count(services.db.reader()).await? > 0 {
        return Ok(());
    }
    let mut file = tempfile::NamedTempFile::new().map_err(|e| Problem::internal(&e))?;
    file.write_all(CLAIMS).map_err(|e| Problem::internal(&e))?;
    let import = SystemImport {
        services,
        name: "reference data",
        new_state: published,
        language: Language::English,
    };
    let file = ImportFile {
        path: file.path().to_owned(),
        format: TableFormat::Csv,
    };
    let staged = file.stage().await?;
    let digest = file_digest(&file.path)?;
    let (clock, context) = (services.clock.as_ref(), import.context());
    let mut by_another = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        // First, so that a second process waits here and then finds nothing left to do.
        if !take(tx, clock.now()).await? {
            by_another = true;
            return Err(Problem::not_found());
        }
        let id = context.request_id;
        import
            .within(tx, id, (staged, &digest), BatchMode::Atomic, |_| {})
            .await
    })
    .await;
    if by_another {
        return Ok(());
    }
    tracing::info!("{} published figures loaded", done?.created);
    Ok(())
}

/// Whether this transaction is the one to load the figures.
async fn take(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "insert into reference_load (name, digest, loaded_at) values ($1, $2, $3)
        on conflict (name) do nothing";
    let values = [
        NAME.into(),
        crate::reply::content_tag(CLAIMS).into(),
        now.into(),
    ];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() > 0)
}

/// A shipped figure is published. It is official where nobody states another value and its basis is clear; where two values
/// contradict each other somebody has to decide.
fn published(claim: &PrevalenceRecordCreate) -> (ClaimStatus, bool) {
    static STATED: OnceLock<HashMap<[String; 4], usize>> = OnceLock::new();
    let stated = STATED.get_or_init(|| stated_values(shipped().into_iter()));
    let key = [
        claim.region_code.clone(),
        claim.indicator.clone(),
        claim.source.clone(),
        claim.period.to_string(),
    ];
    let alone = claim.value_pct.is_some() && stated.get(&key) == Some(&1);
    (
        ClaimStatus::Published,
        alone && claim.confidence != Confidence::Low,
    )
}

/// The shipped claims; a test reads them all.
fn shipped() -> Vec<PrevalenceRecordCreate> {
    let mut claims = Vec::new();
    let mut read = || -> Result<(), Box<dyn std::error::Error>> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(CLAIMS)?;
        let mut rows = stage(file.path(), TableFormat::Csv)?;
        let header = rows.header().to_vec();
        while let Some((_, line)) = rows.next_row()? {
            claims.extend(claim_of(&header, &line).ok());
        }
        Ok(())
    };
    if let Err(error) = read() {
        tracing::error!("the shipped figures cannot be read: {error}");
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 90 rows of Kalimantan Timur and 56 of Kalimantan Selatan.
    #[test]
    fn every_shipped_figure_is_a_claim() {
        assert_eq!(shipped().len(), 146);
    }
}
