//! The OpenAPI document: what every operation has in common is added here, once.

use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Type};
use utoipa::{Modify, OpenApi as _};

use super::header_bounds::{ACCEPT_LANGUAGE, Bounds, IDEMPOTENCY_KEY, IF_NONE_MATCH};
use super::observe::PROBLEM_JSON;
use super::operations::{needs_if_match, of_item};
use super::parameters::straighten;
use crate::page::PageInfo;
use crate::pct::Pct;
use crate::period::Period;
use crate::problem::{FaultBody, ProblemBody};

/// The head of the document.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Tumbuh",
        description = "Koordinasi percepatan penurunan stunting antara provinsi dan kabupaten/kota. \
            Coordination of the reduction of child stunting between a province and its regencies.\n\n\
            Every change needs `If-Match`; every POST takes an `Idempotency-Key`; lists are paged by cursors; errors are \
            RFC 9457 problem documents in Indonesian (default) or English by `Accept-Language`.",
        contact(name = "Tumbuh")
    ),
    components(schemas(ProblemBody, FaultBody, Pct, Period, PageInfo)),
    modifiers(&Bearer)
)]
pub struct Head;

impl Head {
    /// The head, to which the operations are added.
    pub fn document() -> OpenApi {
        Self::openapi()
    }
}

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some("An access token of `/api/v1/auth/login` or `/oauth/token`; the scopes are permissions."))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("A system's client id and secret."))
            .build();
        components.add_security_scheme("client", SecurityScheme::Http(basic));
    }
}

/// Adds to every operation the problems, headers and parameters that all of its kind have.
pub fn complete(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        if path.starts_with("/oauth/") {
            continue;
        }
        let described: Vec<(String, bool, bool)> = of_item(item)
            .into_iter()
            .map(|(method, operation)| {
                (
                    method.to_string(),
                    operation.request_body.is_some(),
                    is_public(operation),
                )
            })
            .collect();
        for (method, has_body, public) in described {
            let operation = match method.as_str() {
                "GET" => item.get.as_mut(),
                "PUT" => item.put.as_mut(),
                "POST" => item.post.as_mut(),
                "DELETE" => item.delete.as_mut(),
                _ => item.patch.as_mut(),
            };
            if let Some(operation) = operation {
                operation
                    .parameters
                    .iter_mut()
                    .flatten()
                    .for_each(straighten);
                complete_operation(operation, path, &method, has_body, public);
            }
        }
    }
}

/// An operation is public if it asks for no permission.
pub fn is_public(operation: &Operation) -> bool {
    operation
        .security
        .as_ref()
        .is_none_or(|security| security.iter().all(|s| s == &Default::default()))
}

fn complete_operation(
    operation: &mut Operation,
    path: &str,
    method: &str,
    has_body: bool,
    public: bool,
) {
    let write = method != "GET";
    let needs_if_match = needs_if_match(operation);
    let mut codes = vec![
        (422, "What is sent is wrong; every fault is named."),
        (429, "The quota is used up."),
    ];
    if !public {
        codes.extend([
            (401, "No valid token."),
            (403, "The permission is missing."),
        ]);
    }
    if path.contains('{') {
        codes.push((404, "Not there, or outside the caller's region."));
    }
    codes.push((400, "The request cannot be parsed."));
    if has_body {
        codes.extend([
            (413, "The body is too large."),
            (415, "The media type is none that is read."),
        ]);
    }
    if operation.responses.responses.contains_key("206") {
        codes.push((416, "The range lies outside the file."));
    }
    if write {
        codes.push((409, "The state of things does not allow it."));
    }
    if needs_if_match {
        codes.extend([
            (412, "Changed since it was read."),
            (428, "`If-Match` is missing."),
        ]);
    }
    for (code, description) in codes {
        operation
            .responses
            .responses
            .entry(code.to_string())
            .or_insert_with(|| problem(description));
    }
    operation
        .responses
        .responses
        .entry("default".to_owned())
        .or_insert_with(|| problem("Any other problem."));
    add_parameters(operation, method);
    for (code, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            add_headers(response, code, path);
        }
    }
}

/// The parameters that every operation of a method has, and the answer that comes with them.
fn add_parameters(operation: &mut Operation, method: &str) {
    let parameters = operation.parameters.get_or_insert_default();
    if method == "POST" {
        parameters.push(header_parameter(&IDEMPOTENCY_KEY, "The answer to the first request with this key is given again to every retry, for 24 hours at least.").into());
    }
    parameters.push(
        header_parameter(
            &ACCEPT_LANGUAGE,
            "`id` (default) or `en`: the language of messages.",
        )
        .into(),
    );
    if method == "GET" {
        parameters.push(
            header_parameter(
                &IF_NONE_MATCH,
                "An earlier `ETag`: 304 if nothing has changed.",
            )
            .into(),
        );
        let unchanged = ResponseBuilder::new()
            .description("Nothing has changed.")
            .build();
        operation
            .responses
            .responses
            .entry("304".to_owned())
            .or_insert(unchanged.into());
    }
}

fn problem(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content(PROBLEM_JSON, content)
        .build()
        .into()
}

fn header_parameter(bounds: &Bounds, description: &str) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length((bounds.min > 0).then_some(bounds.min))
        .max_length(Some(bounds.max))
        .pattern(Some(bounds.pattern))
        .build();
    ParameterBuilder::new()
        .name(bounds.name)
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn add_headers(response: &mut Response, code: &str, path: &str) {
    let mut add = |name: &str, description: &str| {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .build();
        let header = HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some(description))
            .build();
        response
            .headers
            .entry(name.to_owned())
            .or_insert(header.into());
    };
    add(
        "X-Request-Id",
        "Find the request in logs and audit log by it.",
    );
    if path.starts_with("/api/") {
        add("Content-Language", "The language of messages.");
        match code {
            "200" | "304" => add("ETag", "For `If-None-Match` and `If-Match`."),
            "201" => {
                add("ETag", "For `If-Match`.");
                add("Location", "Where the new resource stands.");
            }
            "401" => add("WWW-Authenticate", "What is asked for."),
            "206" => add("Content-Range", "Which bytes of how many."),
            "412" => add("ETag", "The present version."),
            "416" => add("Content-Range", "Of how many bytes."),
            "429" => add("Retry-After", "Seconds to wait."),
            _ => {}
        }
    }
}

/// The header parameter of operations that change something: `params(IfMatchHeader)`.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IfMatchHeader {
    /// The `ETag` of what was read, or `*`.
    #[param(
        rename = "If-Match",
        required = true,
        max_length = 500,
        pattern = "^[ -~]*$",
        example = "\"v1\""
    )]
    #[expect(dead_code, reason = "describes a header; the extractor reads it")]
    if_match: String,
}
