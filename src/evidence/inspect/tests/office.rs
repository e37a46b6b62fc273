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

#[test]
fn takes_documents() {
    let inner = archive(&[LIST, XLSX]);
    for (name, parts, media) in [
        ("a.docx", vec![LIST, DOCX], "wordprocessingml.document"),
        ("a.xlsx", vec![LIST, XLSX], "spreadsheetml.sheet"),
        // The order of parts is free, and a chart carries its workbook.
        (
            "a.docx",
            vec![DOCX, LIST, ("word/embeddings/a.xlsx", &inner)],
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
fn refuses_bombs() {
    let zeros = vec![0; 90 * 1024 * 1024];
    let third = archive(&[("a", &zeros)]);
    let bomb = archive(&[LIST, DOCX, ("1", &zeros), ("2", &zeros), ("3", &zeros)]);
    assert_eq!(judge("a.docx", &bomb).map(|_| ()), Err("archive_bomb"));
    let bomb = archive(&[LIST, DOCX, ("1", &third), ("2", &third), ("3", &third)]);
    assert_eq!(judge("a.docx", &bomb).map(|_| ()), Err("archive_bomb"));
    let mut deep = archive(&[LIST, XLSX]);
    for _ in 0..4 {
        deep = archive(&[LIST, DOCX, ("a.zip", &deep)]);
    }
    assert_eq!(judge("a.docx", &deep).map(|_| ()), Err("archive_bomb"));
    let names: Vec<String> = (0..5001).map(|number| number.to_string()).collect();
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
