//! How far a place is from its targets, and whether its pace gets it there: the observed pace is the least-squares line
//! through the comparable figures, and its uncertainty is what their standard errors leave of it.
//!
//! Targets are ceilings: every indicator of this field is better when it is lower.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::Point;
use super::interval::{Basis, Figure, joint_basis};
use super::pace::{Pace, years_to_middle};
use super::run::longest_run;
use crate::pct::Pct;
use crate::period::Period;

/// A ceiling for the prevalence of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The year that has to show it.
    pub year: i32,
    /// Percent.
    pub value: Pct,
}

/// Whether a target is or will be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProgressAssessment)]
pub enum Standing {
    /// The latest figure is at or below it, its whole 95 % interval included.
    Reached,
    /// The 95 % band of the pace is at or below it in its year.
    OnTrack,
    /// The 95 % band of the pace is above it in its year, or its year has passed above it.
    OffTrack,
    /// The band or interval holds both possibilities, or there is no pace yet.
    NotDistinguishable,
}

/// On what the assessment of a target rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProgressUncertainty)]
pub enum Uncertainty {
    /// Published intervals of all figures used.
    PublishedInterval,
    /// An assumed design for at least one of them.
    AssumedDesign,
    /// No sampling error can be stated: the values alone decide.
    NoInterval,
    /// Fewer than two comparable figures, or less than a year between them: no pace.
    TooFewPoints,
}

/// The distance to one target and the pace towards it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetProgress {
    /// Year of the target.
    pub year: i32,
    /// The target, percent.
    pub target_pct: Pct,
    /// Period of the latest comparable figure.
    pub latest_period: Period,
    /// The latest comparable figure, percent.
    pub latest_value_pct: Pct,
    /// Its 95 % interval, percent; null if none can be stated.
    #[schema(required, min_items = 2, max_items = 2)]
    pub latest_interval_pct: Option<[Pct; 2]>,
    /// Latest minus target, percentage points; 0 or less: at or below it.
    pub gap_pp: Pct,
    /// Points per year from the latest figure to the target, negative is a fall; null if at or below it or its year has passed.
    #[schema(required)]
    pub required_annual_change_pp: Option<Pct>,
    /// The same as a rate, `100 (1 - (target / latest)^(1/years))` percent per year; null as above.
    #[schema(required)]
    pub required_annual_reduction_pct: Option<Pct>,
    /// Least-squares slope through the comparable figures, points per year; null if there is no pace.
    #[schema(required)]
    pub observed_annual_change_pp: Option<Pct>,
    /// 95 % interval of that slope from the standard errors of the figures; null if one has none.
    #[schema(required, min_items = 2, max_items = 2)]
    pub observed_annual_change_interval_pp: Option<[Pct; 2]>,
    /// Average annual rate of reduction (UNICEF), percent per year; null if there is none.
    #[schema(required)]
    pub observed_annual_reduction_pct: Option<Pct>,
    /// First year in which the line is at or below the target; null if at or below it already, flat, rising, or after 2100.
    #[schema(required)]
    pub projected_year: Option<i32>,
    /// The same for the lower end of the line's 95 % band, at the earliest the latest figure's own year; null without a band.
    #[schema(required)]
    pub projected_year_earliest: Option<i32>,
    /// The same for its upper end; null if the pace, within its uncertainty, may never get there, and without a band.
    #[schema(required)]
    pub projected_year_latest: Option<i32>,
    /// Whether it is or will be met.
    pub assessment: Standing,
    /// On what that rests.
    pub uncertainty: Uncertainty,
}

/// The progress towards each target, from the points of one comparability group in any order; empty without points.
///
/// Uses the run of comparable points that covers most time; its last point is "the latest". Figures and targets stand in
/// the middle of their periods.
pub fn progress(points: &[Point], goals: &[Goal]) -> Vec<TargetProgress> {
    let run = longest_run(points, 1).unwrap_or_default();
    let Some(latest) = run.last() else {
        return Vec::new();
    };
    let pace = Pace::of(&run);
    let uncertainty = uncertainty(&run, pace.as_ref());
    let towards = |goal: &Goal| target_progress(&latest.figure, goal, pace.as_ref(), uncertainty);
    goals.iter().map(towards).collect()
}

fn target_progress(
    latest: &Figure,
    goal: &Goal,
    pace: Option<&Pace>,
    uncertainty: Uncertainty,
) -> TargetProgress {
    let open = latest.value > goal.value;
    let years = Some(years_to_middle(latest.period, goal.year));
    let years = years.filter(|_| open && goal.year > latest.period.year());
    let ratio = goal.value.as_f64() / latest.value.as_f64();
    let [earliest, projected, last] = match pace {
        Some(pace) if open => pace.reaches(goal.value, latest.period.year()),
        _ => [None; 3],
    };
    TargetProgress {
        year: goal.year,
        target_pct: goal.value,
        latest_period: latest.period,
        latest_value_pct: latest.value,
        latest_interval_pct: latest.interval(),
        gap_pp: latest.value - goal.value,
        required_annual_change_pp: years
            .map(|years| Pct::from_f64((goal.value - latest.value).as_f64() / years)),
        required_annual_reduction_pct: years
            .map(|years| Pct::from_f64(100.0 * (1.0 - ratio.powf(1.0 / years)))),
        observed_annual_change_pp: pace.map(Pace::slope),
        observed_annual_change_interval_pp: pace.and_then(Pace::interval),
        observed_annual_reduction_pct: pace.and_then(|pace| pace.reduction),
        projected_year: projected,
        projected_year_earliest: earliest,
        projected_year_latest: last,
        assessment: standing(latest, goal, pace),
        uncertainty,
    }
}

fn standing(latest: &Figure, goal: &Goal, pace: Option<&Pace>) -> Standing {
    let exact = latest.is_count().then_some([latest.value; 2]);
    let Some([low, high]) = latest.interval().or(exact) else {
        return Standing::NotDistinguishable;
    };
    if latest.value <= goal.value {
        return if high <= goal.value {
            Standing::Reached
        } else {
            Standing::NotDistinguishable
        };
    }
    let (low, high) = match pace {
        _ if goal.year <= latest.period.year() => (low, high),
        Some(pace) if pace.known => {
            let [low, _, high] = pace.band(goal.year);
            (low, high)
        }
        _ => return Standing::NotDistinguishable,
    };
    if low > goal.value {
        Standing::OffTrack
    } else if high <= goal.value {
        Standing::OnTrack
    } else {
        Standing::NotDistinguishable
    }
}

fn uncertainty(run: &[&Point], pace: Option<&Pace>) -> Uncertainty {
    let errors: Option<Vec<_>> = run
        .iter()
        .map(|point| point.figure.standard_error())
        .collect();
    match (pace, joint_basis(&errors.unwrap_or_default())) {
        (None, _) => Uncertainty::TooFewPoints,
        (_, Basis::PublishedInterval) => Uncertainty::PublishedInterval,
        (_, Basis::AssumedDesign) => Uncertainty::AssumedDesign,
        (_, Basis::None) => Uncertainty::NoInterval,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{
        counts, eppgbm, kaltim, kukar, pct, published, routine, ssgi, undesigned,
    };
    use super::Standing::{NotDistinguishable, OffTrack, OnTrack, Reached};
    use super::*;

    fn towards(points: &[Point], year: i32, value: &str) -> TargetProgress {
        let goal = Goal {
            year,
            value: pct(value),
        };
        progress(points, &[goal]).into_iter().next().unwrap()
    }

    /// Bands by Python (see pace.rs): Kaltim 2026 is 21.97 ± 2.17, 2045 is 16.65 ± 13.3; Kukar 2024 is 14.2 ± 3.49,
    /// its line 2026 is 5.19 ± 6.21; the made-up place 2026 is 12 ± 2.24.
    #[test]
    fn standings() {
        let near = [
            published("2022", "20", "19", "21"),
            published("2024", "16", "15", "17"),
        ]
        .map(ssgi)
        .to_vec();
        let falling = counts(&[("2022", "22.8"), ("2023", "19.6")]);
        let unknown = [undesigned("2013", "37.2"), undesigned("2018", "30.8")]
            .map(ssgi)
            .to_vec();
        let single = vec![eppgbm(routine("2024-08", "20.6"))];
        use Uncertainty::{AssumedDesign, NoInterval, PublishedInterval, TooFewPoints};
        #[rustfmt::skip]
        let cases = [
            ("Kaltim, own target", kaltim(), 2026, "19", OffTrack, AssumedDesign),
            ("Kaltim, far away", kaltim(), 2045, "5", NotDistinguishable, AssumedDesign),
            ("Kaltim, year passed", kaltim(), 2024, "19", OffTrack, AssumedDesign),
            ("Kaltim, passed within error", kaltim(), 2024, "21.5", NotDistinguishable, AssumedDesign),
            ("Kukar, below", kukar(), 2025, "18.8", Reached, AssumedDesign),
            ("Kukar, below within error", kukar(), 2029, "14.2", NotDistinguishable, AssumedDesign),
            ("Kukar, ahead", kukar(), 2026, "13", OnTrack, AssumedDesign),
            ("published", near, 2026, "14.3", OnTrack, PublishedInterval),
            ("counts, fast enough", falling.clone(), 2025, "14", OnTrack, NoInterval),
            ("counts, too slow", falling.clone(), 2024, "14", OffTrack, NoInterval),
            ("counts, there", falling, 2025, "19.6", Reached, NoInterval),
            ("unknown error", unknown.clone(), 2029, "5", NotDistinguishable, NoInterval),
            ("unknown error, below", unknown, 2029, "35", NotDistinguishable, NoInterval),
            ("no pace", single.clone(), 2029, "14.2", NotDistinguishable, TooFewPoints),
            ("no pace, year passed", single, 2024, "14.2", OffTrack, TooFewPoints),
        ];
        for (name, points, year, value, assessment, uncertainty) in cases {
            let found = towards(&points, year, value);
            assert_eq!(
                (found.assessment, found.uncertainty),
                (assessment, uncertainty),
                "{name}: {found:?}"
            );
        }
        let (year, value) = (2029, pct("14.2"));
        assert!(progress(&[], &[Goal { year, value }]).is_empty());
    }

    /// By hand: gap 22.2-19 = 3.2, over 2 years -1.6; `100*(1-sqrt(19/22.2))` = 7.49. The rest by Python, see pace.rs.
    #[test]
    fn numbers() {
        let found = towards(&kaltim(), 2026, "19");
        let expected = serde_json::json!({
            "year": 2026, "target_pct": 19,
            "latest_period": "2024", "latest_value_pct": 22.2, "latest_interval_pct": [20.88, 23.52],
            "gap_pp": 3.2, "required_annual_change_pp": -1.6, "required_annual_reduction_pct": 7.49,
            "observed_annual_change_pp": -0.28, "observed_annual_change_interval_pp": [-0.87, 0.31],
            "observed_annual_reduction_pct": 1.22,
            "projected_year": 2037, "projected_year_earliest": 2027, "projected_year_latest": null,
            "assessment": "off_track", "uncertainty": "assumed_design"
        });
        assert_eq!(serde_json::to_value(&found).unwrap(), expected);
        let reached = towards(&kukar(), 2025, "18.8");
        assert_eq!(reached.gap_pp, pct("-4.6"));
        assert_eq!(
            (reached.required_annual_change_pp, reached.projected_year),
            (None, None)
        );
    }
}
