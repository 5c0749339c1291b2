//! Watches the answers of one client for drift: a sample of them, counted by operation and place.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use fitbit_api::facts::Operation;
use serde_json::Value;

use super::{Drift, observe};

/// How often drift was seen at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DriftCount {
    /// The operation's id.
    pub operation: &'static str,
    /// The place, and what is there.
    pub drift: Drift,
    /// The answers of the sample that had it.
    pub answers: u64,
}

/// The observer of one client; off unless a sample is asked for.
#[derive(Default)]
pub(crate) struct Observer {
    one_in: Option<NonZeroU32>,
    answers: AtomicU32,
    seen: Mutex<BTreeMap<(&'static str, Drift), u64>>,
}

impl Observer {
    /// The most places that are told apart. The names of unknown fields are the server's, and so is their number.
    const MOST_PLACES: usize = 10_000;

    /// An observer of the first answer of each so many.
    pub(crate) fn of_one_in(answers: NonZeroU32) -> Self {
        Self {
            one_in: Some(answers),
            ..Self::default()
        }
    }

    /// Looks at an answer, if its turn has come, and tells `report` of each place with drift.
    pub(crate) fn look(&self, operation: &'static Operation, body: &[u8], report: impl Fn(&Drift)) {
        let Some(one_in) = self.one_in else { return };
        if operation.success.is_none() {
            return;
        }
        let number = self.answers.fetch_add(1, Ordering::Relaxed);
        if !number.is_multiple_of(one_in.get()) {
            return;
        }
        // What is not JSON is an error of decoding, or no data.
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return;
        };
        for drift in observe(operation, &value) {
            report(&drift);
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (operation.id, drift);
            if seen.len() < Self::MOST_PLACES || seen.contains_key(&key) {
                *seen.entry(key).or_default() += 1;
            }
        }
    }

    /// What was seen so far, sorted by operation and place.
    pub(crate) fn counts(&self) -> Vec<DriftCount> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter()
            .map(|((operation, drift), answers)| DriftCount {
                operation,
                drift: drift.clone(),
                answers: *answers,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"badges":[{"badgeType":"DAILY_STEPS","sparkle":"secret"}]}"#;

    fn operation() -> &'static Operation {
        Operation::find("get_badges").unwrap()
    }

    #[test]
    fn an_observer_that_nobody_asked_for_sees_nothing() {
        let observer = Observer::default();
        observer.look(operation(), BODY, |_| panic!("it is off"));
        assert_eq!(observer.counts(), []);
    }

    #[test]
    fn one_answer_of_each_three_is_looked_at_and_counted_without_its_values() {
        let observer = Observer::of_one_in(NonZeroU32::new(3).unwrap());
        let reports = AtomicU32::new(0);
        for _ in 0..7 {
            observer.look(operation(), BODY, |_| {
                reports.fetch_add(1, Ordering::Relaxed);
            });
        }
        let counts = observer.counts();
        assert_eq!(counts.len(), 1);
        assert_eq!((counts[0].operation, counts[0].answers), ("get_badges", 3));
        assert_eq!(counts[0].drift.path, "$.badges[].sparkle");
        assert!(!format!("{counts:?}").contains("secret"));
        assert_eq!(reports.into_inner(), 3);
    }

    #[test]
    fn a_body_that_is_no_json_is_passed_over() {
        let observer = Observer::of_one_in(NonZeroU32::MIN);
        observer.look(operation(), b"{\"badges\":[", |_| panic!("nothing to see"));
        observer.look(operation(), b"", |_| panic!("nothing to see"));
        assert_eq!(observer.counts(), []);
    }
}
