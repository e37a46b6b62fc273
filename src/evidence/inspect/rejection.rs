//! Why a file is refused.

use crate::text::{Text, text};

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// The name ends in nothing that is taken.
    #[error("the extension is not taken")]
    ExtensionUnknown,
    /// The bytes are of something else than the name says.
    #[error("the content is not what the extension says")]
    ContentMismatch,
    /// More bytes than its kind may have.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// The most bytes of its kind.
        limit: u64,
    },
    /// No bytes.
    #[error("empty")]
    Empty,
    /// Cut off, or not whole.
    #[error("broken")]
    Broken,
    /// A PDF that runs something when it is opened or clicked.
    #[error("a PDF with a script or an action that starts a program")]
    PdfWithScript,
    /// A PDF that carries other files.
    #[error("a PDF with files in it")]
    PdfWithAttachment,
    /// A PDF whose forms are programs of their own.
    #[error("a PDF with an XFA form")]
    PdfWithXfa,
    /// Costs far more to unpack or to read than its size says.
    #[error("unpacks to too much")]
    ArchiveBomb,
    /// An archive with names that lead out of it.
    #[error("an archive with a path that leads out of it")]
    UnsafePath,
    /// A document with a program in it.
    #[error("with a macro")]
    Macro,
    /// A document with an object of another program in it.
    #[error("with an object of another program")]
    EmbeddedObject,
    /// A document that fetches something from elsewhere when it is opened.
    #[error("with a reference to something elsewhere")]
    ExternalReference,
    /// A program among the parts.
    #[error("with a program in it")]
    Program,
    /// Bytes before, between or behind what belongs to the file.
    #[error("with bytes that do not belong to it")]
    Foreign,
    /// Nobody can read it without a password.
    #[error("encrypted")]
    Encrypted,
    /// The disk; no fault of the file.
    #[error("cannot be read: {0}")]
    Disk(#[source] std::io::Error),
}

impl Rejection {
    /// Never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ExtensionUnknown => "extension_unknown",
            Self::ContentMismatch => "content_mismatch",
            Self::TooLarge { .. } => "too_large",
            Self::Empty => "empty",
            Self::Broken => "broken",
            Self::PdfWithScript => "pdf_with_script",
            Self::PdfWithAttachment => "pdf_with_attachment",
            Self::PdfWithXfa => "pdf_with_xfa",
            Self::ArchiveBomb => "archive_bomb",
            Self::UnsafePath => "unsafe_path",
            Self::Macro => "macro",
            Self::EmbeddedObject => "embedded_object",
            Self::ExternalReference => "external_reference",
            Self::Program => "program",
            Self::Foreign => "foreign_bytes",
            Self::Encrypted => "encrypted",
            Self::Disk(_) => "disk",
        }
    }

    /// By its code, as another process says it.
    pub fn of_code(code: &str, limit: Option<u64>) -> Self {
        match code {
            "extension_unknown" => Self::ExtensionUnknown,
            "content_mismatch" => Self::ContentMismatch,
            "too_large" => Self::TooLarge {
                limit: limit.unwrap_or_default(),
            },
            "empty" => Self::Empty,
            "pdf_with_script" => Self::PdfWithScript,
            "pdf_with_attachment" => Self::PdfWithAttachment,
            "pdf_with_xfa" => Self::PdfWithXfa,
            "archive_bomb" => Self::ArchiveBomb,
            "unsafe_path" => Self::UnsafePath,
            "macro" => Self::Macro,
            "embedded_object" => Self::EmbeddedObject,
            "external_reference" => Self::ExternalReference,
            "program" => Self::Program,
            "foreign_bytes" => Self::Foreign,
            "encrypted" => Self::Encrypted,
            "disk" => Self::Disk(std::io::Error::other("the file could not be read")),
            _ => Self::Broken,
        }
    }

    /// For who sent it: what is wrong, and what to do.
    pub fn text(&self) -> Text {
        match self {
            Self::ExtensionUnknown => text(
                "nama berkas harus berakhiran .pdf, .jpg, .jpeg, .png, .xlsx, .docx, atau .mp4",
                "the file's name must end in .pdf, .jpg, .jpeg, .png, .xlsx, .docx or .mp4",
            ),
            Self::ContentMismatch => text(
                "isi berkas tidak sesuai dengan akhiran namanya",
                "the content of the file is not what its extension says",
            ),
            Self::TooLarge { limit } => text(
                format!(
                    "paling besar {} MiB untuk jenis berkas ini",
                    mebibytes(*limit)
                ),
                format!("at most {} MiB for this kind of file", mebibytes(*limit)),
            ),
            Self::Empty => text("berkas kosong", "the file is empty"),
            Self::Broken => text(
                "berkas rusak atau terpotong; kirim ulang dari aslinya",
                "the file is broken or cut off; send it again from the original",
            ),
            Self::Encrypted => text(
                "berkas terkunci dengan sandi; kirim tanpa sandi",
                "the file is locked with a password; send it without",
            ),
            Self::Disk(_) => text(
                "berkas tidak dapat dibaca saat ini; coba lagi nanti",
                "the file cannot be read at the moment; try again later",
            ),
            _ => self.text_of_content(),
        }
    }

    /// The same of what is in a file that is whole and of its kind.
    fn text_of_content(&self) -> Text {
        match self {
            Self::PdfWithScript => text(
                "PDF berisi skrip atau perintah; cetak ulang ke PDF lalu kirim",
                "the PDF has a script or an action in it; print it to PDF anew and send that",
            ),
            Self::PdfWithAttachment => text(
                "PDF berisi berkas lain; kirim tiap berkas tersendiri",
                "the PDF has other files in it; send each file of its own",
            ),
            Self::PdfWithXfa => text(
                "PDF berisi formulir XFA; cetak ulang ke PDF lalu kirim",
                "the PDF has an XFA form; print it to PDF anew and send that",
            ),
            Self::ArchiveBomb => text(
                "isi berkas terlalu besar setelah dibuka",
                "the file is too large when unpacked",
            ),
            Self::UnsafePath => text(
                "berkas berisi jalur yang keluar dari dirinya",
                "the file has a path in it that leads out of it",
            ),
            Self::Macro => text(
                "dokumen berisi makro; simpan tanpa makro lalu kirim",
                "the document has a macro; save it without and send that",
            ),
            Self::EmbeddedObject => text(
                "dokumen berisi objek dari program lain; ganti dengan gambar lalu kirim",
                "the document has an object of another program in it; make it a picture and send that",
            ),
            Self::ExternalReference => text(
                "dokumen mengambil templat, gambar, atau data dari tempat lain; putuskan tautannya lalu kirim",
                "the document fetches a template, picture or data from elsewhere; break the link and send that",
            ),
            Self::Program => text("berkas berisi program", "the file has a program in it"),
            Self::Foreign => text(
                "berkas disertai isi yang bukan bagiannya; simpan ulang lalu kirim",
                "the file carries content that is no part of it; save it anew and send that",
            ),
            _ => text("berkas tidak diterima", "the file is not taken"),
        }
    }
}

/// The disk fails in its own ways; what a parser says of bytes is a fault of the bytes.
impl From<std::io::Error> for Rejection {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof
            | std::io::ErrorKind::InvalidData
            | std::io::ErrorKind::InvalidInput => Self::Broken,
            _ => Self::Disk(error),
        }
    }
}

fn mebibytes(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}
