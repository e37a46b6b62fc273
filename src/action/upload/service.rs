//! Beginning an upload in parts, reading how far it is, giving it up, and making a document of it.

use entity::evidence_upload::Model;
use entity::id::{ActionReportId, EvidenceUploadId};

use super::model::{ResumableUpload, UploadCompletion};
use super::receive::{busy, checksum_mismatch, disk, offset_conflict};
use super::store::{self, PATIENCE, path};
use crate::action::evidence::model::EvidenceMeta;
use crate::action::evidence::upload::{Incoming, created, keep, may_hand_in};
use crate::action::report::store as reports;
use crate::auth::permission::WriteReports;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::evidence::inspect::{Kind, Limits, Rejection, VIDEO_LIMIT};
use crate::file::refused;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::text;

/// What is announced as the most must be what is taken.
const _: () = assert!(super::receive::LARGEST == VIDEO_LIMIT);

/// Begins an upload. What can be known before the bytes arrive is refused before they are sent.
///
/// # Errors
/// Not there; a state in which nothing is handed in; a name or size of no kind that is taken; what is said of it; too many
/// uploads of this caller; the database.
pub async fn create(
    caller: &Authorized<WriteReports>,
    id: ActionReportId,
    (length, file_name, meta): (u64, String, EvidenceMeta),
) -> Result<Reply, Problem> {
    let kind = Kind::of_name(&file_name).ok_or_else(|| refused(&Rejection::ExtensionUnknown))?;
    let limit = Limits::default().of(kind);
    if length > limit {
        return Err(refused(&Rejection::TooLarge { limit }));
    }
    let stamp = Stamp::of(caller);
    let upload = EvidenceUploadId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let report = one(reports::find(tx, caller.scope(), id).await)?;
            may_hand_in(caller, tx, &report, kind, &meta).await?;
            let row = Model {
                id: upload,
                report_id: id,
                region_code: report.region_code,
                file_name,
                meta: serde_json::to_string(&meta).map_err(|e| Problem::internal(&e))?,
                size_bytes: i64::try_from(length).unwrap_or(i64::MAX),
                evidence_id: None,
                sha256: None,
                created_at: stamp.at,
                created_by: stamp.by.clone(),
                expires_at: stamp.at + PATIENCE,
            };
            store::insert(tx, &row, &stamp).await?;
            let change = Change::new("evidence_upload.create", "evidence_upload", upload)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({ "report": id, "size_bytes": length }));
            let mut reply = Reply::outcome(201, &ResumableUpload::new(row.clone(), 0))?;
            reply.location = Some(path(upload));
            Ok((change, with_headers(reply, &row, 0)))
        })
        .await
}

/// How far an upload is.
///
/// # Errors
/// Not there, or expired; the disk; the database.
pub async fn read(
    caller: &Authorized<WriteReports>,
    id: EvidenceUploadId,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    let row = one(store::find(caller.reader(), caller.scope(), id, now).await)?;
    let arrived = caller.services().parts.arrived(id.0).await;
    let upload = ResumableUpload::new(row.clone(), arrived.map_err(|e| disk(&e))?);
    let offset = upload.offset_bytes;
    let reply = Reply::content(&upload)?.with_header("Cache-Control", "private, no-store");
    Ok(with_headers(reply, &row, offset))
}

/// What tus tells of an upload.
fn with_headers(reply: Reply, row: &Model, offset: i64) -> Reply {
    reply
        .with_header("Upload-Offset", offset.to_string())
        .with_header("Upload-Length", row.size_bytes.to_string())
        .with_header("Upload-Metadata", metadata(row))
        .with_header("Upload-Expires", expires(row))
}

fn metadata(row: &Model) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let (name, meta) = (STANDARD.encode(&row.file_name), STANDARD.encode(&row.meta));
    format!("filename {name},meta {meta}")
}

/// As HTTP writes a time.
fn expires(row: &Model) -> String {
    let format = "%a, %d %b %Y %H:%M:%S GMT";
    row.expires_at.format(format).to_string()
}

/// The headers of an answer to a part.
pub(super) fn after_part(row: &Model, offset: u64) -> Reply {
    Reply::no_content()
        .with_header("Upload-Offset", offset.to_string())
        .with_header("Upload-Expires", expires(row))
}

/// Gives an upload up.
///
/// # Errors
/// Not there, or expired; one that is a document; the disk; the database.
pub async fn delete(
    caller: &Authorized<WriteReports>,
    id: EvidenceUploadId,
) -> Result<Reply, Problem> {
    let now = caller.services().clock.now();
    let reply = caller
        .write(async |tx| {
            let row = one(store::find(tx, caller.scope(), id, now).await)?;
            if !store::delete(tx, id).await? {
                return Err(is_document());
            }
            let change = Change::new("evidence_upload.delete", "evidence_upload", id)
                .in_region(row.region_code)
                .with(serde_json::json!({ "report": row.report_id }));
            Ok((change, Reply::no_content()))
        })
        .await?;
    // Row first: what a crash leaves of the file, the sweep takes away.
    let removed = caller.services().parts.remove(id.0).await;
    removed.map_err(|error| disk(&error))?;
    Ok(reply)
}

/// Whether an upload is the caller's own or of the caller's own region. One who looks on from above does not send parts of it: whoever
/// began it would not know what had arrived.
///
/// # Errors
/// It is another's.
pub(super) fn begun_by<P>(row: &Model, caller: &Authorized<P>) -> Result<(), Problem> {
    if row.created_by == Stamp::of(caller).by || row.region_code == caller.scope().code() {
        return Ok(());
    }
    Err(Problem::conflict(text(
        "Unggahan ini dimulai oleh wilayah lain; mulailah unggahan sendiri.",
        "This upload was begun by another region; begin one of your own.",
    )))
}

/// The problem of an upload that has become a document.
pub(super) fn is_document() -> Problem {
    Problem::conflict(text(
        "Unggahan ini sudah menjadi dokumen.",
        "This upload has become a document.",
    ))
}

/// Makes a document of an upload whose bytes have all arrived. Who asks again is answered again.
///
/// # Errors
/// Not there, or expired; bytes that are wanting; another sum; those of any document; the disk; the database.
pub async fn complete(
    caller: &Authorized<WriteReports>,
    id: EvidenceUploadId,
    UploadCompletion { sha256 }: UploadCompletion,
) -> Result<Reply, Problem> {
    let services = caller.services();
    let now = services.clock.now();
    let row = one(store::find(caller.reader(), caller.scope(), id, now).await)?;
    begun_by(&row, caller)?;
    if row.evidence_id.is_some() {
        return again(caller, &row, &sha256).await;
    }
    let growing = services.parts.open(id.0).await.map_err(|e| disk(&e))?;
    let growing = growing.ok_or_else(busy)?;
    // Once more under the lock: who held it before may have made the document.
    let row = one(store::find(caller.reader(), caller.scope(), id, now).await)?;
    if row.evidence_id.is_some() {
        services.parts.remove(id.0).await.map_err(|e| disk(&e))?;
        return again(caller, &row, &sha256).await;
    }
    if i64::try_from(growing.length()) != Ok(row.size_bytes) {
        return Err(offset_conflict(growing.length()));
    }
    if growing.digest().await.map_err(|e| disk(&e))? != sha256 {
        return Err(checksum_mismatch());
    }
    let incoming = Incoming {
        path: growing.path().to_owned(),
        file_name: row.file_name.clone(),
        meta: serde_json::from_str(&row.meta).map_err(|e| Problem::internal(&e))?,
    };
    let reply = keep(caller, row.report_id, incoming, async |tx, evidence| {
        if store::finish(tx, id, evidence, &sha256).await? {
            Ok(())
        } else {
            Err(is_document())
        }
    })
    .await?;
    // The document is written down: what is left here the sweep would take too.
    if let Err(error) = services.parts.remove(id.0).await {
        tracing::warn!("the parts of a document are left to the sweep: {error}");
    }
    Ok(reply)
}

/// The document that an upload became, to who asks for it with the same sum.
async fn again(
    caller: &Authorized<WriteReports>,
    row: &Model,
    sha256: &str,
) -> Result<Reply, Problem> {
    use crate::action::evidence::store as documents;
    let Some(evidence) = row
        .evidence_id
        .filter(|_| row.sha256.as_deref() == Some(sha256))
    else {
        return Err(is_document());
    };
    let connection = caller.reader();
    let found = documents::find(connection, caller.scope(), row.report_id, evidence).await;
    let mut reply = created(connection, caller, one(found)?).await?;
    reply.replayed = true;
    Ok(reply)
}
