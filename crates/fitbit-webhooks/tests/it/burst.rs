//! 10,000 notices in bursts, with duplicates and out of order, from the signature to the consumer: each person, collection
//! and day is fetched once, and once more for each fetch during which a further notice arrived. What is expected is counted
//! by a model that knows no inbox.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::ManualClock;
use fitbit_core::inbox::{Ended, Inbox, Lease, MemoryInbox, Notice};
use fitbit_webhooks::{Answer, Receiver};
use serde_json::{Value, json};

use crate::stage::{receiver, rows, signed};

const LEASE: Duration = Duration::from_mins(1);

/// A small generator of numbers (splitmix64): the same ones in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }
}

/// One of so many things that may change.
fn item(thing: usize, dice: &mut Dice) -> Value {
    let collection = ["activities", "body", "foods", "sleep", "moods"][thing % 5];
    let day = thing / 5 % 20;
    let person = thing / 100;
    json!({
        "collectionType": collection, "date": format!("2026-05-{:02}", day + 1), "ownerId": format!("PERSON{person}"),
        "ownerType": "user", "subscriptionId": dice.below(3).to_string(),
    })
}

fn key(item: &Value) -> String {
    format!(
        "{} {} {}",
        item["ownerId"], item["collectionType"], item["date"]
    )
}

fn key_of(notice: &Notice) -> String {
    let date = notice.date().map(|date| date.to_string());
    format!(
        "{} {} {}",
        json!(notice.person()),
        json!(notice.collection().as_str()),
        json!(date)
    )
}

/// What a fetch costs, counted without an inbox.
#[derive(Default)]
struct Model {
    waiting: BTreeSet<String>,
    /// What is being fetched, and whether a further notice arrived since.
    fetching: BTreeMap<String, bool>,
    expected: BTreeMap<String, usize>,
}

impl Model {
    fn arrive(&mut self, key: String) {
        match self.fetching.get_mut(&key) {
            Some(further) => *further = true,
            None => drop(self.waiting.insert(key)),
        }
    }

    fn begin(&mut self, key: &str) {
        assert!(self.waiting.remove(key), "fetched without need");
        self.fetching.insert(key.to_owned(), false);
    }

    fn end(&mut self, key: &str) -> Ended {
        *self.expected.entry(key.to_owned()).or_default() += 1;
        if self.fetching.remove(key).unwrap() {
            self.waiting.insert(key.to_owned());
            return Ended::DueAgain;
        }
        Ended::Done
    }
}

/// Sends a burst as a signed batch. The server tries again for as long as it is not answered with 204.
async fn deliver(receiver: &Receiver, items: &[Value]) -> Answer {
    receiver.receive(signed(json!(items).to_string())).await
}

#[tokio::test]
async fn each_is_fetched_once_when_all_notices_come_before_the_first_fetch() {
    const THINGS: usize = 400;
    let inbox = MemoryInbox::new(THINGS);
    let receiver = receiver(inbox.clone());
    let mut dice = Dice(1);
    // Every thing at least once, then whatever comes; out of order.
    let mut things: Vec<usize> = (0..10_000)
        .map(|n| if n < THINGS { n } else { dice.below(THINGS) })
        .collect();
    for place in (1..things.len()).rev() {
        things.swap(place, dice.below(place + 1));
    }
    for burst in things.chunks(97) {
        let items: Vec<Value> = burst.iter().map(|thing| item(*thing, &mut dice)).collect();
        assert_eq!(deliver(&receiver, &items).await, Answer::Accepted);
        assert!(rows(&inbox).await <= THINGS);
    }
    let mut fetched = BTreeSet::new();
    loop {
        let leases = inbox.lease(7, LEASE).await.unwrap();
        if leases.is_empty() {
            break;
        }
        for lease in leases {
            assert!(fetched.insert(key_of(lease.notice())), "fetched twice");
            assert_eq!(inbox.finish(&lease).await, Ok(Ended::Done));
        }
    }
    assert_eq!(fetched.len(), THINGS);
    assert_eq!(rows(&inbox).await, 0);
}

#[tokio::test]
async fn each_is_fetched_once_more_for_each_fetch_during_which_a_further_notice_arrived() {
    const CAPACITY: usize = 150;
    let clock = ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap());
    for seed in 0..4 {
        let inbox = MemoryInbox::with_clock(CAPACITY, Arc::new(clock.clone()));
        let receiver = receiver(inbox.clone()).with_clock(Arc::new(clock.clone()));
        let mut dice = Dice(seed);
        let mut model = Model::default();
        let mut fetches: BTreeMap<String, usize> = BTreeMap::new();
        let mut running: Vec<Lease> = Vec::new();
        let mut refused: Vec<Vec<Value>> = Vec::new();
        let (mut sent, mut full) = (0, 0);
        while sent < 10_000
            || !refused.is_empty()
            || !model.waiting.is_empty()
            || !running.is_empty()
        {
            match dice.below(4) {
                // A burst, or one that was refused before: the server sends it again.
                0 | 1 => {
                    let burst = if sent < 10_000 && refused.len() < 3 {
                        let burst: Vec<Value> = (0..=dice.below(60))
                            .map(|_| {
                                let thing = dice.below(300);
                                item(thing, &mut dice)
                            })
                            .collect();
                        sent += burst.len();
                        burst
                    } else if refused.is_empty() {
                        continue;
                    } else {
                        refused.swap_remove(dice.below(refused.len()))
                    };
                    match deliver(&receiver, &burst).await {
                        Answer::Accepted => burst.iter().for_each(|item| model.arrive(key(item))),
                        Answer::Full => {
                            full += 1;
                            refused.push(burst);
                        }
                        other => panic!("{other:?}"),
                    }
                }
                2 => {
                    for lease in inbox.lease(dice.below(40), LEASE).await.unwrap() {
                        model.begin(&key_of(lease.notice()));
                        running.push(lease);
                    }
                }
                _ => {
                    for _ in 0..dice.below(40).min(running.len()) {
                        let lease = running.swap_remove(dice.below(running.len()));
                        let key = key_of(lease.notice());
                        *fetches.entry(key.clone()).or_default() += 1;
                        assert_eq!(inbox.finish(&lease).await, Ok(model.end(&key)));
                    }
                }
            }
            let pending = rows(&inbox).await;
            assert!(pending <= CAPACITY, "the memory is bounded");
            assert_eq!(pending, model.waiting.len() + model.fetching.len());
            clock.advance(Duration::from_millis(1));
        }
        assert_eq!(fetches, model.expected);
        assert!(
            sent >= 10_000 && full > 10,
            "the bound was put to the test: {full}"
        );
        assert_eq!(rows(&inbox).await, 0);
    }
}
