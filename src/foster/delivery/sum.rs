//! What was promised, given, and is wanting: exact rupiah, by commitment and calendar month.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use entity::foster_assignment::Model as Assignment;
use entity::id::FosterDeliveryId;
use entity::kind::{AmountPer, DeliveryState};
use entity::{foster_commitment, foster_delivery};

use super::model::{FosterLedgerFunds, FosterLedgerItem, FosterLedgerMonth};
use crate::foster::days::{month_of, monthly, months, shared_days};

/// For which days something is promised: not before it began, and not after it ended.
pub fn period(row: &Assignment) -> (NaiveDate, NaiveDate) {
    let from = row
        .started_on
        .map_or(row.planned_from, |on| on.max(row.planned_from));
    let to = row
        .ended_on
        .map_or(row.planned_to, |on| on.min(row.planned_to));
    (from, to)
}

/// How often something is due in a stretch of days that lies in a period.
fn times(per: AmountPer, period: (NaiveDate, NaiveDate), stretch: (NaiveDate, NaiveDate)) -> i64 {
    let inside = |day: &NaiveDate| stretch.0 <= *day && *day <= stretch.1;
    let count = match per {
        AmountPer::Day => return shared_days(period, stretch),
        AmountPer::Month => monthly(period.0, period.1).filter(inside).count(),
        AmountPer::Once => usize::from(period.0 <= period.1 && inside(&period.0)),
    };
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// What was given of an assignment.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The deliveries.
    pub deliveries: &'a [foster_delivery::Model],
    /// Those of them that a file proves.
    pub with_file: &'a HashSet<FosterDeliveryId>,
}

impl Given<'_> {
    fn is_proved(&self, one: &foster_delivery::Model) -> bool {
        one.evidence_reference.is_some() || self.with_file.contains(&one.id)
    }
}

/// A commitment, month by month; months before and after the period have what was given in them.
pub fn item(
    commitment: &foster_commitment::Model,
    period: (NaiveDate, NaiveDate),
    all: Given<'_>,
    today: NaiveDate,
) -> FosterLedgerItem {
    let given: Vec<&foster_delivery::Model> = all
        .deliveries
        .iter()
        .filter(|one| one.position == commitment.position)
        .filter(|one| one.state != DeliveryState::Withdrawn)
        .collect();
    let days = given.iter().map(|one| one.delivered_on);
    let first = days.clone().chain([period.0]).min().unwrap_or(period.0);
    let last = days.chain([period.1]).max().unwrap_or(period.1);
    let lines: Vec<((NaiveDate, NaiveDate), FosterLedgerMonth)> = months(first, last)
        .into_iter()
        .map(|stretch| (stretch, month(commitment, period, &given, stretch)))
        .collect();
    let sum = |of: fn(&FosterLedgerMonth) -> i64| {
        let all = lines.iter().map(|(_, line)| of(line));
        all.fold(0_i64, i64::saturating_add)
    };
    let due = lines
        .iter()
        .filter(|((start, _), _)| *start <= today)
        .map(|(_, line)| line.promised_idr);
    let due_idr = due.fold(0_i64, i64::saturating_add);
    let worth = |counts: &dyn Fn(&foster_delivery::Model) -> bool| {
        let these = given.iter().filter(|one| counts(one));
        let values = these.map(|one| one.value_idr);
        values.fold(0_i64, i64::saturating_add)
    };
    let delivered_idr = sum(|line| line.delivered_idr);
    FosterLedgerItem {
        position: commitment.position,
        aid_kind: commitment.aid_kind.clone(),
        funding_source: commitment.funding_source.clone(),
        promised_idr: sum(|line| line.promised_idr),
        due_idr,
        delivered_idr,
        verified_idr: worth(&|one| one.state == DeliveryState::Verified),
        with_proof_idr: worth(&|one| all.is_proved(one)),
        without_proof_idr: worth(&|one| !all.is_proved(one)),
        outstanding_idr: due_idr.saturating_sub(delivered_idr).max(0),
        months: lines.into_iter().map(|(_, line)| line).collect(),
    }
}

fn month(
    commitment: &foster_commitment::Model,
    period: (NaiveDate, NaiveDate),
    given: &[&foster_delivery::Model],
    stretch: (NaiveDate, NaiveDate),
) -> FosterLedgerMonth {
    let times = times(commitment.per, period, stretch);
    let inside = || {
        given
            .iter()
            .filter(|one| stretch.0 <= one.delivered_on && one.delivered_on <= stretch.1)
    };
    let promised_idr = commitment.amount_idr.saturating_mul(times);
    let values = inside().map(|one| one.value_idr);
    let delivered_idr = values.fold(0_i64, i64::saturating_add);
    let quantities = inside().filter_map(|one| one.quantity);
    FosterLedgerMonth {
        month: month_of(stretch.0),
        promised_idr,
        delivered_idr,
        outstanding_idr: promised_idr.saturating_sub(delivered_idr).max(0),
        promised_quantity: commitment.quantity.map(|each| each.saturating_mul(times)),
        delivered_quantity: quantities.fold(0_i64, i64::saturating_add),
    }
}

/// The same by source of funds.
pub fn funds(items: &[FosterLedgerItem]) -> Vec<FosterLedgerFunds> {
    let mut by_source: BTreeMap<&str, FosterLedgerFunds> = BTreeMap::new();
    for item in items {
        let source = item.funding_source.as_str();
        let sums = by_source
            .entry(source)
            .or_insert_with(|| FosterLedgerFunds {
                funding_source: source.to_owned(),
                promised_idr: 0,
                delivered_idr: 0,
                verified_idr: 0,
                with_proof_idr: 0,
                without_proof_idr: 0,
            });
        sums.promised_idr = sums.promised_idr.saturating_add(item.promised_idr);
        sums.delivered_idr = sums.delivered_idr.saturating_add(item.delivered_idr);
        sums.verified_idr = sums.verified_idr.saturating_add(item.verified_idr);
        sums.with_proof_idr = sums.with_proof_idr.saturating_add(item.with_proof_idr);
        sums.without_proof_idr = sums
            .without_proof_idr
            .saturating_add(item.without_proof_idr);
    }
    by_source.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use entity::id::FosterAssignmentId;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn commitment(per: AmountPer, amount_idr: i64) -> foster_commitment::Model {
        foster_commitment::Model {
            assignment_id: FosterAssignmentId(Uuid::nil()),
            position: 1,
            aid_kind: "food".to_owned(),
            quantity: Some(2),
            amount_idr,
            per,
            funding_source: "csr".to_owned(),
        }
    }

    fn delivery(on: &str, value_idr: i64, state: DeliveryState) -> foster_delivery::Model {
        foster_delivery::Model {
            id: FosterDeliveryId(Uuid::nil()),
            assignment_id: FosterAssignmentId(Uuid::nil()),
            position: 1,
            delivered_on: day(on),
            quantity: Some(1),
            value_idr,
            receiver: "mother".to_owned(),
            evidence_reference: None,
            note: None,
            state,
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: String::new(),
            verified_at: None,
            verified_by: None,
            version: 1,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn amounts_are_exact_by_month() {
        let period = (day("2026-01-15"), day("2026-04-14"));
        for (per, amount, expected) in [
            (
                AmountPer::Day,
                15_000,
                [17 * 15_000, 28 * 15_000, 31 * 15_000, 14 * 15_000],
            ),
            (AmountPer::Month, 500_000, [500_000, 500_000, 500_000, 0]),
            (AmountPer::Once, 700_001, [700_001, 0, 0, 0]),
        ] {
            let none = Given {
                deliveries: &[],
                with_file: &HashSet::new(),
            };
            let item = item(&commitment(per, amount), period, none, day("2026-02-10"));
            let months: Vec<i64> = item.months.iter().map(|m| m.promised_idr).collect();
            assert_eq!(months, expected, "{per:?}");
            assert_eq!(item.promised_idr, expected.iter().sum::<i64>());
            assert_eq!(item.due_idr, expected[0] + expected[1]);
            assert_eq!(item.outstanding_idr, item.due_idr);
        }
    }

    #[test]
    fn what_was_given_is_taken_off_what_is_due() {
        let period = (day("2026-01-15"), day("2026-04-14"));
        let given = [
            delivery("2026-01-20", 500_000, DeliveryState::Verified),
            delivery("2026-02-28", 499_999, DeliveryState::Recorded),
            delivery("2026-02-28", 9_999_999, DeliveryState::Withdrawn),
        ];
        let all = Given {
            deliveries: &given,
            with_file: &HashSet::new(),
        };
        let commitment = commitment(AmountPer::Month, 500_000);
        let item = item(&commitment, period, all, day("2026-02-28"));
        assert_eq!((item.delivered_idr, item.verified_idr), (999_999, 500_000));
        assert_eq!((item.due_idr, item.outstanding_idr), (1_000_000, 1));
        assert_eq!(item.months[1].outstanding_idr, 1);
        assert_eq!(item.months[0].promised_quantity, Some(2));
        assert_eq!(item.months[0].delivered_quantity, 1);
        let funds = funds(&[item.clone(), item]);
        assert_eq!(funds[0].promised_idr, 3_000_000);
    }
    #[test]
    fn a_file_or_a_reference_is_a_proof() {
        let period = (day("2026-01-15"), day("2026-04-14"));
        let named = |id: u128, value_idr, reference: Option<&str>, state| foster_delivery::Model {
            id: FosterDeliveryId(Uuid::from_u128(id)),
            evidence_reference: reference.map(str::to_owned),
            ..delivery("2026-01-20", value_idr, state)
        };
        let deliveries = [
            named(1, 100_001, None, DeliveryState::Recorded),
            named(2, 20, Some("BAST 1"), DeliveryState::Verified),
            named(3, 3_000, None, DeliveryState::Verified),
            named(4, 400, Some("BAST 2"), DeliveryState::Recorded),
            named(5, 7, Some("BAST 3"), DeliveryState::Withdrawn),
        ];
        let with_file = [3, 4, 5].map(|id| FosterDeliveryId(Uuid::from_u128(id)));
        let all = Given {
            deliveries: &deliveries,
            with_file: &HashSet::from(with_file),
        };
        let commitment = commitment(AmountPer::Month, 500_000);
        let item = item(&commitment, period, all, day("2026-02-28"));
        assert_eq!(
            (item.with_proof_idr, item.without_proof_idr),
            (3_420, 100_001)
        );
        assert_eq!(
            item.with_proof_idr + item.without_proof_idr,
            item.delivered_idr
        );
        let funds = funds(&[item.clone(), item]);
        assert_eq!(
            (funds[0].with_proof_idr, funds[0].without_proof_idr),
            (6_840, 200_002)
        );
    }
}
