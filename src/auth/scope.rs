//! The region a caller is bound to: a subtree of the region codes.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef};

/// The code of the country, the root of all regions.
pub const COUNTRY: &str = "ID";

/// A subtree of the regions: a code and everything below it; the country means no bound.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegionScope(String);

impl RegionScope {
    /// The subtree of a code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code at its top.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The smallest subtree that holds this one and a code.
    pub fn widened_to(mut self, code: &str) -> Self {
        while !self.contains(code) {
            let above = self.0.rsplit_once('.').map_or(COUNTRY, |(above, _)| above);
            self.0 = above.to_owned();
        }
        self
    }

    /// The smallest subtree that holds all of these codes; none of none.
    pub fn around<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        codes.into_iter().fold(None, |around: Option<Self>, code| {
            Some(around.map_or_else(|| Self::new(code), |around| around.widened_to(code)))
        })
    }

    /// Whether it has no bound.
    pub fn is_country(&self) -> bool {
        self.0 == COUNTRY
    }

    /// Whether a region lies in it.
    pub fn contains(&self, code: &str) -> bool {
        self.is_country()
            || code
                .strip_prefix(self.0.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The same for rows of a query. Codes compare by bytes on both databases and hold digits and dots only, so the subtree
    /// is one range of the column (`.` is followed by `/`), which an index serves in order; two ranges joined by `or` it
    /// would not.
    pub fn rows(&self, column: impl IntoColumnRef) -> Condition {
        let column = column.into_column_ref();
        if self.is_country() {
            return Condition::all();
        }
        Condition::all()
            .add(Expr::col(column.clone()).gte(self.0.as_str()))
            .add(Expr::col(column).lt(format!("{}/", self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_smallest_around_its_codes() {
        let around = |codes: &[&str]| {
            RegionScope::around(codes.iter().copied()).map(|scope| scope.code().to_owned())
        };
        assert_eq!(around(&[]), None);
        for (codes, expected) in [
            (&["64.74"][..], "64.74"),
            (&["64.74.01", "64.74.02.1001", "64.74.01"], "64.74"),
            (&["64.71", "64.74.01"], "64"),
            (&["64.71", "63"], COUNTRY),
            (&["64", COUNTRY], COUNTRY),
        ] {
            assert_eq!(around(codes).as_deref(), Some(expected), "{codes:?}");
        }
    }

    #[test]
    fn contains_its_subtree_and_nothing_else() {
        let bontang = RegionScope::new("64.74");
        for inside in ["64.74", "64.74.01", "64.74.01.1003"] {
            assert!(bontang.contains(inside), "{inside}");
        }
        for outside in ["64", "64.7", "64.741", "64.75", "ID", "", "6474"] {
            assert!(!bontang.contains(outside), "{outside}");
        }
        assert!(
            RegionScope::new(COUNTRY).contains("64.74")
                && RegionScope::new(COUNTRY).contains(COUNTRY)
        );
    }
}
