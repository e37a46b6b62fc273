//! What may be handed in as a proof, and to whom its bytes are given.

use entity::foster_delivery_file::Model;

use super::model::FileWithheld;
use crate::evidence::inspect::Kind;
use crate::problem::Fault;
use crate::text::text;

/// Who asks for the bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The programme's side.
    Programme,
    /// The foster parent of the assignment.
    FosterParent,
}

/// What is wrong with a file by its name, and with what is said of it.
pub fn faults(kind: Kind, shows_child: Option<bool>) -> Vec<Fault> {
    match (kind, shows_child) {
        (Kind::Jpeg | Kind::Png, None) => vec![Fault::body(
            "/meta/shows_child",
            "required",
            text(
                "harus disebut untuk gambar: apakah anak atau ibunya terlihat",
                "must be said of a picture: whether the child or its mother is to be seen",
            ),
        )],
        (Kind::Jpeg | Kind::Png | Kind::Pdf, _) => Vec::new(),
        (Kind::Xlsx | Kind::Docx | Kind::Mp4, _) => vec![Fault::body(
            "/file",
            "file_kind",
            text(
                "bukti penyerahan harus PDF, JPEG, atau PNG",
                "the proof of a delivery must be PDF, JPEG or PNG",
            ),
        )],
    }
}

/// Why the bytes of a file are not given to somebody; `agreed` says whether the consent to photographs holds.
pub fn withheld(
    row: &Model,
    media_type: &str,
    reader: Reader,
    agreed: bool,
) -> Option<FileWithheld> {
    let is_document = media_type == Kind::Pdf.media_type();
    if row.destroyed_at.is_some() {
        return Some(FileWithheld::Destroyed);
    }
    if row.shows_child && !agreed {
        return Some(FileWithheld::NoConsent);
    }
    match reader {
        Reader::Programme => None,
        Reader::FosterParent if is_document && !row.by_foster_parent => Some(FileWithheld::MayName),
        Reader::FosterParent => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use entity::id::{FosterDeliveryFileId, FosterDeliveryId};
    use entity::kind::DestructionReason;
    use uuid::Uuid;

    use super::Reader::{FosterParent, Programme};
    use super::*;

    fn row(shows_child: bool, by_foster_parent: bool) -> Model {
        Model {
            id: FosterDeliveryFileId(Uuid::nil()),
            delivery_id: FosterDeliveryId(Uuid::nil()),
            sha256: String::new(),
            shows_child,
            by_foster_parent,
            uploaded_at: DateTime::UNIX_EPOCH,
            uploaded_by: String::new(),
            withdrawn_at: None,
            withdrawn_by: None,
            withdrawn_reason: None,
            destroyed_at: None,
            destroyed_because: None,
            version: 1,
        }
    }

    #[test]
    fn pictures_need_a_consent_and_documents_are_for_who_may_know_names() {
        let (picture, document) = ("image/png", "application/pdf");
        let no_consent = Some(FileWithheld::NoConsent);
        for (media_type, shows_child, by_donor, agreed, programme, donor) in [
            (picture, false, false, false, None, None),
            (picture, true, false, true, None, None),
            (picture, true, true, false, no_consent, no_consent),
            (document, false, true, false, None, None),
            (
                document,
                false,
                false,
                true,
                None,
                Some(FileWithheld::MayName),
            ),
            (document, true, true, false, no_consent, no_consent),
        ] {
            let row = row(shows_child, by_donor);
            let case = format!("{media_type} {shows_child} {by_donor} {agreed}");
            assert_eq!(
                withheld(&row, media_type, Programme, agreed),
                programme,
                "{case}"
            );
            assert_eq!(
                withheld(&row, media_type, FosterParent, agreed),
                donor,
                "{case}"
            );
        }
        let mut gone = row(false, true);
        gone.destroyed_at = Some(DateTime::UNIX_EPOCH);
        gone.destroyed_because = Some(DestructionReason::Withdrawn);
        let destroyed = Some(FileWithheld::Destroyed);
        assert_eq!(withheld(&gone, picture, Programme, true), destroyed);
    }

    #[test]
    fn of_a_picture_is_said_whether_it_shows_the_child() {
        for (kind, shows_child, expected) in [
            (Kind::Jpeg, None, Some("required")),
            (Kind::Png, Some(false), None),
            (Kind::Pdf, None, None),
            (Kind::Docx, Some(true), Some("file_kind")),
            (Kind::Mp4, None, Some("file_kind")),
        ] {
            let found = faults(kind, shows_child);
            assert_eq!(found.first().map(|fault| fault.code), expected, "{kind:?}");
        }
    }
}
