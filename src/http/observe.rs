//! Around every request: its id, one log line, its figures, the headers of every answer, and problems in full.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use tracing::Instrument;

use super::metrics::Metrics;
use super::operations::Operations;
use super::tus;
use crate::auth::authenticate::Identity;
use crate::auth::context::RequestContext;
use crate::auth::guard::Keeper;
use crate::problem::{Kind, Problem};
use crate::text::text;

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What the middleware needs.
#[derive(Clone)]
pub struct Observer {
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// Names.
    pub operations: Arc<Operations>,
}

/// The middleware; the outermost but for HEAD.
///
/// # Errors
/// Those of the inner services that never became a response; they are given their document on the way.
pub async fn observe<B: MessageBody + 'static>(
    observer: Observer,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let Some(services) = Keeper::for_middleware(req.request()) else {
        return next
            .call(req)
            .await
            .map(ServiceResponse::map_into_boxed_body);
    };
    let context = RequestContext::new(req.request(), services.clock.new_id());
    req.extensions_mut().insert(context.clone());
    let (method, path) = (req.method().clone(), req.path().to_owned());
    let span = tracing::info_span!("request", request_id = %context.id, http.method = %method);
    observer.metrics.begin();
    let result = next.call(req).instrument(span.clone()).await;
    let (operation, status, actor) = match &result {
        Ok(res) => {
            let pattern = res.request().match_pattern();
            let operation = observer
                .operations
                .name(&method, pattern.as_deref())
                .to_owned();
            (operation, res.status(), actor_of(res))
        }
        Err(error) => (
            "none".to_owned(),
            error.as_response_error().status_code(),
            "-".to_owned(),
        ),
    };
    let took = started.elapsed();
    observer.metrics.end(&operation, status.as_u16(), took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(
            operation,
            status = status.as_u16(),
            micros,
            actor,
            "{operation} {} in {:.1} ms by {actor}",
            status.as_u16(),
            took.as_secs_f64() * 1000.0
        );
    });
    match result {
        Ok(res) => Ok(finish(res.map_into_boxed_body(), &context, &path)),
        Err(error) => Err(late_problem(error, &context, &path)),
    }
}

fn actor_of<B>(res: &ServiceResponse<B>) -> String {
    match res.request().extensions().get::<Identity>() {
        Some(Identity::Known(actor)) => format!("{}:{}", actor.kind.as_str(), actor.id),
        _ => "-".to_owned(),
    }
}

fn finish(
    mut res: ServiceResponse<BoxBody>,
    context: &RequestContext,
    path: &str,
) -> ServiceResponse<BoxBody> {
    if let Some(problem) = problem_of(&res, path) {
        for (name, value) in problem.headers() {
            if let Ok(value) = HeaderValue::from_str(value) {
                res.headers_mut()
                    .insert(HeaderName::from_static(lower(name)), value);
            }
        }
        let body =
            serde_json::to_vec(&problem.body(context.language, path, &context.id.to_string()))
                .unwrap_or_default();
        res = res.map_body(|head, _| {
            head.headers
                .insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
            BoxBody::new(body)
        });
    }
    common_headers(res.headers_mut(), context, path);
    res
}

/// `HeaderName::from_static` wants lower case; these are all the headers that a problem may carry.
fn lower(name: &str) -> &'static str {
    match name {
        "ETag" => "etag",
        "Content-Range" => "content-range",
        "Retry-After" => "retry-after",
        "WWW-Authenticate" => "www-authenticate",
        "Allow" => "allow",
        "RateLimit" => "ratelimit",
        "RateLimit-Policy" => "ratelimit-policy",
        "Tus-Version" => "tus-version",
        "Upload-Offset" => "upload-offset",
        _ => "x-problem",
    }
}

/// The problem of a response that is an error and not a document yet. OAuth's endpoints have their own errors, and what is
/// not ready says what is missing.
pub(crate) fn problem_of<B>(res: &ServiceResponse<B>, path: &str) -> Option<Problem> {
    let status = res.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let media_type = res
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let own_form = path.starts_with("/oauth/") || path == "/readyz";
    if media_type.starts_with(PROBLEM_JSON)
        || (own_form && media_type.starts_with("application/json"))
    {
        return None;
    }
    let ours = res
        .response()
        .error()
        .and_then(|error| error.as_error::<Problem>())
        .cloned();
    Some(ours.unwrap_or_else(|| of_status(status)))
}

fn of_status(status: StatusCode) -> Problem {
    match status.as_u16() {
        404 => Problem::not_found(),
        413 => Problem::new(
            Kind::TooLarge,
            text("Isi permintaan terlalu besar.", "The body is too large."),
        ),
        415 => Problem::new(
            Kind::UnsupportedMediaType,
            text(
                "Jenis isi tidak didukung.",
                "The media type is not supported.",
            ),
        ),
        400..=499 => Problem::new(
            Kind::Malformed,
            text("Permintaan tidak terbaca.", "The request cannot be read."),
        ),
        _ => Problem::internal(&format!("status {status}")),
    }
}

fn late_problem(error: Error, context: &RequestContext, path: &str) -> Error {
    let status = error.as_response_error().status_code();
    let problem = error
        .as_error::<Problem>()
        .cloned()
        .unwrap_or_else(|| of_status(status));
    problem_error(&problem, context, path)
}

fn problem_error(problem: &Problem, context: &RequestContext, path: &str) -> Error {
    use actix_web::ResponseError;
    let body = serde_json::to_vec(&problem.body(context.language, path, &context.id.to_string()))
        .unwrap_or_default();
    let mut response = actix_web::HttpResponse::build(problem.status_code());
    response.content_type(PROBLEM_JSON);
    let mut response = response.body(body);
    common_headers(response.headers_mut(), context, path);
    actix_web::error::InternalError::from_response("a problem", response).into()
}

fn common_headers(headers: &mut HeaderMap, context: &RequestContext, path: &str) {
    tus::add_version(headers, path);
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(HeaderName::from_static("x-content-type-options"), "nosniff");
    set(HeaderName::from_static("referrer-policy"), "no-referrer");
    set(HeaderName::from_static("x-frame-options"), "DENY");
    if !path.starts_with("/docs") {
        set(
            HeaderName::from_static("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'; sandbox",
        );
    }
    set(CONTENT_LANGUAGE, context.language.tag());
    if path.starts_with("/api/") || path.starts_with("/oauth/") {
        set(
            VARY,
            "Authorization, Accept, Accept-Language, Accept-Encoding, Origin",
        );
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
    }
    if let Ok(id) = HeaderValue::from_str(&context.id.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

/// HEAD is GET without the body, which the server drops by itself; and a method that a sender can only name in a header.
///
/// # Errors
/// Those of the inner services.
pub async fn head_as_get<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Some(meant) = tus::method_meant(req.method(), req.path(), req.headers()) {
        req.head_mut().method = meant;
    }
    if req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    next.call(req).await
}

/// A panic becomes a 500 instead of a dropped connection.
///
/// # Errors
/// That 500.
pub async fn catch_panic<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    use futures_util::FutureExt;
    let called = std::panic::AssertUnwindSafe(next.call(req))
        .catch_unwind()
        .await;
    called.unwrap_or_else(|_| Err(Problem::internal(&"a handler panicked").into()))
}
