//! Bounds of the headers that every operation reads: the document states them, and the guard keeps them.

use actix_web::HttpRequest;
use actix_web::http::Method;

use crate::problem::{Fault, Problem};
use crate::text::text;

/// What a header may be.
pub struct Bounds {
    /// Its name.
    pub name: &'static str,
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// The characters that it may have, for the document.
    pub pattern: &'static str,
    allowed: fn(&u8) -> bool,
}

const fn printable(name: &'static str, max: usize) -> Bounds {
    Bounds {
        name,
        min: 0,
        max,
        pattern: "^[ -~]*$",
        allowed: |byte| matches!(byte, b' '..=b'~'),
    }
}

/// The language of messages.
pub const ACCEPT_LANGUAGE: Bounds = printable("Accept-Language", 500);
/// What the caller has already.
pub const IF_NONE_MATCH: Bounds = printable("If-None-Match", 500);
/// What the caller's change is based on.
pub const IF_MATCH: Bounds = printable("If-Match", 500);
/// What makes a retry one.
pub const IDEMPOTENCY_KEY: Bounds = Bounds {
    name: "Idempotency-Key",
    min: 16,
    max: 255,
    pattern: "^[!-~]+$",
    allowed: u8::is_ascii_graphic,
};

/// For what who children are is read. Blanks around a header are none of it.
pub const PURPOSE: Bounds = Bounds {
    min: 3,
    pattern: "^[!-~]([ -~]*[!-~])?$",
    ..printable("X-Purpose", 200)
};

/// A header that only some operations read.
///
/// # Errors
/// It is out of its bounds.
pub fn value(req: &HttpRequest, bounds: &Bounds) -> Result<Option<String>, Problem> {
    if let Some(fault) = faults(req, bounds) {
        return Err(Problem::invalid(vec![fault]));
    }
    let lines: Vec<&str> = req
        .headers()
        .get_all(bounds.name)
        .filter_map(|line| line.to_str().ok())
        .collect();
    Ok((!lines.is_empty()).then(|| lines.join(", ")))
}

/// Checks the headers that a request of its method may carry.
///
/// # Errors
/// Every header that is out of its bounds.
pub fn check(req: &HttpRequest) -> Result<(), Problem> {
    let of_method: &[Bounds] = match *req.method() {
        Method::GET => &[ACCEPT_LANGUAGE, IF_NONE_MATCH],
        Method::POST => &[ACCEPT_LANGUAGE, IF_MATCH, IDEMPOTENCY_KEY],
        _ => &[ACCEPT_LANGUAGE, IF_MATCH],
    };
    let faults: Vec<Fault> = of_method
        .iter()
        .flat_map(|bounds| faults(req, bounds))
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

fn faults(req: &HttpRequest, bounds: &Bounds) -> Option<Fault> {
    let lines: Vec<&[u8]> = req
        .headers()
        .get_all(bounds.name)
        .map(|value| value.as_bytes())
        .collect();
    if lines.is_empty() {
        return None;
    }
    // Several lines of a header are one list (RFC 9110 §5.3).
    let value = lines.join(b", ".as_slice());
    let Bounds { name, min, max, .. } = *bounds;
    if !value.iter().all(bounds.allowed) {
        return Some(Fault::parameter(
            name,
            "pattern",
            text(
                "memuat karakter yang tidak diizinkan",
                "has characters that are not permitted",
            ),
        ));
    }
    (!(min..=max).contains(&value.len())).then(|| {
        Fault::parameter(
            name,
            "length",
            text(
                format!("harus {min} sampai {max} karakter"),
                format!("must have {min} to {max} characters"),
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn keeps_the_bounds_that_the_document_states() {
        let check = |name: &'static str, value: &'static str| {
            let req = TestRequest::post().insert_header((name, value));
            check(&req.to_http_request()).is_ok()
        };
        for (name, value, good) in [
            ("accept-language", "en-GB, id;q=0.5", true),
            ("accept-language", "", true),
            ("accept-language", "é", false),
            ("if-match", "\"v1\", *", true),
            ("idempotency-key", "0123456789abcdef", true),
            ("idempotency-key", "0123456789abcde", false),
            ("idempotency-key", "0123456789 abcdef", false),
            ("if-none-match", "é", true),
        ] {
            assert_eq!(check(name, value), good, "{name}: {value}");
        }
        for (value, good) in [("Kunjungan rumah", true), ("ab", false), ("é lain", false)] {
            let req = TestRequest::get().insert_header(("x-purpose", value));
            let told = super::value(&req.to_http_request(), &PURPOSE);
            assert_eq!(told.ok().flatten().as_deref(), good.then_some(value));
        }
        let long = TestRequest::get().insert_header(("if-none-match", "x".repeat(501)));
        assert!(super::check(&long.to_http_request()).is_err());
    }
}
