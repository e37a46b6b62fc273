//! What the requests of this feature have in common.

use validator::ValidationError;

use crate::validation::{broken, line, paragraph};

/// Makes the request that adds a thing and the one that replaces it from one list of members, so that the two cannot
/// drift apart: the first has the key where that is part of the path later, the second the reason. Types stand in
/// brackets, so that the derives see them as they are written.
macro_rules! requests {
    (
        $(#[$create_meta:meta])*
        create $create:ident { $($(#[$key_meta:meta])* $key:ident)? }
        $(#[$update_meta:meta])*
        update $update:ident
        members { $($(#[$meta:meta])* $member:ident: [$($type:tt)+],)+ }
    ) => {
        #[derive(Debug, Clone, serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$create_meta])*
        pub struct $create {
            $($(#[$key_meta])* pub $key: String,)?
            $($(#[$meta])* pub $member: $($type)+,)+
        }

        #[derive(Debug, Clone, serde::Deserialize, validator::Validate, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$update_meta])*
        pub struct $update {
            $($(#[$meta])* pub $member: $($type)+,)+
            /// Why it is changed.
            #[validate(length(min = 3, max = 500), custom(function = "crate::validation::line"))]
            #[schema(min_length = 3, max_length = 500)]
            pub reason: String,
        }

        impl $update {
            /// What it is to be from now on, and why.
            pub fn split(self $(, $key: String)?) -> ($create, String) {
                let Self { $($member,)+ reason } = self;
                ($create { $($key,)? $($member,)+ }, reason)
            }
        }
    };
}
pub(crate) use requests;

/// Prose of one or several lines.
///
/// # Errors
/// Blanks at its ends, control characters.
pub fn prose(value: &str) -> Result<(), ValidationError> {
    if value.trim() == value {
        paragraph(value)
    } else {
        line(value)
    }
}

/// The form of every source's code; enforced by [`source_code`].
pub const SOURCE_CODE: &str = "^[A-Z][A-Z0-9_]{1,29}$";
/// The form of every indicator's code; enforced by [`indicator_code`].
pub const INDICATOR_CODE: &str = "^[a-z][a-z0-9_]{1,49}$";

/// A source's code.
///
/// # Errors
/// When it is none.
pub fn source_code(value: &str) -> Result<(), ValidationError> {
    code(value, 30, SOURCE_CODE, |b| b.is_ascii_uppercase())
}

/// The code of an indicator or of a comparability group.
///
/// # Errors
/// When it is none.
pub fn indicator_code(value: &str) -> Result<(), ValidationError> {
    code(value, 50, INDICATOR_CODE, |b| b.is_ascii_lowercase())
}

fn code(
    value: &str,
    max: usize,
    pattern: &str,
    letter: fn(u8) -> bool,
) -> Result<(), ValidationError> {
    let good = (2..=max).contains(&value.len())
        && value.bytes().next().is_some_and(letter)
        && value
            .bytes()
            .all(|b| letter(b) || b.is_ascii_digit() || b == b'_');
    if good {
        return Ok(());
    }
    Err(broken(
        "pattern",
        &format!("harus berbentuk {pattern}"),
        &format!("must be of the form {pattern}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_form() {
        for good in ["SSGI", "E2", "OPERASI_TIMBANG"] {
            assert!(source_code(good).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "S",
            "ssgi",
            "2E",
            "_S",
            "SSGI ",
            "SS-GI",
            "É1",
            &"S".repeat(31),
        ] {
            assert!(source_code(wrong).is_err(), "{wrong}");
        }
        assert!(indicator_code("stunting_moderate_only").is_ok());
        assert!(indicator_code(&"s".repeat(50)).is_ok());
        for wrong in ["s", "Stunting", "1st", "st unting", &"s".repeat(51)] {
            assert!(indicator_code(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn prose_may_have_lines() {
        assert!(prose("Satu.\nDua.").is_ok());
        for wrong in [" Satu.", "Satu.\n", "Satu\u{7}.", " "] {
            assert!(prose(wrong).is_err(), "{wrong:?}");
        }
    }
}
