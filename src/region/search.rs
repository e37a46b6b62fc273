//! Names as people type them: what is left when case, accents, blanks, hyphens and dots are ignored.

use entity::kind::RegionLevel;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Below this two names are not alike.
const ALIKE: f64 = 0.8;

/// The form under which names are compared: lower case, without accents, letters and digits only.
/// `Lok Tuan`, `Loktuan` and `LOK-TUAN` are all `loktuan`.
pub fn normalise(name: &str) -> String {
    if name.is_ascii() {
        return name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
    }
    name.nfkd()
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c))
        .collect()
}

/// A name to look for, and the level at which alone it is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Normalised.
    pub name: String,
    /// Any, if there is none.
    pub level: Option<RegionLevel>,
}

/// The normalised names under which a region may stand that somebody calls `name`: as it is, with the word that official
/// names of regencies begin with, and without a word that only says what it is (`Kec. Loa Janan`, `Desa Sumber Sari`).
pub fn forms(name: &str) -> Vec<Form> {
    let form = |name: String, level| Form { name, level };
    let whole = normalise(name);
    let mut forms = vec![form(whole.clone(), None)];
    for word in ["kabupaten", "kota"] {
        forms.push(form(format!("{word}{whole}"), Some(RegionLevel::Regency)));
    }
    let mut words = name.trim().splitn(2, [' ', '.']);
    let first = normalise(words.next().unwrap_or_default());
    let rest = normalise(words.next().unwrap_or_default());
    if rest.is_empty() {
        return forms;
    }
    match first.as_str() {
        "kab" | "kabupaten" => {
            forms.push(form(format!("kabupaten{rest}"), Some(RegionLevel::Regency)));
        }
        "kota" | "kotamadya" | "kodya" => {
            forms.push(form(format!("kota{rest}"), Some(RegionLevel::Regency)));
        }
        "prov" | "provinsi" => forms.push(form(rest, Some(RegionLevel::Province))),
        "kec" | "kecamatan" => forms.push(form(rest, Some(RegionLevel::District))),
        "kel" | "kelurahan" | "desa" | "ds" | "kampung" => {
            forms.push(form(rest, Some(RegionLevel::Village)));
        }
        _ => {}
    }
    forms
}

/// A normalised name without the word that names of regencies begin with.
pub fn bare(normalised: &str, level: RegionLevel) -> &str {
    if level != RegionLevel::Regency {
        return normalised;
    }
    ["kabupaten", "kab", "kota"]
        .iter()
        .find_map(|word| normalised.strip_prefix(word))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(normalised)
}

/// How alike a wanted name and a region's are, if they are: the best of the forms that are meant for its level.
pub fn likeness(forms: &[Form], normalised: &str, level: RegionLevel) -> Option<f64> {
    let own = bare(normalised, level);
    forms
        .iter()
        .filter(|form| form.level.is_none_or(|meant| meant == level))
        .map(|form| strsim::jaro_winkler(bare(&form.name, level), own))
        .max_by(f64::total_cmp)
        .filter(|score| *score >= ALIKE)
}

/// Two decimals, as scores are shown; what is not the same name never gets 1.
pub fn rounded(score: f64) -> f64 {
    ((score * 100.0).round() / 100.0).min(0.99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_case_accents_blanks_and_marks() {
        for (name, normal) in [
            ("Lok Tuan", "loktuan"),
            ("Loktuan", "loktuan"),
            ("LOK-TUAN", "loktuan"),
            ("Regapu’u", "regapuu"),
            ("Lubuk Pakam I,II", "lubukpakamiii"),
            ("Kab. Kutai Barat", "kabkutaibarat"),
            ("Désa Ñandú", "desanandu"),
            ("  ", ""),
            ("%_-", ""),
            ("", ""),
            ("İstanbul", "istanbul"),
            ("Blok 7A", "blok7a"),
        ] {
            assert_eq!(normalise(name), normal, "{name}");
            assert_eq!(normalise(normal), normal, "twice is once: {name}");
        }
    }

    #[test]
    fn takes_words_that_only_say_what_it_is_as_such() {
        let names =
            |name: &str| -> Vec<String> { forms(name).into_iter().map(|form| form.name).collect() };
        assert_eq!(
            names("Bontang"),
            ["bontang", "kabupatenbontang", "kotabontang"]
        );
        assert!(names("Kab. Kutai Barat").contains(&"kabupatenkutaibarat".to_owned()));
        assert!(names("KAB.KUTAI BARAT").contains(&"kabupatenkutaibarat".to_owned()));
        let last = |name: &str| forms(name).pop().map(|f| (f.name, f.level));
        let form = |name: &str, level| Some((name.to_owned(), Some(level)));
        assert_eq!(
            last("Kec. Loa Janan"),
            form("loajanan", RegionLevel::District)
        );
        assert_eq!(
            last("desa Sumber Sari"),
            form("sumbersari", RegionLevel::Village)
        );
        assert_eq!(
            last("Kota Bangun"),
            form("kotabangun", RegionLevel::Regency)
        );
        assert_eq!(names("Kota").len(), 3);
    }

    #[test]
    fn regencies_are_compared_without_their_first_word() {
        assert_eq!(
            bare("kabupatenkutaibarat", RegionLevel::Regency),
            "kutaibarat"
        );
        assert_eq!(bare("kabmerauke", RegionLevel::Regency), "merauke");
        assert_eq!(bare("kotabontang", RegionLevel::Regency), "bontang");
        assert_eq!(bare("kotabangun", RegionLevel::District), "kotabangun");
    }

    #[test]
    fn likeness_finds_slips_and_not_strangers() {
        let like = |wanted: &str, name: &str, level| likeness(&forms(wanted), name, level);
        let village = RegionLevel::Village;
        assert!(like("Berbes Pantai", "berbaspantai", village).is_some());
        assert!(like("Mahakam Ulo", "kabupatenmahakamulu", RegionLevel::Regency).is_some());
        assert!(like("Berbes Pantai", "guntung", village).is_none());
        assert!(like("", "guntung", village).is_none());
        assert!((rounded(0.999) - 0.99).abs() < 1e-9 && (rounded(0.876) - 0.88).abs() < 1e-9);
    }
}
