//! What lies in an archive beside its parts: nothing, or another program finds there what ours passes over.

use std::io::Cursor;

use zip::ZipArchive;

use super::super::Rejection;
use super::broken;

/// How many bytes may lie between parts, and how long the remark at the end may be: some writers leave a little.
const GAP_LIMIT: u64 = 1024;
/// How the end begins, and how long it is without the remark.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: u64 = 22;
/// The same of an archive that could be larger, and of what leads to it.
const LARGE_END: &[u8] = b"PK\x06\x06";
const LARGE_END_LENGTH: u64 = 56;
const LARGE_LEAD_LENGTH: u64 = 20;

/// Refuses bytes before the first part, between parts, and behind the end.
pub(super) fn check(
    bytes: &[u8],
    archive: &mut ZipArchive<Cursor<&[u8]>>,
) -> Result<(), Rejection> {
    let mut spans = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(broken)?;
        let data = part.data_start().ok_or(Rejection::Broken)?;
        let end = data.checked_add(part.compressed_size());
        spans.push((part.header_start(), end.ok_or(Rejection::Broken)?));
    }
    spans.sort_unstable();
    let list = archive.central_directory_start();
    let remark = u64::try_from(archive.comment().len()).unwrap_or(u64::MAX);
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let end = size
        .checked_sub(END_LENGTH.saturating_add(remark))
        .ok_or(Rejection::Foreign)?;
    if remark > GAP_LIMIT || !at(bytes, end).starts_with(END) {
        return Err(Rejection::Foreign);
    }
    let (list_length, list_end) = list_of(bytes, end).ok_or(Rejection::Broken)?;
    spans.push((
        list,
        list.checked_add(list_length).ok_or(Rejection::Broken)?,
    ));
    spans.push((list_end, size));
    let mut before = 0;
    for (n, (start, end)) in spans.into_iter().enumerate() {
        let gap = start.checked_sub(before).ok_or(Rejection::Broken)?;
        if gap > GAP_LIMIT || (n == 0 && gap > 0) {
            return Err(Rejection::Foreign);
        }
        before = end;
    }
    Ok(())
}

/// How long the list of parts is, and where it must have ended.
fn list_of(bytes: &[u8], end: u64) -> Option<(u64, u64)> {
    let length = u32::from_le_bytes(*at(bytes, end).get(12..)?.first_chunk()?);
    if length != u32::MAX {
        return Some((length.into(), end));
    }
    let large = end.checked_sub(LARGE_LEAD_LENGTH + LARGE_END_LENGTH)?;
    let record = at(bytes, large);
    let length = u64::from_le_bytes(*record.get(40..)?.first_chunk()?);
    record.starts_with(LARGE_END).then_some((length, large))
}

fn at(bytes: &[u8], start: u64) -> &[u8] {
    usize::try_from(start)
        .ok()
        .and_then(|start| bytes.get(start..))
        .unwrap_or_default()
}
