//! The objects of a PDF, with those that are packed together in streams, within bounds of bytes, values and time.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use lopdf::{DecompressError, Document, LoadOptions, Object, ObjectId};

use super::super::Rejection;
use super::names;

/// The most bytes of one stream of packed objects, and of one table.
const STREAM_LIMIT: usize = 4 * 1024 * 1024;
/// The most bytes of all streams of packed objects.
const PACKED_LIMIT: usize = 48 * 1024 * 1024;
/// The most values in them.
const VALUES_LIMIT: usize = 6_000_000;
/// How long the parser may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the parser may still spend. It asks about each object through a plain function, so this lies beside it, in the thread
/// that belongs to this document.
struct Budget {
    until: Instant,
    bytes: usize,
    values: usize,
    broken: bool,
}

thread_local! {
    static BUDGET: RefCell<Option<Budget>> = const { RefCell::new(None) };
}

/// Parses a document and refuses it if something in it runs.
pub(super) fn load(bytes: &[u8]) -> Result<Document, Rejection> {
    BUDGET.set(Some(Budget {
        until: Instant::now() + PATIENCE,
        bytes: PACKED_LIMIT,
        values: VALUES_LIMIT,
        broken: false,
    }));
    let options = LoadOptions {
        filter: Some(weigh),
        max_decompressed_size: Some(STREAM_LIMIT),
        ..LoadOptions::default()
    };
    let loaded = Document::load_mem_with_options(bytes, options);
    if BUDGET.take().is_none_or(|budget| budget.broken) {
        return Err(Rejection::ArchiveBomb);
    }
    let document = loaded.map_err(|error| match error {
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => {
            Rejection::ArchiveBomb
        }
        _ => Rejection::Broken,
    })?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Rejection::Encrypted);
    }
    for object in document.objects.values() {
        search(object)?;
    }
    for (name, value) in &document.trailer {
        names::judge(name)?;
        search(value)?;
    }
    if document.page_iter().next().is_none() {
        return Err(Rejection::Broken);
    }
    Ok(document)
}

/// Lets an object pass as long as there is something left to spend; asked before a stream of packed objects is unpacked.
fn weigh(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let passes = BUDGET.with_borrow_mut(|budget| {
        let budget = budget.as_mut()?;
        let paid = budget.pay(object);
        budget.broken |= paid.is_none();
        paid
    });
    passes?;
    // What is returned is kept only of packed objects, and streams are never packed.
    Some(match object {
        Object::Stream(_) => (id, Object::Null),
        object => (id, object.clone()),
    })
}

impl Budget {
    fn pay(&mut self, object: &Object) -> Option<()> {
        if self.broken || Instant::now() > self.until {
            return None;
        }
        let Object::Stream(stream) = object else {
            return Some(());
        };
        if stream.dict.has_type(b"ObjStm") {
            let Ok(content) = stream.get_plain_content_with_limit(STREAM_LIMIT) else {
                // Too large or not to be unpacked: the parser says which.
                return Some(());
            };
            self.bytes = self.bytes.checked_sub(content.len())?;
            let values = names::bounded(&content, self.values).ok()?;
            self.values -= values;
        }
        Some(())
    }
}

/// Judges every name in an object.
fn search(object: &Object) -> Result<(), Rejection> {
    let mut rest = vec![object];
    while let Some(object) = rest.pop() {
        let dictionary = match object {
            Object::Name(name) => {
                names::judge(name)?;
                continue;
            }
            Object::Array(values) => {
                rest.extend(values);
                continue;
            }
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => continue,
        };
        for (name, value) in dictionary {
            names::judge(name)?;
            rest.push(value);
        }
    }
    Ok(())
}
