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
