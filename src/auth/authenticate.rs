//! Finds out who is asking, once per request, before any handler; the guard refuses.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::account;
use super::actor::Actor;
use super::context::RequestContext;
use super::guard::Keeper;
use super::idempotency;
use crate::problem::Problem;
use crate::services::Services;

/// What is known of the caller.
#[derive(Clone)]
pub enum Identity {
    /// No token.
    Anonymous,
    /// A token that is not good.
    Refused,
    /// Somebody.
    Known(Arc<Actor>),
}

/// The middleware.
///
/// # Errors
/// Never of its own: what went wrong is left for the guard, since an error here would pass by the outer middleware.
pub async fn authenticate<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(services) = Keeper::services(&req) else {
        return next.call(req).await;
    };
    let mut context = RequestContext::of(&req, services.clock.as_ref());
    let identified = identify(&services, &req, &mut context).await;
    req.extensions_mut().insert(context);
    match identified {
        Ok(identity) => {
            if let Identity::Known(actor) = &identity {
                idempotency::prepare(&services, actor, &mut req).await;
            }
            req.extensions_mut().insert(identity);
        }
        Err(error) => {
            req.extensions_mut().insert(Problem::from(error));
        }
    }
    next.call(req).await
}

async fn identify(
    services: &Services,
    req: &ServiceRequest,
    context: &mut RequestContext,
) -> Result<Identity, DbErr> {
    let Some(header) = req.headers().get(AUTHORIZATION) else {
        return Ok(Identity::Anonymous);
    };
    let token = header
        .to_str()
        .ok()
        .and_then(|h| h.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else {
        // Basic credentials belong to the OAuth endpoints, which read them themselves.
        return Ok(Identity::Refused);
    };
    context.versions = services.versions.read(services.db.reader()).await?;
    let found = resolve(services, token.trim(), context.versions.security).await?;
    Ok(found.map_or(Identity::Refused, Identity::Known))
}

/// The actor of a token, from memory where the security epoch has not moved.
///
/// # Errors
/// The database.
async fn resolve(
    services: &Services,
    token: &str,
    epoch: i64,
) -> Result<Option<Arc<Actor>>, DbErr> {
    let now = services.clock.now();
    let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    if let Some(actor) = services.tokens.recall(&hash, epoch, now) {
        return Ok(Some(actor));
    }
    let Some(claims) = services.tokens.check(&services.db, token, now).await? else {
        return Ok(None);
    };
    let actor = account::of_claims(services.db.reader(), &claims, now)
        .await?
        .map(Arc::new);
    if let Some(actor) = &actor {
        services.tokens.remember(hash, Arc::clone(actor), epoch);
    }
    Ok(actor)
}
