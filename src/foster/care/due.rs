//! What a foster parent has to hand over: what is wanting of the months until now, and else the next that is due.

use chrono::NaiveDate;

use super::model::FosterCareDue;
use crate::foster::days::month_of;
use crate::foster::delivery::model::FosterLedgerItem;

/// What is due of some commitments.
pub fn due(items: &[FosterLedgerItem], today: NaiveDate) -> Vec<FosterCareDue> {
    let now = month_of(today);
    let mut due = Vec::new();
    for item in items {
        let wanting = item.months.iter().filter(|line| line.outstanding_idr > 0);
        // Months are written so that text order is the order of time.
        let (late, later): (Vec<_>, Vec<_>) = wanting.partition(|line| line.month <= now);
        let shown = if late.is_empty() {
            later.into_iter().take(1).collect()
        } else {
            late
        };
        due.extend(shown.into_iter().map(|line| FosterCareDue {
            position: item.position,
            aid_kind: item.aid_kind.clone(),
            month: line.month.clone(),
            outstanding_idr: line.outstanding_idr,
        }));
    }
    due.sort_by(|a, b| (&a.month, a.position).cmp(&(&b.month, b.position)));
    due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foster::delivery::model::FosterLedgerMonth;

    #[test]
    fn what_is_late_comes_before_what_is_next() {
        let month = |month: &str, outstanding_idr| FosterLedgerMonth {
            month: month.to_owned(),
            promised_idr: 10,
            delivered_idr: 10 - outstanding_idr,
            outstanding_idr,
            promised_quantity: None,
            delivered_quantity: 0,
        };
        let item = |position, months| FosterLedgerItem {
            position,
            aid_kind: "food".to_owned(),
            funding_source: "csr".to_owned(),
            promised_idr: 0,
            due_idr: 0,
            delivered_idr: 0,
            verified_idr: 0,
            with_proof_idr: 0,
            without_proof_idr: 0,
            outstanding_idr: 0,
            months,
        };
        let items = [
            item(
                1,
                vec![
                    month("2026-01", 0),
                    month("2026-02", 10),
                    month("2026-03", 10),
                ],
            ),
            item(
                2,
                vec![
                    month("2025-12", 5),
                    month("2026-01", 10),
                    month("2026-03", 10),
                ],
            ),
        ];
        let found = due(&items, "2026-01-20".parse().unwrap());
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.month.as_str(), one.position, one.outstanding_idr))
            .collect();
        assert_eq!(
            found,
            [("2025-12", 2, 5), ("2026-01", 2, 10), ("2026-02", 1, 10)]
        );
    }
}
