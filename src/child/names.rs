//! How alike two Indonesian names are, however they were typed: old and new spelling (Oemar, Umar), ways of writing Arabic
//! sounds (Aisyah, Aisya; Khairul, Chairul, Hairul), abbreviated Muhammad, words in another order, double letters, blanks.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that stand before a name and are none.
const TITLES: [&str; 10] = [
    "AN", "BY", "BAYI", "ANAK", "NY", "NYONYA", "TN", "IBU", "BAPAK", "ALM",
];
/// Ways of writing Muhammad.
const MUHAMMAD: [&str; 11] = [
    "M", "MD", "MHD", "MOH", "MUH", "MOCH", "MOCHAMAD", "MOHAMAD", "MOHAMMAD", "MUHAMAD",
    "MUHAMMAD",
];
/// Spellings of the same sound, longest first.
const SOUNDS: [(&str, &str); 22] = [
    ("SJ", "S"),
    ("SY", "S"),
    ("SH", "S"),
    ("TS", "S"),
    ("DJ", "J"),
    ("TJ", "C"),
    ("NJ", "NY"),
    ("OE", "U"),
    ("OO", "U"),
    ("EE", "I"),
    ("KH", "H"),
    ("CH", "H"),
    ("DH", "D"),
    ("DZ", "Z"),
    ("TH", "T"),
    ("PH", "F"),
    ("GH", "G"),
    ("Q", "K"),
    ("V", "F"),
    ("X", "KS"),
    ("Y", "I"),
    ("'", ""),
];

/// A name in capitals without marks, points and repeated blanks; words that are no part of it left out.
pub fn normalise(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_uppercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let is_title = |word: &&&str| !TITLES.contains(*word);
    let kept: Vec<&str> = words.iter().filter(is_title).copied().collect();
    if kept.is_empty() {
        words.join(" ")
    } else {
        kept.join(" ")
    }
}

/// How a normalised name sounds: one spelling a sound, no double letters, no final H, its words in order of the alphabet.
fn sound(name: &str) -> String {
    let mut words: Vec<String> = name.split(' ').map(word_sound).collect();
    words.sort_unstable();
    words.join(" ")
}

fn word_sound(word: &str) -> String {
    if MUHAMMAD.contains(&word) {
        return "MUHAMAD".to_owned();
    }
    let mut spelt = word.to_owned();
    for (from, to) in SOUNDS {
        spelt = spelt.replace(from, to);
    }
    let mut out = String::with_capacity(spelt.len());
    for letter in spelt.chars() {
        if !out.ends_with(letter) {
            out.push(letter);
        }
    }
    if out.chars().count() > 2 && out.ends_with('H') {
        out.pop();
    }
    out
}

/// A name, made ready to be compared with many.
#[derive(Clone, PartialEq, Eq)]
pub struct Comparable {
    written: String,
    sound: String,
    letters: [Letters; 2],
}

/// How often each letter stands in a text: what two texts share of them bounds how alike they can be, at a hundredth of the
/// price of comparing them.
#[derive(Clone, PartialEq, Eq)]
struct Letters {
    counts: [u8; 32],
    length: u8,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut counts = [0u8; 32];
        let mut length = 0u8;
        for letter in text.chars() {
            let place = usize::try_from(u32::from(letter) % 32).unwrap_or_default();
            if let Some(count) = counts.get_mut(place) {
                *count = count.saturating_add(1);
            }
            length = length.saturating_add(1);
        }
        Self { counts, length }
    }

    fn shared(&self, other: &Self) -> u8 {
        let pairs = self.counts.iter().zip(&other.counts);
        pairs.map(|(a, b)| *a.min(b)).fold(0, u8::saturating_add)
    }

    /// Whether two texts can be alike by Jaro and Winkler to a percentage: were all shared letters in place, and the first four
    /// the same.
    fn can_be(&self, other: &Self, least: u8) -> bool {
        let shared = f64::from(self.shared(other));
        let jaro = (shared / f64::from(self.length.max(1))
            + shared / f64::from(other.length.max(1))
            + 1.0)
            / 3.0;
        0.4 + 0.6 * jaro >= f64::from(least) / 100.0 - 0.01
    }
}

impl Comparable {
    /// Of a name as it was typed; `None` if nothing of it is a letter.
    pub fn new(name: &str) -> Option<Self> {
        let written = normalise(name);
        if !written.chars().any(char::is_alphabetic) {
            return None;
        }
        let sound = sound(&written);
        Some(Self {
            letters: [Letters::of(&written), Letters::of(&sound)],
            sound,
            written,
        })
    }

    /// How alike two names are if that is at least so much, else 0: among thousands most are nothing alike.
    pub fn likeness_from(&self, other: &Self, least: u8) -> u8 {
        let ([a, b], [c, d]) = (&self.letters, &other.letters);
        let shorter = b.length.min(d.length);
        let cut_short = least <= 90 && b.shared(d).saturating_add(1) >= shorter;
        if cut_short || a.can_be(c, least) || b.can_be(d, least) {
            self.likeness(other)
        } else {
            0
        }
    }

    /// How alike two names are: 100 are the same but for spelling, 0 have nothing in common.
    pub fn likeness(&self, other: &Self) -> u8 {
        if self.written == other.written {
            return 100;
        }
        if self.sound == other.sound {
            return 97;
        }
        let written = strsim::jaro_winkler(&self.written, &other.written);
        let sound = strsim::jaro_winkler(&self.sound, &other.sound);
        let parts = if contains_words(&self.sound, &other.sound) {
            0.9
        } else {
            0.0
        };
        percent(written.max(sound).max(parts)).min(96)
    }
}

/// Whether the words of the shorter one, at least two, all stand in the longer one: a name that was cut short.
fn contains_words(left: &str, right: &str) -> bool {
    let (left, right): (Vec<&str>, Vec<&str>) =
        (left.split(' ').collect(), right.split(' ').collect());
    let (short, long) = if left.len() < right.len() {
        (left, right)
    } else {
        (right, left)
    };
    short.len() >= 2 && short.iter().all(|word| long.contains(word))
}

#[expect(
    clippy::as_conversions,
    reason = "a likeness lies between 0 and 1, so the product between 0 and 100"
)]
fn percent(likeness: f64) -> u8 {
    (likeness.clamp(0.0, 1.0) * 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(left: &str, right: &str) -> u8 {
        let comparable = |name| Comparable::new(name).unwrap();
        comparable(left).likeness(&comparable(right))
    }

    #[test]
    fn spellings_of_a_name_are_alike() {
        for (left, right) in [
            ("Siti Aisyah", "SITI  AISYA"),
            ("Oemar Said", "UMAR SAID"),
            ("Khairul Anam", "Chairul Anam"),
            ("Muhammad Dzaky", "M. Zaki"),
            ("Djoko Soesilo", "Joko Susilo"),
            ("Rahmat Hidayat", "HIDAYAT RAHMAT"),
            ("By. Ny. Putri Contoh", "Putri Contoh"),
            ("Nur'aini", "NURAINI"),
        ] {
            assert!(
                likeness(left, right) >= 90,
                "{left}, {right}: {}",
                likeness(left, right)
            );
        }
    }

    #[test]
    fn what_is_passed_over_is_not_alike() {
        let names = [
            "Rizky Lutfi",
            "Riski Lutfi",
            "Kirana Dewi",
            "Siti Aisyah",
            "SITI  AISYA",
            "Muhammad Dzaky",
            "M. Zaki",
            "Bayu",
            "Bayu Saputra",
            "Bella Saputri",
            "Putri Contoh",
            "Contoh Putri Ayu",
            "Putri Ayu",
            "Ayu",
        ];
        let names: Vec<Comparable> = names.into_iter().filter_map(Comparable::new).collect();
        for (a, b) in names.iter().flat_map(|a| names.iter().map(move |b| (a, b))) {
            for least in [78, 90] {
                let (likeness, found) = (a.likeness(b), a.likeness_from(b, least));
                assert_eq!(
                    found >= least,
                    likeness >= least,
                    "{} {}",
                    a.written,
                    b.written
                );
            }
        }
    }

    #[test]
    fn other_names_are_not() {
        for (left, right) in [
            ("Rizky Lutfi", "Kirana Dewi"),
            ("Bayu Saputra", "Bella Saputri"),
            ("Ahmad Contoh", "Dewi Contoh"),
        ] {
            assert!(
                likeness(left, right) < 85,
                "{left}, {right}: {}",
                likeness(left, right)
            );
        }
        assert!(Comparable::new(" - ").is_none());
        assert_eq!(
            normalise("Bayi"),
            "BAYI",
            "a title alone is all that there is"
        );
    }
}
