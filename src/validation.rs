//! Rules that many inputs share, and the way from the validator's errors to faults with a pointer.

use std::borrow::Cow;

use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::problem::Fault;
use crate::text::{Text, text};

/// Separates the two languages in the message of a custom rule.
const BOTH: char = '\u{1f}';

/// An error of a custom rule: a code for programs, and the message in Indonesian and English.
pub fn broken(code: &'static str, id: &str, en: &str) -> ValidationError {
    ValidationError::new(code).with_message(Cow::Owned(format!("{id}{BOTH}{en}")))
}

/// One line of text: something in it, no blanks at its ends, no control characters.
///
/// # Errors
/// When it is not.
pub fn line(value: &str) -> Result<(), ValidationError> {
    if value.trim() != value || value.is_empty() {
        return Err(broken(
            "blank",
            "tidak boleh kosong atau diawali/diakhiri spasi",
            "must not be empty or begin or end with a blank",
        ));
    }
    if value.chars().any(char::is_control) {
        return Err(broken(
            "control_character",
            "memuat karakter kendali",
            "contains a control character",
        ));
    }
    Ok(())
}

/// Text of several lines: no control characters but line ends and tabs.
///
/// # Errors
/// When it has others.
pub fn paragraph(value: &str) -> Result<(), ValidationError> {
    if value
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(broken(
            "control_character",
            "memuat karakter kendali",
            "contains a control character",
        ));
    }
    Ok(())
}

/// An address on the web.
///
/// # Errors
/// When it is none with http or https.
pub fn web_address(value: &str) -> Result<(), ValidationError> {
    match url::Url::parse(value) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => line(value),
        _ => Err(broken(
            "url",
            "harus alamat http atau https",
            "must be an http or https address",
        )),
    }
}

/// Every fault of a validated body, with pointers; `prefix` is the pointer of the validated value.
pub fn faults(errors: &ValidationErrors, prefix: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    collect(errors, prefix, &mut faults);
    faults.sort_by(|a, b| format!("{:?}", a.place).cmp(&format!("{:?}", b.place)));
    faults
}

fn collect(errors: &ValidationErrors, prefix: &str, faults: &mut Vec<Fault>) {
    for (field, kind) in errors.errors() {
        // Rules over a whole struct arrive under `__all__`; they name their member in a parameter.
        let here = if field == "__all__" {
            prefix.to_owned()
        } else {
            // A member called as a word of Rust has a raw name there.
            format!("{prefix}/{}", field.trim_start_matches("r#"))
        };
        match kind {
            ValidationErrorsKind::Field(found) => {
                for error in found {
                    let member = error.params.get("member").and_then(|m| m.as_str());
                    let pointer =
                        member.map_or_else(|| here.clone(), |member| format!("{prefix}/{member}"));
                    faults.push(Fault::body(pointer, code(error), message(error)));
                }
            }
            ValidationErrorsKind::Struct(nested) => collect(nested, &here, faults),
            ValidationErrorsKind::List(rows) => {
                for (index, nested) in rows {
                    collect(nested, &format!("{here}/{index}"), faults);
                }
            }
        }
    }
}

/// What a rule says of a value, for callers without a body.
pub fn rule_fault(pointer: &str, error: &ValidationError) -> Fault {
    Fault::body(pointer, code(error), message(error))
}

fn code(error: &ValidationError) -> &'static str {
    match &error.code {
        Cow::Borrowed("range") => "out_of_range",
        Cow::Borrowed("regex") => "pattern",
        Cow::Borrowed(code) => code,
        Cow::Owned(_) => "invalid",
    }
}

fn message(error: &ValidationError) -> Text {
    if let Some((id, en)) = error.message.as_ref().and_then(|m| m.split_once(BOTH)) {
        return text(id.to_owned(), en.to_owned());
    }
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    let (min, max) = (bound("min"), bound("max"));
    let span = |id: &str, en: &str| match (&min, &max) {
        (Some(min), Some(max)) => text(
            format!("{id} antara {min} dan {max}"),
            format!("{en} between {min} and {max}"),
        ),
        (Some(min), None) => text(
            format!("{id} paling sedikit {min}"),
            format!("{en} at least {min}"),
        ),
        (None, Some(max)) => text(
            format!("{id} paling banyak {max}"),
            format!("{en} at most {max}"),
        ),
        (None, None) => text(format!("{id} tidak sah"), format!("{en} not valid")),
    };
    match error.code.as_ref() {
        "range" => span("nilai harus", "must be"),
        "length" => span("panjang harus", "its length must be"),
        _ => text("bentuknya salah", "has the wrong form"),
    }
}

/// Reads a struct from a JSON object only: serde would take an array of its members in order as well.
///
/// # Errors
/// When it is anything but an object that fits.
pub fn object<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Members<T>(std::marker::PhantomData<T>);

    impl<'de, T: serde::Deserialize<'de>> serde::de::Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
            T::deserialize(serde::de::value::MapAccessDeserializer::new(members))
        }
    }

    deserializer.deserialize_map(Members(std::marker::PhantomData))
}

/// Reads a list of structs, each from a JSON object only.
///
/// # Errors
/// When it is anything but a list of objects that fit.
pub fn objects<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(transparent, bound(deserialize = "T: serde::Deserialize<'de>"))]
    struct Member<T>(#[serde(deserialize_with = "object")] T);

    let members: Vec<Member<T>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(members.into_iter().map(|Member(value)| value).collect())
}
