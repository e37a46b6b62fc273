//! Everything that the schema of a body finds wrong with it. serde stops at the first fault; this names the others too.

use std::any::TypeId;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use chrono::NaiveDate;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::problem::{Fault, Place};
use crate::text::{Text, text};
use crate::validation;

/// No list of an input may be longer; what stands behind these is not looked at, but that there are more is a fault.
const ITEMS: usize = 1_001;
/// A body of the largest size could have a fault in every few bytes.
const MOST: usize = 10_000;

/// The validators of the bodies that were wrong so far; none for a schema that cannot be used.
static VALIDATORS: LazyLock<Mutex<HashMap<TypeId, Option<Arc<Validator>>>>> =
    LazyLock::new(Mutex::default);

/// What the schema of a body, as it stands in the document, finds wrong with it: one fault per place, `first` before all
/// others. `prefix` is the pointer at which the body stands.
pub(super) fn faults_of<T: ToSchema + 'static>(
    body: &[u8],
    prefix: &str,
    first: Fault,
) -> Vec<Fault> {
    let mut faults = vec![first];
    let (Some(validator), Ok(mut value)) =
        (validator::<T>(), serde_json::from_slice::<Value>(body))
    else {
        return faults;
    };
    shorten(&mut value);
    let mut found: Vec<Fault> = validator
        .iter_errors(&value)
        .flat_map(|error| explain(&error, prefix))
        .take(MOST)
        .collect();
    // The length of what is no text, or a value of the wrong type, is beside the point.
    found.sort_by_key(|fault| fault.code != "type");
    let mut named: HashSet<String> = faults.iter().map(place).collect();
    faults.extend(found.into_iter().filter(|fault| named.insert(place(fault))));
    faults
}

fn place(fault: &Fault) -> String {
    let (Place::Pointer(place) | Place::Parameter(place)) = &fault.place;
    place.clone()
}

/// A name as a part of a JSON pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(ITEMS);
            items.iter_mut().for_each(shorten);
        }
        Value::Object(members) => members.values_mut().for_each(shorten),
        _ => {}
    }
}

fn validator<T: ToSchema + 'static>() -> Option<Arc<Validator>> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    validators
        .entry(TypeId::of::<T>())
        .or_insert_with(|| match compile::<T>() {
            Ok(validator) => Some(Arc::new(validator)),
            Err(error) => {
                tracing::error!(error, "the schema of {} cannot be used: {error}", T::name());
                None
            }
        })
        .clone()
}

fn compile<T: ToSchema>() -> Result<Validator, String> {
    let mut used = Vec::new();
    T::schemas(&mut used);
    let used: HashMap<_, _> = used.into_iter().collect();
    let whole = json!({ "allOf": [T::schema()], "components": { "schemas": used } });
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("date", |value: &str| value.parse::<NaiveDate>().is_ok())
        .with_format("uri", |value: &str| validation::web_address(value).is_ok())
        .build(&whole)
        .map_err(|error| error.to_string())
}

fn explain(error: &ValidationError<'_>, prefix: &str) -> Vec<Fault> {
    use ValidationErrorKind as Kind;
    let here = format!("{prefix}{}", error.instance_path().as_str());
    let below = |name: &str| format!("{here}/{}", escape(name));
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let detail = text("wajib diisi", "is required");
            vec![Fault::body(below(name), "required", detail)]
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            unexpected
                .iter()
                .map(|name| {
                    let detail = text("anggota tidak dikenal", "unknown member");
                    Fault::body(below(name), "unknown_member", detail)
                })
                .collect()
        }
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            // Null is the other choice of what may be left out: the fault is that of the choice that was meant.
            let meant: Vec<_> = context.iter().filter(|errors| !asks_null(errors)).collect();
            match meant.as_slice() {
                [errors] => errors
                    .iter()
                    .flat_map(|error| explain(error, prefix))
                    .collect(),
                _ => vec![Fault::body(here, "invalid", unfit())],
            }
        }
        kind => {
            let (code, detail) = describe(kind);
            vec![Fault::body(here, code, detail)]
        }
    }
}

fn asks_null(errors: &[ValidationError<'_>]) -> bool {
    matches!(errors, [error] if matches!(
        error.kind(),
        ValidationErrorKind::Type { kind: TypeKind::Single(kind) } if kind.as_str() == "null"
    ))
}

fn unfit() -> Text {
    text("bentuknya salah", "has the wrong form")
}

/// The code of a rule and the message in both languages.
fn describe(kind: &ValidationErrorKind) -> (&'static str, Text) {
    use ValidationErrorKind as Kind;
    match kind {
        Kind::Type { kind } => ("type", wanted(kind)),
        Kind::Format { format } if format == "uri" => (
            "url",
            text(
                "harus alamat http atau https",
                "must be an http or https address",
            ),
        ),
        Kind::Format { format } => ("type", expected(name(format))),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => {
            ("out_of_range", least(limit))
        }
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => ("out_of_range", most(limit)),
        Kind::MinLength { limit } | Kind::MinItems { limit } => (
            "length",
            text(
                format!("panjang harus paling sedikit {limit}"),
                format!("its length must be at least {limit}"),
            ),
        ),
        Kind::MaxLength { limit } | Kind::MaxItems { limit } => (
            "length",
            text(
                format!("panjang harus paling banyak {limit}"),
                format!("its length must be at most {limit}"),
            ),
        ),
        Kind::Pattern { .. } => ("pattern", unfit()),
        Kind::Enum { options } => {
            let choices = list(options);
            (
                "unknown_value",
                text(
                    format!("harus salah satu dari: {choices}"),
                    format!("must be one of: {choices}"),
                ),
            )
        }
        _ => ("invalid", unfit()),
    }
}

fn least(limit: &Value) -> Text {
    text(
        format!("nilai harus paling sedikit {limit}"),
        format!("must be at least {limit}"),
    )
}

fn most(limit: &Value) -> Text {
    text(
        format!("nilai harus paling banyak {limit}"),
        format!("must be at most {limit}"),
    )
}

fn list(options: &Value) -> String {
    let options = options.as_array().into_iter().flatten();
    let names: Vec<String> = options
        .map(|option| match option.as_str() {
            Some(name) => format!("`{name}`"),
            None => option.to_string(),
        })
        .collect();
    names.join(", ")
}

fn wanted(kind: &TypeKind) -> Text {
    match kind {
        TypeKind::Single(one) => expected(name(one.as_str())),
        // Null beside the type is what may be left out.
        TypeKind::Multiple(all) => all
            .iter()
            .map(|one| one.as_str())
            .find(|one| *one != "null")
            .map_or_else(unfit, |one| expected(name(one))),
    }
}

fn expected((id, en): (&str, &str)) -> Text {
    text(
        format!("jenis nilainya salah (harus {id})"),
        format!("has the wrong type (expected {en})"),
    )
}

/// A type or a format in both languages.
fn name(kind: &str) -> (&str, &str) {
    match kind {
        "integer" => ("bilangan bulat", "an integer"),
        "number" => ("bilangan", "a number"),
        "string" => ("teks", "a string"),
        "boolean" => ("true atau false", "true or false"),
        "array" => ("larik", "an array"),
        "object" => ("objek", "an object"),
        "date" => ("tanggal", "a date"),
        "date-time" => ("waktu RFC 3339", "an RFC 3339 time"),
        other => (other, other),
    }
}
