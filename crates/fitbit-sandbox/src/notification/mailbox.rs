//! What one subscriber has yet to be told: notices that wait, batches that are tried again, and whether it is given up.

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::misdelivery::Misdelivery;
use super::notice::Notice;
use super::rules::NotificationRules;
use crate::clock::after;

/// A collection that no documentation has.
const UNKNOWN: &str = "sandboxNovelty";

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    waiting: Vec<Notice>,
    batches: Vec<Batch>,
    /// How many batches there were.
    numbered: u64,
    /// Failures since the last success, and the instant of the first of them.
    failing: Option<(u32, Timestamp)>,
    disabled_since: Option<Timestamp>,
    lost: u64,
}

/// Notices that go together, each time with the same bytes.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) number: u64,
    pub(super) body: Bytes,
    pub(super) notices: usize,
    /// Those that failed.
    pub(super) attempts: u32,
    pub(super) due: Timestamp,
    /// Whether the next attempt has another key's signature.
    pub(super) is_forged: bool,
}

impl Mailbox {
    /// Takes a notice. A subscriber that is disabled never hears of it.
    pub(super) fn accept(&mut self, notice: Notice) {
        if self.disabled_since.is_some() {
            self.lost += 1;
        } else {
            self.waiting.push(notice);
        }
    }

    /// Makes batches of all that waits. `strike` says what goes wrong with each.
    pub(super) fn form(
        &mut self,
        rules: &NotificationRules,
        now: Timestamp,
        strike: &mut dyn FnMut() -> Vec<Misdelivery>,
    ) {
        let waiting = std::mem::take(&mut self.waiting);
        for notices in waiting.chunks(rules.largest_batch) {
            self.form_one(notices, now, &strike());
        }
    }

    fn form_one(&mut self, notices: &[Notice], now: Timestamp, wrong: &[Misdelivery]) {
        let is = |what: Misdelivery| wrong.contains(&what);
        let mut bodies: Vec<Value> = notices
            .iter()
            .map(|notice| {
                if is(Misdelivery::AnnouncedShape) {
                    notice.announced_body()
                } else {
                    notice.body()
                }
            })
            .collect();
        if is(Misdelivery::UnknownCollection)
            && let Some(notice) = notices.first()
        {
            let collection = UNKNOWN.to_owned();
            let notice = Notice {
                collection,
                ..notice.clone()
            };
            bodies.push(notice.body());
        }
        if is(Misdelivery::Reorder) {
            bodies.reverse();
        }
        let seconds = wrong.iter().map(|wrong| match wrong {
            Misdelivery::Delay { seconds } => u64::from(*seconds),
            _ => 0,
        });
        let due = after(now, std::time::Duration::from_secs(seconds.sum()));
        let pieces = if is(Misdelivery::Split) {
            1
        } else {
            bodies.len().max(1)
        };
        let copies = if is(Misdelivery::Duplicate) { 2 } else { 1 };
        for _ in 0..copies {
            for piece in bodies.chunks(pieces) {
                let json = serde_json::to_vec(piece).expect("a tree of JSON can be written");
                self.numbered += 1;
                self.batches.push(Batch {
                    number: self.numbered,
                    body: Bytes::from(json),
                    notices: piece.len(),
                    attempts: 0,
                    due,
                    is_forged: is(Misdelivery::WrongSignature),
                });
            }
        }
    }

    /// The batch that is to go next, if its time has come.
    pub(super) fn due(&self, now: Timestamp) -> Option<&Batch> {
        let due = self.batches.iter().filter(|batch| batch.due <= now);
        due.min_by_key(|batch| (batch.due, batch.number))
    }

    /// Notes what came of an attempt. A batch that is not there any more was given up meanwhile.
    pub(super) fn settle(
        &mut self,
        number: u64,
        accepted: bool,
        rules: &NotificationRules,
        now: Timestamp,
    ) {
        let Some(place) = self.batches.iter().position(|batch| batch.number == number) else {
            return;
        };
        if accepted {
            self.failing = None;
            self.batches.remove(place);
            return;
        }
        let batch = &mut self.batches[place];
        batch.attempts += 1;
        batch.is_forged = false;
        batch.due = after(now, rules.pause(batch.attempts));
        if batch.attempts >= rules.attempts {
            self.lost += batch.notices as u64;
            self.batches.remove(place);
        }
        let (failures, since) = self
            .failing
            .map_or((1, now), |(failures, since)| (failures + 1, since));
        self.failing = Some((failures, since));
        if failures >= rules.failures || after(since, rules.failing_for) <= now {
            self.disable(now);
        }
    }

    fn disable(&mut self, now: Timestamp) {
        self.lost += self.waits() as u64;
        self.waiting.clear();
        self.batches.clear();
        self.disabled_since = Some(now);
    }

    /// Lets it be told again. What it missed it is not told.
    pub(super) fn enable(&mut self) {
        self.disabled_since = None;
        self.failing = None;
    }

    /// How many notices wait for a first or another attempt.
    pub(super) fn waits(&self) -> usize {
        let batched = self.batches.iter().map(|batch| batch.notices);
        self.waiting.len() + batched.sum::<usize>()
    }

    pub(super) fn failures(&self) -> u32 {
        self.failing.map_or(0, |(failures, _)| failures)
    }

    pub(super) fn disabled_since(&self) -> Option<Timestamp> {
        self.disabled_since
    }

    /// How many notices were given up.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::civil::date;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    fn filled(notices: usize, rules: &NotificationRules, wrong: &[Misdelivery]) -> Mailbox {
        let mut mailbox = Mailbox::default();
        for number in 0..notices {
            mailbox.accept(Notice {
                collection: "foods".to_owned(),
                date: date(2026, 5, 20),
                owner: "SBX2M7".to_owned(),
                subscription: number.to_string(),
            });
        }
        mailbox.form(rules, at(0), &mut || wrong.to_vec());
        mailbox
    }

    fn ids(mailbox: &Mailbox) -> Vec<Vec<String>> {
        let batches = mailbox.batches.iter().map(|batch| {
            let body: Value = serde_json::from_slice(&batch.body).unwrap();
            let notices = body.as_array().unwrap().iter();
            notices
                .map(|notice| {
                    let text = |name: &str| notice[name].as_str().unwrap().to_owned();
                    if notice["collectionType"] == UNKNOWN {
                        "?".to_owned()
                    } else {
                        text("subscriptionId")
                    }
                })
                .collect()
        });
        batches.collect()
    }

    #[test]
    fn all_that_waits_goes_in_batches_of_the_largest_size() {
        let rules = NotificationRules::default().with_largest_batch(2);
        let mailbox = filled(5, &rules, &[]);
        assert_eq!(ids(&mailbox), [vec!["0", "1"], vec!["2", "3"], vec!["4"]]);
        assert_eq!(mailbox.due(at(0)).map(|batch| batch.number), Some(1));
    }

    #[test]
    fn each_misdelivery_does_what_it_says() {
        let rules = NotificationRules::default();
        let batches = |wrong| ids(&filled(2, &rules, &[wrong]));
        assert_eq!(batches(Misdelivery::Duplicate), [["0", "1"], ["0", "1"]]);
        assert_eq!(batches(Misdelivery::Reorder), [["1", "0"]]);
        assert_eq!(batches(Misdelivery::Split), [["0"], ["1"]]);
        assert_eq!(batches(Misdelivery::UnknownCollection), [["0", "1", "?"]]);
        let late = filled(1, &rules, &[Misdelivery::Delay { seconds: 30 }]);
        assert!(late.due(at(29)).is_none() && late.due(at(30)).is_some());
        let announced = filled(1, &rules, &[Misdelivery::AnnouncedShape]);
        let body: Value = serde_json::from_slice(&announced.batches[0].body).unwrap();
        assert!(body[0]["date"] == "2026-05" && body[0].get("ownerType").is_none());
    }

    #[test]
    fn a_failed_batch_is_tried_again_after_growing_pauses_and_given_up_at_last() {
        let rules = NotificationRules::default()
            .with_pauses(Duration::from_secs(10), Duration::from_secs(15))
            .with_attempts(3);
        let mut mailbox = filled(2, &rules, &[Misdelivery::WrongSignature]);
        assert!(mailbox.due(at(0)).unwrap().is_forged);
        mailbox.settle(1, false, &rules, at(0));
        assert!(mailbox.due(at(9)).is_none() && !mailbox.due(at(10)).unwrap().is_forged);
        mailbox.settle(1, false, &rules, at(10));
        assert!(mailbox.due(at(24)).is_none() && mailbox.due(at(25)).is_some());
        mailbox.settle(1, false, &rules, at(25));
        assert_eq!(
            (mailbox.waits(), mailbox.lost(), mailbox.failures()),
            (0, 2, 3)
        );
        assert!(mailbox.disabled_since().is_none());
    }

    #[test]
    fn failures_in_a_row_disable_and_a_success_ends_the_row() {
        let rules = NotificationRules::default().with_failures(3);
        let mut mailbox = filled(1, &rules, &[]);
        for (second, accepted) in [(0, false), (10, false), (30, true)] {
            mailbox.settle(1, accepted, &rules, at(second));
        }
        assert_eq!((mailbox.failures(), mailbox.disabled_since()), (0, None));
        let mut mailbox = filled(1, &rules, &[]);
        for second in [0, 10, 30] {
            mailbox.settle(1, false, &rules, at(second));
        }
        assert_eq!(mailbox.disabled_since(), Some(at(30)));
        assert_eq!((mailbox.waits(), mailbox.lost()), (0, 1));
    }

    #[test]
    fn failing_for_long_disables_and_what_comes_meanwhile_is_lost() {
        let hour = Duration::from_hours(1);
        let rules = NotificationRules::default().with_failing_for(hour);
        let mut mailbox = filled(1, &rules, &[]);
        mailbox.settle(1, false, &rules, at(0));
        mailbox.settle(1, false, &rules, at(3_599));
        assert!(mailbox.disabled_since().is_none());
        mailbox.settle(1, false, &rules, at(3_600));
        assert_eq!(mailbox.disabled_since(), Some(at(3_600)));
        let notice = Notice {
            collection: "foods".to_owned(),
            date: date(2026, 5, 20),
            owner: String::new(),
            subscription: String::new(),
        };
        mailbox.accept(notice.clone());
        assert_eq!((mailbox.waits(), mailbox.lost()), (0, 2));
        mailbox.enable();
        mailbox.accept(notice);
        assert_eq!((mailbox.waits(), mailbox.failures()), (1, 0));
    }
}
