//! A clock that stands still until it is told to go on, and ids that count up: the same test gives the same answers.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tumbuh::clock::Clock;
use uuid::Uuid;

/// The time at which every test begins.
const START: &str = "2026-11-22T00:00:00Z";

/// A clock that stands still.
pub struct FixedClock {
    micros: AtomicI64,
    ids: AtomicU64,
}

impl FixedClock {
    /// At the beginning.
    pub fn new() -> Self {
        let start: DateTime<Utc> = START.parse().unwrap();
        Self {
            micros: AtomicI64::new(start.timestamp_micros()),
            ids: AtomicU64::new(0),
        }
    }

    /// A day earlier: what the template holds is older than what a test makes, and its ids are others.
    pub fn before() -> Self {
        let clock = Self::new();
        clock.micros.fetch_sub(86_400_000_000, Ordering::SeqCst);
        clock
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap();
        self.micros.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.micros.load(Ordering::SeqCst)).unwrap()
    }

    fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap();
        let [a, b, c, d, e, f, g, h] = self.ids.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        // The two first bytes take the version, the third the variant; the count never reaches them.
        let count = [0, 0, a, b, c, d, e, f, g, h];
        uuid::Builder::from_unix_timestamp_millis(millis, &count).into_uuid()
    }
}
