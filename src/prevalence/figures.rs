//! Figures as the rows of claims give them: of some regions at once, as they are or as they were.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::id::PrevalenceRecordId;
use entity::kind::{ClaimStatus, Confidence, EstimationMethod};
use entity::prevalence_record;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Order, OverStatement, Query, WindowStatement,
};
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select,
};

use super::change::Point;
use super::interval::{Design, Figure};
use super::query;
use super::record::period;
use super::trend::{Series, series};
use crate::auth::RegionScope;
use crate::pct::Pct;
use crate::period::Period;
use crate::reference::Catalogue;
use crate::region;

/// What an analysis needs of a claim; of records and of revisions alike.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FigureRow {
    /// The claim.
    pub id: PrevalenceRecordId,
    /// Where.
    pub region_code: String,
    /// Of what.
    pub indicator_code: String,
    /// By which source.
    pub source_code: String,
    period: String,
    value_hundredths: Option<i32>,
    ci_low_hundredths: Option<i32>,
    ci_high_hundredths: Option<i32>,
    rse_hundredths: Option<i32>,
    estimation_method: EstimationMethod,
    children_measured: Option<i64>,
    children_affected: Option<i64>,
    coverage_hundredths: Option<i32>,
    /// Who states it.
    pub publisher: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it is the official one.
    pub is_official: bool,
}

/// The columns beside the id, which has another name in revisions.
const COLUMNS: [&str; 15] = [
    "region_code",
    "indicator_code",
    "source_code",
    "period",
    "value_hundredths",
    "ci_low_hundredths",
    "ci_high_hundredths",
    "rse_hundredths",
    "estimation_method",
    "children_measured",
    "children_affected",
    "coverage_hundredths",
    "publisher",
    "confidence",
    "is_official",
];

impl FigureRow {
    /// The value; none where only children were counted.
    pub fn value(&self) -> Option<Pct> {
        self.value_hundredths.map(Pct::from_hundredths)
    }

    /// When was measured.
    pub fn period(&self) -> Period {
        period(&self.period)
    }

    /// Children affected and children measured.
    pub fn counts(&self) -> (Option<i64>, Option<i64>) {
        (self.children_affected, self.children_measured)
    }

    /// The share of the children there are that were measured, as the claim states it.
    pub fn coverage(&self) -> Option<Pct> {
        self.coverage_hundredths.map(Pct::from_hundredths)
    }

    /// The figure with the design of its source at the level of its region; none without a value.
    pub fn figure(&self, catalogue: &Catalogue) -> Option<Figure> {
        let source = catalogue.sources.get(&self.source_code)?;
        let design = source.designs.get(&region::level(&self.region_code));
        let pct = |hundredths: Option<i32>| hundredths.map(Pct::from_hundredths);
        Some(Figure {
            period: self.period(),
            value: self.value()?,
            ci_low: pct(self.ci_low_hundredths),
            ci_high: pct(self.ci_high_hundredths),
            rse_pct: pct(self.rse_hundredths),
            children_measured: self.children_measured,
            children_affected: self.children_affected,
            coverage_pct: pct(self.coverage_hundredths),
            source_kind: source.kind,
            estimation_method: self.estimation_method,
            design: design.map(|design| Design {
                children: design.children,
                design_effect_hundredths: design.design_effect_hundredths,
            }),
        })
    }

    /// The figure as a point of the series of its source's group.
    pub fn point(&self, catalogue: &Catalogue) -> Option<Point> {
        let source = catalogue.sources.get(&self.source_code)?;
        Some(Point {
            record_id: self.id.0,
            source: self.source_code.clone(),
            source_group: source.series_group().to_owned(),
            figure: self.figure(catalogue)?,
        })
    }
}

impl From<&prevalence_record::Model> for FigureRow {
    fn from(row: &prevalence_record::Model) -> Self {
        Self {
            id: row.id,
            region_code: row.region_code.clone(),
            indicator_code: row.indicator_code.clone(),
            source_code: row.source_code.clone(),
            period: row.period.clone(),
            value_hundredths: row.value_hundredths,
            ci_low_hundredths: row.ci_low_hundredths,
            ci_high_hundredths: row.ci_high_hundredths,
            rse_hundredths: row.rse_hundredths,
            estimation_method: row.estimation_method,
            children_measured: row.children_measured,
            children_affected: row.children_affected,
            coverage_hundredths: row.coverage_hundredths,
            publisher: row.publisher.clone(),
            confidence: row.confidence,
            is_official: row.is_official,
        }
    }
}

/// Of these regions.
pub fn of_regions(codes: &[String]) -> Condition {
    let codes = codes.iter().map(String::as_str);
    Condition::all().add(Expr::col("region_code").is_in(codes))
}

/// Of this indicator.
pub fn of_indicator(code: &str) -> Condition {
    Condition::all().add(Expr::col("indicator_code").eq(code))
}

/// Official, and with a value. Only published claims can be official, as the database sees to; the condition is written as
/// the index of official claims has it.
pub fn official() -> Condition {
    Condition::all()
        .add(Expr::col("is_official"))
        .add(Expr::col("value_hundredths").is_not_null())
}

/// Neither rejected nor withdrawn.
pub fn standing() -> Condition {
    let gone = [ClaimStatus::Rejected, ClaimStatus::Withdrawn];
    Condition::all().add(Expr::col("status").is_not_in(gone.map(|status| status.as_str())))
}

/// The figures that fit, as they are or as they were, by region, time and source: one query.
///
/// # Errors
/// The database.
pub async fn figures(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    as_of: Option<DateTime<Utc>>,
    condition: Condition,
) -> Result<Vec<FigureRow>, DbErr> {
    match as_of {
        None => read(connection, query::visible(scope).filter(condition), "id").await,
        Some(at) => {
            let select = query::visible_as_of(scope, at).filter(condition);
            read(connection, select, "record_id").await
        }
    }
}

/// Of the official figures that fit the latest one per region, indicator and source: one query.
///
/// # Errors
/// The database.
pub async fn latest(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    condition: Condition,
) -> Result<Vec<FigureRow>, DbErr> {
    // As periods are ordered: the later end, and of two with one end the longer.
    let mut window = WindowStatement::new();
    window
        .partition_by_columns(["region_code", "indicator_code", "source_code"])
        .order_by("period_to_on", Order::Desc)
        .order_by("period_from_on", Order::Asc);
    let mut ordered = Query::select();
    ordered
        .column("id")
        .expr_window_as(Expr::cust("row_number()"), window, "place")
        .from(prevalence_record::Entity)
        .cond_where(scope.rows("region_code"))
        .cond_where(official())
        .cond_where(condition);
    let ids = Query::select()
        .column("id")
        .from_subquery(ordered, "ordered")
        .and_where(Expr::col("place").eq(1))
        .to_owned();
    let select = query::visible(scope).filter(Expr::col("id").in_subquery(ids));
    read(connection, select, "id").await
}

/// Sorted here: an order by time would lead the database to the index of all claims of a region instead of the official ones.
async fn read<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    select: Select<E>,
    id: &'static str,
) -> Result<Vec<FigureRow>, DbErr> {
    let mut select = select.select_only().expr_as(Expr::col(id), "id");
    for column in COLUMNS {
        select = select.expr_as(Expr::col(column), column);
    }
    let mut rows = select.into_model::<FigureRow>().all(connection).await?;
    rows.sort_by_cached_key(|row| {
        (
            row.region_code.clone(),
            row.period(),
            row.source_code.clone(),
            row.id,
        )
    });
    Ok(rows)
}

/// One series per comparability group of the figures of one region and indicator: surveys first, then routine, then local.
pub fn series_of<'a>(
    rows: impl Iterator<Item = &'a FigureRow>,
    catalogue: &Catalogue,
) -> Vec<Series> {
    let mut groups: BTreeMap<String, Vec<Point>> = BTreeMap::new();
    for point in rows.filter_map(|row| row.point(catalogue)) {
        groups
            .entry(point.source_group.clone())
            .or_default()
            .push(point);
    }
    let mut all: Vec<Series> = groups
        .into_iter()
        .map(|(group, points)| series(&group, points))
        .collect();
    all.sort_by_key(|one| one.measured.first().map(|point| point.figure.source_kind));
    all
}
