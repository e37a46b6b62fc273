//! The guard: the only way for a handler to get at services is to name, in its signature, the permission it needs.
//!
//! Without `Authorized<_>` or `Public` a handler has no database; forgetting is a compile error, not a review finding.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::actor::Actor;
use super::authenticate::Identity;
use super::context::RequestContext;
use super::idempotency::{self, Retry};
use super::permission::{Needs, Permission};
use super::scope::RegionScope;
use crate::db::{self, Change};
use crate::http::header_bounds;
use crate::problem::{Kind, Problem};
use crate::reply::Reply;
use crate::services::Services;
use crate::text::text;

/// Holds the services where only this file can take them out.
pub(crate) struct Keeper(Arc<Services>);

impl Keeper {
    /// Puts the services away.
    pub(crate) fn new(services: Arc<Services>) -> Self {
        Self(services)
    }

    pub(super) fn services(req: &ServiceRequest) -> Option<Arc<Services>> {
        req.app_data::<Self>().map(|keeper| Arc::clone(&keeper.0))
    }

    fn of(req: &HttpRequest) -> Result<Arc<Services>, Problem> {
        let keeper = req
            .app_data::<Self>()
            .ok_or_else(|| Problem::internal(&"no services in the app"))?;
        Ok(Arc::clone(&keeper.0))
    }

    /// The services for middleware that runs for every request.
    pub(crate) fn for_middleware(req: &HttpRequest) -> Option<Arc<Services>> {
        req.app_data::<Self>().map(|keeper| Arc::clone(&keeper.0))
    }
}

/// Query parameters sent to an operation that has none.
pub(crate) struct StrayQuery(pub(crate) Problem);

/// A caller who holds a permission, and what they may use.
pub struct Authorized<P> {
    actor: Arc<Actor>,
    services: Arc<Services>,
    context: RequestContext,
    retry: Option<Retry>,
    permission: PhantomData<fn() -> P>,
}

/// Anybody: for the few open routes, each of which a test lists.
pub struct Public {
    services: Arc<Services>,
    context: RequestContext,
}

impl<P: Needs> FromRequest for Authorized<P> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    /// Ready at once, so that it decides before any other extractor.
    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            authorize(req, P::PERMISSION).map(|(actor, services, context, retry)| Self {
                actor,
                services,
                context,
                retry,
                permission: PhantomData,
            }),
        )
    }
}

type Admission = (Arc<Actor>, Arc<Services>, RequestContext, Option<Retry>);

fn authorize(req: &HttpRequest, permission: Permission) -> Result<Admission, actix_web::Error> {
    let services = Keeper::of(req)?;
    if let Some(problem) = req.extensions().get::<Problem>() {
        return Err(problem.clone().into());
    }
    let context = req
        .extensions()
        .get::<RequestContext>()
        .cloned()
        .ok_or_else(|| Problem::internal(&"no request context"))?;
    let actor = match req.extensions().get::<Identity>() {
        Some(Identity::Known(actor)) => Arc::clone(actor),
        Some(Identity::Refused) => return Err(unauthenticated(true).into()),
        Some(Identity::Anonymous) | None => return Err(unauthenticated(false).into()),
    };
    if !actor.may(permission) {
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{permission}\"");
        let detail = if actor.must_change_password {
            text(
                "Kata sandi sekali pakai harus diganti dahulu lewat /api/v1/auth/password.",
                "The one-time password has to be replaced first, at /api/v1/auth/password.",
            )
        } else {
            text(
                format!("Operasi ini memerlukan izin `{permission}`."),
                format!("This operation needs the permission `{permission}`."),
            )
        };
        return Err(Problem::new(Kind::Forbidden, detail)
            .with_header("WWW-Authenticate", challenge)
            .into());
    }
    header_bounds::check(req)?;
    if let Some(StrayQuery(problem)) = req.extensions().get::<StrayQuery>() {
        return Err(problem.clone().into());
    }
    let retry = idempotency::admit(req)?;
    Ok((actor, services, context, retry))
}

/// 401, with or without a token that was refused.
pub(crate) fn unauthenticated(refused: bool) -> Problem {
    let challenge = if refused {
        "Bearer error=\"invalid_token\""
    } else {
        "Bearer"
    };
    Problem::new(
        Kind::Unauthenticated,
        text(
            "Diperlukan token akses yang sah.",
            "A valid access token is needed.",
        ),
    )
    .with_header("WWW-Authenticate", challenge.to_owned())
}

impl<P> Authorized<P> {
    /// Who is asking.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Where they may.
    pub fn scope(&self) -> &RegionScope {
        &self.actor.scope
    }

    /// Reads what is committed.
    pub fn reader(&self) -> &DatabaseConnection {
        self.services.db.reader()
    }

    /// What every request may use.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// What is known of the request.
    pub fn context(&self) -> &RequestContext {
        &self.context
    }

    /// Does a change: one transaction with its audit entry and, under an `Idempotency-Key`, the answer kept for retries.
    ///
    /// # Errors
    /// Those of `work`; the database. Nothing is left behind.
    pub async fn write(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(Change, Reply), Problem>,
    ) -> Result<Reply, Problem> {
        let audit = self.actor.audit_context(self.context.id);
        let services = &self.services;
        let Some(retry) = &self.retry else {
            return db::write(&services.db, services.clock.as_ref(), &audit, work).await;
        };
        let mut taken = false;
        let done = db::write(&services.db, services.clock.as_ref(), &audit, async |tx| {
            // First, so that a second request with the same key waits here instead of doing the work twice.
            if !retry.reserve(tx, services.clock.now()).await? {
                taken = true;
                return Err(Problem::not_found());
            }
            let (change, reply) = work(tx).await?;
            retry.keep(tx, &reply).await?;
            Ok((change, reply))
        })
        .await;
        if taken {
            retry.replay(services.db.writer()).await
        } else {
            done
        }
    }

    /// Tells who somebody is, with its audit entry. The answer is not kept for retries: a retry reads again and is on record
    /// again, and nothing of it lies in the database after the person was erased.
    ///
    /// # Errors
    /// Those of `work`; the database.
    pub async fn disclose(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<(Change, Reply), Problem>,
    ) -> Result<Reply, Problem> {
        let audit = self.actor.audit_context(self.context.id);
        let services = &self.services;
        let done = db::write(&services.db, services.clock.as_ref(), &audit, work).await?;
        Ok(done.private())
    }

    /// Runs the same code as `write` and leaves no trace.
    ///
    /// # Errors
    /// Those of `work`; the database.
    pub async fn rehearse<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        db::rehearse(&self.services.db, work).await
    }

    /// The digest of a body that was streamed, for its `Idempotency-Key`.
    pub fn streamed(&self, digest: &[u8]) {
        if let Some(retry) = &self.retry {
            retry.set_fingerprint(&[digest]);
        }
    }
}

impl FromRequest for Public {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let admitted = Keeper::of(req).and_then(|services| {
            let context = req.extensions().get::<RequestContext>().cloned();
            let context = context.ok_or_else(|| Problem::internal(&"no request context"))?;
            // The OAuth endpoints read none of these headers.
            if !req.path().starts_with("/oauth/") {
                header_bounds::check(req)?;
            }
            match req.extensions().get::<StrayQuery>() {
                Some(StrayQuery(problem)) => Err(problem.clone()),
                None => Ok(Self { services, context }),
            }
        });
        ready(admitted.map_err(Into::into))
    }
}

impl Public {
    /// What is known of the request.
    pub fn context(&self) -> &RequestContext {
        &self.context
    }
}

impl Deref for Public {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}
