//! The code by which people speak of a child: three pairs of syllables that can be read out over the telephone, drawn at
//! random, so that nobody can guess one from another.

use crate::secret::random_bytes;

/// None sounds like another, and together with a vowel each is one syllable in Indonesian.
const CONSONANTS: &[u8; 16] = b"bcdfghjklmnprstw";
const VOWELS: &[u8; 4] = b"aiou";

/// A new code, as `baku-timo-rasi`: 36 random bits.
pub fn new_code() -> String {
    spell(u64::from_be_bytes(random_bytes::<8>()))
}

fn spell(mut bits: u64) -> String {
    let mut code = String::with_capacity(14);
    let mut draw = |from: &[u8]| {
        let size = u64::try_from(from.len()).unwrap_or(1);
        let at = usize::try_from(bits % size).unwrap_or_default();
        bits /= size;
        char::from(from.get(at).copied().unwrap_or_default())
    };
    for syllable in 0..6 {
        if syllable > 0 && syllable % 2 == 0 {
            code.push('-');
        }
        code.push(draw(CONSONANTS));
        code.push(draw(VOWELS));
    }
    code
}

/// Whether a text is such a code.
pub fn is_code(text: &str) -> bool {
    let groups: Vec<&[u8]> = text.split('-').map(str::as_bytes).collect();
    let spoken = |group: &&[u8]| {
        matches!(group, [a, b, c, d]
            if CONSONANTS.contains(a) && VOWELS.contains(b) && CONSONANTS.contains(c) && VOWELS.contains(d))
    };
    groups.len() == 3 && groups.iter().all(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_can_be_spoken_and_differ() {
        assert_eq!(spell(0), "baba-baba-baba");
        let codes: std::collections::HashSet<String> = (0..1000).map(|_| new_code()).collect();
        assert_eq!(codes.len(), 1000);
        assert!(codes.iter().all(|code| is_code(code)));
        for wrong in [
            "",
            "baba-baba",
            "baba-baba-bab",
            "baba-baba-babe",
            "BABA-BABA-BABA",
            "baba-baba-baba-",
        ] {
            assert!(!is_code(wrong), "{wrong}");
        }
    }
}
