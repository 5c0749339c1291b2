//! Processes that rotate people's tokens, and are killed at it.

use std::time::Duration;

use fitbit_core::{Clock as _, SystemClock};
use fitbit_sandbox::{Builder, Effect, Fault, OAuthRules};
use fitbit_tests::draw::Draw;
use fitbit_tests::pace::Pace;

use crate::engines::Engine;
use crate::fleet::Fleet;
use crate::judge::{Case, Stage, Verdict, judge};
use crate::scene::{SEED, Scene};
use crate::service::Service;
use crate::{alone, is_full, table};

/// How big a run is.
#[derive(Debug, Clone, Copy)]
struct Size {
    processes: usize,
    people: usize,
    /// The fewest rotations.
    rotations: usize,
    kills: usize,
    /// The middle of the time between two kills, by the machine's clock.
    between_kills: Duration,
    /// How many times as fast as the machine's the clock of everything runs.
    times: u32,
}

impl Size {
    fn now() -> Self {
        let times = 10;
        if is_full() {
            Self {
                processes: 16,
                people: 200,
                rotations: 2_000,
                kills: 100,
                between_kills: Duration::from_millis(500),
                times,
            }
        } else {
            Self {
                processes: 6,
                people: 40,
                rotations: 150,
                kills: 10,
                between_kills: Duration::from_millis(400),
                times,
            }
        }
    }

    /// By the machine's clock, in which the lease of a process that was killed lasts long.
    fn in_real_time() -> Self {
        Self {
            kills: 30,
            between_kills: Duration::from_secs(2),
            times: 1,
            ..Self::now()
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_nobody_on_sqlite() {
    let _alone = alone().await;
    let verdict = run(Engine::Sqlite, true, Size::now()).await;
    verdict.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_nobody_on_postgresql() {
    let _alone = alone().await;
    let verdict = run(Engine::Postgres, true, Size::now()).await;
    verdict.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "leases of dead processes take their real time: `cargo xtask evidence processes`"]
async fn killed_processes_lose_nobody_on_postgresql_in_real_time() {
    let _alone = alone().await;
    let verdict = run(Engine::Postgres, true, Size::in_real_time()).await;
    verdict.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_repeated_answers_a_kill_loses_whom_it_hit_and_the_store_says_so_on_sqlite() {
    let _alone = alone().await;
    let verdict = run(Engine::Sqlite, false, Size::now()).await;
    verdict.assert_only_hit_ones_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_repeated_answers_a_kill_loses_whom_it_hit_and_the_store_says_so_on_postgresql() {
    let _alone = alone().await;
    let verdict = run(Engine::Postgres, false, Size::now()).await;
    verdict.assert_only_hit_ones_lost();
}

impl Verdict {
    fn assert_nobody_lost(&self) {
        assert!(self.objections.is_empty(), "{:#?}", self.objections);
        assert_eq!(self.lost, 0);
        // Otherwise nothing was tried.
        assert!(self.kills.contains_key(&Stage::TookEffect));
        assert!(self.replays > 0);
    }

    fn assert_only_hit_ones_lost(&self) {
        assert!(self.objections.is_empty(), "{:#?}", self.objections);
        assert!(self.lost > 0, "nothing was tried");
        assert_eq!(self.replays, 0);
    }
}

/// A run with a service that repeats its answers or not.
async fn run(engine: Engine, replays: bool, size: Size) -> Verdict {
    let pace = Pace::new(size.times);
    let service = Service::start(size.people, pace, |builder| rules(builder, replays)).await;
    let name = if replays {
        "rotations_repeated"
    } else {
        "rotations_once"
    };
    let scene = Scene::new(name, engine, service).await;

    let began = SystemClock.now();
    let mut fleet = Fleet::start(size.processes, |instance| scene.orders(instance)).await;
    let mut draw = Draw::new(SEED, 0);
    let longest = 2 * u64::try_from(size.between_kills.as_millis()).unwrap();
    for _ in 0..size.kills {
        let pause = Duration::from_millis(draw.below(longest));
        SystemClock.sleep(pause).await;
        let place = draw.below(fleet.len() as u64);
        fleet.kill(usize::try_from(place).unwrap()).await;
    }
    while scene.service.rotations() < size.rotations {
        SystemClock.sleep(Duration::from_millis(200)).await;
    }
    let (_, killed) = fleet.end().await;
    let held = scene.roll_call().await;
    let took = SystemClock.now().duration_since(began);
    let verdict = judge(&Case {
        history: scene.service.history(),
        records: scene.records(),
        killed,
        held,
        replays,
        one_clock: true,
    });
    let title = format!(
        "{engine:?}, {} processes, {} people, {} times real time, the service {}",
        size.processes,
        size.people,
        size.times,
        if replays {
            "repeats its answers"
        } else {
            "repeats nothing"
        },
    );
    table::of_rotations(&title, took, &verdict);
    verdict
}

/// Tokens that live so shortly that they are always due, and a token endpoint that takes its time before a request has
/// taken effect and after: a process spends most of its time in the marked window.
pub(crate) fn rules(builder: Builder, replays: bool) -> Builder {
    let rules = OAuthRules::default().with_access_lifetime(Duration::from_secs(100));
    let before = Effect::Latency { millis: 60 };
    let after = Effect::SlowBody {
        bytes: 400,
        millis: 40,
    };
    builder
        .quota(None)
        .oauth_rules(if replays {
            rules
        } else {
            rules.without_replay()
        })
        .fault(Fault::on("oauth2_token", before))
        .fault(Fault::on("oauth2_token", after))
}
