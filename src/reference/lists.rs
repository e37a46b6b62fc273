//! Short lists in one column: their words, separated by blanks.

use crate::period::PeriodKind;

const KINDS: [PeriodKind; 4] = [
    PeriodKind::Year,
    PeriodKind::Semester,
    PeriodKind::Quarter,
    PeriodKind::Month,
];

/// Words as a column keeps them.
pub fn join<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    words.join(" ")
}

/// The words of a column.
pub fn words(column: &str) -> Vec<String> {
    column.split_whitespace().map(str::to_owned).collect()
}

/// The years of a column.
pub fn years(column: &str) -> Vec<i32> {
    column
        .split_whitespace()
        .filter_map(|year| year.parse().ok())
        .collect()
}

/// Kinds of periods as a column keeps them.
pub fn join_kinds(kinds: &[PeriodKind]) -> String {
    join(kinds.iter().map(|kind| kind.as_str()))
}

/// The kinds of periods of a column.
pub fn kinds(column: &str) -> Vec<PeriodKind> {
    column
        .split_whitespace()
        .filter_map(|word| KINDS.into_iter().find(|kind| kind.as_str() == word))
        .collect()
}

/// The places of items that stood in the list before.
pub fn repeated<T: PartialEq>(items: &[T]) -> Vec<usize> {
    items
        .iter()
        .enumerate()
        .filter(|(index, item)| items.iter().take(*index).any(|before| before == *item))
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_back_what_they_took() {
        assert_eq!(kinds(&join_kinds(&KINDS)), KINDS);
        assert_eq!(years(&join([2021, 2022, 2024])), [2021, 2022, 2024]);
        assert!(years(&join::<i32>([])).is_empty());
        assert_eq!(words("a b"), ["a", "b"]);
        assert!(words("").is_empty());
    }

    #[test]
    fn finds_what_is_named_twice() {
        assert_eq!(repeated(&[1, 2, 1, 3, 2]), [2, 4]);
        assert!(repeated::<i32>(&[]).is_empty());
    }
}
