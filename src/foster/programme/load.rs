//! Loads the shipped programmes, once; afterwards they are data like any other and get new versions through the API.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Statement};
use serde::Deserialize;

use super::definition::FosterProgrammeDefinition;
use super::model::FosterProgramme;
use super::store;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

const PROGRAMMES: &str = include_str!("../../../data/foster/programmes.json");
const NAME: &str = "foster_programmes";

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
    if loaded(services.db.reader()).await? {
        return Ok(());
    }
    let shipped: Vec<Shipped> =
        serde_json::from_str(PROGRAMMES).map_err(|e| Problem::internal(&e))?;
    let clock = services.clock.as_ref();
    let context = system_context(clock, "reference");
    let now = clock.now();
    let mut by_another = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        // First, so that a second process waits here and then finds nothing left to do.
        if !take(tx, now).await? {
            by_another = true;
            return Err(Problem::not_found());
        }
        let count = shipped.len();
        for Shipped { code, definition } in shipped {
            let programme = FosterProgramme {
                code,
                version: 1,
                definition,
                reason: None,
                recorded_at: now,
                recorded_by: "system:reference".to_owned(),
            };
            store::insert(tx, programme).await?;
        }
        let change = Change::new("foster_programme.load", "foster_programme", NAME)
            .with(serde_json::json!({ "programmes": count }));
        Ok((change, ()))
    })
    .await;
    if by_another { Ok(()) } else { done }
}

#[expect(clippy::disallowed_methods, reason = "belongs to no region")]
async fn loaded(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let row = entity::reference_load::Entity::find_by_id(NAME);
    Ok(row.one(connection).await?.is_some())
}

/// Whether this transaction is the one to load them.
async fn take(tx: &DatabaseTransaction, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let sql = "insert into reference_load (name, digest, loaded_at) values ($1, $2, $3)
        on conflict (name) do nothing";
    let digest = crate::reply::content_tag(PROGRAMMES.as_bytes());
    let values = [NAME.into(), digest.into(), now.into()];
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
        for public in ["apbn", "apbd"] {
            assert!(!genting.funding(public).unwrap().allowed);
        }
    }
}
