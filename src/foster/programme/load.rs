//! Loads the shipped programmes, once; afterwards they are data like any other and get new versions through the API. An
//! installation from before expectant mothers could receive gets the shipped rule as the next version of what nobody changed.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Statement};
use serde::Deserialize;

use super::definition::FosterProgrammeDefinition;
use super::model::FosterProgramme;
use super::store;
use crate::db::{self, Change};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

const PROGRAMMES: &str = include_str!("../../../data/foster/programmes.json");
const NAME: &str = "foster_programmes";
/// That expectant mothers may receive.
const MOTHERS: &str = "foster_programmes_mothers";
/// Who records what is shipped.
const BY: &str = "system:reference";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    code: String,
    definition: FosterProgrammeDefinition,
}

/// Loads what is not loaded yet. Several processes may come here at once: the second waits for the first.
///
/// # Errors
/// The database.
pub async fn load(services: &Services) -> Result<(), Problem> {
    let reader = services.db.reader();
    if loaded(reader, MOTHERS).await? {
        return Ok(());
    }
    let extends = loaded(reader, NAME).await?;
    let shipped: Vec<Shipped> =
        serde_json::from_str(PROGRAMMES).map_err(|e| Problem::internal(&e))?;
    let clock = services.clock.as_ref();
    let context = system_context(clock, "reference");
    let now = clock.now();
    let mut by_another = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        // First, so that a second process waits here and then finds nothing left to do.
        if !take(tx, MOTHERS, now).await? {
            by_another = true;
            return Err(Problem::not_found());
        }
        let mut count = 0;
        if !extends {
            take(tx, NAME, now).await?;
        }
        for Shipped { code, definition } in shipped {
            let Some(version) = next(tx, &code, extends, now).await? else {
                continue;
            };
            let programme = FosterProgramme {
                code,
                version,
                definition,
                reason: (version > 1).then(|| "Ibu hamil sebagai penerima".to_owned()),
                recorded_at: now,
                recorded_by: BY.to_owned(),
            };
            store::insert(tx, programme).await?;
            count += 1;
        }
        let change = Change::new("foster_programme.load", "foster_programme", NAME)
            .with(serde_json::json!({ "programmes": count }));
        Ok((change, ()))
    })
    .await;
    if by_another { Ok(()) } else { done }
}

/// The number of the version to be added: the first, or the next of a programme that is as it was shipped; else none.
async fn next(
    tx: &DatabaseTransaction,
    code: &str,
    extends: bool,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Problem> {
    if !extends {
        return Ok(Some(1));
    }
    match store::find(tx, code, None).await? {
        Some(row) if row.recorded_by == BY => {
            let version = store::supersede(tx, code, &IfMatch::Any, now).await?;
            Ok(Some(version + 1))
        }
        _ => Ok(None),
    }
}

#[expect(clippy::disallowed_methods, reason = "belongs to no region")]
async fn loaded(connection: &impl ConnectionTrait, name: &str) -> Result<bool, DbErr> {
    let row = entity::reference_load::Entity::find_by_id(name);
    Ok(row.one(connection).await?.is_some())
}

/// Whether this transaction is the one to load them.
async fn take(tx: &DatabaseTransaction, name: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "insert into reference_load (name, digest, loaded_at) values ($1, $2, $3)
        on conflict (name) do nothing";
    let digest = crate::reply::content_tag(PROGRAMMES.as_bytes());
    let values = [name.into(), digest.into(), now.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::foster::programme::rules::contradictions;

    #[test]
    fn the_shipped_programmes_are_whole() {
        use validator::Validate;
        let shipped: Vec<Shipped> = serde_json::from_str(PROGRAMMES).unwrap();
        let codes: Vec<_> = shipped.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["BAAS", "GENTING", "BONTANG_3_BULAN"]);
        for one in &shipped {
            assert!(one.definition.validate().is_ok(), "{}", one.code);
            let kinds: HashSet<String> = one.definition.giver_kinds.iter().cloned().collect();
            assert_eq!(contradictions(&one.definition, &kinds), []);
        }
        // 450,000 for food and 50,000 for the cadre, of each child and month.
        let usual = shipped[0].definition.aid_kinds.iter();
        let usual: i64 = usual
            .filter_map(|kind| kind.usual)
            .map(|one| one.amount_idr)
            .sum();
        assert_eq!(usual, 500_000);
        let genting = &shipped[1].definition;
        assert_eq!(
            genting.aid_kind("food").unwrap().minimum_idr_per_day,
            Some(15_000)
        );
        assert!(
            shipped
                .iter()
                .all(|one| !one.definition.receiver.mother_needs.is_empty())
        );
        for public in ["apbn", "apbd"] {
            assert!(!genting.funding(public).unwrap().allowed);
        }
    }
}
