//! By which numbers notifications are delivered.

use std::time::Duration;

/// By which numbers notifications are delivered. Of the defaults the deadline alone is documented; the others are invented,
/// because the service tells none: it only says that a subscriber which fails for an extended time is disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationRules {
    pub(crate) largest_batch: usize,
    pub(crate) deadline: Duration,
    pub(crate) attempts: u32,
    pub(crate) first_pause: Duration,
    pub(crate) longest_pause: Duration,
    pub(crate) failures: u32,
    pub(crate) failing_for: Duration,
    pub(crate) no_content_only: bool,
    pub(crate) unverified_too: bool,
}

impl Default for NotificationRules {
    fn default() -> Self {
        Self {
            largest_batch: 100,
            deadline: Duration::from_secs(5),
            attempts: 8,
            first_pause: Duration::from_secs(10),
            longest_pause: Duration::from_hours(1),
            failures: 50,
            failing_for: Duration::from_hours(24),
            no_content_only: false,
            unverified_too: false,
        }
    }
}

impl NotificationRules {
    /// With at most so many notices in a POST; 100 by default, 1 at least.
    #[must_use]
    pub fn with_largest_batch(mut self, notices: usize) -> Self {
        self.largest_batch = notices.max(1);
        self
    }

    /// With so much real time for an answer; five seconds by default.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// With so many attempts a batch before it is given up and its notices are lost; 8 by default, 1 at least.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// With a first pause by the sandbox's clock, which doubles with every attempt, and the longest that it becomes; ten
    /// seconds and one hour by default.
    #[must_use]
    pub fn with_pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.first_pause, self.longest_pause) = (first, longest);
        self
    }

    /// That disable a subscriber after so many failures in a row; 50 by default, 1 at least.
    #[must_use]
    pub fn with_failures(mut self, failures: u32) -> Self {
        self.failures = failures.max(1);
        self
    }

    /// That disable a subscriber when a failure comes so long after the first one of a row, by the sandbox's clock; 24
    /// hours by default.
    #[must_use]
    pub fn with_failing_for(mut self, time: Duration) -> Self {
        self.failing_for = time;
        self
    }

    /// By which only 204 is an answer. By default any 2xx is, as the service was seen to take 200.
    #[must_use]
    pub fn with_no_content_only(mut self) -> Self {
        self.no_content_only = true;
        self
    }

    /// By which a subscriber that was not verified is notified too.
    #[must_use]
    pub fn with_unverified_too(mut self) -> Self {
        self.unverified_too = true;
        self
    }

    /// Whether a status says that a batch has arrived.
    pub(super) fn accepts(&self, status: u16) -> bool {
        if self.no_content_only {
            status == 204
        } else {
            (200..300).contains(&status)
        }
    }

    /// How long to wait after so many attempts.
    pub(super) fn pause(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let pause = self.first_pause.saturating_mul(1 << doublings);
        pause.min(self.longest_pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let seconds = Duration::from_secs;
        let rules = NotificationRules::default().with_pauses(seconds(10), seconds(60));
        let pauses: Vec<u64> = (1..=5)
            .map(|attempts| rules.pause(attempts).as_secs())
            .collect();
        assert_eq!(pauses, [10, 20, 40, 60, 60]);
        assert_eq!(rules.pause(u32::MAX), seconds(60));
    }

    #[test]
    fn which_answers_count_is_a_rule() {
        let rules = NotificationRules::default();
        assert!(
            rules.accepts(204) && rules.accepts(200) && !rules.accepts(302) && !rules.accepts(404)
        );
        let rules = rules.with_no_content_only();
        assert!(rules.accepts(204) && !rules.accepts(200));
    }
}
