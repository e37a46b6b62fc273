//! What is wrong with a text that names no region. A bare number is never taken for a code: the fault says what it could be.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::code::{Shape, regency, shape};
use super::load::lines;
use crate::problem::{Fault, Place};
use crate::text::{Text, text};

/// The fault of a text that names no region.
pub fn code_fault(place: Place, text: &str) -> Fault {
    let (code, detail) = match shape(text) {
        Shape::Code => ("unknown_region", unknown(text)),
        Shape::Other => ("pattern", malformed()),
        Shape::Bare(dotted) => ("ambiguous_code", ambiguous(text, dotted.as_deref())),
    };
    Fault {
        place,
        code,
        detail,
    }
}

fn unknown(code: &str) -> Text {
    text(
        format!("{code} bukan kode wilayah yang dapat dipakai di sini"),
        format!("{code} is no code of a region that can be used here"),
    )
}

fn malformed() -> Text {
    text(
        "bukan kode wilayah; tulis kode Kemendagri bertitik seperti 64.02 atau 64.74.01.1003",
        "not a region code; write the dotted Kemendagri code as in 64.02 or 64.74.01.1003",
    )
}

fn ambiguous(number: &str, dotted: Option<&str>) -> Text {
    let numbers = numbers();
    let own = dotted.map(|code| match numbers.regencies.get(code) {
        Some(name) => format!("{code} ({name})"),
        None => code.to_owned(),
    });
    let bps = numbers
        .bps
        .get(number)
        .map(|(code, name)| format!("{number} = {code} ({name})"));
    let candidates = |of_ministry: &str, of_bps: &str, or: &str| {
        let own = own.as_ref().map(|own| format!("{of_ministry} {own}"));
        let bps = bps.as_ref().map(|bps| format!("{of_bps} {bps}"));
        own.into_iter().chain(bps).collect::<Vec<_>>().join(or)
    };
    if own.is_none() && bps.is_none() {
        return text(
            format!("{number} tanpa titik bukan kode wilayah; tulis kode Kemendagri bertitik"),
            format!("{number} without dots is no region code; write the dotted Kemendagri code"),
        );
    }
    text(
        format!(
            "{number} tanpa titik dapat berarti {}; tulis kode Kemendagri bertitik",
            candidates("kode Kemendagri", "nomor BPS", " atau ")
        ),
        format!(
            "{number} without dots could be {}; write the dotted Kemendagri code",
            candidates("the Kemendagri code", "the BPS number", " or ")
        ),
    )
}

/// What numbers could mean, from the shipped file: faults are made where there is no database, and by the thousand.
#[derive(Default)]
struct Numbers {
    /// By the number at BPS: code and name.
    bps: HashMap<String, (String, String)>,
    /// Names of regencies by their codes.
    regencies: HashMap<String, String>,
}

fn numbers() -> &'static Numbers {
    static NUMBERS: OnceLock<Numbers> = OnceLock::new();
    NUMBERS.get_or_init(|| {
        let mut numbers = Numbers::default();
        for line in lines().flatten() {
            if regency(&line.code) == Some(line.code.as_str()) {
                numbers
                    .regencies
                    .insert(line.code.clone(), line.name.clone());
            }
            if let Some(number) = line.bps_code {
                numbers.bps.insert(number, (line.code, line.name));
            }
        }
        numbers
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_number_names_both_that_it_could_be() {
        let fault = |code: &str| code_fault(Place::Pointer("/region_code".to_owned()), code);
        let both = fault("6402");
        assert_eq!(both.code, "ambiguous_code");
        for part in ["64.02", "Kutai Kartanegara", "BPS", "64.07", "Kutai Barat"] {
            let Text { id, en } = &both.detail;
            assert!(id.contains(part) && en.contains(part), "{part}");
        }
        let detail = |number: &str| fault(number).detail.en;
        assert!(detail("6403050").contains("64.02.02"));
        assert!(detail("640208").contains("the Kemendagri code 64.02.08;"));
        assert!(detail("999").contains("is no region code"));
        assert_eq!(fault("64.99").code, "unknown_region");
        assert_eq!(fault("kaltim").code, "pattern");
    }
}
