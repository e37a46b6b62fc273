//! From a reply to a response: status, tag, location, and 304 where the caller has it already.

use actix_web::http::header::{
    CONTENT_TYPE, ETAG, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::reply::Reply;

impl Responder for Reply {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, req: &HttpRequest) -> HttpResponse {
        let safe = matches!(*req.method(), Method::GET | Method::HEAD);
        if safe && self.etag.as_deref().is_some_and(|tag| none_match(req, tag)) {
            let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
            if let Some(tag) = self
                .etag
                .as_deref()
                .and_then(|t| HeaderValue::from_str(t).ok())
            {
                response.headers_mut().insert(ETAG, tag);
            }
            return response;
        }
        render(self)
    }
}

/// The response of a reply.
pub fn render(reply: Reply) -> HttpResponse {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    if !reply.media_type.is_empty() {
        response.insert_header((CONTENT_TYPE, reply.media_type));
    }
    if let Some(tag) = reply.etag {
        response.insert_header((ETAG, tag));
    }
    if let Some(location) = reply.location {
        response.insert_header((LOCATION, location));
    }
    for (name, value) in reply.headers {
        if let Ok(name) = HeaderName::try_from(name) {
            response.insert_header((name, value));
        }
    }
    if reply.replayed {
        response.insert_header(("Idempotent-Replayed", "true"));
    }
    response.body(reply.body)
}

/// `If-None-Match` compares weakly (RFC 9110 §13.1.2).
pub fn none_match(req: &HttpRequest, tag: &str) -> bool {
    req.headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|h| h.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|candidate| candidate.trim().trim_start_matches("W/"))
        .any(|candidate| candidate == "*" || candidate == tag)
}

/// A page of a list, with its `Link` header; `link` is the address of the list without a cursor.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn list<T: serde::Serialize>(
    page: &crate::page::Page<T>,
    link: &str,
) -> Result<Reply, crate::problem::Problem> {
    let separator = if link.contains('?') { '&' } else { '?' };
    let mut links = vec![format!("<{link}>; rel=\"first\"")];
    for (rel, cursor) in [("next", &page.page.next), ("prev", &page.page.prev)] {
        if let Some(cursor) = cursor {
            links.push(format!("<{link}{separator}cursor={cursor}>; rel=\"{rel}\""));
        }
    }
    Ok(Reply::content(page)?.with_header("Link", links.join(", ")))
}
