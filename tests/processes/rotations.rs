//! Processes that rotate people's tokens, and are killed at it.

use std::time::Duration;

use fitbit_core::{Clock as _, SystemClock};
use fitbit_sandbox::{Builder, Effect, Fault, OAuthRules};
use fitbit_tests::draw::Draw;
use fitbit_tests::orders::Orders;
use fitbit_tests::pace::Pace;

use crate::cuts::Proxy;
use crate::engines::Engine;
use crate::fleet::Fleet;
use crate::judge::{Case, Stage, Verdict, dossier, judge};
use crate::scene::{SEED, Scene};
use crate::service::Service;
use crate::{alone, is_full, table};

/// A run: who does what, for how long, and what goes wrong meanwhile.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    /// What is tried, in a word.
    pub(crate) name: &'static str,
    pub(crate) engine: Engine,
    /// Whether the service repeats its answer to an identical refresh.
    pub(crate) replays: bool,
    pub(crate) processes: usize,
    pub(crate) people: usize,
    /// The fewest rotations.
    pub(crate) rotations: usize,
    pub(crate) kills: usize,
    /// The middle of the time between two kills, by the machine's clock.
    pub(crate) between_kills: Duration,
    /// How many times as fast as the machine's the clock of everything runs.
    pub(crate) times: u32,
    /// How long access tokens live.
    pub(crate) lifetime: Duration,
    /// By how many seconds the clock of the process of this number is wrong.
    pub(crate) wrong_by: fn(u32) -> i64,
    /// Whether a wrong clock is that of the whole machine: then a store without a clock of its own is wrong too.
    pub(crate) machine_is_wrong: bool,
    /// Whether connections to the database are cut.
    pub(crate) cuts: bool,
}

impl Trial {
    /// Where nothing goes wrong but kills.
    pub(crate) fn new(name: &'static str, engine: Engine) -> Self {
        let small = Self {
            name,
            engine,
            replays: true,
            processes: 6,
            // So many that a process always has somebody's token to rotate when it is killed.
            people: 80,
            rotations: 300,
            kills: 12,
            between_kills: Duration::from_millis(400),
            // What does not run faster weighs more: at this pace a request to the token endpoint has three seconds.
            times: 5,
            // Always due, and longer than an answer is repeated.
            lifetime: Duration::from_secs(150),
            wrong_by: |_| 0,
            machine_is_wrong: false,
            cuts: false,
        };
        if is_full() {
            Self {
                processes: 16,
                people: 200,
                rotations: 2_000,
                kills: 100,
                between_kills: Duration::from_millis(500),
                ..small
            }
        } else {
            small
        }
    }

    /// With a service that takes a refresh token once and never again.
    fn without_replays(self) -> Self {
        Self {
            replays: false,
            ..self
        }
    }

    /// By the machine's clock, by which the lease of a process that was killed lasts long.
    fn in_real_time(self) -> Self {
        Self {
            times: 1,
            kills: 30,
            between_kills: Duration::from_secs(2),
            ..self
        }
    }

    pub(crate) async fn run(self) -> Verdict {
        let _alone = alone().await;
        let pace = Pace::new(self.times);
        let service = Service::start(self.people, pace, |builder| {
            rules(builder, self.lifetime, self.replays)
        })
        .await;
        let scene = Scene::new(self.name, self.engine, service).await;
        let proxy = if self.cuts {
            Some(Proxy::start(scene.store()).await)
        } else {
            None
        };

        let began = SystemClock.now();
        let orders = |instance| {
            let store = proxy.as_ref().map_or(scene.store(), Proxy::url);
            let pace = pace.wrong_by((self.wrong_by)(instance));
            scene.orders(instance, store, pace, self.machine_is_wrong)
        };
        let mut fleet = Fleet::start(self.processes, orders).await;
        if let Some(proxy) = &proxy {
            proxy.begin();
        }
        self.kill(&mut fleet).await;
        while scene.service.rotations() < self.rotations {
            SystemClock.sleep(Duration::from_millis(200)).await;
        }
        let (reports, killed) = fleet.end().await;
        let held = scene.roll_call().await;
        let took = SystemClock.now().duration_since(began);
        let case = Case {
            history: scene.service.history(),
            records: scene.records(),
            killed,
            held,
            replays: self.replays,
            one_clock: !self.machine_is_wrong,
        };
        let mut verdict = judge(&case);
        verdict.cuts = proxy.as_ref().map(Proxy::cuts);
        for (instance, report) in reports {
            let wrong_by = (self.wrong_by)(instance);
            *verdict.calls.entry(wrong_by).or_default() += report.calls;
        }
        table::of_rotations(&self, took, &verdict);
        for objection in &verdict.objections {
            let person = objection.split(':').next().unwrap_or_default();
            println!("  {objection}{}", dossier(&case, person));
        }
        verdict
    }

    async fn kill<F: Fn(u32) -> Orders>(self, fleet: &mut Fleet<F>) {
        let mut draw = Draw::new(SEED, 0);
        let longest = 2 * u64::try_from(self.between_kills.as_millis()).unwrap();
        for _ in 0..self.kills {
            let pause = Duration::from_millis(draw.below(longest));
            SystemClock.sleep(pause).await;
            let place = draw.below(fleet.len() as u64);
            fleet.kill(usize::try_from(place).unwrap()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_nobody_on_sqlite() {
    let trial = Trial::new("killed", Engine::Sqlite);
    trial.run().await.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_processes_lose_nobody_on_postgresql() {
    let trial = Trial::new("killed", Engine::Postgres);
    trial.run().await.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "leases of dead processes take their real time: `cargo xtask evidence processes`"]
async fn killed_processes_lose_nobody_on_postgresql_in_real_time() {
    let trial = Trial::new("killed_in_real_time", Engine::Postgres).in_real_time();
    trial.run().await.assert_nobody_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_repeated_answers_a_kill_loses_whom_it_hit_and_the_store_says_so_on_sqlite() {
    let trial = Trial::new("killed_without_repeats", Engine::Sqlite).without_replays();
    trial.run().await.assert_only_hit_ones_lost();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_repeated_answers_a_kill_loses_whom_it_hit_and_the_store_says_so_on_postgresql() {
    let trial = Trial::new("killed_without_repeats", Engine::Postgres).without_replays();
    trial.run().await.assert_only_hit_ones_lost();
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

/// Tokens that live so long, and a token endpoint that takes its time before a request has taken effect and after: a process
/// spends most of its time in the marked window.
pub(crate) fn rules(builder: Builder, lifetime: Duration, replays: bool) -> Builder {
    let rules = OAuthRules::default().with_access_lifetime(lifetime);
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
