//! The seasons of the demo, both open at once, and longer deadlines in them.

use chrono::Duration;
use entity::id::SeasonExceptionId;
use entity::reporting_season::{Entity, Model};
use entity::season_exception;
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::plan::{PLANS, Plan};
use crate::action::scheme::store as schemes;
use crate::action::season::model::ActionDue;
use crate::action::season::store::find;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::services::Services;
use crate::startup::system_context;

/// Adds the seasons that are not there; locked in a year.
///
/// # Errors
/// The database.
pub(super) async fn add(services: &Services) -> Result<(), Problem> {
    let clock = services.clock.as_ref();
    let context = system_context(clock, "demo");
    for plan in &PLANS {
        if find(services.db.reader(), &plan.season()).await?.is_some() {
            continue;
        }
        db::write(&services.db, clock, &context, async |tx| {
            insert(tx, services, plan).await?;
            let change = Change::new("reporting_season.create", "reporting_season", plan.season());
            Ok((change, ()))
        })
        .await?;
    }
    Ok(())
}

async fn insert(tx: &DatabaseTransaction, services: &Services, plan: &Plan) -> Result<(), Problem> {
    let now = services.clock.now();
    let definition = schemes::definition(tx, &services.parsed, plan.scheme, 1).await?;
    let due: Vec<ActionDue> = definition
        .actions
        .iter()
        .zip(plan.due_days)
        .map(|(action, days)| ActionDue {
            action: action.code.clone(),
            due_at: now + Duration::days(*days),
        })
        .collect();
    let row = Model {
        code: plan.season(),
        implementation_year: plan.year,
        assessment_year: plan.year + 1,
        scheme_code: plan.scheme.to_owned(),
        scheme_version: 1,
        opens_at: now - Duration::days(120),
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
    let exceptions = plan.excepted.iter().map(|region| season_exception::Model {
        id: SeasonExceptionId(services.clock.new_id()),
        season_code: plan.season(),
        region_code: (*region).to_owned(),
        action_code: None,
        due_at: now + Duration::days(60),
        locks_at: now + Duration::days(365),
        reason: "Contoh buatan: tenggat diperpanjang".to_owned(),
        granted_at: now,
        granted_by: "system:demo".to_owned(),
    });
    let exceptions: Vec<_> = exceptions.map(IntoActiveModel::into_active_model).collect();
    if !exceptions.is_empty() {
        season_exception::Entity::insert_many(exceptions)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
