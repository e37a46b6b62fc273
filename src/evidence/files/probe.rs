//! Whether a folder takes files: a disk without room still makes empty ones.

use std::io::Write;
use std::path::Path;

/// Bytes that are written to see whether there is room.
const LENGTH: usize = 4096;

/// Writes a few bytes through to the disk, under no name.
pub(super) fn write(folder: &Path) -> std::io::Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(&[0x5a; LENGTH])?;
    file.sync_all()
}
