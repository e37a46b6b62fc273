//! A file that arrives in parts, as the API shows it.

use chrono::{DateTime, Utc};
use entity::evidence_upload;
use entity::id::{ActionReportId, EvidenceId, EvidenceUploadId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::validation::broken;

/// A file that arrives in parts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResumableUpload {
    /// Its id.
    pub id: EvidenceUploadId,
    /// For which report.
    pub report_id: ActionReportId,
    /// The name that the file has with its sender.
    #[schema(example = "berita-acara.pdf")]
    pub file_name: String,
    /// The bytes of the whole file.
    #[schema(minimum = 1, maximum = 209_715_200, example = 1024)]
    pub size_bytes: i64,
    /// How many of them have arrived, and stay.
    #[schema(minimum = 0, maximum = 209_715_200, example = 512)]
    pub offset_bytes: i64,
    /// When it is forgotten, unless another part arrives before.
    pub expires_at: DateTime<Utc>,
    /// The document that it became.
    #[schema(required)]
    pub evidence_id: Option<EvidenceId>,
}

impl ResumableUpload {
    /// A row as an upload of which so many bytes have arrived; all of them, once it is a document.
    pub fn new(row: evidence_upload::Model, arrived: u64) -> Self {
        let evidence_upload::Model {
            id,
            report_id,
            region_code: _,
            file_name,
            meta: _,
            size_bytes,
            evidence_id,
            sha256: _,
            created_at: _,
            created_by: _,
            expires_at,
        } = row;
        Self {
            id,
            report_id,
            file_name,
            size_bytes,
            offset_bytes: if evidence_id.is_some() {
                size_bytes
            } else {
                i64::try_from(arrived).unwrap_or(i64::MAX)
            },
            expires_at,
            evidence_id,
        }
    }
}

/// What the whole file is.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}))]
pub struct UploadCompletion {
    /// SHA-256 of all its bytes, in hexadecimal.
    #[validate(length(min = 64, max = 64), custom(function = "hexadecimal"))]
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
}

fn hexadecimal(value: &str) -> Result<(), ValidationError> {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if value.bytes().all(digit) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus 64 angka heksadesimal huruf kecil",
        "must be 64 hexadecimal digits in lower case",
    ))
}
