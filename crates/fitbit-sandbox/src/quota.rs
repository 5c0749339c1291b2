//! How many calls each person has left in this clock hour. Counts honestly; the rest of the real quota's manners is not here.

use std::collections::HashMap;

use jiff::Timestamp;

/// Calls an hour, for a person and an app, unless set otherwise.
const LIMIT: u32 = 150;

const WINDOW: i64 = 3_600;

/// The counts of all people.
#[derive(Debug)]
pub(crate) struct Quota {
    /// `None`: nothing is counted, and nobody is refused.
    limit: Option<u32>,
    windows: HashMap<usize, Window>,
}

impl Default for Quota {
    fn default() -> Self {
        Self::new(Some(LIMIT))
    }
}

#[derive(Debug, Default)]
struct Window {
    number: i64,
    used: u32,
}

/// What the three headers say, in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// Whole seconds until the hour is over, at least one.
    pub(crate) reset: i64,
}

impl Quota {
    /// A quota of so many calls an hour, or none at all.
    pub(crate) fn new(limit: Option<u32>) -> Self {
        Self {
            limit,
            windows: HashMap::new(),
        }
    }

    /// Counts one call. `Err` if the limit was reached before it.
    pub(crate) fn spend(&mut self, person: usize, now: Timestamp) -> Result<Reading, Reading> {
        let untouched = self.untouched(now);
        let Some(limit) = self.limit else {
            return Ok(untouched);
        };
        let window = self.windows.entry(person).or_default();
        let number = now.as_second().div_euclid(WINDOW);
        if window.number != number {
            *window = Window { number, used: 0 };
        }
        if window.used >= limit {
            return Err(Reading {
                remaining: 0,
                ..untouched
            });
        }
        window.used += 1;
        Ok(Reading {
            remaining: limit - window.used,
            ..untouched
        })
    }

    /// The reading of a caller who is not known.
    pub(crate) fn untouched(&self, now: Timestamp) -> Reading {
        let limit = self.limit.unwrap_or(LIMIT);
        Reading {
            limit,
            remaining: limit,
            reset: WINDOW - now.as_second().rem_euclid(WINDOW),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    #[test]
    fn the_call_after_the_last_one_is_refused_until_the_hour_turns() {
        let mut quota = Quota::default();
        for used in 1..=LIMIT {
            assert_eq!(
                quota.spend(0, at(7_200 + 10)),
                Ok(Reading {
                    limit: LIMIT,
                    remaining: LIMIT - used,
                    reset: 3_590
                })
            );
        }
        assert_eq!(
            quota.spend(0, at(10_799)),
            Err(Reading {
                limit: LIMIT,
                remaining: 0,
                reset: 1
            })
        );
        assert_eq!(
            quota.spend(0, at(10_800)),
            Ok(Reading {
                limit: LIMIT,
                remaining: LIMIT - 1,
                reset: 3_600
            })
        );
    }

    #[test]
    fn each_person_has_a_count_of_their_own() {
        let mut quota = Quota::default();
        quota.spend(0, at(0)).unwrap();
        assert_eq!(quota.spend(1, at(0)).unwrap().remaining, LIMIT - 1);
    }

    #[test]
    fn without_a_limit_nobody_is_refused() {
        let mut quota = Quota::new(None);
        for _ in 0..1_000 {
            assert_eq!(quota.spend(0, at(0)).unwrap().remaining, LIMIT);
        }
    }
}
