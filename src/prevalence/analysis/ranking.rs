//! The order of the children of a region by the official figures of one source and period.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait};

use super::asked::{Asked, Question};
use super::model::{MissingReason, MissingRegion, PrevalenceRanking};
use super::params::RankingQuery;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::prevalence::figures::{FigureRow, figures, of_indicator, of_regions, standing};
use crate::prevalence::interval::Figure;
use crate::prevalence::ranking::ranking as ranked;
use crate::problem::Problem;
use crate::reference::Catalogue;
use crate::region;

/// The ranking that is asked for.
///
/// # Errors
/// A region that is unknown or outside the caller's; a wrong question; the database.
pub async fn ranking(
    caller: &Authorized<ReadPrevalence>,
    query: RankingQuery,
) -> Result<PrevalenceRanking, Problem> {
    let connection = caller.reader();
    let question = Question {
        region: Ok(("parent", &query.parent)),
        indicator: query.indicator.as_deref(),
        source: Some(&query.source),
    };
    let Asked {
        region,
        indicator,
        catalogue,
    } = question.read(caller).await?;
    let regions = region::children_in(connection, &region.code, query.period).await?;
    let codes: Vec<String> = regions.iter().map(|region| region.code.clone()).collect();
    let condition = of_regions(&codes)
        .add(of_indicator(&indicator))
        .add(standing())
        .add(Expr::col("source_code").eq(query.source.as_str()))
        .add(Expr::col("period").eq(query.period.to_string()));
    let rows = figures(connection, caller.scope(), query.as_of, condition).await?;
    let mut claims: HashMap<&str, Vec<&FigureRow>> = HashMap::new();
    for row in &rows {
        claims.entry(&row.region_code).or_default().push(row);
    }
    let (mut present, mut missing) = (Vec::new(), Vec::new());
    for region in regions {
        let own = claims.get(region.code.as_str());
        match standing_of(own.map_or(&[], Vec::as_slice), &catalogue) {
            Ok(figure) => present.push((region.code, region.name, figure)),
            Err(reason) => missing.push(MissingRegion {
                region_code: region.code,
                name: region.name,
                reason,
            }),
        }
    }
    Ok(PrevalenceRanking {
        indicator,
        source: query.source,
        period: query.period,
        items: ranked(present),
        missing,
    })
}

/// The official figure among the claims on one region, or why there is none.
fn standing_of(claims: &[&FigureRow], catalogue: &Catalogue) -> Result<Figure, MissingReason> {
    let mut stated = claims.iter().filter(|row| row.value().is_some()).peekable();
    if stated.peek().is_none() {
        return Err(MissingReason::NoFigure);
    }
    stated
        .find(|row| row.is_official)
        .and_then(|row| row.figure(catalogue))
        .ok_or(MissingReason::NoOfficialClaim)
}
