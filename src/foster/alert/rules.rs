//! When somebody has to look after an assignment, by the thresholds of its programme.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::foster::programme::definition::FosterAlertRule;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FosterAlertKind {
    /// Weighings in a row without gain: the health centre should visit.
    NoGain,
    /// Not weighed for too long.
    NoWeighing,
    /// Nothing delivered for too long.
    NoDelivery,
}

impl FosterAlertKind {
    /// The kind of its notification, of a child or of a mother.
    pub const fn notification(self, is_child: bool) -> &'static str {
        match self {
            Self::NoDelivery if !is_child => "foster_no_delivery_mother",
            Self::NoGain => "foster_no_gain",
            Self::NoWeighing => "foster_no_weighing",
            Self::NoDelivery => "foster_no_delivery",
        }
    }
}

/// What is known of an assignment.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When it began.
    pub started_on: NaiveDate,
    /// The day on which it is asked.
    pub today: NaiveDate,
    /// When something was delivered last.
    pub last_delivery: Option<NaiveDate>,
    /// The weighings since it began, in order, in grams.
    pub weighings: &'a [(NaiveDate, i32)],
}

/// Something that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// What.
    pub kind: FosterAlertKind,
    /// Since when.
    pub since: NaiveDate,
    /// How many days, or weighings without gain.
    pub count: i64,
}

/// Everything that is wrong; a mother is not weighed as a child is.
pub fn alerts(rule: &FosterAlertRule, facts: Facts, is_child: bool) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if let Some((since, count)) = without_gain(facts.weighings)
        && count >= i64::from(rule.intervals_without_gain)
    {
        let kind = FosterAlertKind::NoGain;
        alerts.push(Alert { kind, since, count });
    }
    let last_weighing = facts.weighings.last().map(|(on, _)| *on);
    for (kind, last, most) in [
        (
            FosterAlertKind::NoWeighing,
            last_weighing,
            rule.days_without_weighing,
        ),
        (
            FosterAlertKind::NoDelivery,
            facts.last_delivery,
            rule.days_without_delivery,
        ),
    ] {
        let since = last.map_or(facts.started_on, |last| last.max(facts.started_on));
        let count = (facts.today - since).num_days();
        if count > most {
            alerts.push(Alert { kind, since, count });
        }
    }
    if !is_child {
        alerts.retain(|one| one.kind == FosterAlertKind::NoDelivery);
    }
    alerts
}

/// The weighing after which there was no gain, and how many came after it.
fn without_gain(weighings: &[(NaiveDate, i32)]) -> Option<(NaiveDate, i64)> {
    let pairs = weighings.iter().zip(weighings.iter().skip(1));
    let mut run: Option<(NaiveDate, i64)> = None;
    for ((before, weight), (_, next)) in pairs {
        run = if next > weight {
            None
        } else {
            let (since, count) = run.unwrap_or((*before, 0));
            Some((since, count + 1))
        };
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn found(
        today: &str,
        last_delivery: Option<&str>,
        weighings: &[(&str, i32)],
    ) -> Vec<(FosterAlertKind, String, i64)> {
        let rule = FosterAlertRule {
            days_without_delivery: 35,
            days_without_weighing: 45,
            intervals_without_gain: 2,
        };
        let weighings: Vec<_> = weighings.iter().map(|(on, g)| (day(on), *g)).collect();
        let facts = Facts {
            started_on: day("2026-01-01"),
            today: day(today),
            last_delivery: last_delivery.map(day),
            weighings: &weighings,
        };
        alerts(&rule, facts, true)
            .into_iter()
            .map(|one| (one.kind, one.since.to_string(), one.count))
            .collect()
    }

    #[test]
    fn two_weighings_in_a_row_without_gain() {
        use FosterAlertKind::NoGain;
        let start = ("2026-01-02", 8000);
        for (more, expected) in [
            (&[("2026-01-16", 8000)][..], None),
            (
                &[("2026-01-16", 8000), ("2026-01-30", 7900)],
                Some((NoGain, "2026-01-02".to_owned(), 2)),
            ),
            (&[("2026-01-16", 7900), ("2026-01-30", 8100)], None),
            (
                &[
                    ("2026-01-16", 8200),
                    ("2026-01-20", 8200),
                    ("2026-01-30", 8200),
                ],
                Some((NoGain, "2026-01-16".to_owned(), 2)),
            ),
        ] {
            let all = [&[start], more].concat();
            let found = found("2026-01-31", Some("2026-01-10"), &all);
            assert_eq!(found.into_iter().next(), expected, "{more:?}");
        }
    }

    #[test]
    fn a_mother_is_not_weighed() {
        let rule = FosterAlertRule {
            days_without_delivery: 35,
            days_without_weighing: 10,
            intervals_without_gain: 2,
        };
        let facts = Facts {
            started_on: day("2026-01-01"),
            today: day("2026-03-01"),
            last_delivery: None,
            weighings: &[],
        };
        let kinds = |is_child| -> Vec<_> {
            let found = alerts(&rule, facts, is_child).into_iter();
            found.map(|one| one.kind).collect()
        };
        use FosterAlertKind::{NoDelivery, NoWeighing};
        assert_eq!(kinds(true), [NoWeighing, NoDelivery]);
        assert_eq!(kinds(false), [NoDelivery]);
    }

    #[test]
    fn days_count_from_the_beginning_or_the_last_time() {
        use FosterAlertKind::{NoDelivery, NoWeighing};
        assert_eq!(found("2026-02-05", None, &[]), []);
        assert_eq!(
            found("2026-02-06", None, &[]),
            [(NoDelivery, "2026-01-01".to_owned(), 36)]
        );
        let weighed = [("2026-01-10", 8000)];
        assert_eq!(
            found("2026-02-25", Some("2026-02-20"), &weighed),
            [(NoWeighing, "2026-01-10".to_owned(), 46)]
        );
    }
}
