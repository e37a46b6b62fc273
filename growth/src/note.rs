//! What was assumed of a measurement, and why something could not be judged.

/// Makes the enum of notes with their codes and their texts in Indonesian and English.
macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $indonesian:literal, $english:literal;)+) => {
        /// A note on an assessment.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Note {$(
            $(#[$doc])*
            $name,
        )+}

        impl Note {
            /// Every note.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The note for people, in Indonesian and in English.
            pub const fn texts(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($indonesian, $english)),+ }
            }
        }
    };
}

notes! {
    /// No sex.
    SexMissing = "sex_missing",
        "jenis kelamin tidak ada, sehingga tidak ada standar",
        "there is no sex, so there is no standard";
    /// No age.
    AgeMissing = "age_missing",
        "umur tidak ada; hanya BB/PB atau BB/TB yang dihitung",
        "there is no age; only weight-for-length or -height is computed";
    /// Before birth, or 60 months and older.
    AgeOutOfRange = "age_out_of_range",
        "umur di luar 0 sampai 1826 hari (di bawah 60 bulan)",
        "the age lies outside 0 to 1826 days (below 60 months)";
    /// A weight of zero or less.
    WeightNotPositive = "weight_not_positive",
        "berat badan nol atau negatif dianggap tidak ada",
        "a weight of zero or less counts as missing";
    /// A length of zero or less.
    HeightNotPositive = "height_not_positive",
        "panjang atau tinggi badan nol atau negatif dianggap tidak ada",
        "a length or height of zero or less counts as missing";
    /// A head circumference of zero or less.
    HeadNotPositive = "head_not_positive",
        "lingkar kepala nol atau negatif dianggap tidak ada",
        "a head circumference of zero or less counts as missing";
    /// An arm circumference of zero or less.
    MuacNotPositive = "muac_not_positive",
        "LiLA nol atau negatif dianggap tidak ada",
        "an arm circumference of zero or less counts as missing";
    /// An arm circumference before 3 months.
    MuacTooYoung = "muac_too_young",
        "standar LiLA baru ada mulai hari ke-91",
        "there is no standard of arm circumference before day 91";
    /// Oedema.
    Oedema = "oedema",
        "dengan edema tidak ada indeks yang memakai berat badan; secara klinis gizi buruk",
        "with oedema there is no index that weight is part of; clinically it is severe acute malnutrition";
    /// Standing below 9 months.
    StandingTooYoung = "standing_too_young",
        "diukur berdiri di bawah 9 bulan tidak dipercaya; posisi dianggap tidak diketahui",
        "standing below 9 months is not believed; the posture counts as unknown";
    /// Height standing below 24 months.
    HeightAsLength = "height_as_length",
        "diukur berdiri di bawah 24 bulan: ditambah 0,7 cm",
        "measured standing below 24 months: 0.7 cm were added";
    /// Length lying from 24 months on.
    LengthAsHeight = "length_as_height",
        "diukur telentang mulai 24 bulan: dikurangi 0,7 cm",
        "measured lying from 24 months on: 0.7 cm were taken off";
    /// Posture unknown, taken for lying.
    LyingAssumed = "lying_assumed",
        "posisi tidak diketahui; dianggap telentang, tanpa koreksi",
        "the posture is unknown; taken for lying, without correction";
    /// Posture unknown, taken for standing.
    StandingAssumed = "standing_assumed",
        "posisi tidak diketahui; dianggap berdiri, tanpa koreksi",
        "the posture is unknown; taken for standing, without correction";
    /// A length outside of the table of weight-for-length.
    LengthOutsideTable = "length_outside_table",
        "panjang badan di luar 45 sampai 110 cm; BB/PB tidak dihitung",
        "the length lies outside 45 to 110 cm; there is no weight-for-length";
    /// A height outside of the table of weight-for-height.
    HeightOutsideTable = "height_outside_table",
        "tinggi badan di luar 65 sampai 120 cm; BB/TB tidak dihitung",
        "the height lies outside 65 to 120 cm; there is no weight-for-height";
    /// A z-score beyond any number.
    BeyondComputation = "beyond_computation",
        "z-score terlalu jauh untuk dihitung",
        "a z-score is too far off to be computed";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_notes_have_one_code() {
        let codes: std::collections::BTreeSet<_> = Note::ALL.iter().map(|n| n.code()).collect();
        assert_eq!(codes.len(), Note::ALL.len());
    }
}
