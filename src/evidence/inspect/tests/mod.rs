//! Small files of each kind, whole and hostile.

mod office;
mod pdf;
mod picture;
mod video;

use std::io::Write;

use super::*;

/// Judges bytes under a name; the folder holds what is left behind.
fn judge(name: &str, bytes: &[u8]) -> Result<(Inspected, Vec<u8>), &'static str> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let limits = Limits {
        picture: 1024 * 1024,
        ..Limits::default()
    };
    match inspect(file.path(), name, &limits) {
        Ok(inspected) => {
            let kept = inspected
                .cleaned
                .as_ref()
                .map_or(bytes.to_vec(), |file| std::fs::read(file.path()).unwrap());
            assert_eq!(inspected.size, u64::try_from(kept.len()).unwrap());
            assert_eq!(inspected.sha256, hex(&Sha256::digest(&kept)));
            Ok((inspected, kept))
        }
        Err(rejection) => Err(rejection.code()),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Cut anywhere, a file is broken; what is cut in its first bytes may also be of another kind.
fn refuses_each_cut(name: &str, bytes: &[u8]) {
    for length in 1..bytes.len() {
        let code = judge(name, &bytes[..length]).map(|_| ()).unwrap_err();
        assert!(
            matches!(code, "broken" | "content_mismatch"),
            "{name} cut at {length}: {code}"
        );
    }
}

#[test]
fn refuses_what_is_not_what_its_name_says() {
    let png = picture::png();
    for (name, bytes, code) in [
        ("a.exe", &b"MZ\x90\0"[..], "extension_unknown"),
        ("pdf", b"%PDF-1.7", "extension_unknown"),
        ("a.svg", b"<svg/>", "extension_unknown"),
        ("a.pdf", b"", "empty"),
        (
            "a.pdf",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
            "content_mismatch",
        ),
        (
            "a.pdf",
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
            "content_mismatch",
        ),
        ("a.pdf", b"plain text", "content_mismatch"),
        ("a.pdf", &png, "content_mismatch"),
        ("a.jpg", &png, "content_mismatch"),
        ("a.mp4", &png, "content_mismatch"),
        ("a.docx", &png, "content_mismatch"),
        ("a.png", &vec![0; 1024 * 1024 + 1], "too_large"),
    ] {
        assert_eq!(judge(name, bytes).map(|_| ()), Err(code), "{name}");
    }
    assert!(judge("A.B.PNG", &png).is_ok());
}

#[test]
fn says_it_in_both_languages() {
    let said = Rejection::TooLarge { limit: PDF_LIMIT }.text();
    assert_eq!(said.en, "at most 50 MiB for this kind of file");
    assert_ne!(said.id, said.en);
}
