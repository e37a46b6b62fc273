//! The seasons of the demo: 2024 by the eight actions and 2025 by the four and two, both open, as they were in the field.

use chrono::Duration;
use entity::reporting_season::{Entity, Model};
use sea_orm::{EntityTrait, IntoActiveModel};

use super::model::ActionDue;
use super::store::find;
use crate::action::scheme::store as schemes;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

/// Implementation year and scheme.
const SEASONS: [(i32, &str); 2] = [(2024, "BANGDA8"), (2025, "BANGDA4P2")];

/// Adds the seasons that are not there: due a month from now, locked in a year.
///
/// # Errors
/// The database.
pub async fn add(services: &Services) -> Result<(), Problem> {
    let clock = services.clock.as_ref();
    let context = system_context(clock, "demo");
    let now = clock.now();
    for (year, scheme) in SEASONS {
        let code = format!("{year}-{scheme}");
        if find(services.db.reader(), &code).await?.is_some() {
            continue;
        }
        db::write(&services.db, clock, &context, async |tx| {
            let definition = schemes::definition(tx, &services.parsed, scheme, 1).await?;
            let due: Vec<ActionDue> = definition
                .actions
                .iter()
                .map(|action| ActionDue {
                    action: action.code.clone(),
                    due_at: now + Duration::days(30),
                })
                .collect();
            let row = Model {
                code: code.clone(),
                implementation_year: year,
                assessment_year: year + 1,
                scheme_code: scheme.to_owned(),
                scheme_version: 1,
                opens_at: now - Duration::days(30),
                locks_at: now + Duration::days(365),
                grace_days: 7,
                due: serde_json::to_string(&due).map_err(|e| Problem::internal(&e))?,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            Entity::insert(row.into_active_model())
                .exec_without_returning(tx)
                .await?;
            let change = Change::new("reporting_season.create", "reporting_season", &code);
            Ok((change, ()))
        })
        .await?;
    }
    Ok(())
}
