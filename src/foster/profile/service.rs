//! The summary of a region: by the functions of coverage and outcomes, with as many queries however many programmes there are.

use entity::foster_assignment::Column;
use entity::kind::AssignmentState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};

use super::model::{FosterProfile, FosterProfileEffect};
use crate::auth::{Actor, Permission, RegionScope};
use crate::foster::assignment::query::visible;
use crate::foster::coverage::service::coverage;
use crate::foster::outcome::group::{comparisons, groups};
use crate::foster::outcome::pair::Measure;
use crate::foster::outcome::programme::effect;
use crate::foster::outcome::suppress::SMALLEST_SHOWN;
use crate::foster::receiver::FosterReceiverKind;
use crate::problem::Problem;
use crate::services::Services;

/// Who looks after the children of a region; nothing for who may not read that.
///
/// # Errors
/// The database.
pub async fn standing_of(
    services: &Services,
    actor: &Actor,
    region: &entity::region::Model,
) -> Result<Option<FosterProfile>, Problem> {
    if !actor.may(Permission::ReadFoster) {
        return Ok(None);
    }
    let sees_all = actor.may(Permission::ReadChildren);
    // With the regions below it, so that nothing is told here that is kept back there.
    let children = (FosterReceiverKind::Child, None);
    let total = coverage(services, region, children, sees_all).await?.total;
    let scope = RegionScope::new(region.code.as_str());
    let (assignments, parents) = active(services.db.reader(), &scope).await?;
    let many = assignments == 0 || assignments >= i64::from(SMALLEST_SHOWN);
    let is_shown = sees_all || (many && total.receiving_count.is_some());
    Ok(Some(FosterProfile {
        in_need_count: total.in_need_count,
        eligible_count: total.eligible_count,
        served_count: total.served_count,
        coverage_pct: total.coverage_pct,
        active_assignments_count: is_shown.then_some(assignments),
        active_foster_parents_count: is_shown.then_some(parents),
        effects: effects(services, &actor.scope, &scope).await?,
    }))
}

/// How many assignments of children of a region are active, and of how many foster parents.
async fn active(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
) -> Result<(i64, i64), DbErr> {
    let found: Option<(i64, i64)> = visible(scope)
        .filter(Column::State.eq(AssignmentState::Active))
        .filter(FosterReceiverKind::Child.assignments())
        .select_only()
        .expr_as(Expr::col(Column::Id).count(), "assignments")
        .expr_as(
            Expr::col(Column::FosterParentId).count_distinct(),
            "parents",
        )
        .into_tuple()
        .one(connection)
        .await?;
    Ok(found.unwrap_or_default())
}

async fn effects(
    services: &Services,
    sees: &RegionScope,
    scope: &RegionScope,
) -> Result<Vec<FosterProfileEffect>, Problem> {
    let groups = groups(services, scope, Condition::all()).await?;
    let cared: Vec<_> = groups
        .values()
        .map(|group| group.cared.as_slice())
        .collect();
    let comparisons = comparisons(services, sees, scope, &cared).await?;
    let each = groups.iter().zip(&comparisons);
    let shown = each.filter_map(|((programme, group), comparison)| {
        Some(FosterProfileEffect {
            programme: programme.clone(),
            effect: effect(group, comparison, Measure::Haz)?,
        })
    });
    Ok(shown.collect())
}
