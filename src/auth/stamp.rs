//! Who writes, when, and in which request: what every revision names.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::guard::Authorized;

/// By whom, when, and in which request.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Now.
    pub at: DateTime<Utc>,
    /// As `user:province64`.
    pub by: String,
    /// The request.
    pub request_id: Uuid,
}

impl Stamp {
    /// The caller, now.
    pub fn of<P>(caller: &Authorized<P>) -> Self {
        let actor = caller.actor();
        Self {
            at: caller.services().clock.now(),
            by: format!("{}:{}", actor.kind.as_str(), actor.name),
            request_id: caller.context().id,
        }
    }
}
