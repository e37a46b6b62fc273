//! Videos.

use super::{contains, judge, refuses_each_cut};

const PLACE: &[u8] = b"-00.5021+117.1537/";

fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(content.len() + 8)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    bytes.extend(name);
    bytes.extend(content);
    bytes
}

fn movie(notes: &[u8]) -> Vec<u8> {
    let mut track = part(b"tkhd", &[0; 84]);
    track.extend(part(b"mdia", &[0; 20]));
    track.extend(notes);
    let mut movie = part(b"mvhd", &[0; 100]);
    movie.extend(part(b"trak", &track));
    movie.extend(notes);
    part(b"moov", &movie)
}

fn video(notes: &[u8]) -> Vec<u8> {
    let mut bytes = part(b"ftyp", b"isom\0\0\x02\0isomiso2mp41");
    bytes.extend(part(b"free", b""));
    bytes.extend(part(b"mdat", &[7; 100]));
    bytes.extend(movie(notes));
    bytes
}

#[test]
fn takes_a_video() {
    let (inspected, kept) = judge("a.mp4", &video(b"")).unwrap();
    assert_eq!(inspected.media_type, "video/mp4");
    assert!(inspected.cleaned.is_none());
    assert_eq!(kept, video(b""));
    // Sizes of 64 bits, and one up to the end of the file.
    let mut long = part(b"ftyp", b"mp42\0\0\0\0isom");
    long.extend(movie(b""));
    long.extend(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x14data\0\0\0\0mdatdata");
    assert!(judge("a.mp4", &long).is_ok());
}

#[test]
fn blanks_where_it_was_taken() {
    let mut noted = video(&part(b"udta", &part(b"\xa9xyz", PLACE)));
    noted.extend(part(b"uuid", PLACE));
    let (inspected, kept) = judge("a.mp4", &noted).unwrap();
    assert!(inspected.cleaned.is_some());
    assert_eq!(kept.len(), noted.len());
    assert!(contains(&noted, PLACE) && !contains(&kept, PLACE));
    assert!(judge("a.mp4", &kept).unwrap().0.cleaned.is_none());
}

#[test]
fn refuses_what_is_no_whole_video() {
    refuses_each_cut("a.mp4", &video(b""));
    let start = part(b"ftyp", b"isom\0\0\x02\0isom");
    let with = |parts: &[Vec<u8>]| [std::slice::from_ref(&start), parts].concat().concat();
    let data = part(b"mdat", &[7; 10]);
    for (bytes, code) in [
        (with(std::slice::from_ref(&data)), "broken"),
        (with(&[movie(b"")]), "broken"),
        (with(&[part(b"moov", b""), data.clone()]), "broken"),
        (with(&[movie(b""), movie(b""), data.clone()]), "broken"),
        // A box smaller than its own header, and one larger than the box around it.
        (with(&[b"\0\0\0\x04moov".to_vec(), data.clone()]), "broken"),
        (
            with(&[part(b"moov", b"\0\0\0\xfftrak"), data.clone()]),
            "broken",
        ),
        (
            with(&[b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()]),
            "broken",
        ),
        (
            [
                part(b"ftyp", b"qt  \0\0\x02\0qt  "),
                data.clone(),
                movie(b""),
            ]
            .concat(),
            "content_mismatch",
        ),
        (
            [part(b"ftyp", b"heic\0\0\0\0mif1"), data, movie(b"")].concat(),
            "content_mismatch",
        ),
    ] {
        assert_eq!(
            judge("a.mp4", &bytes).map(|_| ()),
            Err(code),
            "{}",
            bytes.escape_ascii()
        );
    }
}
