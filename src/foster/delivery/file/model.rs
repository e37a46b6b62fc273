//! The proof of a delivery as the API takes and shows it.

use chrono::{DateTime, Utc};
use entity::foster_delivery_file::Model;
use entity::id::{FosterDeliveryFileId, FosterDeliveryId};
use entity::kind::DestructionReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::binary::Binary;

/// What is said of a proof that is handed in.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"shows_child": false}))]
pub struct FosterDeliveryFileMeta {
    /// Whether the child or its mother is to be seen, or to be read of, in a picture. Must be said of pictures; of a document, null
    /// means no.
    pub shows_child: Option<bool>,
}

/// A form with a proof.
#[derive(ToSchema)]
pub struct FosterDeliveryFileUpload {
    /// The file: JPEG, PNG or PDF.
    #[schema(value_type = Binary)]
    #[expect(dead_code, reason = "describes a form")]
    file: Vec<u8>,
    /// What is said of it, as JSON.
    #[schema(value_type = FosterDeliveryFileMeta)]
    #[expect(dead_code, reason = "describes a form")]
    meta: String,
}

/// Why the bytes of a proof are not given to who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileWithheld {
    /// They were destroyed.
    Destroyed,
    /// It shows the child, and no consent to photographs holds today.
    NoConsent,
    /// A document of the programme's side may name the child: not for a foster parent.
    MayName,
}

/// A proof of a delivery: a picture or a document. The name of the file is not kept, since it may name somebody.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterDeliveryFile {
    /// Its id.
    pub id: FosterDeliveryFileId,
    /// Of which delivery.
    pub delivery_id: FosterDeliveryId,
    /// What it is.
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    /// How many bytes.
    #[schema(minimum = 1)]
    pub size_bytes: i64,
    /// SHA-256 of what is kept; of a picture without its position.
    #[schema(min_length = 64, max_length = 64)]
    pub sha256: String,
    /// Whether it shows the child or its mother.
    pub shows_child: bool,
    /// Whether the foster parent handed it in, and not the programme's side.
    pub by_foster_parent: bool,
    /// Whether the same bytes already serve another assignment or another month, as far as the caller may see them: who verifies
    /// should look. Null to foster parents.
    #[schema(required)]
    pub reused: Option<bool>,
    /// Why its bytes are not given to who asks; null if they are.
    #[schema(required)]
    pub withheld: Option<FileWithheld>,
    /// When it was handed in.
    pub uploaded_at: DateTime<Utc>,
    /// By whom.
    #[schema(example = "user:healthworker6474")]
    pub uploaded_by: String,
    /// When it was taken back.
    #[schema(required)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub withdrawn_by: Option<String>,
    /// Why.
    #[schema(required)]
    pub withdrawn_reason: Option<String>,
    /// When its bytes were destroyed.
    #[schema(required)]
    pub destroyed_at: Option<DateTime<Utc>>,
    /// Why.
    #[schema(required)]
    pub destroyed_because: Option<DestructionReason>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// What stands of a proof beside its own row.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What the file is.
    pub media_type: String,
    /// How many bytes.
    pub size_bytes: i64,
    /// Whether the bytes serve something else too, if the caller may know.
    pub reused: Option<bool>,
    /// Why they are not given.
    pub withheld: Option<FileWithheld>,
}

impl FosterDeliveryFile {
    /// A row with what stands beside it.
    pub fn new(row: Model, beside: Beside) -> Self {
        let Model {
            id,
            delivery_id,
            sha256,
            shows_child,
            by_foster_parent,
            uploaded_at,
            uploaded_by,
            withdrawn_at,
            withdrawn_by,
            withdrawn_reason,
            destroyed_at,
            destroyed_because,
            version,
        } = row;
        Self {
            id,
            delivery_id,
            media_type: beside.media_type,
            size_bytes: beside.size_bytes,
            sha256,
            shows_child,
            by_foster_parent,
            reused: beside.reused,
            withheld: beside.withheld,
            uploaded_at,
            uploaded_by,
            withdrawn_at,
            withdrawn_by,
            withdrawn_reason,
            destroyed_at,
            destroyed_because,
            version,
        }
    }
}

/// The proofs of a delivery, the first one first; those that were taken back too.
#[derive(Debug, Serialize, ToSchema)]
pub struct FosterDeliveryFiles {
    /// The proofs.
    pub items: Vec<FosterDeliveryFile>,
}
