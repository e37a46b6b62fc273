//! Loads the shipped schemes, once; afterwards they are data like any other and get new versions through the API.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, Statement};
use serde::Deserialize;

use super::definition::SchemeDefinition;
use super::model::ActionScheme;
use super::store;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

const SCHEMES: &str = include_str!("../../../data/actions/schemes.json");
const NAME: &str = "action_schemes";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    code: String,
    definition: SchemeDefinition,
}

/// Loads what is not loaded yet. Several processes may come here at once: the second waits for the first.
///
/// # Errors
/// The database.
pub async fn load(services: &Services) -> Result<(), Problem> {
    if loaded(services.db.reader()).await? {
        return Ok(());
    }
    let shipped: Vec<Shipped> = serde_json::from_str(SCHEMES).map_err(|e| Problem::internal(&e))?;
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
            let scheme = ActionScheme {
                code,
                version: 1,
                definition,
                reason: None,
                recorded_at: now,
                recorded_by: "system:reference".to_owned(),
            };
            store::insert(tx, scheme).await?;
        }
        let change = Change::new("action_scheme.load", "action_scheme", NAME)
            .with(serde_json::json!({ "schemes": count }));
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
    let digest = crate::reply::content_tag(SCHEMES.as_bytes());
    let values = [NAME.into(), digest.into(), now.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::scheme::rules::contradictions;

    /// Eight actions until 2024; four main and two supporting ones since 2025 (Bangda).
    #[test]
    fn the_shipped_schemes_are_whole() {
        use validator::Validate;
        let shipped: Vec<Shipped> = serde_json::from_str(SCHEMES).unwrap();
        let counts: Vec<_> = shipped
            .iter()
            .map(|one| (one.code.as_str(), one.definition.actions.len()))
            .collect();
        assert_eq!(counts, [("BANGDA8", 8), ("BANGDA4P2", 6)]);
        for one in &shipped {
            assert!(one.definition.validate().is_ok(), "{}", one.code);
            assert_eq!(contradictions(&one.definition), []);
        }
        let mapped = &shipped[1].definition.mappings;
        assert_eq!(
            mapped.len(),
            8,
            "each of the eight has its way into the new scheme"
        );
    }
}
