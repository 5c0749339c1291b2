//! The work of refreshing: goes through people in random order, asks for each one's token and makes a call with it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fitbit_core::auth::{App, Authenticator, ClientSecret, Credentials, TokenStore};
use fitbit_core::{Client, Clock, Error, HttpSettings, SystemClock, User, UserId};
use fitbit_store::{StoreOptions, TokenKey, TokenProtection};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::draw::Draw;
use crate::orders::{Orders, Report, Work, kind};
use crate::pace::Pace;
use crate::record::{Entry, Record, Recorded};

/// How long a lane waits for one person before it turns to the next, by the machine's clock. The visit goes on: whoever
/// stops waiting for a refresh does not end it.
const PATIENCE: Duration = Duration::from_millis(700);

/// The longest pause between two people, in milliseconds of the machine's clock: a call a token is enough.
const LONGEST_PAUSE: u64 = 20;

/// Everybody's tokens, as one process has them.
pub struct Refreshes {
    users: Vec<User>,
    record: Arc<Record>,
    lanes: u32,
    seed: u64,
    /// The people, by their places, whom somebody here visits.
    visited: Arc<Mutex<HashSet<usize>>>,
}

impl std::fmt::Debug for Refreshes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Refreshes")
    }
}

/// The authenticator of a process, over the store of its orders, which records.
///
/// # Panics
///
/// Where the store cannot be opened.
pub async fn authenticator(orders: &Orders) -> (Authenticator, Arc<Record>) {
    let Work::Refresh {
        app: (app, _),
        key,
        machine_is_wrong,
        ..
    } = &orders.work
    else {
        panic!("orders of another work");
    };
    let clock = if *machine_is_wrong {
        orders.pace
    } else {
        orders.pace.put_right()
    };
    let store = StoreOptions::new(&orders.store)
        .expect("the URL of a store")
        .with_clock(Arc::new(clock))
        .open()
        .await
        .expect("the store opens");
    let key: TokenKey = key.parse().expect("a key");
    let tokens = store
        .tokens(app, TokenProtection::encrypted(key))
        .expect("it keeps tokens");
    recorded(orders, tokens)
}

/// The authenticator of a process, over this store, which records.
///
/// # Panics
///
/// Where the orders are of another work.
pub fn recorded(orders: &Orders, store: impl TokenStore) -> (Authenticator, Arc<Record>) {
    let Work::Refresh {
        app: (id, secret),
        record,
        ..
    } = &orders.work
    else {
        panic!("orders of another work");
    };
    let record = Arc::new(Record::create(record, orders.pace));
    let app = App::server(id, ClientSecret::new(secret))
        .base_url(&orders.service)
        .consent_base_url(&orders.service)
        .user_agent(orders.user_agent())
        .clock(Arc::new(orders.pace))
        .build()
        .expect("an app");
    let recorded = Recorded::new(store, Arc::clone(&record));
    (Authenticator::new(app, recorded), record)
}

/// A client of a process.
///
/// # Panics
///
/// Where the orders name no service.
pub fn client(service: &str, user_agent: String, pace: Pace) -> Client {
    Client::builder()
        .base_url(service)
        .http(HttpSettings::new().with_user_agent(user_agent))
        .clock(pace)
        .without_budget()
        .build()
        .expect("a client")
}

impl Refreshes {
    /// Opens the store.
    ///
    /// # Panics
    ///
    /// Where the orders cannot be followed.
    pub async fn open(orders: &Orders) -> Self {
        let (authenticator, record) = authenticator(orders).await;
        let client = client(&orders.service, orders.user_agent(), orders.pace);
        let Work::Refresh { people, .. } = &orders.work else {
            panic!("orders of another work");
        };
        let credentials = people.iter().map(|person| {
            let person: UserId = person.parse().expect("an id");
            authenticator.credentials(&person)
        });
        Self {
            users: credentials
                .map(|credentials: Credentials| client.user(credentials))
                .collect(),
            record,
            lanes: orders.lanes,
            seed: orders.seed ^ (u64::from(orders.instance) << 32),
            visited: Arc::default(),
        }
    }

    /// Works until the sender is gone, and until every visit that was begun is over.
    ///
    /// # Panics
    ///
    /// Where a visit does.
    pub async fn run(self, ends: watch::Receiver<()>) -> Report {
        let this = Arc::new(self);
        let mut lanes = JoinSet::new();
        for lane in 0..this.lanes {
            let draw = Draw::new(this.seed, lane.into());
            lanes.spawn(Arc::clone(&this).lane(draw, ends.clone()));
        }
        let mut report = Report::default();
        while let Some(visits) = lanes.join_next().await {
            for outcome in visits.expect("a lane does not panic").join_all().await {
                report.count(&outcome);
            }
        }
        report
    }

    async fn lane(
        self: Arc<Self>,
        mut draw: Draw,
        mut ends: watch::Receiver<()>,
    ) -> JoinSet<Result<(), Error>> {
        let mut visits = JoinSet::new();
        loop {
            let pause = Duration::from_millis(draw.below(LONGEST_PAUSE));
            tokio::select! {
                biased;
                _ = ends.changed() => return visits,
                () = SystemClock.sleep(pause) => {}
            }
            let place = usize::try_from(draw.below(self.users.len() as u64)).unwrap_or(0);
            if !self.visited().insert(place) {
                continue;
            }
            let (done, landed) = tokio::sync::oneshot::channel::<()>();
            let this = Arc::clone(&self);
            visits.spawn(async move {
                let outcome = this.visit(place).await;
                this.visited().remove(&place);
                drop(done);
                outcome
            });
            tokio::select! {
                _ = landed => {}
                () = SystemClock.sleep(PATIENCE) => {}
            }
        }
    }

    async fn visit(&self, place: usize) -> Result<(), Error> {
        let outcome = self.users[place].get_badges().await.map(drop);
        if let Err(error) = &outcome {
            self.record.add(&Entry::Failed { kind: kind(error) });
        }
        outcome
    }

    fn visited(&self) -> std::sync::MutexGuard<'_, HashSet<usize>> {
        self.visited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
