//! How a child stands: the last z-score of each index, and what it is in need of by them. The categories and their bounds are
//! those of the growth package, as data.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::kind::RiskStatus;
use growth::{Category, Index, Z, categories, category};

/// A child of a family at risk (keluarga berisiko stunting, KRS).
pub const AT_RISK: &str = "at_risk";
/// The indices that say of a child whether it is in need.
pub const INDICES: [Index; 3] = [Index::Haz, Index::Waz, Index::Whz];

/// The last z-scores of a child, in hundredths, with the days on which it was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GrowthStanding {
    /// Length- or height-for-age.
    pub haz: Option<(i32, NaiveDate)>,
    /// Weight-for-age.
    pub waz: Option<(i32, NaiveDate)>,
    /// Weight-for-length or -height.
    pub whz: Option<(i32, NaiveDate)>,
}

impl GrowthStanding {
    /// The last z-score of an index.
    pub const fn of(&self, index: Index) -> Option<(i32, NaiveDate)> {
        match index {
            Index::Haz => self.haz,
            Index::Waz => self.waz,
            Index::Whz => self.whz,
            Index::Baz | Index::Hcz | Index::Acz => None,
        }
    }

    /// The categories of a child, of those indices of which there is a z-score.
    pub fn categories(&self) -> impl Iterator<Item = &'static Category> {
        INDICES.into_iter().filter_map(|index| {
            let (z, _) = self.of(index)?;
            category(index, Z::from_hundredths(z))
        })
    }

    /// What a child is in need of.
    pub fn needs(&self, risk: RiskStatus) -> BTreeSet<&'static str> {
        let of_growth = self.categories().filter(|one| is_need(one));
        let of_family = (risk == RiskStatus::AtRisk).then_some(AT_RISK);
        of_growth.map(|one| one.code).chain(of_family).collect()
    }

    /// How badly: 2 where an index lies in its lowest category, 1 where one lies low, 0 otherwise.
    pub fn severity(&self) -> u8 {
        let low = self.categories().filter(|one| is_need(one));
        low.map(|one| if one.from.is_none() { 2 } else { 1 })
            .max()
            .unwrap_or(0)
    }
}

/// A category below the normal ones.
fn is_need(category: &Category) -> bool {
    category.to.is_some_and(|to| to < Z::from_hundredths(0))
}

/// Every need that there is.
pub fn known_needs() -> Vec<&'static str> {
    let of_growth = categories()
        .iter()
        .filter(|one| INDICES.contains(&one.index) && is_need(one))
        .map(|one| one.code);
    of_growth.chain([AT_RISK]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(haz: i32, waz: i32, whz: i32) -> GrowthStanding {
        let on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        GrowthStanding {
            haz: Some((haz, on)),
            waz: Some((waz, on)),
            whz: Some((whz, on)),
        }
    }

    #[test]
    fn needs_follow_the_categories() {
        for (child, risk, needs, severity) in [
            (standing(-200, 0, 0), RiskStatus::Unknown, &[][..], 0),
            (standing(-201, 0, 0), RiskStatus::Unknown, &["stunted"], 1),
            (
                standing(-301, -250, 0),
                RiskStatus::AtRisk,
                &["at_risk", "severely_stunted", "underweight"],
                2,
            ),
            (standing(0, 0, -300), RiskStatus::NotAtRisk, &["wasted"], 1),
            (
                GrowthStanding::default(),
                RiskStatus::AtRisk,
                &["at_risk"],
                0,
            ),
        ] {
            let found: Vec<_> = child.needs(risk).into_iter().collect();
            assert_eq!(found, needs);
            assert_eq!(child.severity(), severity);
        }
        assert_eq!(known_needs().len(), 7);
    }
}
