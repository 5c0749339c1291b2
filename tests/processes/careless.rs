//! Stores that break a promise each, to see that the judge objects. What finds no fault in them proves nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use fitbit_core::auth::{
    Authenticator, Begun, Insertion, Lease, Loss, Mark, StoreError, StoredToken, Swap, TokenHash,
    TokenRecord, TokenSet, TokenState, TokenStore, timing,
};
use fitbit_core::jiff::Timestamp;
use fitbit_core::{BoxFuture, Clock as _, UserId};
use fitbit_tests::orders::user_agent;
use fitbit_tests::pace::Pace;
use fitbit_tests::refresh;
use tokio::task::JoinSet;

use crate::engines::Engine;
use crate::judge::{Case, judge};
use crate::rotations::rules;
use crate::scene::Scene;
use crate::service::Service;

/// The promise that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    None,
    /// A lease is lent while another one is in force.
    LendsAgain,
    /// The same, with the same number.
    LendsOneNumber,
    /// The mark goes with the lease that set it.
    ForgetsMarks,
    /// Whoever says that tokens are new is believed.
    SwapsUnchecked,
    /// Some tokens that it says it saved it did not.
    ForgetsTokens,
}

#[derive(Clone)]
struct Careless {
    records: Arc<Mutex<BTreeMap<UserId, TokenRecord>>>,
    clock: Pace,
    flaw: Flaw,
}

impl Careless {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<UserId, TokenRecord>> {
        self.records.lock().unwrap()
    }

    fn step<T>(&self, person: &UserId, run: impl FnOnce(&mut TokenRecord, Timestamp) -> T) -> T {
        let mut records = self.lock();
        let now = self.clock.now();
        run(records.get_mut(person).unwrap(), now)
    }
}

impl TokenStore for Careless {
    fn load<'a>(
        &'a self,
        person: &'a UserId,
    ) -> BoxFuture<'a, Result<Option<StoredToken>, StoreError>> {
        Box::pin(async move { Ok(self.lock().get(person).map(|record| record.token.clone())) })
    }

    fn begin<'a>(
        &'a self,
        person: &'a UserId,
        spends: TokenHash,
        lasts: Duration,
    ) -> BoxFuture<'a, Result<Begun, StoreError>> {
        Box::pin(async move {
            Ok(self.step(person, |record, now| {
                let before = record.fence;
                let leased = record.leased_until.is_some();
                if self.flaw != Flaw::None && self.flaw != Flaw::ForgetsTokens {
                    record.leased_until = None;
                }
                if self.flaw == Flaw::ForgetsMarks {
                    record.marked_at = None;
                }
                if self.flaw == Flaw::LendsOneNumber && leased {
                    record.fence = before - 1;
                }
                record.begin(now, spends, lasts)
            }))
        })
    }

    fn complete<'a>(
        &'a self,
        lease: &'a Lease,
        issued: &'a TokenSet,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move {
            let refresh = issued.refresh().hash();
            Ok(self.step(issued.owner(), |record, now| match self.flaw {
                Flaw::SwapsUnchecked => {
                    record.token = StoredToken::Active(issued.clone());
                    record.refresh = refresh;
                    Swap::Swapped
                }
                Flaw::ForgetsTokens if record.fence.is_multiple_of(3) => {
                    record.leased_until = None;
                    record.marked_at = None;
                    Swap::Swapped
                }
                _ => record.complete(now, lease, issued.clone(), refresh),
            }))
        })
    }

    fn abandon<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        mark: Mark,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            self.step(person, |record, _| record.abandon(lease, mark));
            Ok(())
        })
    }

    fn give_up<'a>(
        &'a self,
        person: &'a UserId,
        lease: &'a Lease,
        loss: Loss,
    ) -> BoxFuture<'a, Result<Swap, StoreError>> {
        Box::pin(async move { Ok(self.step(person, |record, _| record.give_up(lease, loss))) })
    }

    fn insert<'a>(
        &'a self,
        token: &'a TokenSet,
        _: Insertion,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            let record = TokenRecord::new(token.clone(), token.refresh().hash());
            Ok(self.lock().insert(token.owner().clone(), record).is_none())
        })
    }

    fn revoke<'a>(&'a self, _: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        unreachable!("nobody withdraws a consent here")
    }

    fn forget<'a>(&'a self, _: &'a UserId) -> BoxFuture<'a, Result<bool, StoreError>> {
        unreachable!("nobody is forgotten here")
    }

    fn list<'a>(
        &'a self,
        _: TokenState,
        _: Option<&'a UserId>,
        _: usize,
    ) -> BoxFuture<'a, Result<Vec<UserId>, StoreError>> {
        unreachable!("nobody asks for a list here")
    }
}

/// A scene of three people whose tokens such a store keeps.
async fn scene(flaw: Flaw) -> (Scene, Careless) {
    let pace = Pace::new(10);
    let service = Service::start(3, pace, |builder| {
        rules(builder, Duration::from_secs(150), true)
    })
    .await;
    let scene = Scene::new("careless", Engine::Sqlite, service).await;
    let store = Careless {
        records: Arc::default(),
        clock: pace,
        flaw,
    };
    for person in &scene.service.people {
        let consent = scene.service.consent(person);
        store.insert(&consent, Insertion::IfAbsent).await.unwrap();
    }
    (scene, store)
}

/// As a process of this number has it.
fn process(scene: &Scene, store: &Careless, instance: u32) -> Authenticator {
    refresh::recorded(&scene.plain_orders(instance), store.clone()).0
}

async fn call(scene: &Scene, authenticator: &Authenticator, instance: u32, person: &str) {
    let orders = scene.plain_orders(instance);
    let client = refresh::client(&orders.service, user_agent(instance), orders.pace);
    let user = client.user(authenticator.credentials(&person.parse().unwrap()));
    // What becomes of it is for the judge to say.
    let _ = user.get_badges().await;
}

/// What the judge says to six processes that come in threes, each of which asks for everybody.
async fn objections(flaw: Flaw) -> Vec<String> {
    let (scene, store) = scene(flaw).await;
    let scene = Arc::new(scene);
    for round in 0..2 {
        let mut calls = JoinSet::new();
        for instance in (1..=3).map(|number| 3 * round + number) {
            let authenticator = process(&scene, &store, instance);
            for person in scene.service.people.clone() {
                let (scene, authenticator) = (Arc::clone(&scene), authenticator.clone());
                calls.spawn(async move { call(&scene, &authenticator, instance, &person).await });
            }
        }
        calls.join_all().await;
    }
    verdict(&scene, &store, true).await
}

async fn verdict(scene: &Scene, store: &Careless, one_clock: bool) -> Vec<String> {
    let held = scene.roll_call_by(process(scene, store, 0)).await;
    let case = Case {
        history: scene.service.history(),
        records: scene.records(),
        killed: [].into(),
        held,
        replays: true,
        one_clock,
    };
    judge(&case).objections
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judge_has_nothing_against_a_store_that_keeps_its_promises() {
    assert_eq!(objections(Flaw::None).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judge_objects_to_each_promise_that_a_store_breaks() {
    for (flaw, objection) in [
        (Flaw::LendsAgain, "while"),
        (Flaw::LendsOneNumber, "and to"),
        (Flaw::ForgetsMarks, "without having found a mark"),
        (Flaw::ForgetsTokens, "lost, although"),
    ] {
        let objections = objections(flaw).await;
        let is_made = objections.iter().any(|made| made.contains(objection));
        assert!(is_made, "{flaw:?}: {objections:#?}");
    }
}

/// A holder whose lease is over, and whose answer was repeated to another one since, comes with it at last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judge_objects_to_a_late_holder_that_overwrites() {
    for (flaw, wrong) in [(Flaw::LendsAgain, false), (Flaw::SwapsUnchecked, true)] {
        let (scene, store) = scene(flaw).await;
        let name = scene.service.people[0].clone();
        let person: UserId = name.parse().unwrap();
        let late = process(&scene, &store, 1);
        let Some(StoredToken::Active(first)) = store.load(&person).await.unwrap() else {
            panic!("there are tokens");
        };
        let begun = late
            .store()
            .begin(&person, first.refresh().hash(), timing::LEASE)
            .await;
        let Begun::Leased(lease) = begun.unwrap() else {
            panic!("nobody else has the lease");
        };
        call(&scene, &process(&scene, &store, 2), 2, &name).await;
        let Some(StoredToken::Active(second)) = store.load(&person).await.unwrap() else {
            panic!("there are tokens");
        };
        call(&scene, &process(&scene, &store, 3), 3, &name).await;
        let _ = late.store().complete(&lease, &second).await;
        let objections = verdict(&scene, &store, false).await;
        let is_lost = objections
            .iter()
            .any(|made| made.contains("lost, although"));
        assert_eq!(is_lost, wrong, "{flaw:?}: {objections:#?}");
    }
}
