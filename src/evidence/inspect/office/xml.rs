//! The parts of a document that are XML, read as a stream: whole, without definitions of their own (which can grow, or fetch
//! other files), and leading to nothing outside that is fetched when the document is opened.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesStart, Event};

use super::super::Rejection;

/// The most attributes of an element; each is compared with all before it.
const ATTRIBUTES_LIMIT: usize = 64;

/// Refuses a part that is not well-formed, or has definitions of its own.
pub(super) fn check(part: impl Read) -> Result<(), Rejection> {
    walk(part, |_| Ok(()))
}

/// Refuses definitions only: drawings of older programs are not always well-formed.
pub(super) fn check_drawing(part: impl Read) -> Result<(), Rejection> {
    let mut has_begun = false;
    let walked = walk(part, |_| {
        has_begun = true;
        Ok(())
    });
    // A definition stands before the first element or nowhere.
    if has_begun { Ok(()) } else { walked }
}

/// Refuses what a list of relationships leads to: other files and places but for links that a reader has to click, and objects
/// of other programs. A chart may have its own workbook.
pub(super) fn check_relations(part: impl Read, of_chart: bool) -> Result<(), Rejection> {
    walk(part, |element| relation(element, of_chart))
}

fn relation(element: &BytesStart, of_chart: bool) -> Result<(), Rejection> {
    if element.local_name().into_inner() != "Relationship" {
        return Ok(());
    }
    let (mut kind, mut is_external) = (String::new(), false);
    for attribute in element.attributes().flatten() {
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_error| Rejection::Broken)?
            .trim()
            .to_ascii_lowercase();
        match attribute.key.local_name().into_inner() {
            "Type" => kind = value,
            "TargetMode" => is_external = value != "internal",
            _ => {}
        }
    }
    let kind = kind.rsplit('/').next().unwrap_or_default();
    match kind {
        "hyperlink" => Ok(()),
        _ if is_external => Err(Rejection::ExternalReference),
        "package" if of_chart => Ok(()),
        "package" | "oleobject" | "control" => Err(Rejection::EmbeddedObject),
        _ => Ok(()),
    }
}

/// Goes through all elements.
fn walk(
    part: impl Read,
    mut judge: impl FnMut(&BytesStart) -> Result<(), Rejection>,
) -> Result<(), Rejection> {
    let mut reader = Reader::from_reader(DecodingReader::new(BufReader::new(part)));
    let (mut depth, mut roots) = (0_usize, 0_usize);
    let mut room = Vec::new();
    loop {
        room.clear();
        let event = reader.read_event_into(&mut room);
        match event.map_err(|_error| Rejection::Broken)? {
            Event::DocType(_) => return Err(Rejection::Broken),
            Event::Start(element) => {
                roots += usize::from(depth == 0);
                depth += 1;
                attributes(&element)?;
                judge(&element)?;
            }
            Event::Empty(element) => {
                roots += usize::from(depth == 0);
                attributes(&element)?;
                judge(&element)?;
            }
            Event::End(_) => depth = depth.checked_sub(1).ok_or(Rejection::Broken)?,
            Event::Eof if depth == 0 && roots == 1 => return Ok(()),
            Event::Eof => return Err(Rejection::Broken),
            _ => {}
        }
    }
}

fn attributes(element: &BytesStart) -> Result<(), Rejection> {
    for (n, attribute) in element.attributes().enumerate() {
        if n >= ATTRIBUTES_LIMIT || attribute.is_err() {
            return Err(Rejection::Broken);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_other_readers_do() {
        for (part, good) in [
            ("<a/>", true),
            (
                "<?xml version=\"1.0\"?><a><b c=\"&#65;\">&amp;</b></a>\n",
                true,
            ),
            ("\u{feff}<a/>", true),
            ("", false),
            ("text", false),
            ("<a>", false),
            ("<a></b>", false),
            ("<a/><b/>", false),
            ("<a b=\"1\" b=\"2\"/>", false),
            ("<!DOCTYPE a><a/>", false),
            ("<!doctype a [<!ENTITY b \"c\">]><a>&b;</a>", false),
        ] {
            assert_eq!(check(part.as_bytes()).is_ok(), good, "{part}");
        }
        let wide = |text: &str| -> Vec<u8> {
            let marked = std::iter::once(0xfeff).chain(text.encode_utf16());
            marked.flat_map(u16::to_le_bytes).collect()
        };
        assert!(check(wide("<a/>").as_slice()).is_ok());
        assert!(check(wide("<!DOCTYPE a><a/>").as_slice()).is_err());
        assert!(check_drawing(&b"<xml><br></xml>"[..]).is_ok());
        assert!(check_drawing(&b"<!DOCTYPE xml><xml/>"[..]).is_err());
    }

    #[test]
    fn leads_nowhere_by_itself() {
        let judge = |kind: &str, mode: &str, of_chart| {
            let part = format!(
                "<Relationships><r:Relationship Id=\"a\" Type=\"http://x/relationships/{kind}\" Target=\"b\" {mode}/></Relationships>"
            );
            check_relations(part.as_bytes(), of_chart)
                .err()
                .map(|rejection| rejection.code())
        };
        let (external, hidden) = ("TargetMode=\"External\"", "TargetMode=\"Exter&#110;al\"");
        for (kind, mode, of_chart, code) in [
            ("image", "", false, None),
            ("styles", "TargetMode=\"Internal\"", false, None),
            ("hyperlink", external, false, None),
            (
                "attachedTemplate",
                external,
                false,
                Some("external_reference"),
            ),
            ("oleObject", external, false, Some("external_reference")),
            ("frame", external, false, Some("external_reference")),
            ("image", hidden, false, Some("external_reference")),
            (
                "externalLinkPath",
                external,
                false,
                Some("external_reference"),
            ),
            ("oleObject", "", false, Some("embedded_object")),
            ("package", "", false, Some("embedded_object")),
            ("control", "", true, Some("embedded_object")),
            ("package", "", true, None),
            ("package", external, true, Some("external_reference")),
        ] {
            assert_eq!(judge(kind, mode, of_chart), code, "{kind} {mode}");
        }
    }
}
