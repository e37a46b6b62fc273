//! After a refusal: what the caller cannot see looks like nothing at all, a stale change is told so before its body is, and
//! a refused write is on record.

use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;

use super::fallback::not_allowed;
use super::header_bounds::IF_MATCH;
use super::if_match;
use super::observe::{PROBLEM_JSON, problem_of};
use super::operations::Operations;
use super::query;
use crate::auth::authenticate::Identity;
use crate::auth::context::RequestContext;
use crate::auth::guard::{Keeper, StrayQuery};
use crate::auth::idempotency;
use crate::auth::{Actor, RegionScope};
use crate::db::{self, Change};
use crate::problem::{Fault, Kind, Place, Problem};
use crate::reply::{Reply, version_tag};
use crate::services::Services;

/// The version of an object, if it can be seen from a region; 0 of what has no versions.
pub type Visible = for<'a> fn(
    &'a Services,
    &'a RegionScope,
    &'a str,
) -> LocalBoxFuture<'a, Result<Option<i64>, DbErr>>;

/// The objects that belong to a region, by the pattern of the path at which one stands.
#[derive(Clone)]
pub struct Refusals {
    /// Pattern of the object's own path, and who may see it.
    pub objects: Rc<[(&'static str, Visible)]>,
    /// Names.
    pub operations: Arc<Operations>,
}

/// The middleware; after the caller is known.
///
/// # Errors
/// Those of the inner services.
pub async fn refuse<B: MessageBody + 'static>(
    refusals: Refusals,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    if let Some(problem) = stray_query(&refusals, &req) {
        req.extensions_mut().insert(StrayQuery(problem));
    }
    let res = next.call(req).await?.map_into_boxed_body();
    let status = res.status();
    let known = match res.request().extensions().get::<Identity>() {
        Some(Identity::Known(actor)) => Some(Arc::clone(actor)),
        _ => None,
    };
    let (Some(actor), true) = (known, status.is_client_error()) else {
        return Ok(res);
    };
    if matches!(status.as_u16(), 401 | 429) || res.request().path().starts_with("/oauth/") {
        return Ok(res);
    }
    let Some(services) = Keeper::for_middleware(res.request()) else {
        return Ok(res);
    };
    let Some(mut problem) = problem_of(&res, res.request().path()) else {
        return Ok(res);
    };
    match what_goes_first(&refusals, &services, &actor, res.request(), &problem).await {
        Ok(first) => problem = first.unwrap_or(problem),
        Err(error) => problem = error.into(),
    }
    if !res.request().method().is_safe()
        && let Err(error) = record(&refusals, &services, &actor, res.request(), &problem).await
    {
        problem = error;
    }
    let (request, _) = res.into_parts();
    Ok(ServiceResponse::new(
        request,
        HttpResponse::from_error(problem),
    ))
}

/// Parameters of an operation that has none; the guard refuses them, once the caller's rights are clear. OAuth's endpoints
/// have errors of their own.
fn stray_query(refusals: &Refusals, req: &ServiceRequest) -> Option<Problem> {
    let query = req.query_string();
    let pattern = if query.is_empty() || req.path().starts_with("/oauth/") {
        None
    } else {
        req.match_pattern()
    };
    pattern
        .filter(|pattern| refusals.operations.is_without_query(req.method(), pattern))
        .and_then(|_| query::stray(query))
}

/// What has to be said before anything else: that the path has no such method, that the object cannot be seen, or that it
/// has changed.
async fn what_goes_first(
    refusals: &Refusals,
    services: &Services,
    actor: &Actor,
    req: &HttpRequest,
    problem: &Problem,
) -> Result<Option<Problem>, DbErr> {
    // `/things/import` is no thing of that name.
    if refusals.operations.lacks(req.path(), req.method()) {
        return Ok(Some(not_allowed(&refusals.operations.methods(req.path()))));
    }
    let Some(pattern) = req.match_pattern() else {
        return Ok(None);
    };
    let of_object = |own: &str| {
        pattern == own
            || pattern
                .strip_prefix(own)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    let Some((_, visible)) = refusals.objects.iter().find(|(own, _)| of_object(own)) else {
        return Ok(None);
    };
    let Some((_, id)) = req.match_info().iter().next() else {
        return Ok(None);
    };
    let Some(version) = visible(services, &actor.scope, id).await? else {
        return Ok(Some(Problem::not_found()));
    };
    let unread =
        |fault: &Fault| matches!(&fault.place, Place::Parameter(name) if name == IF_MATCH.name);
    let after_it = matches!(problem.kind(), Kind::Malformed | Kind::Invalid)
        && !problem.faults().iter().any(unread);
    let if_match = if_match::of_request(req).filter(|_| after_it);
    Ok(if_match
        .filter(|if_match| !if_match.accepts(version))
        .map(|_| Problem::stale(&version_tag(version))))
}

/// One entry for the refusal; under an `Idempotency-Key` the refusal is kept with it and given again to a retry.
async fn record(
    refusals: &Refusals,
    services: &Services,
    actor: &Actor,
    req: &HttpRequest,
    problem: &Problem,
) -> Result<(), Problem> {
    let Some(context) = req.extensions().get::<RequestContext>().cloned() else {
        return Ok(());
    };
    let operation = refusals
        .operations
        .name(req.method(), req.match_pattern().as_deref())
        .to_owned();
    let info = problem.kind().info();
    let places: Vec<&str> = problem
        .faults()
        .iter()
        .take(20)
        .map(|f| match &f.place {
            Place::Pointer(p) | Place::Parameter(p) => p.as_str(),
        })
        .collect();
    let change = Change::new("request.refuse", "operation", operation)
        .in_region(actor.scope.code())
        .with(serde_json::json!({ "code": info.code, "path": req.path(), "faults": places }));
    let retry = idempotency::of_request(req).filter(|retry| {
        retry.is_complete()
            && !matches!(problem.kind(), Kind::Forbidden | Kind::InFlight)
            && info.status < 500
    });
    let audit = actor.audit_context(context.id);
    let kept = retry.map(|retry| (retry, kept_refusal(problem, &context, req.path())));
    db::refuse(
        &services.db,
        services.clock.as_ref(),
        &audit,
        &change,
        info.status,
        async |tx| {
            if let Some((retry, reply)) = &kept
                && retry.reserve(tx, services.clock.now()).await?
            {
                retry.keep(tx, reply).await?;
            }
            Ok(())
        },
    )
    .await
}

fn kept_refusal(problem: &Problem, context: &RequestContext, path: &str) -> Reply {
    let body = problem.body(context.language, path, &context.id.to_string());
    Reply {
        status: problem.kind().info().status,
        media_type: PROBLEM_JSON.to_owned(),
        location: None,
        etag: None,
        headers: problem
            .headers()
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect(),
        body: serde_json::to_vec(&body).unwrap_or_default().into(),
        replayed: false,
    }
}
