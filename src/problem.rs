//! The only error of the API: a problem document of RFC 9457, in Indonesian or English.
//! The kinds stand in one table (`KINDS`); causes of 5xx are logged and never shown.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::text::{Language, Text, text};

mod database;
mod fault;
mod kind;

pub use fault::{Fault, FaultBody, Place};
pub use kind::{KINDS, Kind, KindInfo};

/// Why it was not done.
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Kind,
    detail: Text,
    faults: Vec<Fault>,
    existing: Option<String>,
    report: Option<serde_json::Value>,
    headers: Vec<(&'static str, String)>,
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// Explains the kind of problem; this server answers it.
    #[schema(format = "uri-reference", example = "/problems/not_found")]
    pub r#type: String,
    /// The kind, for people.
    #[schema(example = "Tidak ditemukan")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What happened this time.
    #[schema(example = "Tidak ada data seperti itu dalam wilayah Anda.")]
    pub detail: String,
    /// The path that was asked.
    #[schema(format = "uri-reference", example = "/api/v1/regions/99")]
    pub instance: String,
    /// The kind, for programs.
    #[schema(example = "not_found")]
    pub code: String,
    /// The request, as in the logs.
    #[schema(format = "uuid", example = "0192d3a0-0000-7000-8000-000000000001")]
    pub request_id: String,
    /// Everything that is wrong with the input.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FaultBody>,
    /// The resource that stands there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference")]
    pub existing: Option<String>,
    /// What an import found, row by row.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub report: Option<serde_json::Value>,
}

impl Problem {
    /// A problem of a kind with what happened this time.
    pub fn new(kind: Kind, detail: Text) -> Self {
        Self(Box::new(Inner {
            kind,
            detail,
            faults: Vec::new(),
            existing: None,
            report: None,
            headers: Vec::new(),
        }))
    }

    /// Not there, or not for this caller: one answer for both.
    pub fn not_found() -> Self {
        Self::new(
            Kind::NotFound,
            text(
                "Tidak ada data seperti itu dalam wilayah Anda.",
                "There is no such thing within your region.",
            ),
        )
    }

    /// The input is wrong in these ways.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let count = faults.len();
        let mut problem = Self::new(
            Kind::Invalid,
            text(
                format!("{count} kesalahan pada masukan."),
                format!("{count} fault(s) in the input."),
            ),
        );
        problem.0.faults = faults;
        problem
    }

    /// The state of things does not allow it.
    pub fn conflict(detail: Text) -> Self {
        Self::new(Kind::Conflict, detail)
    }

    /// It exists already, there.
    pub fn already_exists(existing: String, detail: Text) -> Self {
        let mut problem = Self::new(Kind::AlreadyExists, detail);
        problem.0.existing = Some(existing);
        problem
    }

    /// Changed since it was read; `etag` is the current one.
    pub fn stale(etag: &str) -> Self {
        Self::new(
            Kind::PreconditionFailed,
            text(
                "Data sudah berubah sejak dibaca.",
                "It has changed since it was read.",
            ),
        )
        .with_header("ETag", etag.to_owned())
    }

    /// Something of ours failed; the cause goes to the log only.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(cause = %cause, "internal error: {cause}");
        Self::new(
            Kind::Internal,
            text(
                "Terjadi kesalahan di pihak server.",
                "Something failed on our side.",
            ),
        )
    }

    /// With the report of an import.
    pub fn with_report(mut self, report: &impl Serialize) -> Self {
        self.0.report = serde_json::to_value(report).ok();
        self
    }

    /// With a header.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What is wrong with the input.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// What happened.
    pub fn detail(&self) -> &Text {
        &self.0.detail
    }

    /// Headers beside the document.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.0.headers
    }

    /// The document in a language.
    pub fn body(&self, language: Language, instance: &str, request_id: &str) -> ProblemBody {
        let info = self.0.kind.info();
        ProblemBody {
            r#type: format!("/problems/{}", info.code),
            title: info.title(language).to_owned(),
            status: info.status,
            detail: self.0.detail.in_language(language).to_owned(),
            instance: instance.to_owned(),
            code: info.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: self
                .0
                .faults
                .iter()
                .map(|fault| fault.render(language))
                .collect(),
            existing: self.0.existing.clone(),
            report: self.0.report.clone(),
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.kind.info().code, self.0.detail.en)?;
        for fault in &self.0.faults {
            let (Place::Pointer(place) | Place::Parameter(place)) = &fault.place;
            write!(f, "; {place} {}: {}", fault.code, fault.detail.en)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.info().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only the status: the outermost middleware writes the document, since it knows language and request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
