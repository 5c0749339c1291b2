//! Whatever is asked of an inbox in whatever order, the databases answer as the inbox in memory does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fitbit_core::inbox::{AcceptError, Collection, Ended, Inbox, Lease, MemoryInbox, Notice};
use fitbit_core::{Clock, ManualClock};
use fitbit_store::{SharedInbox, Store};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::engines::{File, clock};

const CAPACITY: usize = 4;
const LEASE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// One thing that is asked; numbers name notices, people and leases that there may be.
#[derive(Debug, Clone)]
enum Ask {
    Accept(Vec<u8>),
    Lease,
    Finish(usize),
    Postpone(usize),
    Forget(u8),
    Pass(Duration),
}

/// With `times` also that time passes, which a server's clock does not do for a test.
fn asks(times: bool) -> impl Strategy<Value = Vec<Ask>> {
    let pass = prop::sample::select(vec![Duration::from_secs(1), LEASE, HOUR]);
    let ask = prop_oneof![
        4 => prop::collection::vec(0..6_u8, 0..4).prop_map(Ask::Accept),
        3 => Just(Ask::Lease),
        3 => (0..8_usize).prop_map(Ask::Finish),
        2 => (0..8_usize).prop_map(Ask::Postpone),
        1 => (0..3_u8).prop_map(Ask::Forget),
        u32::from(times) => pass.prop_map(Ask::Pass),
    ];
    prop::collection::vec(ask, 1..40)
}

/// Six notices about three people.
fn notice(number: u8) -> Notice {
    let person = format!("PERSON{}", number % 3).parse().unwrap();
    let collection = match number / 3 {
        0 => Collection::Sleep,
        _ => Collection::from("a \"new\" one"),
    };
    let day = (number == 0).then(|| "2026-05-20".parse().unwrap());
    Notice::new(person, collection, day)
}

/// By the notice, because those that are due at the same moment come in any order.
async fn lease(inbox: &dyn Inbox) -> Vec<Lease> {
    let mut leases = inbox.lease(100, LEASE).await.unwrap();
    leases.sort_by(|one, other| one.notice().cmp(other.notice()));
    leases
}

/// Asks both, and compares what they say.
async fn agree(asks: &[Ask], memory: &MemoryInbox, shared: &SharedInbox, clock: &ManualClock) {
    let mut lent: Vec<(Lease, Lease)> = Vec::new();
    for ask in asks {
        match ask {
            Ask::Accept(numbers) => {
                let notices: Vec<Notice> = numbers.iter().map(|number| notice(*number)).collect();
                let (one, other) = (memory.accept(&notices).await, shared.accept(&notices).await);
                assert_eq!(one, other);
                assert!(!matches!(one, Err(AcceptError::Store(_))));
            }
            Ask::Lease => {
                let (one, other) = (lease(memory).await, lease(shared).await);
                assert_eq!(one.len(), other.len(), "{ask:?}");
                for (one, other) in one.into_iter().zip(other) {
                    assert!(one.notice() == other.notice());
                    assert_eq!(one.attempt(), other.attempt());
                    lent.push((one, other));
                }
            }
            Ask::Finish(place) | Ask::Postpone(place) => {
                // From the last one on, so that late holders are among them and do not prevail.
                let Some(place) = lent.len().checked_sub(1 + place) else {
                    continue;
                };
                let (one, other) = &lent[place];
                let (one, other): (Ended, Ended) = if matches!(ask, Ask::Finish(_)) {
                    (
                        memory.finish(one).await.unwrap(),
                        shared.finish(other).await.unwrap(),
                    )
                } else {
                    (
                        memory.postpone(one, HOUR).await.unwrap(),
                        shared.postpone(other, HOUR).await.unwrap(),
                    )
                };
                assert_eq!(one, other, "{ask:?}");
            }
            Ask::Forget(number) => {
                let person = notice(*number).person().clone();
                assert_eq!(memory.forget(&person).await, shared.forget(&person).await);
            }
            Ask::Pass(time) => clock.advance(*time),
        }
        let (one, other) = (memory.pending().await, shared.pending().await);
        assert_eq!(one.unwrap().notices, other.unwrap().notices, "{ask:?}");
    }
}

/// Every case has an app of its own in the store.
fn check(store: &Store, clock: &ManualClock, cases: u32, times: bool) {
    static APPS: AtomicUsize = AtomicUsize::new(0);

    let config = Config {
        cases,
        ..Config::default()
    };
    let handle = tokio::runtime::Handle::current();
    let done = TestRunner::new(config).run(&asks(times), |asks| {
        let app = format!("APP{}", APPS.fetch_add(1, Ordering::Relaxed));
        let shared = store.inbox(&app, CAPACITY).unwrap();
        let same: Arc<dyn Clock> = Arc::new(clock.clone());
        let memory = MemoryInbox::with_clock(CAPACITY, same);
        handle.block_on(agree(&asks, &memory, &shared, clock));
        Ok(())
    });
    done.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_on_sqlite_answers_as_the_one_in_memory() {
    let (clock, file) = (clock(), File::new());
    let store = file.open(&clock).await;
    tokio::task::spawn_blocking(move || check(&store, &clock, 100, true))
        .await
        .unwrap();
}

#[cfg(feature = "postgres")]
#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_on_postgresql_answers_as_the_one_in_memory() {
    let store = crate::engines::Schema::new("agreement").await.open().await;
    tokio::task::spawn_blocking(move || check(&store, &clock(), 40, false))
        .await
        .unwrap();
}
