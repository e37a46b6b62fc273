//! The categories of a z-score, as data with validity: `data/growth/categories.csv`.

use std::sync::LazyLock;

use crate::number::Z;
use crate::score::Index;

/// A category of nutritional status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The regulation, as `PERMENKES_2_2020`.
    pub version: &'static str,
    /// The day from which it holds.
    pub valid_from: &'static str,
    /// The first day on which it holds no more; empty if it holds.
    pub valid_to: &'static str,
    /// The index.
    pub index: Index,
    /// The code for programs, as `stunted`.
    pub code: &'static str,
    /// The name in the regulation, as `Pendek`.
    pub name_id: &'static str,
    /// The name in English.
    pub name_en: &'static str,
    /// The lowest z-score of the category; none if it has no lower end.
    pub from: Option<Z>,
    /// The highest z-score of the category; none if it has no upper end.
    pub to: Option<Z>,
}

static CATEGORIES: LazyLock<Vec<Category>> = LazyLock::new(|| {
    let rows = include_str!("../../data/growth/categories.csv").lines();
    rows.skip(1).filter_map(read).collect()
});

/// The categories that hold, from the lowest z-score of an index to its highest.
pub fn categories() -> &'static [Category] {
    &CATEGORIES
}

/// The category of a z-score; none of head and arm circumference.
pub fn category(index: Index, z: Z) -> Option<&'static Category> {
    let holds = |c: &&Category| {
        c.index == index
            && c.valid_to.is_empty()
            && c.from.is_none_or(|from| from <= z)
            && c.to.is_none_or(|to| z <= to)
    };
    CATEGORIES.iter().find(holds)
}

/// A row; what is no row is none, which a test would see.
fn read(row: &'static str) -> Option<Category> {
    let cells: Vec<&'static str> = row.split(',').collect();
    let [
        version,
        valid_from,
        valid_to,
        index,
        code,
        name_id,
        name_en,
        from,
        from_bound,
        to,
        to_bound,
    ] = cells.try_into().ok()?;
    // The next hundredth is the first one within an exclusive bound.
    let bound = |text: &str, kind: &str, inwards: i32| -> Option<Option<Z>> {
        if text.is_empty() {
            return Some(None);
        }
        let whole: i32 = text.parse().ok()?;
        let step = if kind == "exclusive" { inwards } else { 0 };
        Some(Some(Z::from_hundredths(whole * 100 + step)))
    };
    Some(Category {
        version,
        valid_from,
        valid_to,
        index: Index::from_code(index)?,
        code,
        name_id,
        name_en,
        from: bound(from, from_bound, 1)?,
        to: bound(to, to_bound, -1)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_no_z_score_lies_between_two() {
        let file = include_str!("../../data/growth/categories.csv");
        assert_eq!(categories().len(), file.lines().count() - 1);
        for index in [Index::Waz, Index::Haz, Index::Whz, Index::Baz] {
            for hundredths in -700..=700 {
                let z = Z::from_hundredths(hundredths);
                let of = |c: &&Category| {
                    c.index == index && c.from.is_none_or(|f| f <= z) && c.to.is_none_or(|t| z <= t)
                };
                assert_eq!(categories().iter().filter(of).count(), 1, "{index:?} {z}");
            }
        }
        assert_eq!(category(Index::Acz, Z::from_hundredths(0)), None);
    }

    #[test]
    fn the_borders_are_those_of_the_regulation() {
        for (index, hundredths, name) in [
            (Index::Waz, -301, "Berat badan sangat kurang"),
            (Index::Waz, -300, "Berat badan kurang"),
            (Index::Waz, -201, "Berat badan kurang"),
            (Index::Waz, -200, "Berat badan normal"),
            (Index::Waz, 100, "Berat badan normal"),
            (Index::Waz, 101, "Risiko berat badan lebih"),
            (Index::Haz, -301, "Sangat pendek"),
            (Index::Haz, -300, "Pendek"),
            (Index::Haz, -201, "Pendek"),
            (Index::Haz, -200, "Normal"),
            (Index::Haz, 300, "Normal"),
            (Index::Haz, 301, "Tinggi"),
            (Index::Whz, -301, "Gizi buruk"),
            (Index::Whz, -300, "Gizi kurang"),
            (Index::Whz, -200, "Gizi baik"),
            (Index::Whz, 101, "Berisiko gizi lebih"),
            (Index::Whz, 200, "Berisiko gizi lebih"),
            (Index::Whz, 201, "Gizi lebih"),
            (Index::Whz, 300, "Gizi lebih"),
            (Index::Whz, 301, "Obesitas"),
            (Index::Baz, -301, "Gizi buruk"),
            (Index::Baz, 301, "Obesitas"),
        ] {
            let found = category(index, Z::from_hundredths(hundredths)).unwrap();
            assert_eq!(found.name_id, name, "{index:?} {hundredths}");
        }
        // Weight-for-age alone never says anything of nutrition.
        let of_weight = categories().iter().filter(|c| c.index == Index::Waz);
        assert!(
            of_weight.clone().count() == 4 && of_weight.clone().all(|c| !c.name_id.contains("izi"))
        );
    }
}
