//! The document and a page that shows it, from the binary alone: no script comes from another host.

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::{self, ServiceConfig};
use bytes::Bytes;
use utoipa_swagger_ui::{Config, SwaggerUi};

const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/// The document at `/openapi.json` and the page at `/docs`. They are not operations, so the document does not list them.
pub fn configure(config: &mut ServiceConfig, document: Bytes) {
    let page =
        SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json").validator_url("none"));
    config
        .route(
            "/openapi.json",
            web::get().to(move || std::future::ready(answer(document.clone()))),
        )
        .route("/docs", web::get().to(to_page))
        .service(
            web::scope("")
                .wrap(
                    actix_web::middleware::DefaultHeaders::new()
                        .add((CONTENT_SECURITY_POLICY, POLICY)),
                )
                .guard(actix_web::guard::fn_guard(|ctx| {
                    ctx.head().uri.path().starts_with("/docs/")
                }))
                .service(page),
        );
}

fn answer(document: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header(("etag", crate::reply::content_tag(&document)))
        .body(document)
}

async fn to_page() -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header(("location", "/docs/"))
        .finish()
}
