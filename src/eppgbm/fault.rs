//! What can be wrong with a row, and what is noted of one that was taken: codes that are kept, and what they mean.

use serde::{Deserialize, Serialize};

use crate::text::{Text, text};

/// Something that keeps a row from being taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The column.
    pub column: String,
    /// What is wrong, for programs.
    pub code: String,
    /// The value that is wrong; of a person, so it is sealed.
    pub value: Option<String>,
    /// What would be right, where that is known.
    pub suggestion: Option<String>,
}

impl RowFault {
    /// A fault of a column.
    pub fn new(column: &str, code: &str, value: Option<&str>) -> Self {
        Self {
            column: column.to_owned(),
            code: code.to_owned(),
            value: value.map(|value| value.chars().take(200).collect()),
            suggestion: None,
        }
    }

    /// With what would be right.
    pub fn suggesting(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// Codes with what they mean, in Indonesian and English.
const MEANINGS: &[(&str, &str, &str)] = &[
    ("required", "wajib diisi", "is required"),
    ("too_long", "terlalu panjang", "is too long"),
    (
        "not_a_date",
        "bukan tanggal yang dapat dibaca",
        "is no day that can be read",
    ),
    (
        "out_of_range",
        "di luar yang mungkin",
        "is beyond what is possible",
    ),
    ("future", "masih akan datang", "lies in the future"),
    ("not_a_number", "bukan angka", "is no number"),
    ("unknown_sex", "bukan L atau P", "is neither L nor P"),
    (
        "unknown_district",
        "kecamatan tidak dikenal di kabupaten/kota ini",
        "is no district of this regency",
    ),
    (
        "unknown_village",
        "desa/kelurahan tidak dikenal di kecamatan itu",
        "is no village of that district",
    ),
    (
        "ambiguous_village",
        "dapat berarti beberapa desa/kelurahan",
        "could be several villages",
    ),
    (
        "outside_scope",
        "di luar wilayah Anda",
        "lies outside your region",
    ),
    ("other_regency", "kabupaten/kota lain", "is another regency"),
    (
        "nothing_measured",
        "berat dan tinggi kosong",
        "neither weight nor height is there",
    ),
    (
        "nik_incomplete",
        "NIK tersamar atau tidak utuh; tidak dipakai",
        "the NIK is masked or cut short and is not used",
    ),
    (
        "nik_disagrees",
        "NIK tidak cocok dengan tanggal lahir atau jenis kelamin",
        "the NIK does not agree with day of birth or sex",
    ),
    (
        "village_near",
        "desa/kelurahan dikenali dari ejaan yang mirip",
        "the village was told by a spelling that is near",
    ),
    (
        "village_split",
        "kecamatan sebelum pemekaran",
        "the district is that of before a split",
    ),
    (
        "posture_unknown",
        "cara ukur tidak diketahui; dianggap menurut umur",
        "posture unknown; taken as usual at the age",
    ),
    (
        "height_in_metres",
        "tinggi tampaknya dalam meter",
        "the height seems to be in metres",
    ),
    (
        "weight_times_ten",
        "berat tampaknya sepuluh kali lipat",
        "the weight seems to be ten times too much",
    ),
    (
        "weight_in_grams",
        "berat tampaknya dalam gram",
        "the weight seems to be in grams",
    ),
    (
        "swapped",
        "berat dan tinggi tampaknya tertukar",
        "weight and height seem to be exchanged",
    ),
    (
        "before_birth",
        "diukur sebelum lahir",
        "measured before birth",
    ),
    (
        "five_or_older",
        "berumur 60 bulan atau lebih",
        "60 months old or older",
    ),
    (
        "implausible_z",
        "z-score di luar batas WHO",
        "a z-score is beyond WHO's limits",
    ),
    (
        "unreadable",
        "isian tambahan tidak terbaca dan dilewati",
        "a further cell cannot be read and is passed over",
    ),
    (
        "z_differs",
        "z-score berkas berbeda lebih dari 0,1",
        "a z-score of the file differs by more than 0.1",
    ),
    (
        "category_differs",
        "kategori berkas berbeda",
        "a category of the file differs",
    ),
    (
        "z_not_computed",
        "berkas memuat z-score 999,99",
        "the file has a z-score of 999.99",
    ),
    (
        "differs_from_first",
        "hari yang sama tercatat dengan hasil lain",
        "the same day is written down with another result",
    ),
    (
        "measured_already",
        "hari itu sudah tercatat dengan hasil lain",
        "that day is on record with another result",
    ),
    ("decided", "diputuskan orang", "decided by a person"),
];

/// What a code means.
pub fn meaning(code: &str) -> Text {
    let found = MEANINGS.iter().find(|(known, ..)| *known == code);
    found.map_or_else(
        || text(code.to_owned(), code.to_owned()),
        |(_, id, en)| text(*id, *en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_has_two_meanings() {
        let mut codes: Vec<&str> = MEANINGS.iter().map(|(code, ..)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), MEANINGS.len());
    }
}
