//! How far a region is from its targets, per source group.

use entity::kind::Better;

use super::asked::{Asked, Question};
use super::model::{GroupProgress, PrevalenceProgress};
use super::params::ProgressQuery;
use super::trends::trend_of;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::pct::Pct;
use crate::prevalence::figures::{figures, of_indicator, of_regions, official};
use crate::prevalence::progress::{Goal, progress as towards};
use crate::problem::{Fault, Problem};
use crate::reference;
use crate::text::text;

/// The progress that is asked for.
///
/// # Errors
/// A region that is unknown or outside the caller's; an indicator of which more is better; the database.
pub async fn progress(
    caller: &Authorized<ReadPrevalence>,
    query: ProgressQuery,
) -> Result<PrevalenceProgress, Problem> {
    let connection = caller.reader();
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
    if catalogue
        .indicators
        .get(&indicator)
        .is_some_and(|info| info.better == Better::Higher)
    {
        return Err(Problem::invalid(vec![Fault::parameter(
            "indicator",
            "not_a_ceiling",
            text(
                "kemajuan hanya dihitung untuk indikator yang lebih baik bila lebih rendah",
                "progress is reckoned only for indicators that are better when they are lower",
            ),
        )]));
    }
    let targets = reference::targets_for(connection, &region.code, &indicator).await?;
    let goals: Vec<Goal> = targets
        .iter()
        .map(|target| Goal {
            year: target.year,
            value: Pct::from_hundredths(target.value_hundredths),
        })
        .collect();
    let condition = of_regions(std::slice::from_ref(&region.code))
        .add(of_indicator(&indicator))
        .add(official());
    let rows = figures(connection, caller.scope(), None, condition).await?;
    let trend = trend_of(&region, &indicator, &rows, &catalogue);
    let items = trend.series.into_iter().map(|series| GroupProgress {
        targets: towards(&series.measured, &goals),
        source_group: series.source_group,
        sources: series.sources,
    });
    Ok(PrevalenceProgress {
        items: items.collect(),
        region_code: region.code,
        name: region.name,
        indicator,
        target_region_code: targets.into_iter().next().map(|target| target.region_code),
    })
}
