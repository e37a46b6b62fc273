//! Small groups are not shown, and neither is what would give them away: with a row's or a column's sum known, one hidden
//! cell alone can be computed.

/// Groups of fewer children are hidden.
pub const SMALLEST_SHOWN: u32 = 5;

/// Counts by two categories; hidden ones are `None`.
pub type Table = Vec<Vec<Option<u32>>>;

/// Hides counts from 1 to 4, and then as many others until no row and no column gives one of them away. Nothing is hidden
/// of a table without small counts. Beside it no sum may be shown that is below 5, or of a line
/// of which nothing is shown.
pub fn suppress(counts: &[Vec<u32>]) -> Table {
    let small = |count: &u32| (1..SMALLEST_SHOWN).contains(count);
    let mut shown: Table = counts
        .iter()
        .map(|row| {
            row.iter()
                .map(|count| (!small(count)).then_some(*count))
                .collect()
        })
        .collect();
    loop {
        let lines = lines(counts);
        // By its place: the smallest would be known to be none larger than those that are left. If there are zeros only,
        // one of them has to go.
        let next = |line: &Vec<(usize, usize)>| {
            let visible = line.iter().filter_map(|&(r, c)| {
                let count = (*shown.get(r)?.get(c)?)?;
                Some((count == 0, r, c))
            });
            visible.min()
        };
        let open = lines.iter().filter(|line| gives_away(counts, &shown, line));
        let Some((_, row, column)) = open.filter_map(next).next() else {
            return shown;
        };
        if let Some(cell) = shown.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = None;
        }
    }
}

/// Hides parts of a known sum: the same for a single line.
pub fn suppress_parts(parts: &[u32]) -> Vec<Option<u32>> {
    suppress(&[parts.to_vec()]).pop().unwrap_or_default()
}

/// The cells of each row, and of each column where there are several rows.
fn lines(counts: &[Vec<u32>]) -> Vec<Vec<(usize, usize)>> {
    let columns = counts.first().map_or(0, Vec::len);
    let rows = (0..counts.len()).map(|r| (0..columns).map(|c| (r, c)).collect());
    let several = if counts.len() > 1 { columns } else { 0 };
    let columns = (0..several).map(|c| (0..counts.len()).map(|r| (r, c)).collect());
    rows.chain(columns).collect()
}

/// Whether who knows the sum of a line can tell a hidden count: there is one alone, so few that each can only be 1, or as many
/// as they can be, each 4.
fn gives_away(counts: &[Vec<u32>], shown: &Table, line: &[(usize, usize)]) -> bool {
    let is_hidden = |&&(r, c): &&(usize, usize)| {
        shown
            .get(r)
            .and_then(|row| row.get(c))
            .is_some_and(Option::is_none)
    };
    let hidden = line.iter().filter(is_hidden);
    let values: Vec<u32> = hidden
        .filter_map(|&(r, c)| counts.get(r)?.get(c).copied())
        .collect();
    let sum: u32 = values.iter().sum();
    match values.len() {
        0 => false,
        1 => true,
        _ => sum < SMALLEST_SHOWN || values.iter().all(|value| *value == SMALLEST_SHOWN - 1),
    }
}

#[cfg(test)]
fn hidden(shown: &Table, line: &[(usize, usize)]) -> usize {
    let is_hidden = |&&(r, c): &&(usize, usize)| {
        shown
            .get(r)
            .and_then(|row| row.get(c))
            .is_some_and(Option::is_none)
    };
    line.iter().filter(is_hidden).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hides_what_would_give_it_away() {
        assert_eq!(suppress_parts(&[9, 3, 7]), [None, None, Some(7)]);
        assert_eq!(suppress_parts(&[9, 3, 2]), [Some(9), None, None]);
        assert_eq!(suppress_parts(&[9, 0, 3]), [None, Some(0), None]);
        assert_eq!(suppress_parts(&[0, 3]), [None, None]);
        assert_eq!(suppress_parts(&[9, 8]), [Some(9), Some(8)]);
        assert_eq!(suppress_parts(&[9, 1, 1]), [None, None, None]);
        let table = suppress(&[vec![20, 3], vec![10, 12]]);
        assert_eq!(table, [[None, None], [None, None]]);
    }

    /// An attacker who knows every sum: fills in what a line with one unknown leaves no choice for, until nothing moves.
    fn recovered(counts: &[Vec<u32>], shown: &Table) -> usize {
        let mut known = shown.clone();
        let before = known.iter().flatten().filter(|cell| cell.is_none()).count();
        loop {
            let lines = lines(counts);
            let Some(line) = lines.iter().find(|line| hidden(&known, line) == 1) else {
                break;
            };
            for &(r, c) in line {
                known[r][c] = Some(counts[r][c]);
            }
        }
        before - known.iter().flatten().filter(|cell| cell.is_none()).count()
    }

    /// What is shown of a line, and its sum.
    type Seen = (Vec<Option<u32>>, u32);

    /// Every line of four counts up to 10: whatever is shown with its sum, a hidden count can be two things at least.
    #[test]
    fn no_line_has_one_solution() {
        use std::collections::{BTreeMap, BTreeSet};
        let mut solutions: BTreeMap<Seen, Vec<BTreeSet<u32>>> = BTreeMap::new();
        for number in 0..11_u32.pow(4) {
            let parts: Vec<u32> = (0..4).map(|n| number / 11_u32.pow(n) % 11).collect();
            let key = (suppress_parts(&parts), parts.iter().sum());
            let sets = solutions
                .entry(key)
                .or_insert_with(|| vec![BTreeSet::new(); 4]);
            for (set, part) in sets.iter_mut().zip(parts) {
                set.insert(part);
            }
        }
        for ((shown, sum), sets) in &solutions {
            let hidden = sum - shown.iter().flatten().sum::<u32>();
            // With more hidden, solutions beyond the counts that are tried here would be missed.
            if *sum < SMALLEST_SHOWN || shown.iter().all(Option::is_none) || hidden > 10 {
                continue;
            }
            for (cell, set) in shown.iter().zip(sets) {
                assert!(cell.is_some() || set.len() > 1, "{shown:?} of {sum}");
            }
        }
    }

    proptest! {
        #[test]
        fn nobody_computes_a_hidden_count(counts in prop::collection::vec(prop::collection::vec(0_u32..12, 4), 4)) {
            let shown = suppress(&counts);
            prop_assert_eq!(recovered(&counts, &shown), 0);
            for (row, of) in shown.iter().zip(&counts) {
                for (cell, count) in row.iter().zip(of) {
                    prop_assert!(!(1..SMALLEST_SHOWN).contains(count) || cell.is_none());
                }
            }
        }
    }
}
