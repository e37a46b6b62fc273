//! What the service says of itself: health, figures, kinds of problems, the document.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use actix_web::{HttpRequest, HttpResponse, get};

use super::Path;
use super::observe::Observer;
use crate::auth::Public;
use crate::db::migrations_pending;
use crate::problem::{KINDS, Problem};
use crate::reply::Reply;

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(live)
        .service(ready)
        .service(metrics)
        .service(read_problem_kind);
}

/// What is wrong with the service.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok` or `unavailable`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// What does not answer.
    pub missing: Vec<&'static str>,
}

/// A kind of problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    /// The kind, for programs.
    #[schema(example = "not_found")]
    pub code: &'static str,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// The kind, for people.
    #[schema(example = "Tidak ditemukan")]
    pub title: &'static str,
    /// What it means and what to do.
    #[schema(example = "Tidak ada, atau berada di luar wilayah Anda; jawabannya sama.")]
    pub explanation: &'static str,
}

/// Whether the process runs
///
/// Asks nothing but the process itself.
#[utoipa::path(tag = "service", security(()), responses((status = 200, description = "It runs", body = Health)))]
#[get("/livez")]
async fn live(_: Public) -> Result<Reply, Problem> {
    Reply::outcome(
        200,
        &Health {
            status: "ok",
            missing: Vec::new(),
        },
    )
}

/// Whether the service can work
///
/// Asks the database, the migrations, the signing key, the file store and the folder of uploads in parts, and names what is missing.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, description = "It can", body = Health), (status = 503, description = "It cannot", body = Health)),
)]
#[get("/readyz")]
async fn ready(services: Public) -> Result<Reply, Problem> {
    let mut missing = Vec::new();
    match migrations_pending(&services.db).await {
        Ok(0) => {}
        Ok(_) => missing.push("migrations"),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            missing.push("database");
        }
    }
    if services.tokens.public_keys().is_empty() {
        missing.push("signing_key");
    }
    let stored = services.files.ready().await.map_err(|e| e.to_string());
    let arriving = services.parts.ready().await.map_err(|e| e.to_string());
    if let Err(error) = stored.and(arriving) {
        tracing::warn!("not ready: {error}");
        missing.push("files");
    }
    let (code, status) = if missing.is_empty() {
        (200, "ok")
    } else {
        (503, "unavailable")
    };
    Reply::outcome(code, &Health { status, missing })
}

/// Figures of the service
///
/// In Prometheus' text format, by operation.
#[utoipa::path(tag = "service", security(()), responses((status = 200, description = "Figures", body = String, content_type = "text/plain")))]
#[get("/metrics")]
async fn metrics(_: Public, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let observer = req
        .app_data::<Observer>()
        .ok_or_else(|| Problem::internal(&"no observer in the app"))?;
    let figures = observer
        .metrics
        .render()
        .map_err(|e| Problem::internal(&e))?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .body(figures))
}

/// What a kind of problem means
///
/// The `type` of every problem document points here.
#[utoipa::path(
    tag = "service",
    security(()),
    params(("code" = String, Path, description = "The last part of `type`", pattern = "^[a-z_]+$", max_length = 40, example = "not_found")),
    responses((status = 200, description = "The kind", body = ProblemKind)),
)]
#[get("/problems/{code}")]
async fn read_problem_kind(services: Public, Path(code): Path<String>) -> Result<Reply, Problem> {
    let language = services.context().language;
    let info = KINDS
        .iter()
        .find(|info| info.code == code)
        .ok_or_else(Problem::not_found)?;
    let (title, explanation) = (info.title(language), info.explanation(language));
    Reply::content(&ProblemKind {
        code: info.code,
        status: info.status,
        title,
        explanation,
    })
}
