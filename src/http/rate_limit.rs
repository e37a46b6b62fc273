//! Quotas per caller, in memory: they keep one caller from taking the service from the others. Where passwords are guessed,
//! `auth::throttle` counts across processes.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::auth::authenticate::Identity;
use crate::auth::context::RequestContext;
use crate::problem::{Kind, Problem};
use crate::text::text;

type Limiter =
    RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A quota per minute.
struct Policy {
    name: &'static str,
    quota: NonZeroU32,
    limiter: Limiter,
}

/// The quotas in force.
#[derive(Clone)]
pub struct RateLimits(Option<Arc<[Policy; 2]>>);

impl RateLimits {
    /// `per_minute` requests of a caller, a tenth of it for imports and exports; `None` switches them off.
    pub fn new(per_minute: Option<NonZeroU32>) -> Self {
        let policy = |name, quota: NonZeroU32| Policy {
            name,
            quota,
            limiter: RateLimiter::keyed(Quota::per_minute(quota)).into_state(),
        };
        Self(per_minute.map(|quota| {
            let heavy = NonZeroU32::new(quota.get() / 10).unwrap_or(NonZeroU32::MIN);
            Arc::new([policy("default", quota), policy("transfer", heavy)])
        }))
    }
}

trait IntoState {
    fn into_state(self) -> Limiter;
}

impl IntoState for RateLimiter<String, DashMapStateStore<String>, DefaultClock> {
    /// With what is left of the quota in every answer.
    fn into_state(self) -> Limiter {
        self.with_middleware::<StateInformationMiddleware>()
    }
}

/// The middleware; after the caller is known.
///
/// # Errors
/// Those of the inner services.
pub async fn limit<B: MessageBody + 'static>(
    limits: RateLimits,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    let Some(policies) = limits.0 else {
        return next
            .call(req)
            .await
            .map(ServiceResponse::map_into_boxed_body);
    };
    let path = req.path();
    let heavy = path.ends_with("/import") || path.ends_with("/export");
    let [default, transfer] = policies.as_ref();
    let policy = if heavy { transfer } else { default };
    let checked = policy.limiter.check_key(&key(&req));
    let header = format!("\"{}\";q={};w=60", policy.name, policy.quota);
    let (mut res, state) = match checked {
        Ok(state) => {
            let left = state.remaining_burst_capacity();
            let res = next.call(req).await?.map_into_boxed_body();
            (res, format!("\"{}\";r={left};t=60", policy.name))
        }
        Err(refused) => {
            let wait = refused
                .wait_time_from(DefaultClock::default().now())
                .as_secs()
                + 1;
            let problem = Problem::new(
                Kind::RateLimited,
                text(
                    format!("Kuota `{}` habis; tunggu {wait} detik.", policy.name),
                    format!(
                        "The quota `{}` is used up; wait {wait} seconds.",
                        policy.name
                    ),
                ),
            )
            .with_header("Retry-After", wait.to_string());
            (
                // Not `into_response`, which forgets the problem that the response was made of.
                req.error_response(problem),
                format!("\"{}\";r=0;t={wait}", policy.name),
            )
        }
    };
    for (name, value) in [("ratelimit-policy", header), ("ratelimit", state)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            res.headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    Ok(res)
}

fn key(req: &ServiceRequest) -> String {
    let extensions = req.extensions();
    match extensions.get::<Identity>() {
        Some(Identity::Known(actor)) => actor.id.to_string(),
        _ => extensions
            .get::<RequestContext>()
            .map_or_else(String::new, |c| c.address.to_string()),
    }
}
