//! Processes whose clock is an hour wrong: they refresh too much or too late, and nobody is lost.

use std::time::Duration;

use crate::engines::Engine;
use crate::judge::Verdict;
use crate::rotations::Trial;

const HOUR: i64 = 3_600;

/// One process in six is ahead, and one is behind.
fn wrong_by(instance: u32) -> i64 {
    match instance % 6 {
        1 => HOUR,
        2 => -HOUR,
        _ => 0,
    }
}

fn trial(name: &'static str, engine: Engine) -> Trial {
    let trial = Trial::new(name, engine);
    Trial {
        people: trial.people / 2,
        rotations: trial.rotations * 5 / 6,
        kills: 0,
        times: 10,
        // They also end while processes have them.
        lifetime: Duration::from_secs(70),
        wrong_by,
        ..trial
    }
}

fn assert(verdict: &Verdict) {
    assert!(verdict.objections.is_empty(), "{:#?}", verdict.objections);
    assert_eq!(verdict.lost, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_an_hour_wrong_loses_nobody_on_sqlite() {
    assert(&trial("wrong_clocks", Engine::Sqlite).run().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_an_hour_wrong_loses_nobody_on_postgresql() {
    assert(&trial("wrong_clocks", Engine::Postgres).run().await);
}

/// On one machine processes have one clock. Here they do not, and the store, which has none of its own, lends leases that
/// overlap: what was sent twice is answered twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_by_a_clock_that_is_an_hour_wrong_loses_nobody_on_sqlite() {
    let trial = trial("wrong_machine", Engine::Sqlite);
    let trial = Trial {
        machine_is_wrong: true,
        ..trial
    };
    assert(&trial.run().await);
}
