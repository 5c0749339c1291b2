//! Processes that share one person's budget, in real time: the service counts what they send.

use std::collections::BTreeMap;
use std::time::Duration;

use fitbit_core::{Clock as _, SystemClock};
use fitbit_sandbox::{App, LoggedRequest, QuotaRules, WindowCount};
use fitbit_tests::orders::{Orders, Work};
use fitbit_tests::pace::Pace;

use crate::engines::Engine;
use crate::fleet::Fleet;
use crate::scene::SEED;
use crate::service::Service;
use crate::{alone, is_full, table};

/// How big a run is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) processes: u32,
    /// Calls that each process makes at once.
    pub(crate) lanes: u32,
    pub(crate) limit: u32,
    pub(crate) window: Duration,
    /// Windows that are wanted whole.
    windows: u32,
}

/// The part of a window that is its margin, the most that a budget takes: headers tell the end in whole seconds, rounded up,
/// and an answer takes its time on top of that.
const MARGIN: u32 = 4;

impl Size {
    fn now() -> Self {
        if is_full() {
            Self {
                processes: 16,
                lanes: 2,
                limit: 300,
                window: Duration::from_secs(8),
                windows: 6,
            }
        } else {
            Self {
                processes: 6,
                lanes: 2,
                limit: 60,
                window: Duration::from_secs(6),
                windows: 2,
            }
        }
    }
}

/// What the service saw.
#[derive(Debug)]
pub(crate) struct Spent {
    pub(crate) windows: Vec<Window>,
    /// Calls by process.
    pub(crate) shares: BTreeMap<u32, usize>,
    /// Calls that failed, by kind.
    pub(crate) failures: BTreeMap<String, u64>,
}

/// A window, as the service saw it.
#[derive(Debug)]
pub(crate) struct Window {
    pub(crate) answered: u32,
    pub(crate) refused: u32,
    /// From its beginning to its first call and to its last one.
    pub(crate) calls: (Duration, Duration),
    /// Calls by process.
    pub(crate) shares: BTreeMap<u32, usize>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_budget_is_used_and_never_exceeded_on_sqlite() {
    let _alone = alone().await;
    run(Engine::Sqlite, Size::now()).await.assert(Size::now());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_budget_is_used_and_never_exceeded_on_postgresql() {
    let _alone = alone().await;
    run(Engine::Postgres, Size::now()).await.assert(Size::now());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shared_budget_is_used_and_never_exceeded_on_redis() {
    let _alone = alone().await;
    run(Engine::Redis, Size::now()).await.assert(Size::now());
}

impl Spent {
    fn assert(&self, size: Size) {
        assert!(self.failures.is_empty(), "{:?}", self.failures);
        let (first, rest) = self.windows.split_first().unwrap();
        assert!(first.answered <= size.limit);
        let (_, whole) = rest.split_last().unwrap();
        for window in rest {
            assert!(window.answered <= size.limit);
            assert_eq!(window.refused, 0);
        }
        let in_flight = size.processes * size.lanes;
        for window in whole {
            assert!(window.answered >= size.limit - in_flight, "{window:?}");
        }
        let everybody = usize::try_from(size.processes).unwrap();
        assert_eq!(self.shares.len(), everybody, "somebody starves");
    }
}

async fn run(engine: Engine, size: Size) -> Spent {
    let pace = Pace::new(1);
    let rules = QuotaRules::default()
        .with_limit(Some(size.limit))
        .with_window(size.window);
    let service = Service::start(1, pace, |builder| builder.quota_rules(rules)).await;
    let database = engine.empty("spending", pace).await;
    let person = &service.people[0];
    let token = service.sandbox.token(person);
    let orders = |instance| Orders {
        instance,
        service: service.sandbox.url().to_owned(),
        store: database.url.clone(),
        pace,
        lanes: size.lanes,
        seed: SEED,
        work: Work::Spend {
            token: token.clone(),
            limit: size.limit,
            window: size.window,
            margin: size.window / MARGIN,
        },
    };
    let fleet = Fleet::start(size.processes.try_into().unwrap(), orders).await;
    // One more than wanted: the first and the last are not whole.
    SystemClock.sleep(size.window * (size.windows + 1)).await;
    let (reports, _) = fleet.end().await;
    let mut failures = BTreeMap::new();
    for (kind, times) in reports.into_iter().flat_map(|(_, report)| report.failures) {
        *failures.entry(kind).or_default() += times;
    }
    let windows = service.sandbox.windows(App::SERVER, person).unwrap();
    let requests = service.sandbox.requests();
    let spent = Spent {
        windows: windows
            .into_iter()
            .map(|count| window(count, size.window, &requests))
            .collect(),
        shares: shares(requests.iter()),
        failures,
    };
    table::of_spending(&format!("{engine:?}"), size, &spent);
    spent
}

fn window(count: WindowCount, length: Duration, requests: &[LoggedRequest]) -> Window {
    let ends = count.begin.checked_add(length).unwrap();
    let within = |request: &&LoggedRequest| (count.begin..ends).contains(&request.at());
    let calls: Vec<&LoggedRequest> = requests.iter().filter(within).collect();
    let since = |request: Option<&&LoggedRequest>| {
        let at = request.map_or(count.begin, |request| request.at());
        at.duration_since(count.begin).unsigned_abs()
    };
    Window {
        answered: count.answered,
        refused: count.refused,
        calls: (since(calls.first()), since(calls.last())),
        shares: shares(calls.into_iter()),
    }
}

fn shares<'a>(requests: impl Iterator<Item = &'a LoggedRequest>) -> BTreeMap<u32, usize> {
    let mut shares = BTreeMap::new();
    for request in requests {
        let worker = request
            .client()
            .and_then(|client| client.strip_prefix("worker/"));
        *shares.entry(worker.unwrap().parse().unwrap()).or_default() += 1;
    }
    shares
}
