//! Taking a part in: appended as it comes, on the disk before it is acknowledged.

use std::time::Duration;

use bytes::Bytes;
use entity::evidence_upload::Model;
use entity::id::EvidenceUploadId;
use futures_util::{Stream, StreamExt};

use super::service::{after_part, begun_by, is_document};
use super::store::{self, PATIENCE};
use crate::auth::Authorized;
use crate::auth::permission::WriteReports;
use crate::db::Change;
use crate::db::keyset::one;
use crate::evidence::parts::Growing;
use crate::http::limits::{no_room, too_large};
use crate::http::tus::{Checksum, PartHead};
use crate::problem::{Kind, Problem};
use crate::reply::Reply;
use crate::text::text;

pub(super) use crate::http::tus::{LARGEST, checksum_mismatch};

/// How long nothing may arrive before the sender counts as gone: until then nobody else can go on with the upload.
const SILENCE: Duration = Duration::from_secs(20);

/// Takes a part in.
///
/// # Errors
/// Not there, or expired; one that is a document; a part that begins elsewhere or is too long; another sum; a connection that
/// breaks off; the disk; the database.
pub async fn receive<E: std::fmt::Display>(
    caller: &Authorized<WriteReports>,
    id: EvidenceUploadId,
    head: PartHead,
    body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<Reply, Problem> {
    let services = caller.services();
    let now = services.clock.now();
    let row = one(store::find(caller.reader(), caller.scope(), id, now).await)?;
    begun_by(&row, caller)?;
    if row.evidence_id.is_some() {
        return Err(is_document());
    }
    let growing = services.parts.open(id.0).await.map_err(|e| disk(&e))?;
    let growing = growing.ok_or_else(busy)?;
    if growing.length() != head.offset {
        return Err(offset_conflict(growing.length()));
    }
    let size = u64::try_from(row.size_bytes).unwrap_or_default();
    let room = size.saturating_sub(head.offset);
    if head.length.is_some_and(|length| length > room) {
        return Err(beyond(room));
    }
    let (growing, broken) = match &head.checksum {
        None => straight(growing, room, body).await?,
        Some(checksum) => {
            let part = aside(caller, checksum, room, body).await?;
            let grown = growing.append_file(part).await;
            (grown.map_err(|e| disk(&e))?, None)
        }
    };
    // Also of a part that broke off: what has arrived need not be sent again.
    let growing = growing.sync().await.map_err(|e| disk(&e))?;
    let length = growing.length();
    drop(growing);
    match broken {
        Some(problem) => Err(problem),
        None => acknowledge(caller, row, head.offset, length).await,
    }
}

/// Appends a part as it comes; gives also what ended it before its time.
async fn straight<E: std::fmt::Display>(
    mut growing: Growing,
    room: u64,
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<(Growing, Option<Problem>), Problem> {
    let mut left = room;
    loop {
        let chunk = match next(&mut body, &mut left, room).await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok((growing, None)),
            Err(problem) => return Ok((growing, Some(problem))),
        };
        if let Err(error) = growing.append(&chunk) {
            return Ok((growing, Some(no_room(&error))));
        }
        // Others have their turn between, however fast it comes.
        tokio::task::yield_now().await;
    }
}

/// Puts a part with a sum aside until the sum is known to fit; else nothing of it stays.
async fn aside<E: std::fmt::Display>(
    caller: &Authorized<WriteReports>,
    checksum: &Checksum,
    room: u64,
    mut body: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<tempfile::NamedTempFile, Problem> {
    use std::io::Write;
    let mut file = caller.services().parts.aside().map_err(|e| disk(&e))?;
    let (mut sum, mut left) = (checksum.begin(), room);
    while let Some(chunk) = next(&mut body, &mut left, room).await? {
        sum.update(&chunk);
        file.write_all(&chunk).map_err(|e| no_room(&e))?;
        // Others have their turn between, however fast it comes.
        tokio::task::yield_now().await;
    }
    if checksum.agrees(sum) {
        Ok(file)
    } else {
        Err(checksum_mismatch())
    }
}

/// The next bytes of a part, within what may still come.
async fn next<E: std::fmt::Display>(
    body: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
    left: &mut u64,
    room: u64,
) -> Result<Option<Bytes>, Problem> {
    let chunk = match tokio::time::timeout(SILENCE, body.next()).await {
        Ok(None) => return Ok(None),
        Ok(Some(Ok(chunk))) => chunk,
        Ok(Some(Err(error))) => return Err(broken_off(&error)),
        Err(elapsed) => return Err(broken_off(&elapsed)),
    };
    let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
    *left = left.checked_sub(length).ok_or_else(|| beyond(room))?;
    Ok(Some(chunk))
}

async fn acknowledge(
    caller: &Authorized<WriteReports>,
    row: Model,
    from: u64,
    to: u64,
) -> Result<Reply, Problem> {
    let expires_at = caller.services().clock.now() + PATIENCE;
    let row = Model { expires_at, ..row };
    caller
        .write(async |tx| {
            store::put_off(tx, row.id, expires_at).await?;
            let change = Change::new("evidence_upload.append", "evidence_upload", row.id)
                .in_region(row.region_code.clone())
                .with(serde_json::json!({ "from": from, "to": to }));
            Ok((change, after_part(&row, to)))
        })
        .await
}

/// The problem of a part that begins elsewhere than the last one ended; the answer says where that is.
pub(super) fn offset_conflict(offset: u64) -> Problem {
    Problem::conflict(text(
        format!("Yang sudah tiba: {offset} byte; lanjutkan dari sana."),
        format!("{offset} bytes have arrived; go on from there."),
    ))
    .with_header("Upload-Offset", offset.to_string())
}

/// The problem of an upload to which somebody appends just now, or a connection that is dead but not known to be.
pub(super) fn busy() -> Problem {
    let seconds = SILENCE.as_secs();
    Problem::new(
        Kind::InFlight,
        text(
            format!("Bagian lain sedang diterima; ulangi, paling lama setelah {seconds} detik."),
            format!("Another part is being received; try again, after {seconds} seconds at most."),
        ),
    )
    .with_header("Retry-After", "5".to_owned())
}

fn beyond(room: u64) -> Problem {
    too_large(usize::try_from(room).unwrap_or(usize::MAX))
}

fn broken_off(error: &impl std::fmt::Display) -> Problem {
    tracing::debug!("a part broke off: {error}");
    Problem::new(
        Kind::Malformed,
        text("Unggahan terputus.", "The upload broke off."),
    )
}

/// The problem of a data folder that does not answer.
pub(super) fn disk(error: &std::io::Error) -> Problem {
    no_room(error)
}
