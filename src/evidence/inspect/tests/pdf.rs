//! PDF documents.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{Inspected, judge};

const PAGE: &str =
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<<{dictionary}/Length {}>>stream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}

/// A document of these objects, numbered from one.
fn document(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(table.bytes());
    let size = objects.len() + 1;
    let end = format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(end.bytes());
    bytes
}

/// One page, with something in its catalog, a text, and further objects from the sixth.
fn pdf(catalog: &str, text: Vec<u8>, further: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>").into_bytes(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        PAGE.as_bytes().to_vec(),
        text,
        FONT.as_bytes().to_vec(),
    ];
    objects.extend_from_slice(further);
    document(&objects, "")
}

fn drawing() -> Vec<u8> {
    stream("", b"BT /F 9 Tf (Posyandu   Melati) Tj ET")
}

/// Objects packed together: the sixth is this.
fn packed(object: &str, filters: &str, pack: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let content = format!("16 0 {object}");
    let dictionary = format!("/Type/ObjStm/N 1/First 5{filters}");
    stream(&dictionary, &pack(content.as_bytes()))
}

fn code(bytes: &[u8]) -> Result<(), &'static str> {
    judge("a.pdf", bytes).map(|_| ())
}

fn text_of(bytes: &[u8]) -> Option<String> {
    let (Inspected { text, .. }, _) = judge("a.pdf", bytes).unwrap();
    text
}

#[test]
fn takes_a_document_and_its_text() {
    let whole = pdf("", drawing(), &[]);
    assert_eq!(text_of(&whole).as_deref(), Some("Posyandu Melati"));
    assert_eq!(
        judge("a.pdf", &whole).unwrap().0.media_type,
        "application/pdf"
    );
    // Actions that only lead to another page, and packed objects.
    let harmless = packed("<</S/GoTo/D[3 0 R/Fit]>>", "/Filter/FlateDecode", zlib);
    assert_eq!(
        code(&pdf("/OpenAction 16 0 R", drawing(), &[harmless])),
        Ok(())
    );
    // What cannot be read is no fault.
    assert_eq!(text_of(&pdf("", stream("", b"\xff(("), &[])), None);
    assert_eq!(
        text_of(&pdf("", stream("/Filter/FlateDecode", b"broken"), &[])),
        None
    );
}

#[test]
fn refuses_what_runs_or_carries_files() {
    let packed_script = |name: &str| {
        let object = format!("<</S/{name}/X(app.alert)>>");
        packed(&object, "/Filter/FlateDecode", zlib)
    };
    let short = packed("<</#4a#53(app.alert\\(1\\))>>", "/Filter/FlateDecode", zlib);
    let hex = |bytes: &[u8]| super::hex(bytes).into_bytes();
    let hexed = packed("<</JS(x)>>", "/Filter/ASCIIHexDecode", hex);
    let name_tree = b"<</Names[(a)<</S/JavaScript/JS(x)>>]>>".to_vec();
    let annotation = b"<</Type/Annot/Subtype/Link/A<</S/Launch/F(a.exe)>>>>".to_vec();
    for (catalog, further, found) in [
        (
            "/OpenAction<</S/JavaScript/JS(x)>>",
            vec![],
            "pdf_with_script",
        ),
        ("/AA<</WC<</S/X/JS(x)>>>>", vec![], "pdf_with_script"),
        ("/AA<</WC<</S/X/#4aS(x)>>>>", vec![], "pdf_with_script"),
        (
            "/Names<</JavaScript 6 0 R>>",
            vec![name_tree],
            "pdf_with_script",
        ),
        ("", vec![annotation], "pdf_with_script"),
        (
            "/OpenAction 16 0 R",
            vec![packed_script("JavaScript")],
            "pdf_with_script",
        ),
        (
            "/OpenAction 16 0 R",
            vec![packed_script("Java#53cript")],
            "pdf_with_script",
        ),
        ("/OpenAction 16 0 R", vec![short], "pdf_with_script"),
        ("/OpenAction 16 0 R", vec![hexed], "pdf_with_script"),
        (
            "/Names<</EmbeddedFiles<</Names[]>>>>",
            vec![],
            "pdf_with_attachment",
        ),
        (
            "",
            vec![stream("/Type/EmbeddedFile", b"MZ")],
            "pdf_with_attachment",
        ),
        (
            "",
            vec![b"<</Type/Filespec/EF<</F 4 0 R>>>>".to_vec()],
            "pdf_with_attachment",
        ),
        ("/AcroForm<</XFA 4 0 R>>", vec![], "pdf_with_xfa"),
    ] {
        assert_eq!(
            code(&pdf(catalog, drawing(), &further)),
            Err(found),
            "{catalog} {further:?}"
        );
    }
}

#[test]
fn refuses_what_only_another_reader_would_find() {
    // An object that no table leads to.
    let mut bytes = b"%PDF-1.7\n9 0 obj<</S/JavaScript>>endobj\n".to_vec();
    bytes.extend(pdf("", drawing(), &[]));
    assert_eq!(code(&bytes), Err("pdf_with_script"));
}

#[test]
fn refuses_what_carries_another_file() {
    let whole = pdf("", drawing(), &[]);
    let followed = |rest: &[u8]| code(&[whole.as_slice(), rest].concat());
    assert_eq!(followed(b"\r\n\0\0 \n"), Ok(()));
    assert_eq!(followed(b"% saved again\n"), Ok(()));
    assert_eq!(followed(&[b' '; 1500]), Ok(()));
    for rest in [
        &b"MZ\x90\0"[..],
        b"\n\x7fELF\x02",
        b"PK\x03\x04",
        b"#!/bin/sh\n",
    ] {
        assert_eq!(followed(rest), Err("foreign_bytes"));
        // Though a mark of the end follows.
        let end = b"\nstartxref\n9\n%%EOF\n";
        let hidden = [rest, &[b'x'; 5000], end].concat();
        assert_eq!(followed(&hidden), Err("foreign_bytes"));
    }
    assert_eq!(followed(&[b'x'; 1500]), Err("foreign_bytes"));
}

#[test]
fn refuses_what_is_cut_off() {
    let whole = pdf("", drawing(), &[]);
    for length in [8, 20, whole.len() / 2, whole.len() - 10] {
        assert_eq!(code(&whole[..length]), Err("broken"), "{length}");
    }
    assert_eq!(code(b"%PDF-1.7\nstartxref\n0\n%%EOF\n"), Err("broken"));
    let empty = [b"<</Type/Catalog>>".to_vec()];
    assert_eq!(code(&document(&empty, "")), Err("broken"));
}

#[test]
fn refuses_what_is_encrypted() {
    let lock = b"<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>".to_vec();
    let objects = [b"<</Type/Catalog>>".to_vec(), lock];
    assert_eq!(
        code(&document(&objects, "/Encrypt 2 0 R")),
        Err("encrypted")
    );
    assert_eq!(
        code(&document(&objects, "/#45ncrypt 2 0 R")),
        Err("encrypted")
    );
}

#[test]
fn bombs_cost_little() {
    let start = std::time::Instant::now();
    // A drawing is not unpacked to judge it, and its text not beyond a bound.
    let huge = zlib(&vec![b' '; 40 * 1024 * 1024]);
    let page = stream("/Filter/FlateDecode", &huge);
    assert_eq!(text_of(&pdf("", page, &[])), None);
    let object = packed("null", "/Filter/FlateDecode", |_| huge.clone());
    assert_eq!(code(&pdf("", drawing(), &[object])), Err("archive_bomb"));
    // Packed twice.
    let object = packed("null", "/Filter[/FlateDecode/FlateDecode]", |_| zlib(&huge));
    assert_eq!(code(&pdf("", drawing(), &[object])), Err("archive_bomb"));
    // Many streams, each within its bound.
    let part = vec![b' '; 4_000_000];
    let object = packed("null", "/Filter/FlateDecode", |_| zlib(&part));
    assert_eq!(
        code(&pdf("", drawing(), &vec![object; 20])),
        Err("archive_bomb")
    );
    // Many values.
    let values = b"1 ".repeat(7_000_000);
    let array = [b"[".as_slice(), &values, b"]"].concat();
    assert_eq!(code(&pdf("", drawing(), &[array])), Err("archive_bomb"));
    let part = b"1 ".repeat(1_900_000);
    let object = packed("null", "/Filter/FlateDecode", |_| zlib(&part));
    assert_eq!(
        code(&pdf("", drawing(), &vec![object; 4])),
        Err("archive_bomb")
    );
    // Deep nesting.
    let deep = [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat();
    assert_eq!(code(&pdf("", drawing(), &[deep])), Ok(()));
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn pages_in_a_circle_end() {
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>".to_vec(),
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 9>>".to_vec(),
    ];
    assert_eq!(code(&document(&objects, "")), Err("broken"));
}
