//! The names in the bytes of a PDF as they lie there, whether or not its tables lead to them.

use std::borrow::Cow;

use super::super::Rejection;

/// The most values that are parsed: each costs far more memory than it has bytes.
const VALUES_LIMIT: usize = 6_000_000;
/// The most tables of packed objects; each saving of a document may add one.
const TABLES_LIMIT: usize = 64;
/// The longest name that is looked at, escaped.
const NAME_LIMIT: usize = 64;

/// What a name says of a document.
pub(super) fn judge(name: &[u8]) -> Result<(), Rejection> {
    match name {
        b"JS" | b"JavaScript" | b"Launch" | b"ImportData" | b"SubmitForm" => {
            Err(Rejection::PdfWithScript)
        }
        b"EmbeddedFile" | b"EmbeddedFiles" | b"EF" | b"RichMedia" | b"GoToE" => {
            Err(Rejection::PdfWithAttachment)
        }
        b"XFA" => Err(Rejection::PdfWithXfa),
        _ => Ok(()),
    }
}

/// Counts what would be parsed, and judges the names that are too long to stand in packed bytes by chance.
pub(super) fn check(bytes: &[u8]) -> Result<(), Rejection> {
    bounded(bytes, VALUES_LIMIT)?;
    let mut tables = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let name = plain(first(rest));
        match name.as_ref() {
            b"Encrypt" => return Err(Rejection::Encrypted),
            b"XRef" => tables += 1,
            name if name.len() > 5 => judge(name)?,
            _ => {}
        }
    }
    if tables > TABLES_LIMIT {
        return Err(Rejection::ArchiveBomb);
    }
    Ok(())
}

/// Fails beyond a number of values, however they are told apart; returns their number.
pub(super) fn bounded(bytes: &[u8], limit: usize) -> Result<usize, Rejection> {
    let mut inside = false;
    let mut values = 0;
    for byte in bytes {
        match byte {
            b'[' | b'<' | b'(' | b'/' => {
                values += 1;
                inside = *byte == b'/';
            }
            byte if ends(*byte) => inside = false,
            _ if inside => {}
            _ => {
                values += 1;
                inside = true;
            }
        }
    }
    if values > limit {
        return Err(Rejection::ArchiveBomb);
    }
    Ok(values)
}

/// A name up to what ends it.
fn first(bytes: &[u8]) -> &[u8] {
    let length = bytes
        .iter()
        .take(NAME_LIMIT)
        .position(|byte| ends(*byte))
        .unwrap_or_default();
    bytes.get(..length).unwrap_or_default()
}

fn ends(byte: u8) -> bool {
    matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0c
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

/// A name without escapes: `#4a` is `J`.
fn plain(name: &[u8]) -> Cow<'_, [u8]> {
    if !name.contains(&b'#') {
        return Cow::Borrowed(name);
    }
    let mut plain = Vec::new();
    let mut rest = name;
    while let [byte, after @ ..] = rest {
        rest = after;
        let digits = after.first_chunk::<2>().filter(|_| *byte == b'#');
        let escaped = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(escaped.unwrap_or(*byte));
        if escaped.is_some() {
            rest = after.get(2..).unwrap_or_default();
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_as_a_reader_does() {
        for (bytes, code) in [
            (&b"/JavaScript "[..], Some("pdf_with_script")),
            (b"<</S/#4aavaScript/X 1>>", Some("pdf_with_script")),
            (b"/#45#6D#62edded#46ile>>", Some("pdf_with_attachment")),
            (b"/Encrypt 5 0 R", Some("encrypted")),
            (b"/JavaScripts /EncryptMetadata /#zzLaunch ", None),
            // Too short to be told from chance, in bytes that may be packed.
            (b"/JS ", None),
        ] {
            let found = check(bytes).err().map(|rejection| rejection.code());
            assert_eq!(found, code, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn counts_values() {
        for (bytes, count) in [(&b"[1 2 3]"[..], 4), (b"[][]", 2), (b"/a/b", 2), (b"", 0)] {
            assert_eq!(
                bounded(bytes, 10).unwrap(),
                count,
                "{}",
                bytes.escape_ascii()
            );
        }
        assert!(bounded(b"1 2 3 4", 3).is_err());
    }
}
