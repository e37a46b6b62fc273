//! How many children the latest published claims cover, for other features.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait};
use uuid::Uuid;

use super::asked::DEFAULT_INDICATOR;
use crate::auth::RegionScope;
use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::figures::{latest, of_indicator, of_regions};
use crate::problem::Problem;

/// How many children a claim covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// The claim.
    pub record_id: Uuid,
    /// Its period.
    pub period: Period,
    /// How many were measured.
    pub children_measured: Option<i64>,
    /// The coverage that it states.
    pub coverage_pct: Option<Pct>,
}

/// The latest official stunting claim of a source that ends before a day, by region: one query.
///
/// # Errors
/// The database.
pub async fn latest_reach(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    source: &str,
    codes: &[String],
    before: NaiveDate,
) -> Result<HashMap<String, Reach>, Problem> {
    let condition = of_regions(codes)
        .add(of_indicator(DEFAULT_INDICATOR))
        .add(Expr::col("source_code").eq(source))
        .add(Expr::col("period_to_on").lt(before));
    let rows = latest(connection, scope, condition).await?;
    let reach = rows.into_iter().map(|row| {
        let (_, children_measured) = row.counts();
        let reach = Reach {
            record_id: row.id.0,
            period: row.period(),
            children_measured,
            coverage_pct: row.coverage(),
        };
        (row.region_code, reach)
    });
    Ok(reach.collect())
}
