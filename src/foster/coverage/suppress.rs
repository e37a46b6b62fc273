//! Keeps small cells back: fewer than five children, what would tell of fewer than five by subtraction, and one cell more
//! where a single one could be worked out from the total.

use std::collections::BTreeSet;

use super::model::FosterCoverageRow;

/// The fewest children of whom something is said.
const FEWEST: i64 = 5;

/// A column of the table.
type Column = fn(&mut FosterCoverageRow) -> &mut Option<i64>;

/// Whether a number tells of too few.
const fn is_small(count: i64) -> bool {
    0 < count && count < FEWEST
}

/// Keeps back what tells of too few children; gives whether anything is.
pub fn suppress(total: &mut FosterCoverageRow, rows: &mut [FosterCoverageRow]) -> bool {
    let before = (total.clone(), rows.to_vec());
    for row in rows.iter_mut().chain([&mut *total]) {
        primary(row);
    }
    let columns: [Column; 3] = [
        |row| &mut row.in_need_count,
        |row| &mut row.eligible_count,
        |row| &mut row.served_count,
    ];
    for column in columns {
        secondary(total, rows, |row| Some(column(row)));
    }
    // Who is served receives something, so that the one number tells of the other.
    for row in rows.iter_mut().chain([&mut *total]) {
        if row.served_count.is_none() {
            row.receiving_count = None;
        }
    }
    secondary(total, rows, |row| Some(&mut row.receiving_count));
    // Kinds of aid and money spent on too few children tell what each of them got.
    for row in rows.iter_mut().chain([&mut *total]) {
        if row.receiving_count.is_none() {
            row.aid.iter_mut().for_each(|one| one.children_count = None);
            row.funds
                .iter_mut()
                .for_each(|one| one.delivered_idr = None);
        }
    }
    let kinds = names(rows.iter().flat_map(|row| &row.aid), |a| &a.aid_kind);
    for kind in kinds {
        secondary(total, rows, |row| {
            let of_kind = row.aid.iter_mut().find(|one| one.aid_kind == kind);
            of_kind.map(|one| &mut one.children_count)
        });
    }
    let sources = names(rows.iter().flat_map(|row| &row.funds), |f| {
        &f.funding_source
    });
    for source in sources {
        secondary(total, rows, |row| {
            let of_source = row
                .funds
                .iter_mut()
                .find(|one| one.funding_source == source);
            of_source.map(|one| &mut one.delivered_idr)
        });
    }
    for row in rows.iter_mut().chain([&mut *total]) {
        if row.eligible_count.is_none() || row.served_count.is_none() {
            row.coverage_pct = None;
        }
    }
    before != (total.clone(), rows.to_vec())
}

fn names<'a, T: 'a>(all: impl Iterator<Item = &'a T>, name: fn(&T) -> &String) -> BTreeSet<String> {
    all.map(|one| name(one).clone()).collect()
}

/// What is small itself, or by the difference to what it is a part of.
fn primary(row: &mut FosterCoverageRow) {
    let tells = |part: Option<i64>, whole: Option<i64>| {
        part.is_some_and(is_small)
            || part
                .zip(whole)
                .is_some_and(|(part, whole)| is_small(whole - part))
    };
    let (need, eligible, served) = (row.in_need_count, row.eligible_count, row.served_count);
    if tells(need, None) {
        row.in_need_count = None;
    }
    if tells(eligible, need) {
        row.eligible_count = None;
    }
    if tells(served, eligible) {
        row.served_count = None;
    }
    if tells(row.receiving_count, None) || tells(served, row.receiving_count) {
        row.receiving_count = None;
    }
    for aid in &mut row.aid {
        if aid.children_count.is_some_and(is_small) {
            aid.children_count = None;
        }
    }
}

/// Of a column in which one cell alone is kept back, the smallest of the others too; where there is none, the total.
fn secondary(
    total: &mut FosterCoverageRow,
    rows: &mut [FosterCoverageRow],
    mut cell: impl FnMut(&mut FosterCoverageRow) -> Option<&mut Option<i64>>,
) {
    let total = cell(total);
    let Some(total) = total.filter(|total| total.is_some()) else {
        return;
    };
    let mut kept_back = 0;
    let mut smallest: Option<&mut Option<i64>> = None;
    for row in rows {
        let Some(cell) = cell(row) else { continue };
        match *cell {
            None => kept_back += 1,
            Some(0) => {}
            Some(value) => {
                let least = smallest.as_ref().and_then(|least| **least);
                if least.is_none_or(|least| value < least) {
                    smallest = Some(cell);
                }
            }
        }
    }
    if kept_back == 1 {
        match smallest {
            Some(other) => *other = None,
            None => *total = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::{FosterCoverageAid, FosterCoverageFunds};
    use super::*;

    fn row(in_need: i64, eligible: i64, served: i64) -> FosterCoverageRow {
        FosterCoverageRow {
            region_code: String::new(),
            region_name: String::new(),
            in_need_count: Some(in_need),
            eligible_count: Some(eligible),
            served_count: Some(served),
            coverage_pct: crate::pct::Pct::share(served, eligible),
            receiving_count: Some(served),
            aid: vec![FosterCoverageAid {
                aid_kind: "food".to_owned(),
                children_count: Some(served),
                mothers_count: None,
            }],
            funds: vec![FosterCoverageFunds {
                funding_source: "csr".to_owned(),
                delivered_idr: Some(served * 1000),
            }],
        }
    }

    /// What can be worked out of a column with one unknown is no unknown.
    #[test]
    fn no_single_cell_is_kept_back() {
        let mut rows = [row(40, 30, 20), row(30, 20, 3), row(0, 0, 0), row(9, 9, 9)];
        let mut total = row(79, 59, 32);
        assert!(suppress(&mut total, &mut rows));
        let served: Vec<_> = rows.iter().map(|row| row.served_count).collect();
        assert_eq!(served, [Some(20), None, Some(0), None]);
        assert_eq!(rows[1].coverage_pct, None);
        let funds: Vec<_> = rows.iter().map(|row| row.funds[0].delivered_idr).collect();
        assert_eq!(funds, [Some(20_000), None, Some(0), None]);
        let aid = rows
            .iter()
            .filter(|row| row.aid[0].children_count.is_none());
        assert_eq!(aid.count(), 2);
    }

    #[test]
    fn a_difference_tells_too() {
        let mut rows = [row(40, 38, 38), row(30, 20, 10), row(30, 20, 11)];
        let mut total = row(100, 78, 59);
        assert!(suppress(&mut total, &mut rows));
        assert_eq!(rows[0].eligible_count, None, "two are not eligible");
        assert_eq!(rows[1].eligible_count, None, "or the total would tell");
        let mut alone = row(3, 3, 3);
        assert!(suppress(&mut alone, &mut []));
        assert_eq!(alone.in_need_count, None);
        let (mut total, mut rows) = (row(60, 40, 20), [row(60, 40, 20)]);
        assert!(!suppress(&mut total, &mut rows));
    }
}
