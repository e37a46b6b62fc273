//! Refuses a PDF in which something runs, that carries files or that nobody can read, and takes its text for searching.
//!
//! `names` looks at the bytes as they lie there, in case another reader finds objects that ours does not; `objects` looks at
//! what the parser found, inside of packed streams too. All of it runs in a thread of its own: whatever a hostile file does to
//! a parser ends there.

mod names;
mod objects;
mod words;

use super::Rejection;

/// Room for a parser that goes deep.
const STACK: usize = 32 * 1024 * 1024;
/// How far from the end the mark of the end may lie.
const TAIL: usize = 2048;
/// How many bytes may stand behind it: some programs leave a little.
const FOREIGN_LIMIT: usize = 1024;
/// The mark of the end; a document that was saved again has several.
const END: &[u8] = b"%%EOF";
/// How programs and archives begin.
const FOREIGN: [&[u8]; 4] = [b"MZ", b"\x7fELF", b"PK\x03\x04", b"#!"];

/// The text of the document, if it could be read.
pub(super) fn check(bytes: Vec<u8>) -> Result<Option<String>, Rejection> {
    names::check(&bytes)?;
    if !is_whole(&bytes) {
        return Err(Rejection::Broken);
    }
    if carries_another(&bytes) {
        return Err(Rejection::Foreign);
    }
    let document = apart(move || objects::load(&bytes)).unwrap_or(Err(Rejection::Broken))?;
    Ok(apart(move || words::extract(&document)).flatten())
}

/// Runs something in a thread of its own; none if it broke down.
fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    std::thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(work)
        .ok()?
        .join()
        .ok()
}

/// Whether the end is there; the parser would mend a document that is cut off.
fn is_whole(bytes: &[u8]) -> bool {
    let tail = bytes
        .get(bytes.len().saturating_sub(TAIL)..)
        .unwrap_or(bytes);
    let has = |word: &[u8]| tail.windows(word.len()).any(|part| part == word);
    bytes.starts_with(b"%PDF-") && has(b"startxref") && has(END)
}

/// Whether a program or an archive stands behind a mark of the end, or much of anything behind the last one.
fn carries_another(bytes: &[u8]) -> bool {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let mut rest = bytes;
    while let Some(at) = rest.windows(END.len()).position(|part| part == END) {
        rest = rest.get(at + END.len()..).unwrap_or_default();
        let start = rest.iter().position(|byte| !blank(byte));
        let next = start
            .and_then(|start| rest.get(start..))
            .unwrap_or_default();
        if FOREIGN.iter().any(|foreign| next.starts_with(foreign)) {
            return true;
        }
    }
    rest.iter().filter(|byte| !blank(byte)).count() > FOREIGN_LIMIT
}
