//! Workbooks and text documents.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::judge;

const LIST: (&str, &[u8]) = (
    "[Content_Types].xml",
    b"<?xml version=\"1.0\"?><Types><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
);
const DOCX: (&str, &[u8]) = ("word/document.xml", b"<w:document/>");
const XLSX: (&str, &[u8]) = ("xl/workbook.xml", b"<workbook/>");

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const RELATIONS: &str = "word/_rels/document.xml.rels";

fn relation(kind: &str, mode: &str) -> Vec<u8> {
    format!("<Relationships><Relationship Id=\"r\" Type=\"http://x/{kind}\" Target=\"x\" {mode}/></Relationships>").into_bytes()
}

#[test]
fn takes_documents() {
    let inner = archive(&[LIST, XLSX]);
    let link = relation("hyperlink", "TargetMode=\"External\"");
    let package = relation("package", "");
    for (name, parts, media) in [
        ("a.docx", vec![LIST, DOCX], "wordprocessingml.document"),
        ("a.xlsx", vec![LIST, XLSX], "spreadsheetml.sheet"),
        // The order of parts is free, and a chart carries its workbook.
        (
            "a.docx",
            vec![
                DOCX,
                LIST,
                ("word/embeddings/a.xlsx", &inner),
                ("word/charts/_rels/chart1.xml.rels", &package),
                (RELATIONS, &link),
            ],
            "wordprocessingml.document",
        ),
    ] {
        let (inspected, _) = judge(name, &archive(&parts)).unwrap();
        assert!(inspected.media_type.ends_with(media));
        assert!(inspected.text.is_none());
    }
}

#[test]
fn refuses_what_runs_or_leads_out() {
    let list =
        |kind: &str| format!("<Types><Override ContentType=\"{kind}\"/></Types>").into_bytes();
    let enabled = list("application/vnd.ms-word.document.macroEnabled.main+xml");
    let renamed = list("application/vnd.ms-office.vbaProject");
    let hidden = list("application/vnd.ms-office.vba&#80;roject");
    let inner = archive(&[LIST, XLSX, ("xl/vbaProject.bin", b"x")]);
    let named = |list| vec![("[Content_Types].xml", list), DOCX];
    for (parts, code) in [
        (
            vec![LIST, DOCX, ("word/vbaProject.bin", &b"x"[..])],
            "macro",
        ),
        (vec![LIST, DOCX, ("word/VBAPROJECT.BIN", b"x")], "macro"),
        (vec![LIST, DOCX, ("word/activeX/a.bin", b"x")], "macro"),
        (
            vec![LIST, DOCX, ("word/embeddings/a.xlsx", &inner)],
            "macro",
        ),
        (named(&enabled), "macro"),
        (named(&renamed), "macro"),
        (named(&hidden), "macro"),
        (vec![LIST, DOCX, ("../a.xml", b"x")], "unsafe_path"),
        (vec![LIST, DOCX, ("word/../../a.xml", b"x")], "unsafe_path"),
        (vec![LIST, DOCX, ("/etc/a.xml", b"x")], "unsafe_path"),
        (vec![LIST, DOCX, ("word\\..\\a.xml", b"x")], "unsafe_path"),
        (vec![DOCX], "content_mismatch"),
        (vec![LIST], "content_mismatch"),
        (vec![LIST, XLSX], "content_mismatch"),
    ] {
        assert_eq!(
            judge("a.docx", &archive(&parts)).map(|_| ()),
            Err(code),
            "{:?}",
            parts.last()
        );
    }
}

#[test]
fn refuses_programs_and_what_leads_elsewhere() {
    let template = relation("attachedTemplate", "TargetMode=\"External\"");
    let package = relation("package", "");
    let text = archive(&[LIST, DOCX]);
    let inner = archive(&[LIST, XLSX, ("xl/a.bin", b"MZ\x90\0")]);
    let compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on";
    for (part, code) in [
        (("word/document.xml", &b"no markup"[..]), "broken"),
        (("word/document.xml", b"<w:document>"), "broken"),
        (
            ("word/document.xml", b"<!DOCTYPE w><w:document/>"),
            "broken",
        ),
        (("customXml/item1.xml", b"<!DOCTYPE a><a/>"), "broken"),
        ((RELATIONS, &template), "external_reference"),
        ((RELATIONS, &package), "embedded_object"),
        ((RELATIONS, b"<Relationships>"), "broken"),
        (("word/embeddings/oleObject1.bin", b"x"), "embedded_object"),
        (("word/Embeddings/a.docx", &text), "embedded_object"),
        (("word/media/image1.png", &text), "embedded_object"),
        (("word/media/image1.png", compound), "embedded_object"),
        (("word/embeddings/a.xlsx", &text), "content_mismatch"),
        (("word/embeddings/a.xlsx", &inner), "program"),
        (("word/media/image1.png", b"MZ\x90\0"), "program"),
        (("word/media/image1.png", b"\x7fELF\x02\x01"), "program"),
        (("customXml/a", b"#!/bin/sh\n"), "program"),
        (("WORD/DOCUMENT.XML", DOCX.1), "broken"),
    ] {
        let mut parts = vec![LIST, part];
        if part.0 != DOCX.0 {
            parts.push(DOCX);
        }
        let found = judge("a.docx", &archive(&parts)).map(|_| ());
        assert_eq!(found, Err(code), "{} {}", part.0, part.1.escape_ascii());
    }
}

#[test]
fn refuses_bytes_beside_the_archive() {
    let whole = archive(&[LIST, DOCX]);
    let judged = |bytes: &[u8]| judge("a.docx", bytes).map(|_| ());
    for rest in [&b"x"[..], b"MZ\x90\0", &[0; 5000]] {
        assert_eq!(judged(&[&whole, rest].concat()), Err("foreign_bytes"));
    }
    // Before the first part: what begins as an archive is none yet.
    let before = [b"PK\x03\x04MZ\x90\0".as_slice(), &whole].concat();
    assert_eq!(judged(&before), Err("foreign_bytes"));
    // Before the list of parts, whose place at the end is told anew.
    let list = whole
        .windows(4)
        .position(|four| four == b"PK\x01\x02")
        .unwrap();
    let mut between = [&whole[..list], &[b'x'; 2000], &whole[list..]].concat();
    let place = between.len() - 6;
    let moved = u32::try_from(list + 2000).unwrap();
    between[place..place + 4].copy_from_slice(&moved.to_le_bytes());
    assert_eq!(judged(&between), Err("foreign_bytes"));
    let remarked = |length: usize| {
        let mut bytes = whole[..whole.len() - 2].to_vec();
        bytes.extend(u16::try_from(length).unwrap().to_le_bytes());
        bytes.extend(vec![b'x'; length]);
        bytes
    };
    assert_eq!(judged(&remarked(100)), Ok(()));
    assert_eq!(judged(&remarked(2000)), Err("foreign_bytes"));
}

#[test]
fn refuses_bombs() {
    let zeros = |size: usize| vec![0; size * 1024];
    let (small, large) = (zeros(1000), zeros(1100));
    let bomb = |part: &[u8]| judge("a.docx", &archive(&[LIST, DOCX, ("1", part)])).map(|_| ());
    assert_eq!(bomb(&small), Ok(()));
    assert_eq!(bomb(&large), Err("archive_bomb"));
    // Each within its bound.
    let many: Vec<String> = (0..70).map(|number| number.to_string()).collect();
    let mut parts = vec![LIST, DOCX];
    parts.extend(many.iter().map(|name| (name.as_str(), small.as_slice())));
    assert_eq!(
        judge("a.docx", &archive(&parts)).map(|_| ()),
        Err("archive_bomb")
    );
    let third: Vec<_> = parts.iter().copied().skip(2).take(30).collect();
    let third = archive(&[&[LIST, XLSX], third.as_slice()].concat());
    let workbooks = ["1", "2", "3"].map(|number| format!("word/embeddings/{number}.xlsx"));
    let mut parts = vec![LIST, DOCX];
    parts.extend(
        workbooks
            .iter()
            .map(|name| (name.as_str(), third.as_slice())),
    );
    assert_eq!(
        judge("a.docx", &archive(&parts)).map(|_| ()),
        Err("archive_bomb")
    );
    let mut deep = archive(&[LIST, XLSX]);
    for _ in 0..3 {
        deep = archive(&[LIST, XLSX, ("xl/embeddings/a.xlsx", &deep)]);
    }
    assert_eq!(judge("a.xlsx", &deep).map(|_| ()), Err("archive_bomb"));
    let names: Vec<String> = (0..2001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert_eq!(
        judge("a.docx", &archive(&many)).map(|_| ()),
        Err("archive_bomb")
    );
}

#[test]
fn refuses_what_is_cut_off_or_sealed() {
    let whole = archive(&[LIST, DOCX]);
    for length in [40, whole.len() / 2, whole.len() - 1] {
        assert_eq!(judge("a.docx", &whole[..length]).map(|_| ()), Err("broken"));
    }
    // Bit 0 of the flags says that a part is encrypted, in the list at the end and before the part.
    let mut sealed = whole.clone();
    for (sign, flags) in [(&b"PK\x01\x02"[..], 8), (b"PK\x03\x04", 6)] {
        let starts: Vec<usize> = (0..sealed.len() - 4)
            .filter(|at| sealed[*at..].starts_with(sign))
            .collect();
        for at in starts {
            sealed[at + flags] |= 1;
        }
    }
    assert_eq!(judge("a.docx", &sealed).map(|_| ()), Err("encrypted"));
    let mut compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    compound.extend([0; 600]);
    assert_eq!(
        judge("a.docx", &compound).map(|_| ()),
        Err("content_mismatch")
    );
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(judge("a.docx", &compound).map(|_| ()), Err("encrypted"));
}
