//! How many calls each person has left in this clock hour. Counts honestly; the rest of the real quota's manners is not here.

use std::collections::HashMap;

use jiff::Timestamp;

/// Calls an hour, for a person and an app.
pub(crate) const LIMIT: u32 = 150;

const WINDOW: i64 = 3_600;

/// The counts of all people.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    windows: HashMap<usize, Window>,
}

#[derive(Debug, Default)]
struct Window {
    number: i64,
    used: u32,
}

/// What the three headers say, in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) remaining: u32,
    /// Whole seconds until the hour is over, at least one.
    pub(crate) reset: i64,
}

impl Quota {
    /// Counts one call. `Err` if the limit was reached before it.
    pub(crate) fn spend(&mut self, person: usize, now: Timestamp) -> Result<Reading, Reading> {
        let window = self.windows.entry(person).or_default();
        let number = now.as_second().div_euclid(WINDOW);
        if window.number != number {
            *window = Window { number, used: 0 };
        }
        if window.used == LIMIT {
            return Err(Reading {
                remaining: 0,
                ..untouched(now)
            });
        }
        window.used += 1;
        Ok(Reading {
            remaining: LIMIT - window.used,
            ..untouched(now)
        })
    }
}

/// The reading of a caller who is not known.
pub(crate) fn untouched(now: Timestamp) -> Reading {
    Reading {
        remaining: LIMIT,
        reset: WINDOW - now.as_second().rem_euclid(WINDOW),
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
                    remaining: LIMIT - used,
                    reset: 3_590
                })
            );
        }
        assert_eq!(
            quota.spend(0, at(10_799)),
            Err(Reading {
                remaining: 0,
                reset: 1
            })
        );
        assert_eq!(
            quota.spend(0, at(10_800)),
            Ok(Reading {
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
}
