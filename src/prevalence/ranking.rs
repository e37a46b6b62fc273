//! The order of regions by prevalence, with what of that order is more than sampling error.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::interval::{Basis, Figure, StandardError, margin};
use crate::pct::Pct;

/// A region with its place in the order; rank 1 is the highest prevalence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PrevalenceRank)]
pub struct Ranked {
    /// Kemendagri code.
    pub region_code: String,
    /// Name of the region.
    pub name: String,
    /// Its published value, percent.
    pub value_pct: Pct,
    /// Competition rank of the value, 1 to n: equal values share a rank and the next one is skipped.
    pub rank: usize,
    /// The highest place that it may hold: 1 + the regions that are distinguishably higher.
    pub rank_low: usize,
    /// The lowest place that it may hold: n - the regions that are distinguishably lower.
    pub rank_high: usize,
    /// Whether at least one other region cannot be told apart from it.
    pub tied: bool,
    /// On what its error rests; `none` for counts, which are ordered by their values alone.
    pub basis: Basis,
}

struct Entry {
    region_code: String,
    name: String,
    value: Pct,
    error: Option<StandardError>,
    is_count: bool,
}

impl Entry {
    /// Whether its error is known or it has none.
    fn known(&self) -> bool {
        self.is_count || self.error.is_some()
    }
}

/// Ranks regions by the figures of one source, indicator and period, highest first, equal values by code.
///
/// Two regions can be told apart if the 95 % interval of the difference of their (independent) figures excludes 0, as for
/// changes over time; pair by pair, without correction for the number of pairs. If one of them is a count, the order of the
/// values decides: it states what was found among those who came, and no interval exists. If one is a survey of unknown
/// error, nothing can be told apart from it.
pub fn ranking(regions: Vec<(String, String, Figure)>) -> Vec<Ranked> {
    let mut entries: Vec<Entry> = regions.into_iter().map(entry).collect();
    entries.sort_by(|a, b| {
        b.value
            .cmp(&a.value)
            .then_with(|| a.region_code.cmp(&b.region_code))
    });
    entries
        .iter()
        .map(|entry| ranked(entry, &entries))
        .collect()
}

fn entry((region_code, name, figure): (String, String, Figure)) -> Entry {
    Entry {
        region_code,
        name,
        value: figure.value,
        error: figure.standard_error(),
        is_count: figure.is_count(),
    }
}

fn ranked(entry: &Entry, all: &[Entry]) -> Ranked {
    let above = all.iter().filter(|other| higher(other, entry)).count();
    let below = all.iter().filter(|other| higher(entry, other)).count();
    let rank = 1 + all.iter().filter(|other| other.value > entry.value).count();
    Ranked {
        region_code: entry.region_code.clone(),
        name: entry.name.clone(),
        value_pct: entry.value,
        rank,
        rank_low: above + 1,
        rank_high: all.len() - below,
        tied: above + below + 1 < all.len(),
        basis: entry.error.map_or(Basis::None, |error| error.basis),
    }
}

/// Whether one is higher than the other beyond error.
fn higher(one: &Entry, other: &Entry) -> bool {
    let difference = one.value - other.value;
    match (one.error, other.error) {
        (Some(a), Some(b)) => difference > margin(a.points.hypot(b.points)),
        _ => one.known() && other.known() && difference > Pct::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{pct, published, regency, routine, undesigned};
    use super::*;

    fn found(figures: Vec<(&str, Figure)>) -> Vec<(String, usize, usize, usize, bool)> {
        let regions = figures
            .into_iter()
            .map(|(code, f)| (code.to_owned(), code.to_owned(), f));
        let short = |r: Ranked| (r.region_code, r.rank, r.rank_low, r.rank_high, r.tied);
        ranking(regions.collect()).into_iter().map(short).collect()
    }

    fn row(
        code: &str,
        rank: usize,
        low: usize,
        high: usize,
        tied: bool,
    ) -> (String, usize, usize, usize, bool) {
        (code.to_owned(), rank, low, high, tied)
    }

    /// SSGI 2024 of Kaltim's regencies. Python: for each pair `abs(a-b) > 1.96*sqrt(se1**2+se2**2)`,
    /// `se = 100*sqrt(p*(1-p)*1.75/671)`, then counted.
    #[test]
    fn kaltim_2024() {
        let published = [
            ("64.02", "14.2"),
            ("64.07", "27.6"),
            ("64.08", "26.9"),
            ("64.09", "32"),
            ("64.71", "24.7"),
            ("64.72", "20.3"),
            ("64.74", "20.7"),
        ];
        let figures = published
            .map(|(code, value)| (code, regency("2024", value)))
            .to_vec();
        #[rustfmt::skip]
        let expected = [
            row("64.09", 1, 1, 3, true),
            row("64.07", 2, 1, 4, true),
            row("64.08", 3, 1, 4, true),
            row("64.71", 4, 2, 6, true),
            row("64.74", 5, 4, 6, true),
            row("64.72", 6, 4, 6, true),
            row("64.02", 7, 7, 7, false),
        ];
        assert_eq!(found(figures), expected);
    }

    #[test]
    fn counts_by_value_surveys_by_interval() {
        let counts = vec![
            ("a", routine("2024", "18")),
            ("b", routine("2024", "18.01")),
            ("c", routine("2024", "18")),
        ];
        let expected = [
            row("b", 1, 1, 1, false),
            row("a", 2, 2, 3, true),
            row("c", 2, 2, 3, true),
        ];
        assert_eq!(found(counts), expected);

        // 30 ± 3 and 25 ± 4: the difference of 5.0 equals its margin, sqrt(3² + 4²); 24.9 is beyond it
        let surveys = vec![
            ("a", published("2024", "30", "27", "33")),
            ("b", published("2024", "25", "21", "29")),
        ];
        assert_eq!(
            found(surveys),
            [row("a", 1, 1, 2, true), row("b", 2, 1, 2, true)]
        );
        let surveys = vec![
            ("a", published("2024", "30", "27", "33")),
            ("b", published("2024", "24.9", "20.9", "28.9")),
        ];
        assert_eq!(
            found(surveys),
            [row("a", 1, 1, 1, false), row("b", 2, 2, 2, false)]
        );

        let unknown = vec![
            ("a", undesigned("2018", "40")),
            ("b", undesigned("2018", "10")),
        ];
        assert_eq!(
            found(unknown),
            [row("a", 1, 1, 2, true), row("b", 2, 1, 2, true)]
        );
        assert!(ranking(Vec::new()).is_empty());
        assert_eq!(
            found(vec![("a", routine("2024", "18"))]),
            [row("a", 1, 1, 1, false)]
        );
        let one = ranking(vec![(
            "64.74".into(),
            "Kota Bontang".into(),
            regency("2024", "20.7"),
        )]);
        assert_eq!(
            one.first().map(|r| (r.value_pct, r.basis)),
            Some((pct("20.7"), Basis::AssumedDesign))
        );
    }
}
