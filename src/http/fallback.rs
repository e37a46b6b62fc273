//! What no handler takes: 405 with `Allow` where the path has other methods, 204 for OPTIONS, else 404.

use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::{HttpRequest, HttpResponse};

use super::observe::Observer;
use super::tus;
use crate::problem::{Kind, Problem};
use crate::text::text;

/// The handler.
///
/// # Errors
/// Always but for OPTIONS.
pub async fn fallback(req: HttpRequest) -> Result<HttpResponse, Problem> {
    let methods = req
        .app_data::<Observer>()
        .map(|o| o.operations.methods(req.path()))
        .unwrap_or_default();
    if methods.is_empty() {
        return Err(Problem::new(
            Kind::NotFound,
            text(
                "Tidak ada alamat seperti itu; lihat /docs.",
                "There is no such path; see /docs.",
            ),
        ));
    }
    if req.method() == Method::OPTIONS {
        let mut response = HttpResponse::NoContent();
        response.insert_header((ALLOW, list(&methods)));
        for ability in tus::abilities(req.path()) {
            response.insert_header(ability);
        }
        return Ok(response.finish());
    }
    Err(not_allowed(&methods))
}

fn list(methods: &[Method]) -> String {
    let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    names.join(", ")
}

/// The problem of a method that a path lacks.
pub(super) fn not_allowed(methods: &[Method]) -> Problem {
    let allow = list(methods);
    Problem::new(
        Kind::MethodNotAllowed,
        text(
            format!("Metode yang ada: {allow}."),
            format!("Its methods are {allow}."),
        ),
    )
    .with_header("Allow", allow)
}
