//! What findings mean, for people.

use growth::Note;

use super::plausibility::Finding;
use crate::text::{Text, text};

const OWN: [(&str, &str, &str); 15] = [
    (
        "before_birth",
        "diukur sebelum lahir",
        "measured before birth",
    ),
    (
        "in_the_future",
        "tanggal ukur belum tiba",
        "the day has not come yet",
    ),
    (
        "weight_and_height_exchanged",
        "berat dan tinggi badan tampaknya tertukar",
        "weight and height seem to be exchanged",
    ),
    (
        "grams_as_kilograms",
        "berat tampaknya dalam gram; tulis dalam kilogram",
        "the weight seems to be in grams; write kilograms",
    ),
    (
        "weight_impossible",
        "berat badan harus antara 0,9 dan 58 kg",
        "the weight must be between 0.9 and 58 kg",
    ),
    (
        "metres_as_centimetres",
        "tinggi badan tampaknya dalam meter; tulis dalam sentimeter",
        "the height seems to be in metres; write centimetres",
    ),
    (
        "millimetres_as_centimetres",
        "tinggi badan tampaknya dalam milimeter; tulis dalam sentimeter",
        "the height seems to be in millimetres; write centimetres",
    ),
    (
        "height_impossible",
        "panjang atau tinggi badan harus antara 38 dan 150 cm",
        "length or height must be between 38 and 150 cm",
    ),
    (
        "head_impossible",
        "lingkar kepala harus antara 25 dan 64 cm",
        "the head circumference must be between 25 and 64 cm",
    ),
    (
        "muac_impossible",
        "LiLA harus antara 6 dan 35 cm",
        "the arm circumference must be between 6 and 35 cm",
    ),
    (
        "height_lower_than_before",
        "lebih pendek daripada pengukuran sebelumnya",
        "smaller than at an earlier measurement",
    ),
    (
        "height_higher_than_after",
        "lebih tinggi daripada pengukuran sesudahnya",
        "taller than at a later measurement",
    ),
    (
        "weight_changed_much",
        "berat berubah lebih dari 10 % dalam sebulan",
        "the weight changed by more than 10 % within a month",
    ),
    (
        "nothing_measured",
        "paling sedikit satu ukuran harus ada",
        "at least one measure must be there",
    ),
    (
        "after_death",
        "sesudah anak meninggal",
        "after the child died",
    ),
];

/// What a code means.
pub fn meaning(code: &str) -> Text {
    if let Some((_, id, en)) = OWN.iter().find(|(own, ..)| *own == code) {
        return text(*id, *en);
    }
    if let Some(note) = Note::ALL.iter().find(|note| note.code() == code) {
        let (id, en) = note.texts();
        return text(id, en);
    }
    let index = code.strip_prefix("flagged_").unwrap_or(code).to_uppercase();
    text(
        format!("{index} di luar batas WHO; ukur ulang"),
        format!("{index} lies outside WHO's limits; measure again"),
    )
}

/// Findings as they are kept.
pub fn findings(kept: &str) -> Vec<Finding> {
    serde_json::from_str(kept).unwrap_or_default()
}
