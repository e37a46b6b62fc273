//! Counts children by region: each once, whatever it receives.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

/// A child in need.
#[derive(Debug, Clone)]
pub struct Needy {
    /// Which.
    pub id: Uuid,
    /// Where it lives.
    pub region_code: String,
    /// Whether it may receive.
    pub eligible: bool,
}

/// A kind of aid that a child receives.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// Which child.
    pub child: Uuid,
    /// Where the assignment belongs to.
    pub region_code: String,
    /// The kind.
    pub aid_kind: String,
}

/// What was delivered from a source of funds.
#[derive(Debug, Clone)]
pub struct Spent {
    /// Where the assignment belongs to.
    pub region_code: String,
    /// The source.
    pub funding_source: String,
    /// In rupiah.
    pub value_idr: i64,
}

/// The counts of a region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// In need.
    pub in_need: i64,
    /// Of those, who may receive.
    pub eligible: i64,
    /// Of those, whom somebody looks after.
    pub served: i64,
    /// Whom somebody looks after, in need or not.
    pub receiving: i64,
    /// By kind of aid.
    pub aid: BTreeMap<String, i64>,
    /// By source of funds.
    pub funds: BTreeMap<String, i64>,
}

/// The region directly below another in which a code lies; the other itself for its own code.
pub fn below<'a>(parent: &str, code: &'a str) -> &'a str {
    let skipped = if parent == crate::auth::scope::COUNTRY {
        0
    } else {
        parent.len() + 1
    };
    let Some(rest) = code.get(skipped..) else {
        return code;
    };
    let end = rest.find('.').unwrap_or(rest.len());
    code.get(..skipped + end).unwrap_or(code)
}

/// The counts by the region that `place` gives for a code.
pub fn count(
    needy: &[Needy],
    receipts: &[Receipt],
    spent: &[Spent],
    place: impl Fn(&str) -> String,
) -> BTreeMap<String, Counts> {
    let served: BTreeSet<Uuid> = receipts.iter().map(|one| one.child).collect();
    let mut by_place: BTreeMap<String, Counts> = BTreeMap::new();
    for child in needy {
        let counts = by_place.entry(place(&child.region_code)).or_default();
        counts.in_need += 1;
        counts.eligible += i64::from(child.eligible);
        counts.served += i64::from(child.eligible && served.contains(&child.id));
    }
    let mut seen = BTreeSet::new();
    let mut seen_aid = BTreeSet::new();
    for one in receipts {
        let at = place(&one.region_code);
        let counts = by_place.entry(at.clone()).or_default();
        counts.receiving += i64::from(seen.insert((at.clone(), one.child)));
        if seen_aid.insert((at, one.child, one.aid_kind.as_str())) {
            *counts.aid.entry(one.aid_kind.clone()).or_default() += 1;
        }
    }
    for one in spent {
        let counts = by_place.entry(place(&one.region_code)).or_default();
        let sum = counts.funds.entry(one.funding_source.clone()).or_default();
        *sum = sum.saturating_add(one.value_idr);
    }
    by_place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lie_below_another() {
        for (parent, code, expected) in [
            ("64", "64.74.01.1003", "64.74"),
            ("64.74", "64.74.01.1003", "64.74.01"),
            ("64.74.01", "64.74.01.1003", "64.74.01.1003"),
            ("64.74", "64.74", "64.74"),
            ("ID", "64.74.01.1003", "64"),
        ] {
            assert_eq!(below(parent, code), expected, "{parent} {code}");
        }
    }

    #[test]
    fn a_child_with_two_aids_counts_once() {
        let id = Uuid::from_u128;
        let needy = [1, 2, 3].map(|n| Needy {
            id: id(n),
            region_code: "64.74.01.1003".to_owned(),
            eligible: n != 3,
        });
        let receipt = |n, aid: &str| Receipt {
            child: id(n),
            region_code: "64.74.01.1003".to_owned(),
            aid_kind: aid.to_owned(),
        };
        let receipts = [
            receipt(1, "food"),
            receipt(1, "milk"),
            receipt(1, "food"),
            receipt(9, "food"),
        ];
        let spent = [("csr", 5), ("csr", 7)].map(|(source, value_idr)| Spent {
            region_code: "64.74.01.1003".to_owned(),
            funding_source: source.to_owned(),
            value_idr,
        });
        let counts = count(&needy, &receipts, &spent, |_| "64.74".to_owned());
        let found = &counts["64.74"];
        assert_eq!((found.in_need, found.eligible, found.served), (3, 2, 1));
        assert_eq!(found.receiving, 2);
        assert_eq!((found.aid["food"], found.aid["milk"]), (2, 1));
        assert_eq!(found.funds["csr"], 12);
    }
}
