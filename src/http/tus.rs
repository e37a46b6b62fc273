//! The headers of the tus protocol 1.0.0 (<https://tus.io/protocols/resumable-upload>): what a file that arrives in parts is,
//! where a part begins, and what its sum must be.

mod described;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest};
use aws_lc_rs::digest::{Algorithm, Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use described::{CreationHeaders, PartHeaders};

use super::limits::too_large;
use super::multipart::file_name;
use crate::problem::{Fault, Kind, Problem};
use crate::text::text;

/// The version that is spoken.
const VERSION: &str = "1.0.0";
/// The media type of a part.
pub const PART: &str = "application/offset+octet-stream";
/// The most bytes of a file; of most kinds fewer are taken.
pub const LARGEST: u64 = 200 * 1024 * 1024;
/// The most characters of `Upload-Metadata`.
const METADATA_LIMIT: usize = 16_000;

/// Whether a path is one of those that speak tus.
fn is_tus(path: &str) -> bool {
    path.starts_with("/api/v1/uploads/")
        || (path.starts_with("/api/v1/action-reports/") && path.ends_with("/uploads"))
}

/// What every answer of such a path says.
pub fn add_version(headers: &mut HeaderMap, path: &str) {
    if is_tus(path) {
        headers.insert(
            HeaderName::from_static("tus-resumable"),
            HeaderValue::from_static(VERSION),
        );
    }
}

/// What OPTIONS answers at such a path.
pub fn abilities(path: &str) -> Vec<(&'static str, String)> {
    if !is_tus(path) {
        return Vec::new();
    }
    vec![
        ("Tus-Version", VERSION.to_owned()),
        (
            "Tus-Extension",
            "creation,expiration,checksum,termination".to_owned(),
        ),
        ("Tus-Max-Size", LARGEST.to_string()),
        ("Tus-Checksum-Algorithm", "sha256,sha1".to_owned()),
    ]
}

/// The method that is meant where the sender's surroundings know only POST.
pub fn method_meant(method: &Method, path: &str, headers: &HeaderMap) -> Option<Method> {
    let meant = headers.get("x-http-method-override")?.to_str().ok()?;
    let meant = [Method::PATCH, Method::DELETE, Method::HEAD]
        .into_iter()
        .find(|method| method.as_str() == meant)?;
    (*method == Method::POST && is_tus(path)).then_some(meant)
}

/// A file that is to arrive in parts.
#[derive(Debug)]
pub struct Creation {
    /// Its bytes.
    pub length: u64,
    /// The name that it has with the sender, without folders.
    pub file_name: String,
    /// What is said of it, as JSON.
    pub meta: Vec<u8>,
}

/// What is said of a part.
#[derive(Debug)]
pub struct PartHead {
    /// Where it begins.
    pub offset: u64,
    /// What its bytes must come to.
    pub checksum: Option<Checksum>,
    /// Its bytes, if that is known before.
    pub length: Option<u64>,
}

/// A sum, and how it is made.
#[derive(Debug)]
pub struct Checksum {
    algorithm: &'static Algorithm,
    expected: Vec<u8>,
}

impl Checksum {
    /// Begins to sum.
    pub fn begin(&self) -> Context {
        Context::new(self.algorithm)
    }

    /// Whether the sum is the one that was told.
    pub fn agrees(&self, sum: Context) -> bool {
        sum.finish().as_ref() == self.expected.as_slice()
    }
}

/// The problem of bytes whose sum is another one than was told.
pub fn checksum_mismatch() -> Problem {
    Problem::new(
        Kind::ChecksumMismatch,
        text(
            "Jumlah pemeriksa tidak cocok dengan byte yang tiba; kirim lagi.",
            "The checksum does not fit the bytes that arrived; send them again.",
        ),
    )
}

impl FromRequest for Creation {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(creation(req))
    }
}

impl FromRequest for PartHead {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(part_head(req))
    }
}

fn creation(req: &HttpRequest) -> Result<Creation, Problem> {
    check_version(req)?;
    let mut faults = Vec::new();
    let length = number(req, "Upload-Length", 1).map_err(|fault| faults.push(fault));
    let metadata = metadata(req).map_err(|found| faults.extend(found));
    let (Ok(length), Ok((name, meta))) = (length, metadata) else {
        return Err(Problem::invalid(faults));
    };
    if length > LARGEST {
        return Err(too_large(usize::try_from(LARGEST).unwrap_or(usize::MAX)));
    }
    Ok(Creation {
        length,
        file_name: name,
        meta,
    })
}

fn part_head(req: &HttpRequest) -> Result<PartHead, Problem> {
    check_version(req)?;
    if header(req, CONTENT_TYPE.as_str()) != Some(PART) {
        return Err(Problem::new(
            Kind::UnsupportedMediaType,
            text(format!("Kirim {PART}."), format!("Send {PART}.")),
        ));
    }
    let offset = number(req, "Upload-Offset", 0).map_err(|fault| Problem::invalid(vec![fault]))?;
    Ok(PartHead {
        offset,
        checksum: header(req, "Upload-Checksum").map(checksum).transpose()?,
        length: header(req, CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()),
    })
}

/// The protocol wants the header in every request; who leaves it out can only mean this version.
fn check_version(req: &HttpRequest) -> Result<(), Problem> {
    match header(req, "Tus-Resumable") {
        None | Some(VERSION) => Ok(()),
        Some(_) => Err(Problem::new(
            Kind::UnsupportedVersion,
            text(
                format!("Versi tus yang didukung: {VERSION}."),
                format!("The version of tus is {VERSION}."),
            ),
        )
        .with_header("Tus-Version", VERSION.to_owned())),
    }
}

fn header<'a>(req: &'a HttpRequest, name: &str) -> Option<&'a str> {
    req.headers()
        .get(name)
        .map(|value| value.to_str().unwrap_or_default().trim())
}

fn number(req: &HttpRequest, name: &'static str, least: u64) -> Result<u64, Fault> {
    let Some(value) = header(req, name) else {
        let detail = text("wajib diisi", "is required");
        return Err(Fault::parameter(name, "required", detail));
    };
    let number = value.parse().ok().filter(|number| *number >= least);
    number.ok_or_else(|| {
        let (id, en) = (
            format!("harus bilangan bulat mulai {least}"),
            format!("must be a whole number from {least} on"),
        );
        Fault::parameter(name, "out_of_range", text(id, en))
    })
}

/// An unknown algorithm is 400, as the protocol has it.
fn checksum(value: &str) -> Result<Checksum, Problem> {
    let (name, sum) = value.split_once(' ').unwrap_or((value, ""));
    let algorithm = match name {
        "sha256" => Some(&SHA256),
        "sha1" => Some(&SHA1_FOR_LEGACY_USE_ONLY),
        _ => None,
    };
    let expected = STANDARD.decode(sum.trim()).ok();
    match (algorithm, expected) {
        (Some(algorithm), Some(expected)) if expected.len() == algorithm.output_len() => {
            Ok(Checksum {
                algorithm,
                expected,
            })
        }
        _ => Err(Problem::new(
            Kind::Malformed,
            text(
                "Upload-Checksum harus `sha256` atau `sha1` dan jumlahnya dalam base64.",
                "Upload-Checksum must be `sha256` or `sha1` and the sum in base64.",
            ),
        )),
    }
}

/// The name of the file and what is said of it: `filename <base64>,meta <base64>`.
fn metadata(req: &HttpRequest) -> Result<(String, Vec<u8>), Vec<Fault>> {
    let fault =
        |code, id: String, en: String| Fault::parameter("Upload-Metadata", code, text(id, en));
    let header = header(req, "Upload-Metadata").unwrap_or_default();
    if header.len() > METADATA_LIMIT {
        let (id, en) = (
            format!("paling banyak {METADATA_LIMIT} karakter"),
            format!("at most {METADATA_LIMIT} characters"),
        );
        return Err(vec![fault("length", id, en)]);
    }
    let (mut name, mut meta, mut faults) = (None, None, Vec::new());
    for pair in header.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value.trim()).unwrap_or_default();
        match key {
            "filename" if name.is_none() => name = Some(value),
            "meta" if meta.is_none() => meta = Some(value),
            _ => {
                let key: String = key.chars().take(50).collect();
                faults.push(fault(
                    "unknown_field",
                    format!("`{key}` tidak dikenal atau berulang; yang ada: filename, meta"),
                    format!("`{key}` is unknown or repeated; there are: filename, meta"),
                ));
            }
        }
    }
    let name = name.and_then(|name| file_name(&String::from_utf8_lossy(&name)));
    if let (Some(name), Some(meta), true) = (name, meta, faults.is_empty()) {
        return Ok((name, meta));
    }
    if faults.is_empty() {
        faults.push(fault(
            "required",
            "memerlukan `filename` (1 sampai 200 karakter) dan `meta`, nilainya dalam base64"
                .to_owned(),
            "needs `filename` (1 to 200 characters) and `meta`, their values in base64".to_owned(),
        ));
    }
    Err(faults)
}
