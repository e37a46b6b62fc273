//! The order of children and the foster parent for each: rules without chance, so that the same is suggested to all.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::RegionScope;

/// How far a foster parent is from a child, by the codes of their regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FosterDistance {
    /// The same village.
    Village,
    /// The same district.
    District,
    /// The same regency.
    Regency,
    /// The same province.
    Province,
    /// Another province, or none.
    Elsewhere,
}

/// A child whom nobody looks after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its village.
    pub region_code: String,
    /// 2 severely, 1 moderately, 0 at risk.
    pub severity: u8,
    /// In completed months: the younger, the more of the first thousand days is left.
    pub age_months: i32,
    /// Its code, which ends every tie.
    pub code: String,
}

/// A foster parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Donor {
    /// Where it is.
    pub region_code: String,
    /// Where it serves.
    pub serves: Vec<String>,
    /// How many more children it can take.
    pub free: i64,
}

/// A child and a foster parent, by their places in what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The child.
    pub child: usize,
    /// The foster parent.
    pub donor: usize,
    /// How far apart they are.
    pub distance: FosterDistance,
}

/// Why nobody can look after a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FosterUnserved {
    /// No foster parent of the programme serves where it lives.
    NobodyServes,
    /// Those who do have all the children that they can take.
    NoCapacity,
}

/// What is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// In the order in which they should be served.
    pub pairs: Vec<Pair>,
    /// Whom nobody can look after, in the same order.
    pub unserved: Vec<(usize, FosterUnserved)>,
}

/// How far two regions are apart.
pub fn distance(one: &str, other: &str) -> FosterDistance {
    let same = one
        .split('.')
        .zip(other.split('.'))
        .take_while(|(a, b)| a == b)
        .count();
    match same {
        0 => FosterDistance::Elsewhere,
        1 => FosterDistance::Province,
        2 => FosterDistance::Regency,
        3 => FosterDistance::District,
        _ => FosterDistance::Village,
    }
}

/// The share of children whom nobody looks after, of each village: how many of how many.
pub type Shares = HashMap<String, (usize, usize)>;

/// The order of children: the worst off first; of those equally badly off, the villages take turns, the one with the largest
/// share of children whom nobody looks after first; within a village the youngest first.
pub fn order(children: &[Child], shares: &Shares) -> Vec<usize> {
    let mut queues: BTreeMap<(std::cmp::Reverse<u8>, &str), Vec<usize>> = BTreeMap::new();
    for (n, child) in children.iter().enumerate() {
        let key = (
            std::cmp::Reverse(child.severity),
            child.region_code.as_str(),
        );
        queues.entry(key).or_default().push(n);
    }
    let mut by_severity: BTreeMap<std::cmp::Reverse<u8>, Vec<(&str, VecDeque<usize>)>> =
        BTreeMap::new();
    for ((severity, village), mut queue) in queues {
        queue.sort_by_key(|n| {
            children
                .get(*n)
                .map(|one| (one.age_months, one.code.as_str()))
        });
        let villages = by_severity.entry(severity).or_default();
        villages.push((village, queue.into()));
    }
    let mut ordered = Vec::with_capacity(children.len());
    for mut villages in by_severity.into_values() {
        // `a/b > c/d` without division; equal shares by code.
        villages.sort_by(|(one, _), (other, _)| {
            let share = |village: &str| shares.get(village).copied().unwrap_or((0, 1));
            let ((a, b), (c, d)) = (share(one), share(other));
            (c * b).cmp(&(a * d)).then_with(|| one.cmp(other))
        });
        while villages.iter().any(|(_, queue)| !queue.is_empty()) {
            let turn = villages
                .iter_mut()
                .filter_map(|(_, queue)| queue.pop_front());
            ordered.extend(turn);
        }
    }
    ordered
}

/// A foster parent for each child as far as there are any: the nearest who serves where it lives and has room, of those the
/// one with most room.
pub fn rank(children: &[Child], donors: &[Donor], shares: &Shares) -> Ranking {
    let mut free: Vec<i64> = donors.iter().map(|donor| donor.free).collect();
    let mut ranking = Ranking::default();
    for n in order(children, shares) {
        let Some(child) = children.get(n) else {
            continue;
        };
        let serves = |donor: &Donor| {
            let holds =
                |code: &String| RegionScope::new(code.as_str()).contains(&child.region_code);
            donor.serves.iter().any(holds)
        };
        let mut somebody = false;
        let mut best: Option<(FosterDistance, std::cmp::Reverse<i64>, usize)> = None;
        for ((at, donor), left) in donors.iter().enumerate().zip(&free) {
            if !serves(donor) {
                continue;
            }
            somebody = true;
            if *left <= 0 {
                continue;
            }
            let far = distance(&donor.region_code, &child.region_code);
            let candidate = (far, std::cmp::Reverse(*left), at);
            if best.is_none_or(|best| candidate < best) {
                best = Some(candidate);
            }
        }
        match best {
            Some((distance, _, donor)) => {
                if let Some(left) = free.get_mut(donor) {
                    *left -= 1;
                }
                ranking.pairs.push(Pair {
                    child: n,
                    donor,
                    distance,
                });
            }
            None if somebody => ranking.unserved.push((n, FosterUnserved::NoCapacity)),
            None => ranking.unserved.push((n, FosterUnserved::NobodyServes)),
        }
    }
    ranking
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(village: &str, severity: u8, age_months: i32, code: &str) -> Child {
        Child {
            region_code: village.to_owned(),
            severity,
            age_months,
            code: code.to_owned(),
        }
    }

    fn donor(region: &str, serves: &[&str], free: i64) -> Donor {
        Donor {
            region_code: region.to_owned(),
            serves: serves.iter().map(|code| (*code).to_owned()).collect(),
            free,
        }
    }

    const A: &str = "64.74.01.1001";
    const B: &str = "64.74.02.1001";

    #[test]
    fn the_worst_off_first_and_villages_in_turn() {
        let children = [
            child(A, 1, 10, "a1"),
            child(A, 1, 9, "a2"),
            child(A, 2, 40, "a3"),
            child(B, 1, 30, "b1"),
            child(B, 0, 1, "b2"),
            child(B, 2, 20, "b3"),
        ];
        let shares: Shares = [(A.to_owned(), (3, 10)), (B.to_owned(), (3, 4))].into();
        let codes: Vec<_> = order(&children, &shares)
            .into_iter()
            .map(|n| children[n].code.as_str())
            .collect();
        assert_eq!(codes, ["b3", "a3", "b1", "a2", "a1", "b2"]);
    }

    #[test]
    fn the_nearest_with_room_who_serves_there() {
        let children = [
            child(A, 2, 5, "a1"),
            child(A, 1, 5, "a2"),
            child(B, 0, 5, "b1"),
        ];
        let donors = [
            donor("64", &["64"], 1),
            donor("64.74.01", &["64.74.01"], 1),
            donor("64.71", &["64.71"], 100),
        ];
        let ranking = rank(&children, &donors, &Shares::new());
        let pairs: Vec<_> = ranking
            .pairs
            .iter()
            .map(|pair| (pair.child, pair.donor, pair.distance))
            .collect();
        assert_eq!(
            pairs,
            [
                (0, 1, FosterDistance::District),
                (1, 0, FosterDistance::Province)
            ]
        );
        assert_eq!(ranking.unserved, [(2, FosterUnserved::NoCapacity)]);
        let nobody = rank(&children[2..], &donors[1..], &Shares::new());
        assert_eq!(nobody.unserved, [(0, FosterUnserved::NobodyServes)]);
    }

    #[test]
    fn of_equally_near_ones_the_one_with_most_room() {
        let children = [
            child(A, 1, 5, "a1"),
            child(A, 1, 6, "a2"),
            child(A, 1, 7, "a3"),
        ];
        let donors = [donor("64.74", &["64.74"], 1), donor("64.74", &["64.74"], 2)];
        let ranking = rank(&children, &donors, &Shares::new());
        let taken: Vec<_> = ranking.pairs.iter().map(|pair| pair.donor).collect();
        assert_eq!(taken, [1, 0, 1]);
        for (one, other, expected) in [
            (A, A, FosterDistance::Village),
            (A, "64.74.01", FosterDistance::District),
            (A, B, FosterDistance::Regency),
            ("64.71", "64.74", FosterDistance::Province),
            ("63.01", A, FosterDistance::Elsewhere),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }
}
