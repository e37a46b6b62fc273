//! The words by which documents are found. Both databases are given them as they are here, so that both find the same.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most different words of a document that are kept.
const COUNT_LIMIT: usize = 10_000;
/// The most characters of a word that count.
const LENGTH_LIMIT: usize = 40;
/// From how many characters on a wanted word may also be the beginning of one.
const BEGINNING: usize = 3;

/// The words of a text: letters and digits, in lower case, without accents; everything else parts them.
pub fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c))
        .collect();
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LENGTH_LIMIT).collect())
        .collect()
}

/// What is kept of a document: the different words of its name and of its text, with a blank between any two.
pub fn of_document(file_name: &str, text: Option<&str>) -> String {
    let mut kept = BTreeSet::new();
    for word in words(file_name)
        .into_iter()
        .chain(words(text.unwrap_or_default()))
    {
        if kept.len() >= COUNT_LIMIT {
            break;
        }
        kept.insert(word);
    }
    kept.into_iter().collect::<Vec<_>>().join(" ")
}

/// Whether a wanted word may also be the beginning of a longer one.
pub fn may_begin(word: &str) -> bool {
    word.chars().count() >= BEGINNING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_letters_and_digits_without_case_and_accents() {
        for (text, expected) in [
            ("Berita_Acara-2025.PDF", "berita acara 2025 pdf"),
            ("Keputusan No. 12/2025", "keputusan no 12 2025"),
            ("Désa Ñandú", "desa nandu"),
            ("e-PPGBM", "e ppgbm"),
            ("ﬁnal", "final"),
            ("'\"*;-- ", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        assert_eq!(words(&"a".repeat(99)), ["a".repeat(40)]);
        assert_eq!(of_document("b.pdf", Some("a B a")), "a b pdf");
        let many: String = (0..20_000).map(|n| format!("w{n} ")).collect();
        assert_eq!(
            of_document("z.pdf", Some(&many)).split(' ').count(),
            COUNT_LIMIT
        );
    }
}
