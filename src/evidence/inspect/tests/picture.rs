//! Pictures.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{contains, judge, refuses_each_cut};

const PLACE: &[u8] = b"0.5021 S, 117.1537 E";

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    let mut bytes = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(name);
    bytes.extend(content);
    bytes.extend(crc.sum().to_be_bytes());
    bytes
}

fn png_of(width: u32, height: u32, pixels: &[u8], notes: &[u8]) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(chunk(b"IHDR", &header));
    bytes.extend(notes);
    bytes.extend(chunk(b"IDAT", &zlib(pixels)));
    bytes.extend(chunk(b"IEND", b""));
    bytes
}

pub fn png() -> Vec<u8> {
    png_of(2, 2, &[0, 1, 2, 0, 3, 4], b"")
}

#[test]
fn strips_a_png() {
    let (inspected, kept) = judge("a.png", &png()).unwrap();
    assert_eq!(inspected.media_type, "image/png");
    assert!(inspected.cleaned.is_none());
    assert_eq!(kept, png());
    let mut notes = chunk(b"eXIf", PLACE);
    notes.extend(chunk(b"tEXt", PLACE));
    notes.extend(chunk(b"iTXt", PLACE));
    let mut noted = png_of(2, 2, &[0, 1, 2, 0, 3, 4], &notes);
    noted.extend(PLACE);
    let (inspected, kept) = judge("a.png", &noted).unwrap();
    assert!(inspected.cleaned.is_some());
    assert_eq!(kept, png());
}

#[test]
fn refuses_a_png_that_is_not_whole() {
    refuses_each_cut("a.png", &png());
    let mut changed = png();
    changed[45] ^= 1;
    for bytes in [
        changed,
        png_of(3, 2, &[0, 1, 2, 0, 3, 4], b""),
        png_of(0, 2, &[], b""),
    ] {
        assert_eq!(judge("a.png", &bytes).map(|_| ()), Err("broken"));
    }
}

#[test]
fn refuses_a_picture_of_too_many_pixels() {
    let mut header = 30_000_u32.to_be_bytes().repeat(2);
    header.extend([1, 0, 0, 0, 0]);
    let mut bilevel = b"\x89PNG\r\n\x1a\n".to_vec();
    bilevel.extend(chunk(b"IHDR", &header));
    bilevel.extend(chunk(b"IDAT", &zlib(&vec![0; 30_000 * 3_751])));
    bilevel.extend(chunk(b"IEND", b""));
    assert_eq!(judge("a.png", &bilevel).map(|_| ()), Err("archive_bomb"));
    for (size, found) in [
        (b"\x75\x30\x75\x30", Err("archive_bomb")),
        (b"\0\0\x75\x30", Err("archive_bomb")),
        (b"\0\0\0\x01", Ok(())),
        (b"\x27\x10\x27\x10", Ok(())),
        (b"\x27\x10\0\0", Err("broken")),
    ] {
        let mut picture = jpeg(b"");
        let frame = picture
            .windows(2)
            .position(|two| two == b"\xff\xc2")
            .unwrap();
        picture[frame + 5..frame + 9].copy_from_slice(size);
        assert_eq!(judge("a.jpg", &picture).map(|_| ()), found, "{size:?}");
    }
}

#[test]
fn refuses_a_png_that_unpacks_to_too_much() {
    let wide = png_of(60_000, 60_000, &[0; 100], b"");
    assert_eq!(judge("a.png", &wide).map(|_| ()), Err("archive_bomb"));
    let deep = png_of(2, 2, &vec![0; 1_000_000], b"");
    assert_eq!(judge("a.png", &deep).map(|_| ()), Err("archive_bomb"));
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

/// The skeleton of a JPEG: two scans, with a stuffed byte and a restart.
fn jpeg(notes: &[u8]) -> Vec<u8> {
    let mut bytes = b"\xff\xd8".to_vec();
    bytes.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
    bytes.extend(notes);
    bytes.extend(segment(0xdb, &[1; 65]));
    bytes.extend(segment(0xc2, b"\x08\0\x01\0\x01\x01\x01\x11\0"));
    bytes.extend(segment(0xc4, &[0; 19]));
    for _ in 0..2 {
        bytes.extend(segment(0xda, b"\x01\x01\0\0\x3f\0"));
        bytes.extend(b"\x12\xff\0\x34\xff\xd0\x56");
    }
    bytes.extend(b"\xff\xd9");
    bytes
}

/// Exif with an orientation and a position.
fn exif(orientation: u8) -> Vec<u8> {
    let mut content = b"Exif\0\0II\x2a\0\x08\0\0\0\x02\0".to_vec();
    content.extend(b"\x12\x01\x03\0\x01\0\0\0");
    content.extend([orientation, 0, 0, 0]);
    content.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    content.extend(PLACE);
    segment(0xe1, &content)
}

#[test]
fn strips_a_jpeg() {
    let (inspected, kept) = judge("a.jpeg", &jpeg(b"")).unwrap();
    assert_eq!(inspected.media_type, "image/jpeg");
    assert!(inspected.cleaned.is_none());
    assert_eq!(kept, jpeg(b""));
    let mut notes = exif(1);
    notes.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"));
    notes.extend(segment(0xed, PLACE));
    notes.extend(segment(0xfe, PLACE));
    let mut noted = jpeg(&notes);
    noted.extend(PLACE);
    let (inspected, kept) = judge("a.jpg", &noted).unwrap();
    assert!(inspected.cleaned.is_some());
    assert_eq!(kept, jpeg(b""));
}

#[test]
fn keeps_how_a_jpeg_lies() {
    let (_, kept) = judge("a.jpg", &jpeg(&exif(6))).unwrap();
    assert!(contains(&kept, b"Exif\0\0"));
    assert!(!contains(&kept, PLACE));
    // What was written is understood again, and stays.
    let (inspected, again) = judge("a.jpg", &kept).unwrap();
    assert!(inspected.cleaned.is_none());
    assert_eq!(again, kept);
    let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    let (_, kept) = judge("a.jpg", &jpeg(&profile)).unwrap();
    assert_eq!(kept, jpeg(&profile));
}

#[test]
fn refuses_a_jpeg_that_is_not_whole() {
    refuses_each_cut("a.jpg", &jpeg(b""));
    refuses_each_cut("a.jpg", &jpeg(&exif(3)));
    assert_eq!(
        judge("a.jpg", b"\xff\xd8\xff\xd9").map(|_| ()),
        Err("broken")
    );
}
