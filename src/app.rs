//! Builds the app: the list of features, the document, and what wraps every request.

use std::rc::Rc;
use std::sync::Arc;

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::HeaderName;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, Error};
use bytes::Bytes;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::authenticate::authenticate;
use crate::auth::guard::Keeper;
use crate::http::document::{Head, complete};
use crate::http::metrics::Metrics;
use crate::http::observe::{Observer, catch_panic, head_as_get, observe};
use crate::http::operations::Operations;
use crate::http::rate_limit::{RateLimits, limit};
use crate::http::refuse::{Refusals, Visible, refuse};
use crate::http::{docs, fallback::fallback};
use crate::services::Services;
use crate::{
    access, action, agency, audit, child, eppgbm, foster, growth, mother, notification, prevalence,
    privacy, reference, regency, region,
};

/// What belongs to a region, by the pattern of the path at which one stands.
fn objects() -> Rc<[(&'static str, Visible)]> {
    [
        access::OBJECTS,
        action::OBJECTS,
        agency::OBJECTS,
        eppgbm::OBJECTS,
        child::OBJECTS,
        mother::OBJECTS,
        privacy::OBJECTS,
        foster::OBJECTS,
        notification::OBJECTS,
        prevalence::OBJECTS,
        reference::OBJECTS,
        regency::OBJECTS,
    ]
    .concat()
    .into()
}

/// Every feature's routes.
fn features(config: &mut ServiceConfig) {
    config
        .configure(docs::configure)
        .configure(access::configure_oauth)
        .service(utoipa_actix_web::scope("/api/v1").configure(api));
}

fn api(config: &mut ServiceConfig) {
    config
        .configure(access::configure)
        .configure(region::configure)
        .configure(regency::configure)
        .configure(reference::configure)
        .configure(agency::configure)
        .configure(prevalence::configure)
        .configure(action::configure)
        .configure(growth::configure)
        .configure(eppgbm::configure)
        .configure(child::configure)
        .configure(mother::configure)
        .configure(privacy::configure)
        .configure(foster::configure)
        .configure(notification::configure)
        .configure(audit::configure);
}

/// The document, without database or runtime.
pub fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .openapi(Head::document())
        .configure(features)
        .split_for_parts();
    complete(&mut document);
    document
}

/// What all workers share.
#[derive(Clone)]
pub struct Shared {
    services: Arc<Services>,
    observer: Observer,
    limits: RateLimits,
    cors_origins: Arc<[String]>,
    document: Bytes,
}

impl Shared {
    /// Makes what all workers share.
    ///
    /// # Errors
    /// When the document or the figures cannot be made.
    pub fn new(
        services: Arc<Services>,
        limits: RateLimits,
        cors_origins: &[String],
    ) -> Result<Self, String> {
        let document = document();
        let json = document.to_json().map_err(|e| e.to_string())?;
        let metrics = Arc::new(Metrics::new().map_err(|e| e.to_string())?);
        let operations = Arc::new(Operations::new(&document));
        Ok(Self {
            services,
            observer: Observer {
                metrics,
                operations,
            },
            limits,
            cors_origins: cors_origins.into(),
            document: json.into(),
        })
    }
}

/// The app of one worker.
pub fn app(
    shared: &Shared,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let (app, _) = App::new()
        .into_utoipa_app()
        .openapi(Head::document())
        .configure(features)
        .split_for_parts();
    let refusals = Refusals {
        objects: objects(),
        operations: Arc::clone(&shared.observer.operations),
    };
    let (limits, observer) = (shared.limits.clone(), shared.observer.clone());
    let document = shared.document.clone();
    app.app_data(Keeper::new(Arc::clone(&shared.services)))
        .app_data(shared.observer.clone())
        .configure(|config| crate::http::docs_ui::configure(config, document))
        .default_service(actix_web::web::to(fallback))
        .wrap(from_fn(catch_panic))
        .wrap(from_fn(move |req, next| {
            refuse(refusals.clone(), req, next)
        }))
        .wrap(from_fn(move |req, next| limit(limits.clone(), req, next)))
        .wrap(from_fn(authenticate))
        .wrap(Compress::default())
        .wrap(cors(&shared.cors_origins))
        .wrap(from_fn(move |req, next| {
            observe(observer.clone(), req, next)
        }))
        .wrap(from_fn(head_as_get))
}

/// An exact allow-list; nothing is reflected.
fn cors(origins: &[String]) -> Cors {
    const EXPOSED: [&str; 18] = [
        "etag",
        "link",
        "location",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "idempotent-replayed",
        "x-request-id",
        "content-language",
        "tus-resumable",
        "tus-version",
        "tus-extension",
        "tus-max-size",
        "tus-checksum-algorithm",
        "upload-offset",
        "upload-length",
        "upload-metadata",
        "upload-expires",
    ];
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
        .allowed_headers([
            "authorization",
            "content-type",
            "if-match",
            "if-none-match",
            "idempotency-key",
            "accept",
            "accept-language",
            "tus-resumable",
            "upload-length",
            "upload-metadata",
            "upload-offset",
            "upload-checksum",
            "x-http-method-override",
            "x-purpose",
        ])
        .expose_headers(EXPOSED.map(HeaderName::from_static))
        .max_age(600);
    origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}
