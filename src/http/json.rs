//! A JSON body that is whole, of the right type, and keeps its rules: 415, 413, 400, 422 in that order.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use validator::Validate;

use super::faults::{escape, faults_of};
use super::limits::{BODY_LIMIT, collect};
use crate::problem::{Fault, Kind, Problem};
use crate::text::{Text, text};
use crate::validation;

/// A validated JSON body. The document infers the request body from this name.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Validate + ToSchema + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = check_media_type(req);
        let payload = payload.take();
        Box::pin(async move {
            media_type?;
            let body = collect(payload, BODY_LIMIT).await?;
            parse(&body, "").map(Self)
        })
    }
}

/// A JSON body that may be left out; the document has to be told of it by `request_body`.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

impl<T: DeserializeOwned + Validate + ToSchema + Default + 'static> FromRequest
    for OptionalJson<T>
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = check_media_type(req);
        let payload = payload.take();
        Box::pin(async move {
            let body = collect(payload, BODY_LIMIT).await?;
            if body.is_empty() {
                return Ok(Self(T::default()));
            }
            media_type?;
            parse(&body, "").map(Self)
        })
    }
}

fn check_media_type(req: &HttpRequest) -> Result<(), Problem> {
    let header = req
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let media_type = header
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
    {
        return Ok(());
    }
    Err(Problem::new(
        Kind::UnsupportedMediaType,
        text(
            "Isi harus application/json.",
            "The body must be application/json.",
        ),
    ))
}

/// A struct that stands in an object, not in an array.
#[derive(serde::Deserialize)]
#[serde(transparent, bound(deserialize = "T: serde::Deserialize<'de>"))]
struct Object<T>(#[serde(deserialize_with = "validation::object")] T);

/// Parses and validates JSON; `prefix` is the pointer at which it stands.
///
/// # Errors
/// 400 when it is no JSON, 422 with every rule that it breaks.
pub fn parse<T: DeserializeOwned + Validate + ToSchema + 'static>(
    body: &[u8],
    prefix: &str,
) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let Object(value) = serde_path_to_error::deserialize::<_, Object<T>>(&mut deserializer)
        // What is no JSON further on is broken (400), whatever else is wrong with what stands before it (422).
        .map_err(
            |error| match serde_json::from_slice::<serde::de::IgnoredAny>(body) {
                Ok(_) => explain::<T>(&error, body, prefix),
                Err(broken) => malformed(&broken),
            },
        )?;
    deserializer.end().map_err(|error| malformed(&error))?;
    value
        .validate()
        .map_err(|errors| Problem::invalid(validation::faults(&errors, prefix)))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::new(
        Kind::Malformed,
        text(
            format!("JSON rusak pada baris {line}, kolom {column}."),
            format!("The JSON is broken at line {line}, column {column}."),
        ),
    )
}

/// What serde found, and all that the schema finds beside it.
fn explain<T: ToSchema + 'static>(
    error: &serde_path_to_error::Error<serde_json::Error>,
    body: &[u8],
    prefix: &str,
) -> Problem {
    if !error.inner().is_data() {
        return malformed(error.inner());
    }
    let pointer = pointer(error.path(), prefix);
    let message = strip_position(&error.inner().to_string()).to_owned();
    let (name, code, detail) = describe(&message);
    let pointer = match name {
        // The path ends at the struct for a member that is missing.
        Some(name) if !pointer.ends_with(&format!("/{name}")) => format!("{pointer}/{name}"),
        _ => pointer,
    };
    let first = Fault::body(pointer, code, detail);
    Problem::invalid(faults_of::<T>(body, prefix, first))
}

fn pointer(path: &serde_path_to_error::Path, prefix: &str) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = prefix.to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&escape(key));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

fn strip_position(message: &str) -> &str {
    message
        .rsplit_once(" at line ")
        .map_or(message, |(head, _)| head)
}

/// The member that a message names, a code, and the message in both languages.
fn describe(message: &str) -> (Option<String>, &'static str, Text) {
    let quoted = || message.split('`').nth(1).map(str::to_owned);
    if message.starts_with("unknown field") {
        let choices = message
            .split_once("expected ")
            .map_or("", |(_, rest)| rest)
            .trim_start_matches("one of ");
        // The path ends at the member itself, whose name may hold anything.
        return (
            None,
            "unknown_member",
            text(
                format!("anggota tidak dikenal; yang dikenal: {choices}"),
                format!("unknown member; known are: {choices}"),
            ),
        );
    }
    if message.starts_with("missing field") {
        return (quoted(), "required", text("wajib diisi", "is required"));
    }
    if message.starts_with("duplicate field") {
        return (
            quoted(),
            "repeated",
            text("disebut dua kali", "is named twice"),
        );
    }
    if message.starts_with("unknown variant") {
        let choices = message
            .split_once("expected ")
            .map_or("", |(_, rest)| rest)
            .trim_start_matches("one of ");
        return (
            None,
            "unknown_value",
            text(
                format!("harus salah satu dari: {choices}"),
                format!("must be one of: {choices}"),
            ),
        );
    }
    (
        None,
        "type",
        text(
            format!("jenis nilainya salah ({message})"),
            format!("has the wrong type ({message})"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    #[derive(Debug, serde::Deserialize, Validate, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[validate(range(min = 0, max = 100))]
        value: i32,
        #[validate(length(min = 1, max = 3), custom(function = "validation::line"))]
        name: String,
    }

    fn fault(body: &str) -> Vec<(String, &'static str)> {
        let problem = parse::<Body>(body.as_bytes(), "").unwrap_err();
        let place = |fault: &Fault| match &fault.place {
            Place::Pointer(p) | Place::Parameter(p) => p.clone(),
        };
        problem
            .faults()
            .iter()
            .map(|f| (place(f), f.code))
            .collect()
    }

    #[test]
    fn points_at_what_is_wrong() {
        let one = |pointer: &str, code| vec![(pointer.to_owned(), code)];
        assert_eq!(fault(r#"[1,"a"]"#), one("", "type"));
        assert_eq!(fault(r#"{"value":1}"#), one("/name", "required"));
        assert_eq!(fault(r#"{"value":"x","name":"a"}"#), one("/value", "type"));
        assert_eq!(
            fault(r#"{"value":1,"name":"a","extra":1}"#),
            one("/extra", "unknown_member")
        );
        assert_eq!(
            fault(r#"{"value":1,"value":2,"name":"a"}"#),
            one("/value", "repeated")
        );
        assert_eq!(
            fault(r#"{"value":"x","a/b":1}"#),
            vec![
                ("/value".to_owned(), "type"),
                ("/name".to_owned(), "required"),
                ("/a~1b".to_owned(), "unknown_member")
            ]
        );
        assert_eq!(
            fault(r#"{"value":101,"name":"abcd"}"#),
            vec![
                ("/name".to_owned(), "length"),
                ("/value".to_owned(), "out_of_range")
            ]
        );
        assert_eq!(
            fault(r#"{"value":1,"name":"\u0000"}"#),
            one("/name", "control_character")
        );
        for broken in ["", "{", "[1", r#"{"value":1,"name":"a"} x"#] {
            assert_eq!(
                parse::<Body>(broken.as_bytes(), "").unwrap_err().kind(),
                Kind::Malformed,
                "{broken}"
            );
        }
    }
}
