//! The example as a process of its own against the fake Fitbit: told, killed, started again, and told of the end.

#![allow(
    dead_code,
    clippy::duplicate_mod,
    clippy::unwrap_used,
    reason = "the stage is the example's, and the rest is a test"
)]

#[path = "../../examples/subscriber/settings.rs"]
mod settings;
#[path = "../../examples/subscriber/stage.rs"]
mod stage;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use fitbit_core::auth::TokenState;
use fitbit_core::budget::{BudgetKey, BudgetStore as _, Verdict};
use fitbit_core::inbox::{Collection, Inbox as _, Notice};
use fitbit_core::{BudgetSettings, Clock as _, Priority, SystemClock};
use fitbit_sandbox::{Effect, Fault, people};

use settings::CLIENT_ID;
use stage::Stage;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const READ: &str = "get_daily_activity_summary";

/// A stage with the program that cargo has built for these tests.
async fn stage() -> Stage {
    let tests: PathBuf = std::env::current_exe().unwrap();
    let programs = tests.parent().and_then(|folder| folder.parent()).unwrap();
    let program = programs.join("examples/subscriber");
    assert!(
        program.exists(),
        "the example is not built: run `cargo build -p fitbit-webhooks --all-features --examples` first"
    );
    let stage = Stage::new(program).await.unwrap();
    assert_eq!(stage.subscribe().await.unwrap(), 2);
    stage
}

/// How many reads of activities the fake Fitbit has answered.
fn answered(stage: &Stage) -> usize {
    let requests = stage.sandbox.requests();
    let reads = requests
        .iter()
        .filter(|request| request.operation() == Some(READ));
    reads.count()
}

async fn until_empty(stage: &Stage) {
    let inbox = stage.store.inbox(CLIENT_ID, 10).unwrap();
    for _ in 0..600 {
        if inbox.pending().await.unwrap().notices == 0 {
            return;
        }
        SystemClock.sleep(Duration::from_millis(50)).await;
    }
    panic!("there is something left to do");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_read_also_when_the_process_died_in_between() {
    let stage = stage().await;
    let service = stage.start().await.unwrap();
    // A read would last for a minute, so it is killed before the end of one.
    let slow = Effect::Latency { millis: 60_000 };
    stage.sandbox.inject(Fault::on(READ, slow)).unwrap();
    stage.sync().await.unwrap();
    let deliveries = stage.sandbox.deliveries();
    assert!(!deliveries.is_empty());
    let is_answered = |status: Option<u16>| status == Some(204);
    assert!(deliveries.iter().all(|told| is_answered(told.status)));
    drop(service);
    stage.sandbox.clear_faults();
    assert_eq!(stage.said("read activities"), 0);

    let _service = stage.start().await.unwrap();
    stage.until_said("read activities", 1).await.unwrap();
    // Once more for what comes late, and then no more.
    stage.until_said("read activities", 2).await.unwrap();
    until_empty(&stage).await;
    assert_eq!(stage.said("read activities"), 2);
    assert_eq!(stage.sandbox.deliveries().len(), deliveries.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_leave_the_reserve_to_people_who_wait() {
    let stage = stage().await;
    let settings = BudgetSettings::fitbit();
    let budgets = stage.store.budgets(settings);
    let key = BudgetKey::new(CLIENT_ID, people::OPEN);
    // Others have spent everything but the reserve.
    let reserve = settings.reserve(Priority::Webhook);
    let spent = settings.limit() - reserve;
    let taken = budgets.take(key, Priority::Interactive, spent).await;
    assert!(matches!(taken, Ok(Verdict::Granted(grant)) if grant.left == reserve));

    let _service = stage.start().await.unwrap();
    stage.sync().await.unwrap();
    stage.until_said("put off", 1).await.unwrap();
    assert_eq!(answered(&stage), 0);
    let taken = budgets.take(key, Priority::Interactive, 1).await;
    assert!(matches!(taken, Ok(Verdict::Granted(_))));
    let inbox = stage.store.inbox(CLIENT_ID, 10).unwrap();
    assert!(
        inbox.pending().await.unwrap().notices > 0,
        "nothing is lost"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_revocation_no_call_is_made_and_nothing_is_left() {
    let stage = stage().await;
    let _service = stage.start().await.unwrap();
    stage.sync().await.unwrap();
    stage.until_said("read activities", 1).await.unwrap();
    stage.sandbox.revoke(CLIENT_ID, people::OPEN).unwrap();
    stage.sandbox.deliver().await;
    stage.until_said("revoked", 1).await.unwrap();
    until_empty(&stage).await;
    let calls = stage.sandbox.requests().len();

    let store = stage.authenticator.store();
    let revoked = store.list(TokenState::Revoked, None, 10).await.unwrap();
    let person = people::OPEN.parse().unwrap();
    assert!(revoked == [person]);
    // A notice that was under way all the time asks for a read, which makes no call.
    let yesterday = "2026-05-19".parse().ok();
    let late = Notice::new(
        people::OPEN.parse().unwrap(),
        Collection::Activities,
        yesterday,
    );
    let inbox = stage.store.inbox(CLIENT_ID, 10).unwrap();
    inbox.accept(&[late]).await.unwrap();
    stage.until_said("gave up", 1).await.unwrap();
    until_empty(&stage).await;
    assert_eq!(stage.sandbox.requests().len(), calls);
    // Nothing of the person's budget is held for ever by calls that are no more.
    let budgets = stage.store.budgets(BudgetSettings::fitbit());
    let key = BudgetKey::new(CLIENT_ID, people::OPEN);
    let left = budgets.take(key, Priority::Interactive, 150).await;
    assert!(matches!(left, Ok(Verdict::Granted(grant)) if grant.calls > 140));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_deleted_account_nothing_is_kept() {
    let stage = stage().await;
    let _service = stage.start().await.unwrap();
    stage.sync().await.unwrap();
    stage.until_said("read activities", 1).await.unwrap();
    stage.sandbox.delete_account(people::OPEN).unwrap();
    stage.sandbox.deliver().await;
    stage.until_said("deleted", 1).await.unwrap();
    until_empty(&stage).await;
    let person = people::OPEN.parse().unwrap();
    let kept = stage.authenticator.store().load(&person).await.unwrap();
    assert!(kept.is_none());
}
