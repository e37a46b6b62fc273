//! Whether a child or a mother may receive by a programme's rule, and whether what is promised keeps to it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::kind::AmountPer;

use super::definition::{FosterGraduation, FosterProgrammeDefinition, FosterReceiver};

/// Why a child may not receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ineligible {
    /// Below or above the ages of the programme.
    Age,
    /// In need of nothing that the programme is for.
    Need,
}

/// Every reason why a child may not receive.
pub fn ineligible(
    receiver: &FosterReceiver,
    age_months: i32,
    needs: &BTreeSet<&str>,
) -> Vec<Ineligible> {
    let ages = receiver.age_from_months..=receiver.age_to_months;
    let in_need = receiver
        .needs
        .iter()
        .any(|need| needs.contains(need.as_str()));
    let mut reasons = Vec::new();
    if !ages.contains(&age_months) {
        reasons.push(Ineligible::Age);
    }
    if !in_need {
        reasons.push(Ineligible::Need);
    }
    reasons
}

/// Why an expectant mother may not receive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MotherIneligible {
    /// The programme is not for expectant mothers.
    Programme,
    /// Her child is due before.
    NotExpecting,
    /// In need of nothing that the programme is for.
    Need,
}

/// Every reason why an expectant mother may not receive.
pub fn ineligible_mother(
    receiver: &FosterReceiver,
    expecting: bool,
    needs: &BTreeSet<&str>,
) -> Vec<MotherIneligible> {
    if receiver.mother_needs.is_empty() {
        return vec![MotherIneligible::Programme];
    }
    let wanted = &receiver.mother_needs;
    let in_need = wanted.iter().any(|need| needs.contains(need.as_str()));
    [
        (!expecting).then_some(MotherIneligible::NotExpecting),
        (!in_need).then_some(MotherIneligible::Need),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is promised, as far as a programme has something to say of it.
#[derive(Debug, Clone, Copy)]
pub struct Promise<'a> {
    /// The kind of aid.
    pub aid_kind: &'a str,
    /// How much money.
    pub amount_idr: i64,
    /// How often.
    pub per: AmountPer,
    /// From which funds.
    pub funding_source: &'a str,
}

/// What is wrong with a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The programme has no such aid.
    Aid,
    /// The programme knows no such source of funds.
    UnknownFunding,
    /// It may not be paid from this source.
    ForbiddenFunding,
    /// Less than so much, by which it would be enough.
    TooLittle(i64),
}

/// Everything that is wrong with a promise for so many days. A month counts 30 days, as the programmes reckon.
pub fn unfit(programme: &FosterProgrammeDefinition, promise: Promise, days: i64) -> Vec<Unfit> {
    let mut reasons = Vec::new();
    match programme.aid_kind(promise.aid_kind) {
        None => reasons.push(Unfit::Aid),
        Some(kind) => {
            let counted = match promise.per {
                AmountPer::Day => 1,
                AmountPer::Month => 30,
                AmountPer::Once => days,
            };
            let least = kind.minimum_idr_per_day.unwrap_or(0);
            let least = least.saturating_mul(counted);
            if promise.amount_idr < least {
                reasons.push(Unfit::TooLittle(least));
            }
        }
    }
    match programme.funding(promise.funding_source) {
        None => reasons.push(Unfit::UnknownFunding),
        Some(source) if !source.allowed => reasons.push(Unfit::ForbiddenFunding),
        Some(_) => {}
    }
    reasons
}

/// Whether a child needs no more: of its visits, the last ones in a row are all high enough, each so many days after the one
/// before. Visits that lie closer together than that count once. `visits` are dates and z-scores in hundredths, in order.
pub fn has_graduated(rule: &FosterGraduation, visits: &[(NaiveDate, i32)]) -> bool {
    let enough = rule.at_least_z.hundredths();
    let mut counted = 0;
    let mut later: Option<NaiveDate> = None;
    for (on, z) in visits.iter().rev() {
        if *z < enough {
            return false;
        }
        if later.is_none_or(|later| (later - *on).num_days() >= rule.days_apart) {
            counted += 1;
            later = Some(*on);
        }
        if counted >= rule.visits {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme() -> FosterProgrammeDefinition {
        let mut example = super::super::rules::example();
        example["aid_kinds"][0]["minimum_idr_per_day"] = serde_json::json!(15_000);
        example["funding"].as_array_mut().unwrap().push(
            serde_json::json!({"code": "apbd", "name_id": "APBD", "name_en": "Budget", "allowed": false}),
        );
        serde_json::from_value(example).unwrap()
    }

    #[test]
    fn age_and_need_decide() {
        let programme = programme();
        for (age, needs, expected) in [
            (5, &["stunted"][..], &[Ineligible::Age][..]),
            (6, &["stunted"], &[]),
            (23, &["underweight", "severely_stunted"], &[]),
            (24, &[], &[Ineligible::Age, Ineligible::Need]),
            (12, &["wasted"], &[Ineligible::Need]),
        ] {
            let needs: BTreeSet<&str> = needs.iter().copied().collect();
            assert_eq!(ineligible(&programme.receiver, age, &needs), expected);
        }
    }

    #[test]
    fn need_and_pregnancy_decide_for_mothers() {
        let mut receiver = programme().receiver;
        let kek = BTreeSet::from(["kek"]);
        let none = ineligible_mother(&receiver, true, &kek);
        assert_eq!(none, [MotherIneligible::Programme]);
        receiver.mother_needs = vec!["at_risk".to_owned(), "kek".to_owned()];
        assert_eq!(ineligible_mother(&receiver, true, &kek), []);
        let both = [MotherIneligible::NotExpecting, MotherIneligible::Need];
        let anaemia = BTreeSet::from(["anaemia"]);
        assert_eq!(ineligible_mother(&receiver, false, &anaemia), both);
    }

    #[test]
    fn promises_keep_to_the_programme() {
        let programme = programme();
        for (aid_kind, amount_idr, per, funding_source, expected) in [
            ("milk", 15_000, AmountPer::Day, "csr", &[][..]),
            (
                "milk",
                14_999,
                AmountPer::Day,
                "csr",
                &[Unfit::TooLittle(15_000)],
            ),
            ("milk", 450_000, AmountPer::Month, "csr", &[]),
            (
                "milk",
                449_999,
                AmountPer::Month,
                "csr",
                &[Unfit::TooLittle(450_000)],
            ),
            (
                "milk",
                1_349_999,
                AmountPer::Once,
                "apbd",
                &[Unfit::TooLittle(1_350_000), Unfit::ForbiddenFunding],
            ),
            (
                "gold",
                1,
                AmountPer::Once,
                "loan",
                &[Unfit::Aid, Unfit::UnknownFunding],
            ),
        ] {
            let promise = Promise {
                aid_kind,
                amount_idr,
                per,
                funding_source,
            };
            assert_eq!(unfit(&programme, promise, 90), expected);
        }
    }

    #[test]
    fn graduates_after_visits_in_a_row() {
        let rule = programme().graduation.unwrap();
        let visits = |all: &[(&str, i32)]| {
            all.iter()
                .map(|(on, z)| (on.parse().unwrap(), *z))
                .collect::<Vec<_>>()
        };
        for (all, graduated) in [
            (&[("2026-01-01", -200), ("2026-01-29", -199)][..], true),
            (&[("2026-01-01", -200), ("2026-01-28", -199)], false),
            (
                &[
                    ("2026-01-01", -200),
                    ("2026-01-15", -150),
                    ("2026-01-29", -199),
                ],
                true,
            ),
            (
                &[
                    ("2026-01-01", -150),
                    ("2026-01-15", -201),
                    ("2026-02-20", -150),
                ],
                false,
            ),
            (&[("2026-01-01", -150)], false),
            (&[], false),
        ] {
            assert_eq!(has_graduated(&rule, &visits(all)), graduated, "{all:?}");
        }
    }
}
