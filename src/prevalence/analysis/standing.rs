//! How a region stands, for other features: its latest figures, the courses of its series, what is open about it.

use std::collections::HashMap;

use entity::region::Model as Region;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::asked::DEFAULT_INDICATOR;
use super::discrepancies::discrepancies_of;
use super::trends::trend_of;
use crate::auth::RegionScope;
use crate::pct::Pct;
use crate::period::Period;
use crate::prevalence::figures::{FigureRow, figures, latest, of_indicator, of_regions, standing};
use crate::prevalence::interval::{Basis, Figure};
use crate::prevalence::trend::{Series, Shape};
use crate::problem::Problem;
use crate::reference::{Catalogue, catalogue};

/// The latest official figure of a source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LatestFigure {
    /// What is measured.
    #[schema(example = "stunting")]
    pub indicator: String,
    /// The source.
    #[schema(example = "SSGI")]
    pub source: String,
    /// Its comparability group, or itself.
    #[schema(example = "national_survey")]
    pub source_group: String,
    /// When was measured.
    pub period: Period,
    /// The published value, percent.
    pub value_pct: Pct,
    /// The 95 % interval, percent; null if none can be stated.
    #[schema(required, min_items = 2, max_items = 2)]
    pub interval_pct: Option<[Pct; 2]>,
    /// On what that interval rests.
    pub basis: Basis,
    /// The claim.
    pub record_id: Uuid,
}

/// The course of a series.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrendSummary {
    /// `national_survey`, or the code of a source that joins no group.
    #[schema(example = "national_survey")]
    pub source_group: String,
    /// The sources met, in order of their first figure.
    pub sources: Vec<String>,
    /// Its course.
    pub shape: Shape,
    /// Average annual rate of reduction, percent per year, positive is a reduction; null if it cannot be given.
    #[schema(required)]
    pub average_annual_reduction_pct: Option<Pct>,
    /// The period of the first figure.
    pub period_from: Period,
    /// The period of the last one.
    pub period_to: Period,
    /// How many figures there are.
    pub points: usize,
}

/// How a region stands.
pub struct Standing {
    /// The latest official figure per indicator and source.
    pub figures: Vec<LatestFigure>,
    /// The courses of its stunting, per source group.
    pub trends: Vec<TrendSummary>,
    /// How many discrepancies of its stunting figures are open.
    pub open_discrepancies: usize,
}

/// How a region stands by the claims that a caller sees.
///
/// # Errors
/// The database.
pub async fn standing_of(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    region: &Region,
) -> Result<Standing, Problem> {
    let catalogue = catalogue(connection).await?;
    let here = || of_regions(std::slice::from_ref(&region.code));
    let newest = latest(connection, scope, here()).await?;
    let condition = here().add(of_indicator(DEFAULT_INDICATOR)).add(standing());
    let claims = figures(connection, scope, None, condition).await?;
    let shown: Vec<&FigureRow> = claims.iter().collect();
    let open_discrepancies = discrepancies_of(region, &shown, &catalogue).len();
    let decided: Vec<FigureRow> = claims.into_iter().filter(|row| row.is_official).collect();
    let trend = trend_of(region, DEFAULT_INDICATOR, &decided, &catalogue);
    let mut figures: Vec<LatestFigure> = newest
        .iter()
        .filter_map(|row| latest_figure(row, &catalogue))
        .collect();
    figures.sort_by(|a, b| (&a.indicator, &a.source).cmp(&(&b.indicator, &b.source)));
    Ok(Standing {
        figures,
        trends: trend.series.into_iter().filter_map(summary).collect(),
        open_discrepancies,
    })
}

/// The latest official stunting figure per source of some regions, by their codes: one query.
///
/// # Errors
/// The database.
pub async fn latest_figures(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    codes: &[String],
) -> Result<HashMap<String, Vec<LatestFigure>>, Problem> {
    let catalogue = catalogue(connection).await?;
    let condition = of_regions(codes).add(of_indicator(DEFAULT_INDICATOR));
    let rows = latest(connection, scope, condition).await?;
    let mut found: HashMap<String, Vec<LatestFigure>> = HashMap::new();
    for row in &rows {
        let figures = found.entry(row.region_code.clone()).or_default();
        figures.extend(latest_figure(row, &catalogue));
    }
    for figures in found.values_mut() {
        figures.sort_by(|a, b| a.source.cmp(&b.source));
    }
    Ok(found)
}

fn latest_figure(row: &FigureRow, catalogue: &Catalogue) -> Option<LatestFigure> {
    let source = catalogue.sources.get(&row.source_code)?;
    let figure: Figure = row.figure(catalogue)?;
    Some(LatestFigure {
        indicator: row.indicator_code.clone(),
        source: row.source_code.clone(),
        source_group: source.series_group().to_owned(),
        period: figure.period,
        value_pct: figure.value,
        interval_pct: figure.interval(),
        basis: figure.basis(),
        record_id: row.id.0,
    })
}

fn summary(series: Series) -> Option<TrendSummary> {
    let (first, last) = (series.points.first()?, series.points.last()?);
    Some(TrendSummary {
        period_from: first.period,
        period_to: last.period,
        points: series.points.len(),
        source_group: series.source_group,
        sources: series.sources,
        shape: series.shape,
        average_annual_reduction_pct: series.average_annual_reduction_pct,
    })
}
