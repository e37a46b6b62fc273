//! Time and ids: the only place where either is made, so that tests can fix both.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// Where time and ids come from.
pub trait Clock: Send + Sync {
    /// Now, in microseconds: what both databases keep.
    fn now(&self) -> DateTime<Utc>;

    /// A new UUIDv7; later ids are larger.
    fn new_id(&self) -> Uuid;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one source of ids")]
    fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
