//! Children and foster care for the demo: nobody of them exists, and every name says so. Care has no effect on their heights,
//! so that the demo shows what regression to the mean alone looks like.

mod care;
mod children;
mod draw;
mod grow;
mod lot;
mod mothers;
mod parents;
mod people;
mod plan;

use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};

use crate::auth::{RegionScope, Stamp};
use crate::db::{self, Change};
use crate::foster::days::month_of;
use crate::period::Period;
use crate::problem::Problem;
use crate::region;
use crate::services::Services;
use crate::startup::system_context;
use plan::{PLACES, Place};

/// By whom everything of the demo is written.
const BY: &str = "system:demo";

/// Adds children, foster parents and assignments to regencies that have none of the demo's. A second time it adds nothing.
///
/// # Errors
/// The database.
pub async fn add(services: &Services) -> Result<(), Problem> {
    for place in &PLACES {
        let own = super::parent::query::own(&RegionScope::new(place.regency));
        let there = own
            .filter(entity::foster_parent::Column::RegisteredBy.eq(BY))
            .count(services.db.reader())
            .await?;
        if there == 0 {
            fill(services, place).await?;
        }
    }
    Ok(())
}

async fn fill(services: &Services, place: &Place) -> Result<(), Problem> {
    let clock = services.clock.as_ref();
    let context = system_context(clock, "demo");
    let stamp = Stamp {
        at: clock.now(),
        by: BY.to_owned(),
        request_id: context.request_id,
    };
    let today = stamp.at.date_naive();
    let now: Period = month_of(today).parse().map_err(|e| Problem::internal(&e))?;
    let within = RegionScope::new(place.within);
    let villages = region::villages_in(services.db.reader(), &within, now).await?;
    let story = plan::story(place, villages.len());
    db::write(&services.db, clock, &context, async |tx| {
        let children = children::add(tx, services, &stamp, place, &villages, &story.children).await?;
        let parents = parents::add(tx, services, &stamp, place).await?;
        let told = care::Told {
            children: &children,
            parents: &parents,
        };
        let assignments = care::add(tx, services, &stamp, &told, &story.care).await?;
        let mothers = mothers::add(tx, services, &stamp, (place, &villages), &parents).await?;
        let change = Change::new("foster_demo.load", "region", place.regency)
            .in_region(place.regency)
            .with(serde_json::json!({
                "children": children.len(), "foster_parents": parents.len(), "assignments": assignments,
                "mothers": mothers,
            }));
        Ok((change, ()))
    })
    .await
}
