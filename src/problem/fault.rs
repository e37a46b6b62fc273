//! One thing that is wrong with an input: as the code makes it, and as it is shown.

use serde::Serialize;
use utoipa::ToSchema;

use crate::text::{Language, Text};

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// A stable word for programs, such as `out_of_range`.
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: Text,
}

/// Where an input is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A JSON pointer into the body.
    Pointer(String),
    /// A parameter of path, query or header.
    Parameter(String),
}

impl Fault {
    /// A fault of a member of the body; `pointer` as in `/value_pct`.
    pub fn body(pointer: impl Into<String>, code: &'static str, detail: Text) -> Self {
        Self {
            place: Place::Pointer(bounded(pointer.into())),
            code,
            detail,
        }
    }

    /// A fault of a parameter.
    pub fn parameter(name: impl Into<String>, code: &'static str, detail: Text) -> Self {
        Self {
            place: Place::Parameter(bounded(name.into())),
            code,
            detail,
        }
    }

    /// The same fault below a pointer, as rows of a bulk need it.
    pub fn below(mut self, prefix: &str) -> Self {
        if let Place::Pointer(pointer) = &mut self.place {
            pointer.insert_str(0, prefix);
        }
        self
    }

    /// As it is shown.
    pub fn render(&self, language: Language) -> FaultBody {
        let (pointer, parameter) = match &self.place {
            Place::Pointer(pointer) => (Some(pointer.clone()), None),
            Place::Parameter(name) => (None, Some(name.clone())),
        };
        FaultBody {
            pointer,
            parameter,
            code: self.code.to_owned(),
            detail: self.detail.in_language(language).to_owned(),
        }
    }
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Fault)]
pub struct FaultBody {
    /// A JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/value_pct")]
    pub pointer: Option<String>,
    /// A parameter of path, query or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// A stable word for programs.
    #[schema(example = "out_of_range")]
    pub code: String,
    /// What is wrong, for people.
    #[schema(example = "harus antara 0 dan 100")]
    pub detail: String,
}

/// The most characters of a name that is repeated to a caller and in the audit log.
const NAME_LIMIT: usize = 200;

fn bounded(name: String) -> String {
    if name.len() <= NAME_LIMIT {
        return name;
    }
    name.chars().take(NAME_LIMIT).collect()
}
