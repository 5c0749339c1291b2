//! The quota: so many calls in a window for each person and application, and the manners of the headers that tell of it.

mod rules;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

pub use rules::{QuotaRefusal, QuotaRules};

/// How many past windows of each person and application are remembered.
const REMEMBERED: usize = 1_000;

/// Whose calls are counted together: an application and a person, by their places in the world's lists.
pub(crate) type Payer = (usize, usize);

/// The counts of all.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    pub(crate) rules: QuotaRules,
    windows: HashMap<Payer, BTreeMap<i64, Count>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    answered: u32,
    refused: u32,
}

/// The calls of one application for one person in one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WindowCount {
    /// When the window began.
    pub begin: Timestamp,
    /// Calls that were let through.
    pub answered: u32,
    /// Calls that were answered 429.
    pub refused: u32,
}

/// What the three headers say, in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Whole seconds until the window is over, at least one.
    pub(crate) reset: i64,
}

impl Quota {
    /// Counts one call. `Err` if the limit was reached before it.
    pub(crate) fn spend(&mut self, payer: Payer, now: Timestamp) -> Result<Reading, Reading> {
        let untouched = self.untouched(now);
        let number = self.rules.window_number(now);
        let windows = self.windows.entry(payer).or_default();
        if windows.len() > REMEMBERED {
            windows.pop_first();
        }
        let count = windows.entry(number).or_default();
        let Some(limit) = self.rules.limit else {
            count.answered += 1;
            return Ok(untouched);
        };
        if count.answered >= limit {
            count.refused += 1;
            return Err(Reading {
                remaining: 0,
                ..untouched
            });
        }
        count.answered += 1;
        let told = count.answered.saturating_sub(self.rules.lag);
        Ok(Reading {
            remaining: limit - told,
            ..untouched
        })
    }

    /// The reading of a caller who is not known.
    pub(crate) fn untouched(&self, now: Timestamp) -> Reading {
        let limit = self.rules.limit.unwrap_or(QuotaRules::LIMIT);
        Reading {
            limit,
            remaining: limit,
            reset: self.rules.until_reset(now),
        }
    }

    /// The windows in which there were calls, oldest first.
    pub(crate) fn history(&self, payer: Payer) -> Vec<WindowCount> {
        let windows = self.windows.get(&payer).into_iter().flatten();
        windows
            .map(|(number, count)| WindowCount {
                begin: self.rules.begin(*number),
                answered: count.answered,
                refused: count.refused,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LIMIT: u32 = QuotaRules::LIMIT;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    #[test]
    fn the_call_after_the_last_one_is_refused_until_the_hour_turns() {
        let mut quota = Quota::default();
        for used in 1..=LIMIT {
            assert_eq!(
                quota.spend((0, 0), at(7_200 + 10)),
                Ok(Reading {
                    limit: LIMIT,
                    remaining: LIMIT - used,
                    reset: 3_590
                })
            );
        }
        assert_eq!(
            quota.spend((0, 0), at(10_799)),
            Err(Reading {
                limit: LIMIT,
                remaining: 0,
                reset: 1
            })
        );
        assert_eq!(
            quota.spend((0, 0), at(10_800)),
            Ok(Reading {
                limit: LIMIT,
                remaining: LIMIT - 1,
                reset: 3_600
            })
        );
        let history: Vec<_> = quota.history((0, 0));
        let counts = history
            .iter()
            .map(|window| (window.begin, window.answered, window.refused));
        let expected = [(at(7_200), LIMIT, 1), (at(10_800), 1, 0)];
        assert_eq!(counts.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_person_and_each_app_has_a_count_of_its_own() {
        let mut quota = Quota::default();
        quota.spend((0, 0), at(0)).unwrap();
        assert_eq!(quota.spend((0, 1), at(0)).unwrap().remaining, LIMIT - 1);
        assert_eq!(quota.spend((1, 0), at(0)).unwrap().remaining, LIMIT - 1);
    }

    #[test]
    fn headers_that_lag_tell_of_calls_later_and_refuse_in_time() {
        let mut quota = Quota {
            rules: QuotaRules::default().with_limit(Some(3)).with_lag(2),
            ..Quota::default()
        };
        let told: Vec<_> = (0..3)
            .map(|_| quota.spend((0, 0), at(0)).unwrap().remaining)
            .collect();
        assert_eq!(told, [3, 3, 2]);
        assert!(quota.spend((0, 0), at(0)).is_err());
    }

    #[test]
    fn windows_of_a_second_and_a_half_follow_each_other() {
        let rules = QuotaRules::default()
            .with_limit(Some(1))
            .with_window(Duration::from_millis(1_500));
        let mut quota = Quota {
            rules,
            ..Quota::default()
        };
        let at = |millis| Timestamp::from_millisecond(millis).unwrap();
        assert!(quota.spend((0, 0), at(0)).is_ok());
        assert_eq!(quota.spend((0, 0), at(1_499)).unwrap_err().reset, 1);
        assert_eq!(quota.spend((0, 0), at(1_500)).unwrap().reset, 2);
    }

    #[test]
    fn without_a_limit_nobody_is_refused() {
        let mut quota = Quota {
            rules: QuotaRules::default().with_limit(None),
            ..Quota::default()
        };
        for _ in 0..1_000 {
            assert_eq!(quota.spend((0, 0), at(0)).unwrap().remaining, LIMIT);
        }
    }
}
