//! What a document has to be to prove the requirements that it is handed in for.

use chrono::{Datelike, Days, NaiveDate};

use super::model::EvidenceMeta;
use crate::action::report::content::{ReportedFact, agrees, form};
use crate::action::scheme::definition::{ActionDefinition, EvidenceRequirement, FileKind};
use crate::action::scheme::rules::DATED_ON;
use crate::evidence::inspect::Kind;
use crate::problem::Fault;
use crate::text::text;

/// What is wrong with a document and what is said of it, with pointers below `/meta`.
pub fn faults(
    meta: &EvidenceMeta,
    file: Kind,
    action: &ActionDefinition,
    implementation_year: i32,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut asked = Vec::new();
    for (n, code) in meta.requirements.iter().enumerate() {
        let at = format!("/meta/requirements/{n}");
        let Some(one) = action.requirements.iter().find(|one| one.code == *code) else {
            let (id, en) = (
                "tidak diminta oleh aksi ini",
                "is not asked for by this action",
            );
            faults.push(Fault::body(at, "unknown_value", text(id, en)));
            continue;
        };
        if meta
            .requirements
            .iter()
            .take(n)
            .any(|before| before == code)
        {
            let (id, en) = ("sudah disebut", "is named twice");
            faults.push(Fault::body(at, "repeated", text(id, en)));
        } else if !one.accepted.contains(&kind(file)) {
            let (id, en) = (
                "jenis berkas ini tidak diterima untuk syarat itu",
                "does not take files of this kind",
            );
            faults.push(Fault::body(at, "file_kind", text(id, en)));
        } else {
            asked.push(one);
        }
    }
    faults.extend(field_faults(meta, &asked));
    faults.extend(
        asked
            .iter()
            .filter_map(|one| too_old(meta, one, implementation_year)),
    );
    faults
}

/// The facts of a document that its requirements ask for.
fn field_faults(meta: &EvidenceMeta, asked: &[&EvidenceRequirement]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let definitions = || asked.iter().flat_map(|one| &one.fields);
    for (n, field) in meta.fields.iter().enumerate() {
        let at = |member: &str| format!("/meta/fields/{n}/{member}");
        match definitions().find(|one| one.code == field.code) {
            None => {
                let (id, en) = ("tidak diminta", "is not asked for");
                faults.push(Fault::body(at("code"), "unknown_value", text(id, en)));
            }
            Some(definition) if !agrees(definition, &field.values) => {
                let (id, en) = form(definition.kind);
                faults.push(Fault::body(at("values"), "type", text(id, en)));
            }
            Some(_) => {}
        }
    }
    for definition in definitions().filter(|one| one.mandatory) {
        if !meta
            .fields
            .iter()
            .any(|field| field.code == definition.code)
        {
            faults.push(Fault::body(
                "/meta/fields",
                "required",
                text(
                    format!(
                        "belum menyebut {} ({})",
                        definition.name_id, definition.code
                    ),
                    format!(
                        "does not state {} ({})",
                        definition.name_en, definition.code
                    ),
                ),
            ));
        }
    }
    faults
}

/// A document whose `dated_on` is older than the requirement permits, counted from the end of the implementation year.
fn too_old(meta: &EvidenceMeta, one: &EvidenceRequirement, year: i32) -> Option<Fault> {
    let days = one.max_age_days?;
    let dated = meta.fields.iter().find(|field| field.code == DATED_ON)?;
    let dated: NaiveDate = dated.values.first()?.parse().ok()?;
    let end = NaiveDate::from_ymd_opt(year, 12, 31)?;
    let age = i64::from(end.num_days_from_ce() - dated.num_days_from_ce());
    (age > i64::from(days)).then(|| {
        Fault::body(
            "/meta/fields",
            "too_old",
            text(
                format!("dokumen lebih dari {days} hari sebelum akhir {year}"),
                format!("the document is more than {days} days before the end of {year}"),
            ),
        )
    })
}

/// A document that is dated later than today; a day is left to who is ahead of our clock.
pub fn not_yet(fields: &[ReportedFact], today: NaiveDate) -> Option<Fault> {
    let (n, dated) = fields
        .iter()
        .enumerate()
        .find(|(_, field)| field.code == DATED_ON)?;
    let dated: NaiveDate = dated.values.first()?.parse().ok()?;
    (dated > today.checked_add_days(Days::new(1))?).then(|| {
        Fault::body(
            format!("/meta/fields/{n}/values"),
            "future",
            text("tanggal di masa depan", "lies in the future"),
        )
    })
}

const fn kind(kind: Kind) -> FileKind {
    match kind {
        Kind::Pdf => FileKind::Pdf,
        Kind::Jpeg => FileKind::Jpeg,
        Kind::Png => FileKind::Png,
        Kind::Xlsx => FileKind::Xlsx,
        Kind::Docx => FileKind::Docx,
        Kind::Mp4 => FileKind::Mp4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_dated_in_the_future() {
        let today = "2026-11-22".parse().unwrap();
        for (code, value, good) in [
            ("dated_on", "2026-11-22", true),
            ("dated_on", "2026-11-23", true),
            ("dated_on", "2026-11-24", false),
            ("dated_on", "9999-12-31", false),
            ("dated_on", "soon", true),
            ("holds_until", "2027-11-24", true),
        ] {
            let stated = ReportedFact {
                code: code.to_owned(),
                values: vec![value.to_owned()],
            };
            assert_eq!(not_yet(&[stated], today).is_none(), good, "{code} {value}");
        }
    }
}
