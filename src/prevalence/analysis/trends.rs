//! The series of regions: of one, or of all children of one, by a single query for all figures.

use std::collections::{BTreeMap, BTreeSet};

use entity::region::Model as Region;
use sea_orm::{ConnectionTrait, DbErr};

use super::asked::{Asked, Question};
use super::model::{AssumedDesign, PrevalenceCaveat, PrevalenceTrend, PrevalenceTrends};
use super::params::TrendQuery;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::pct::Pct;
use crate::prevalence::conflict::conflicts;
use crate::prevalence::figures::{
    FigureRow, figures, of_indicator, of_regions, official, series_of,
};
use crate::prevalence::interval::Basis;
use crate::problem::{Fault, Problem};
use crate::reference::{self, Catalogue};
use crate::region;
use crate::text::{Language, text};

/// The trends that are asked for.
///
/// # Errors
/// A region that is unknown or outside the caller's; a wrong question; the database.
pub async fn trends(
    caller: &Authorized<ReadPrevalence>,
    query: TrendQuery,
) -> Result<PrevalenceTrends, Problem> {
    let connection = caller.reader();
    let question = Question {
        region: one_of(query.region_code.as_deref(), query.parent.as_deref()),
        indicator: query.indicator.as_deref(),
        source: None,
    };
    let Asked {
        region,
        indicator,
        catalogue,
    } = question.read(caller).await?;
    let regions = if query.parent.is_some() {
        region::children(connection, &region.code).await?
    } else {
        vec![region]
    };
    let codes: Vec<String> = regions.iter().map(|region| region.code.clone()).collect();
    let condition = of_regions(&codes)
        .add(of_indicator(&indicator))
        .add(official());
    let rows = figures(connection, caller.scope(), query.as_of, condition).await?;
    let items: Vec<PrevalenceTrend> = regions
        .iter()
        .map(|region| trend_of(region, &indicator, &rows, &catalogue))
        .collect();
    let language = caller.context().language;
    Ok(PrevalenceTrends {
        caveats: caveats(connection, &items, &catalogue, language).await?,
        assumed_designs: assumed_designs(&items, &catalogue),
        items,
    })
}

fn one_of<'a>(
    region_code: Option<&'a str>,
    parent: Option<&'a str>,
) -> Result<(&'static str, &'a str), Fault> {
    match (region_code, parent) {
        (Some(code), None) => Ok(("region_code", code)),
        (None, Some(code)) => Ok(("parent", code)),
        (None, None) => Err(Fault::parameter(
            "region_code",
            "required",
            text(
                "sebutkan `region_code` atau `parent`",
                "name `region_code` or `parent`",
            ),
        )),
        (Some(_), Some(_)) => Err(Fault::parameter(
            "parent",
            "exclusive",
            text(
                "sebutkan hanya satu dari `region_code` dan `parent`",
                "name only one of `region_code` and `parent`",
            ),
        )),
    }
}

/// The series of one region, from official figures of any regions.
pub fn trend_of(
    region: &Region,
    indicator: &str,
    rows: &[FigureRow],
    catalogue: &Catalogue,
) -> PrevalenceTrend {
    let own = rows
        .iter()
        .filter(|row| row.region_code == region.code && row.indicator_code == indicator);
    let series = series_of(own, catalogue);
    PrevalenceTrend {
        region_code: region.code.clone(),
        name: region.name.clone(),
        indicator: indicator.to_owned(),
        conflicts: conflicts(&series),
        series,
    }
}

/// What to mind of the comparability groups that are shown; asks only if there is one.
async fn caveats(
    connection: &impl ConnectionTrait,
    items: &[PrevalenceTrend],
    catalogue: &Catalogue,
    language: Language,
) -> Result<Vec<PrevalenceCaveat>, DbErr> {
    let all = items.iter().flat_map(|item| &item.series);
    let sources = all.flat_map(|series| &series.sources);
    let shown: BTreeSet<&str> = sources
        .filter_map(|code| catalogue.sources.get(code)?.group.as_deref())
        .collect();
    if shown.is_empty() {
        return Ok(Vec::new());
    }
    let mut groups = reference::groups(connection).await?;
    groups.retain(|group| shown.contains(group.code.as_str()));
    let in_language = |id: String, en: String| match language {
        Language::Indonesian => id,
        Language::English => en,
    };
    Ok(groups
        .into_iter()
        .map(|group| PrevalenceCaveat {
            source_group: group.code,
            name: in_language(group.name_id, group.name_en),
            text: in_language(group.caveat_id, group.caveat_en),
        })
        .collect())
}

/// The designs that stood in for intervals.
fn assumed_designs(items: &[PrevalenceTrend], catalogue: &Catalogue) -> Vec<AssumedDesign> {
    let mut designs = BTreeMap::new();
    for item in items {
        let level = region::level(&item.region_code);
        let points = item.series.iter().flat_map(|series| &series.measured);
        for point in points.filter(|point| point.figure.basis() == Basis::AssumedDesign) {
            let source = catalogue.sources.get(&point.source);
            if let Some(design) = source.and_then(|source| source.designs.get(&level)) {
                designs.insert((point.source.as_str(), level), *design);
            }
        }
    }
    designs
        .into_iter()
        .map(|((source, level), design)| AssumedDesign {
            source: source.to_owned(),
            level,
            children: design.children,
            design_effect: Pct::from_hundredths(design.design_effect_hundredths),
        })
        .collect()
}
