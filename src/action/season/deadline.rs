//! Until when a region has to report on an action. Server time decides; late is recorded, and only the lock refuses.

use chrono::{DateTime, Duration, Utc};

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// How long after that it still counts as in time.
    pub grace: Duration,
    /// From when nothing is handed in any more.
    pub locks_at: DateTime<Utc>,
}

/// What a region that has not handed in is told of a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// That it is near.
    DueSoon,
    /// That it is past, with its grace.
    Overdue,
}

impl Deadline {
    /// What is told of it at a time: `soon` days before it until the end of the grace, and `overdue` days after that until the
    /// lock, which ends what can be done. Without a rule nothing is.
    pub fn told(
        &self,
        now: DateTime<Utc>,
        soon: Option<i32>,
        overdue: Option<i32>,
    ) -> Option<Told> {
        let days = |count: i32| Duration::days(i64::from(count));
        let ends = self.due_at + self.grace;
        if self.is_locked(now) {
            return None;
        }
        if now > ends {
            let since = overdue.map(|count| ends + days(count));
            return since.filter(|since| now > *since).map(|_| Told::Overdue);
        }
        let from = soon.map(|count| self.due_at - days(count));
        from.filter(|from| now >= *from).map(|_| Told::DueSoon)
    }

    /// Whether nothing can be handed in any more.
    pub fn is_locked(&self, now: DateTime<Utc>) -> bool {
        now >= self.locks_at
    }

    /// By how many days, begun ones included, something handed in then is late; 0 if in time or within the grace.
    pub fn days_late(&self, at: DateTime<Utc>) -> i64 {
        if at <= self.due_at + self.grace {
            return 0;
        }
        let late = at - self.due_at;
        let day = Duration::days(1);
        late.num_days() + i64::from(late > day * i32::try_from(late.num_days()).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_counts_begun_days_after_the_grace() {
        let due_at: DateTime<Utc> = "2025-03-31T16:00:00Z".parse().unwrap();
        let deadline = Deadline {
            due_at,
            grace: Duration::days(3),
            locks_at: due_at + Duration::days(60),
        };
        let late = |hours: i64| deadline.days_late(due_at + Duration::hours(hours));
        assert_eq!(
            [late(-1), late(0), late(72), late(73), late(96), late(97)],
            [0, 0, 0, 4, 4, 5]
        );
        assert!(!deadline.is_locked(due_at));
        assert!(deadline.is_locked(deadline.locks_at));
    }

    #[test]
    fn told_from_some_days_before_until_the_lock() {
        let due_at: DateTime<Utc> = "2025-03-31T16:00:00Z".parse().unwrap();
        let deadline = Deadline {
            due_at,
            grace: Duration::days(3),
            locks_at: due_at + Duration::days(60),
        };
        let at = |hours: i64| due_at + Duration::hours(hours);
        for (hours, told) in [
            (-169, None),
            (-168, Some(Told::DueSoon)),
            (0, Some(Told::DueSoon)),
            (72, Some(Told::DueSoon)),
            (73, Some(Told::Overdue)),
            (60 * 24 - 1, Some(Told::Overdue)),
            (60 * 24, None),
        ] {
            assert_eq!(deadline.told(at(hours), Some(7), Some(0)), told, "{hours}");
        }
        assert_eq!(deadline.told(at(0), None, Some(0)), None);
        assert_eq!(deadline.told(at(73), Some(7), None), None);
        assert_eq!(deadline.told(at(73), Some(7), Some(1)), None);
        assert_eq!(deadline.told(at(97), Some(7), Some(1)), Some(Told::Overdue));
    }
}
