//! Whether a claim can be true: what one figure's members must keep among themselves and with their source.

use chrono::NaiveDate;
use entity::kind::RegionLevel;

use super::discrepancy::{agrees, implied_denominator};
use super::model::PrevalenceRecordCreate;
use crate::pct::Pct;
use crate::problem::Fault;
use crate::text::text;

/// Everything that makes the claim impossible by itself.
pub fn faults(claim: &PrevalenceRecordCreate, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    interval(claim, &mut faults);
    counts(claim, &mut faults);
    if claim.period.starts_on() > today {
        faults.push(Fault::body(
            "/period",
            "future",
            text("periode belum dimulai", "the period has not begun"),
        ));
    }
    if claim.citation.published_on.is_some_and(|on| on > today) {
        faults.push(Fault::body(
            "/citation/published_on",
            "future",
            text(
                "tanggal terbit di masa depan",
                "it would be published in the future",
            ),
        ));
    }
    faults
}

fn interval(claim: &PrevalenceRecordCreate, faults: &mut Vec<Fault>) {
    let (low, high) = (claim.ci_low_pct, claim.ci_high_pct);
    if low.is_some() != high.is_some() {
        let missing = if low.is_none() {
            "/ci_low_pct"
        } else {
            "/ci_high_pct"
        };
        faults.push(Fault::body(
            missing,
            "required",
            text(
                "selang harus punya batas bawah dan batas atas",
                "an interval needs a lower and an upper end",
            ),
        ));
    }
    if (low.is_some() || high.is_some() || claim.rse_pct.is_some()) && claim.value_pct.is_none() {
        faults.push(Fault::body(
            "/value_pct",
            "required",
            text("galat tanpa nilai", "an error without a value"),
        ));
        return;
    }
    let value = claim.value_pct.unwrap_or_default();
    if low.is_some_and(|low| low > value) {
        faults.push(Fault::body(
            "/ci_low_pct",
            "above_value",
            text(
                format!("melebihi nilainya ({value})"),
                format!("is above the value ({value})"),
            ),
        ));
    }
    if high.is_some_and(|high| high < value) {
        faults.push(Fault::body(
            "/ci_high_pct",
            "below_value",
            text(
                format!("kurang dari nilainya ({value})"),
                format!("is below the value ({value})"),
            ),
        ));
    }
}

fn counts(claim: &PrevalenceRecordCreate, faults: &mut Vec<Fault>) {
    let (affected, measured) = (claim.children_affected, claim.children_measured);
    if claim.value_pct.is_none() && affected.is_none() {
        faults.push(Fault::body(
            "/value_pct",
            "required",
            text(
                "isi nilai atau jumlah anak",
                "give a value or a number of children",
            ),
        ));
    }
    let (Some(affected), Some(measured)) = (affected, measured) else {
        return;
    };
    if affected > measured {
        faults.push(Fault::body(
            "/children_affected",
            "more_than_measured",
            text(
                format!("melebihi yang diukur ({measured})"),
                format!("is more than were measured ({measured})"),
            ),
        ));
        return;
    }
    if measured == 0 && claim.value_pct.is_some() {
        faults.push(Fault::body(
            "/children_measured",
            "nobody_measured",
            text(
                "nilai tanpa anak yang diukur",
                "a value although nobody was measured",
            ),
        ));
        return;
    }
    if let Some(value) = claim.value_pct
        && let Err(given) = agrees(value, affected, measured)
    {
        faults.push(Fault::body(
            "/value_pct",
            "disagrees_with_counts",
            text(
                format!("{affected} dari {measured} anak adalah {given} persen, bukan {value}"),
                format!("{affected} of {measured} children are {given} percent, not {value}"),
            ),
        ));
    }
}

/// How many children under five a region of a level can have, widely: the country has about 22 million, the most populous
/// regency about half a million, the most populous village some thousands. A convention for warnings only.
const fn plausible_children(level: RegionLevel) -> (i64, i64) {
    match level {
        RegionLevel::Country => (1_000_000, 35_000_000),
        RegionLevel::Province => (10_000, 6_000_000),
        RegionLevel::Regency => (300, 700_000),
        RegionLevel::District => (30, 80_000),
        RegionLevel::Village => (1, 20_000),
    }
}

/// What is odd, but possible.
pub fn warnings(claim: &PrevalenceRecordCreate, level: RegionLevel, survey: bool) -> Vec<Fault> {
    let (least, most) = plausible_children(level);
    let odd = |n: i64| n > most || (n < least && !survey);
    let mut warnings = Vec::new();
    if claim.children_measured.is_some_and(odd) {
        warnings.push(Fault::body(
            "/children_measured",
            "implausible_denominator",
            text(
                format!(
                    "jumlah anak tidak lazim untuk wilayah ini (lazimnya {least} sampai {most})"
                ),
                format!(
                    "an unusual number of children for such a region (usual are {least} to {most})"
                ),
            ),
        ));
    }
    let implied = claim
        .value_pct
        .zip(claim.children_affected)
        .filter(|_| claim.children_measured.is_none())
        .and_then(|(value, affected)| implied_denominator(value, affected));
    if let Some(implied) = implied.filter(|n| odd(*n)) {
        warnings.push(Fault::body(
            "/children_affected",
            "implausible_denominator",
            text(
                format!("bersama nilainya menyiratkan {implied} anak diukur; lazimnya {least} sampai {most}"),
                format!("with the value it implies {implied} children measured; usual are {least} to {most}"),
            ),
        ));
    }
    if claim.value_pct == Some(Pct::default()) && claim.children_measured.is_none() {
        warnings.push(Fault::body(
            "/value_pct",
            "zero_without_count",
            text(
                "nol tanpa jumlah anak yang diukur",
                "zero without the number of children measured",
            ),
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn claim(change: impl FnOnce(&mut PrevalenceRecordCreate)) -> PrevalenceRecordCreate {
        let mut claim: PrevalenceRecordCreate = serde_json::from_value(serde_json::json!({
            "region_code": "64.74", "indicator": "stunting", "source": "EPPGBM", "period": "2024-06",
            "value_pct": 18.89, "children_measured": 7124, "children_affected": 1346,
            "publisher": "Dinas Kesehatan", "citation": {"title": "T"},
        }))
        .unwrap();
        change(&mut claim);
        claim
    }

    fn found(faults: &[Fault]) -> Vec<(String, &'static str)> {
        let place = |f: &Fault| match &f.place {
            Place::Pointer(p) | Place::Parameter(p) => p.clone(),
        };
        faults.iter().map(|f| (place(f), f.code)).collect()
    }

    #[test]
    fn impossible_claims() {
        let pct = |text: &str| Some(text.parse().unwrap());
        type Change = Box<dyn FnOnce(&mut PrevalenceRecordCreate)>;
        let cases: Vec<(Change, &[(&str, &str)])> = vec![
            (Box::new(|_| {}), &[]),
            (Box::new(move |c| c.value_pct = pct("18.9")), &[]),
            (Box::new(move |c| c.value_pct = pct("19")), &[]),
            (
                Box::new(move |c| c.value_pct = pct("19.1")),
                &[("/value_pct", "disagrees_with_counts")],
            ),
            (Box::new(|c| c.value_pct = None), &[]),
            (
                Box::new(|c| (c.value_pct, c.children_affected) = (None, None)),
                &[("/value_pct", "required")],
            ),
            (
                Box::new(|c| c.children_affected = Some(7125)),
                &[("/children_affected", "more_than_measured")],
            ),
            (
                Box::new(|c| (c.children_affected, c.children_measured) = (Some(0), Some(0))),
                &[("/children_measured", "nobody_measured")],
            ),
            (
                Box::new(move |c| c.ci_low_pct = pct("17")),
                &[("/ci_high_pct", "required")],
            ),
            (
                Box::new(move |c| (c.ci_low_pct, c.ci_high_pct) = (pct("19"), pct("18"))),
                &[
                    ("/ci_low_pct", "above_value"),
                    ("/ci_high_pct", "below_value"),
                ],
            ),
            (
                Box::new(|c| c.period = "2025".parse().unwrap()),
                &[("/period", "future")],
            ),
        ];
        let today = "2024-12-31".parse().unwrap();
        for (change, expected) in cases {
            let expected: Vec<_> = expected
                .iter()
                .map(|(p, c)| ((*p).to_owned(), *c))
                .collect();
            assert_eq!(found(&faults(&claim(change), today)), expected);
        }
    }

    /// The figures of Bontang 2023: 1,786 children at 19.6 % are about 9,112 measured.
    #[test]
    fn odd_claims() {
        let odd = |affected| {
            let claim = claim(|c| {
                (c.value_pct, c.children_measured, c.children_affected) =
                    (Some(Pct::from_hundredths(1960)), None, Some(affected))
            });
            found(&warnings(&claim, RegionLevel::Regency, false)).len()
        };
        assert_eq!((odd(1786), odd(178_600), odd(17)), (0, 1, 1));
    }
}
