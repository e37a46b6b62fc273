//! Where else the bytes of a document stand, and how often where its reader cannot see.

use std::collections::HashMap;

use entity::evidence;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::model::EvidenceUse;
use crate::auth::RegionScope;

/// The other reports of another region or season in which the bytes of a document stand, each once.
pub(super) fn also_in(row: &evidence::Model, others: &[evidence::Model]) -> Vec<EvidenceUse> {
    let elsewhere = |other: &&evidence::Model| {
        other.sha256 == row.sha256
            && (other.region_code != row.region_code || other.season_code != row.season_code)
    };
    let mut also_in: Vec<EvidenceUse> = Vec::new();
    for other in others.iter().filter(elsewhere) {
        let other = EvidenceUse {
            report_id: other.report_id,
            season: other.season_code.clone(),
            action: other.action_code.clone(),
            region_code: other.region_code.clone(),
        };
        if !also_in.contains(&other) {
            also_in.push(other);
        }
    }
    also_in
}

/// In how many reports beyond the caller's region each of some files stands; not in which.
#[expect(
    clippy::disallowed_methods,
    reason = "only how many, of files that were found in scope"
)]
pub(super) async fn beyond(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    hashes: &[&str],
) -> Result<HashMap<String, i64>, DbErr> {
    use evidence::Column::{RegionCode, ReportId, Sha256};
    if scope.is_country() {
        return Ok(HashMap::new());
    }
    let counts: Vec<(String, i64)> = evidence::Entity::find()
        .filter(Sha256.is_in(hashes.iter().copied()))
        .filter(scope.rows(RegionCode).not())
        .select_only()
        .column(Sha256)
        .expr(Expr::col(ReportId).count_distinct())
        .group_by(Sha256)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(counts.into_iter().collect())
}
