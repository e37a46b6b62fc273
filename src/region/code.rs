//! Region codes as text: what is one, what is a bare number that could be one, and the range of a subtree.

use entity::kind::RegionLevel;

use crate::auth::scope::COUNTRY;

/// The length of a regency's code.
const REGENCY_LENGTH: usize = 5;

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Formed like a region code.
    Code,
    /// Digits without dots: a number of BPS (Statistics Indonesia), or a code whose dots are missing. The code that it
    /// would be with dots, if it has the right number of digits.
    Bare(Option<String>),
    /// Neither.
    Other,
}

/// What a text is.
pub fn shape(text: &str) -> Shape {
    if text == COUNTRY || is_dotted(text) {
        return Shape::Code;
    }
    if (3..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Shape::Bare(dotted(text));
    }
    Shape::Other
}

fn is_dotted(text: &str) -> bool {
    let lengths = [2, 2, 2, 4];
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() <= lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The code that digits would be with dots.
fn dotted(digits: &str) -> Option<String> {
    let cuts: &[(usize, usize)] = match digits.len() {
        4 => &[(0, 2), (2, 4)],
        6 => &[(0, 2), (2, 4), (4, 6)],
        10 => &[(0, 2), (2, 4), (4, 6), (6, 10)],
        _ => return None,
    };
    let parts: Option<Vec<&str>> = cuts
        .iter()
        .map(|(from, to)| digits.get(*from..*to))
        .collect();
    parts.map(|parts| parts.join("."))
}

/// The codes of a subtree, its top included, as the half-open range `from..to`; none for the whole country.
/// Codes compare by bytes and hold digits and dots only, and `.` is followed by `/`.
pub fn subtree(code: &str) -> Option<(String, String)> {
    (code != COUNTRY).then(|| (code.to_owned(), format!("{code}/")))
}

/// The level of a code; whether a region has it is another question.
pub fn level(code: &str) -> RegionLevel {
    match code.matches('.').count() {
        0 if code == COUNTRY => RegionLevel::Country,
        0 => RegionLevel::Province,
        1 => RegionLevel::Regency,
        2 => RegionLevel::District,
        _ => RegionLevel::Village,
    }
}

/// The codes above, from the country down.
pub fn ancestors(code: &str) -> Vec<String> {
    if code == COUNTRY {
        return Vec::new();
    }
    let mut above = vec![COUNTRY.to_owned()];
    above.extend(
        code.match_indices('.')
            .filter_map(|(at, _)| code.get(..at).map(str::to_owned)),
    );
    above
}

/// The regency in which a region lies; itself for a regency, none above.
pub fn regency(code: &str) -> Option<&str> {
    code.get(..REGENCY_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_codes_from_bare_numbers() {
        for code in ["ID", "64", "64.02", "64.02.08", "64.02.08.2001"] {
            assert_eq!(shape(code), Shape::Code, "{code}");
        }
        for (number, dotted) in [
            ("6402", Some("64.02")),
            ("640208", Some("64.02.08")),
            ("6402082001", Some("64.02.08.2001")),
            ("6403050", None),
            ("640", None),
        ] {
            let bare = Shape::Bare(dotted.map(str::to_owned));
            assert_eq!(shape(number), bare, "{number}");
        }
        for other in [
            "",
            "6",
            "64.",
            "64.2",
            "64.02.08.201",
            "64.02.08.2001.1",
            "id",
            "64,02",
            "64.02/",
            "64.0٢",
            "12345678901",
        ] {
            assert_eq!(shape(other), Shape::Other, "{other}");
        }
    }

    #[test]
    fn a_subtree_is_a_range() {
        let (from, to) = subtree("64.7").unwrap_or_default();
        assert_eq!((from.as_str(), to.as_str()), ("64.7", "64.7/"));
        let (from, to) = subtree("64.02").unwrap();
        let inside = |code: &str| code >= from.as_str() && code < to.as_str();
        assert!(inside("64.02") && inside("64.02.08.2001"));
        assert!(!inside("64.01.99") && !inside("64.03") && !inside("64") && !inside("ID"));
        assert_eq!(subtree("ID"), None);
    }

    #[test]
    fn knows_what_lies_above() {
        assert_eq!(ancestors("ID"), Vec::<String>::new());
        assert_eq!(ancestors("64"), ["ID"]);
        assert_eq!(
            ancestors("64.02.08.2001"),
            ["ID", "64", "64.02", "64.02.08"]
        );
        assert_eq!(regency("64.02.08.2001"), Some("64.02"));
        assert_eq!(regency("64"), None);
        use RegionLevel::{Country, District, Province, Regency, Village};
        let codes = ["ID", "64", "64.02", "64.02.08", "64.02.08.2001"];
        assert_eq!(
            codes.map(level),
            [Country, Province, Regency, District, Village]
        );
    }
}
