//! All claims on one region and time side by side, and what the gaps between them are worth.

use std::collections::BTreeMap;

use entity::kind::Confidence;
use entity::prevalence_record::Model;
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use super::asked::{Asked, Question};
use super::comparison_model::{ComparedClaim, ComparedSource, PrevalenceComparison, PrevalenceGap};
use super::params::ComparisonQuery;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::prevalence::change::{Assessment, assess};
use crate::prevalence::figures::{FigureRow, of_indicator, of_regions, standing};
use crate::prevalence::gap::{Claim, explanations};
use crate::prevalence::interval::{Basis, Figure, margin_of_difference};
use crate::prevalence::query;
use crate::prevalence::record::PrevalenceRecord;
use crate::problem::{Fault, Problem};
use crate::reference::Catalogue;
use crate::text::{Language, text};

/// The most claims that are set side by side: every one is held against every other.
const MOST_CLAIMS: usize = 200;

/// The comparison that is asked for.
///
/// # Errors
/// A region that is unknown or outside the caller's; a wrong question; too many claims; the database.
pub async fn comparison(
    caller: &Authorized<ReadPrevalence>,
    query: ComparisonQuery,
) -> Result<PrevalenceComparison, Problem> {
    let question = Question {
        region: Ok(("region_code", &query.region_code)),
        indicator: query.indicator.as_deref(),
        source: None,
    };
    let Asked {
        region,
        indicator,
        catalogue,
    } = question.read(caller).await?;
    let condition = of_regions(std::slice::from_ref(&region.code))
        .add(of_indicator(&indicator))
        .add(standing())
        .add(Expr::col("period_from_on").lte(query.period.ends_on()))
        .add(Expr::col("period_to_on").gte(query.period.starts_on()));
    let rows = query::visible(caller.scope())
        .filter(condition)
        .order_by(Expr::col("period_from_on"), Order::Asc)
        .order_by(Expr::col("id"), Order::Asc)
        .limit(u64::try_from(MOST_CLAIMS + 1).unwrap_or(u64::MAX))
        .all(caller.reader())
        .await?;
    if rows.len() > MOST_CLAIMS {
        return Err(too_many());
    }
    let claims: Vec<(FigureRow, Option<Figure>)> = rows
        .iter()
        .map(|row| {
            let row = FigureRow::from(row);
            let figure = row.figure(&catalogue);
            (row, figure)
        })
        .collect();
    Ok(PrevalenceComparison {
        gaps: gaps(&claims),
        items: by_source(rows, claims, &catalogue, caller.context().language),
        region_code: region.code,
        name: region.name,
        indicator,
        period: query.period,
    })
}

fn too_many() -> Problem {
    Problem::invalid(vec![Fault::parameter(
        "period",
        "too_many_claims",
        text(
            format!(
                "ada lebih dari {MOST_CLAIMS} klaim pada periode itu; pilih periode yang lebih pendek"
            ),
            format!("has more than {MOST_CLAIMS} claims; ask for a shorter period"),
        ),
    )])
}

fn by_source(
    rows: Vec<Model>,
    claims: Vec<(FigureRow, Option<Figure>)>,
    catalogue: &Catalogue,
    language: Language,
) -> Vec<ComparedSource> {
    let mut sources = BTreeMap::new();
    for (row, (_, figure)) in rows.into_iter().zip(claims) {
        let Some(info) = catalogue.sources.get(&row.source_code) else {
            continue;
        };
        let name = match language {
            Language::Indonesian => &info.name_id,
            Language::English => &info.name_en,
        };
        sources
            .entry((info.kind, info.code.clone()))
            .or_insert_with(|| ComparedSource {
                source: info.code.clone(),
                name: name.clone(),
                kind: info.kind,
                source_group: info.series_group().to_owned(),
                claims: Vec::new(),
            })
            .claims
            .push(compared(row.into(), figure.as_ref()));
    }
    sources.into_values().collect()
}

fn compared(record: PrevalenceRecord, figure: Option<&Figure>) -> ComparedClaim {
    ComparedClaim {
        record_id: record.id.0,
        period: record.period,
        value_pct: record.value_pct,
        ci_low_pct: record.ci_low_pct,
        ci_high_pct: record.ci_high_pct,
        rse_pct: record.rse_pct,
        interval_pct: figure.and_then(Figure::interval),
        basis: figure.map_or(Basis::None, Figure::basis),
        estimation_method: record.estimation_method,
        children_measured: record.children_measured,
        children_affected: record.children_affected,
        coverage_pct: record.coverage_pct,
        publisher: record.publisher,
        status: record.status,
        is_official: record.is_official,
        confidence: record.confidence,
        citation: record.citation,
        note: record.note,
    }
}

/// Pairs of two sources, and of one source for one period: two periods of one source are a trend, not a gap.
fn gaps(claims: &[(FigureRow, Option<Figure>)]) -> Vec<PrevalenceGap> {
    let figures: Vec<(&FigureRow, &Figure)> = claims
        .iter()
        .filter_map(|(row, figure)| Some((row, figure.as_ref()?)))
        .collect();
    let mut gaps = Vec::new();
    for (n, one) in figures.iter().enumerate() {
        for other in figures.iter().skip(n + 1) {
            if one.0.source_code != other.0.source_code || one.1.period == other.1.period {
                gaps.push(if one.1.value < other.1.value {
                    gap(*other, *one)
                } else {
                    gap(*one, *other)
                });
            }
        }
    }
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.difference_pp));
    gaps
}

fn gap(higher: (&FigureRow, &Figure), lower: (&FigureRow, &Figure)) -> PrevalenceGap {
    let claims = [higher, lower].map(|(row, figure)| Claim {
        figure,
        source: &row.source_code,
        indicator: &row.indicator_code,
        publisher: &row.publisher,
        low_confidence: row.confidence == Confidence::Low,
    });
    let [one, other] = &claims;
    let difference = higher.1.value - lower.1.value;
    let one_survey = one.source == other.source;
    // One sample has one error; it cannot set two statements on it apart.
    let margin = margin_of_difference(higher.1, lower.1).filter(|_| !one_survey);
    let distinguishable = if one_survey {
        Some(difference.hundredths() != 0)
    } else if margin.is_some() || (higher.1.is_count() && lower.1.is_count()) {
        Some(assess(lower.1, higher.1).0 != Assessment::NotDistinguishable)
    } else {
        None
    };
    PrevalenceGap {
        record_ids: [higher.0.id.0, lower.0.id.0],
        sources: [one.source.to_owned(), other.source.to_owned()],
        difference_pp: difference,
        distinguishable,
        margin_pp: margin.map(|(half, _)| half),
        basis: margin.map_or(Basis::None, |(_, basis)| basis),
        explanations: explanations(one, other),
    }
}
