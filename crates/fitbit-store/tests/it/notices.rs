//! The inbox on SQLite: what was accepted outlives a killed process and an older file, and many consumers share it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use fitbit_core::inbox::{Accepted, Collection, Ended, Inbox, Notice};
use fitbit_store::sqlx::sqlite::SqliteConnectOptions;
use fitbit_store::sqlx::{self, ConnectOptions as _, Connection as _};

use crate::engines::{APP, File, clock, protection};

const LEASE: Duration = Duration::from_mins(1);
const CAPACITY: usize = 10_000;

/// Names the file to the process that is killed.
const FILE: &str = "FITBIT_STORE_TEST_FILE";

fn notice(number: usize) -> Notice {
    let person = format!("PERSON{number}").parse().unwrap();
    Notice::new(person, Collection::Sleep, "2026-05-20".parse().ok())
}

#[tokio::test]
async fn a_process_killed_between_accepting_and_finishing_loses_nothing() {
    let (clock, file) = (clock(), File::new());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "notices::the_process_that_is_killed",
            "--nocapture",
        ])
        .env(FILE, file.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines
        .map_while(Result::ok)
        .any(|line| line.contains("it may be killed now"));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ready, "the process ended before it was killed");

    let inbox = file.open(&clock).await.inbox(APP, CAPACITY).unwrap();
    let due = inbox.lease(10, LEASE).await.unwrap();
    assert!(
        due.len() == 1 && *due[0].notice() == notice(2),
        "one was not lent yet"
    );
    clock.advance(LEASE);
    let again = inbox.lease(10, LEASE).await.unwrap();
    let lent: BTreeSet<Notice> = again.iter().map(|lease| lease.notice().clone()).collect();
    assert!(
        lent == BTreeSet::from([notice(1), notice(2)]),
        "one was finished, the others were not"
    );
    assert_eq!(inbox.finish(&due[0]).await, Ok(Ended::Superseded));
    for lease in &again {
        assert_eq!(lease.attempt(), 2);
        assert_eq!(inbox.finish(lease).await, Ok(Ended::Done));
    }
    assert_eq!(inbox.pending().await.unwrap().notices, 0);
}

#[tokio::test]
#[ignore = "run and killed by another test"]
async fn the_process_that_is_killed() {
    let path = std::env::var(FILE).unwrap();
    let store = fitbit_store::StoreOptions::new(&format!("sqlite:{path}")).unwrap();
    let clock: std::sync::Arc<dyn fitbit_core::Clock> = std::sync::Arc::new(clock());
    let store = store.with_clock(clock).open().await.unwrap();
    let inbox = store.inbox(APP, CAPACITY).unwrap();
    inbox.accept(&[notice(0)]).await.unwrap();
    let finished = inbox.lease(1, LEASE).await.unwrap();
    assert_eq!(inbox.finish(&finished[0]).await, Ok(Ended::Done));
    inbox.accept(&[notice(1)]).await.unwrap();
    let held = inbox.lease(1, LEASE).await.unwrap();
    inbox.accept(&[notice(2)]).await.unwrap();
    println!("it may be killed now, with {} in work", held.len());
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn a_file_of_the_first_version_gets_an_inbox_and_keeps_what_it_has() {
    let file = File::new();
    let mut connection = SqliteConnectOptions::new()
        .filename(file.path())
        .create_if_missing(true)
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(include_str!("../../src/sqlite/schema/1.sql"))
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::raw_sql(
        "insert into fitbit_tokens values ('23ABCD', 'PERSON1', 'revoked', null, null, zeroblob(32), 7, null, null)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();

    let store = file.open(&clock()).await;
    let inbox = store.inbox(APP, CAPACITY).unwrap();
    assert_eq!(inbox.accept(&[notice(1)]).await, Ok(Accepted::new(1, 0)));
    let tokens = store.tokens(APP, protection()).unwrap();
    let person = "PERSON1".parse().unwrap();
    let kept = fitbit_core::auth::TokenStore::load(&tokens, &person).await;
    assert!(matches!(
        kept,
        Ok(Some(fitbit_core::auth::StoredToken::Revoked))
    ));
}

#[tokio::test]
async fn the_notices_of_two_apps_are_apart() {
    let store = File::new();
    let store = store.open(&clock()).await;
    let (one, other) = (
        store.inbox(APP, 1).unwrap(),
        store.inbox("23XYZ", 1).unwrap(),
    );
    assert_eq!(one.accept(&[notice(1)]).await, Ok(Accepted::new(1, 0)));
    assert_eq!(other.accept(&[notice(1)]).await, Ok(Accepted::new(1, 0)));
    assert_eq!(other.forget(notice(1).person()).await, Ok(1));
    assert_eq!(one.lease(9, LEASE).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_consumers_get_each_notice_once() {
    const NOTICES: usize = 300;
    let file = File::new();
    let clock = clock();
    let all: Vec<Notice> = (0..NOTICES).map(notice).collect();
    let first = file.open(&clock).await.inbox(APP, CAPACITY).unwrap();
    assert_eq!(first.accept(&all).await, Ok(Accepted::new(NOTICES, 0)));
    let mut consumers = Vec::new();
    for _ in 0..4 {
        let inbox = file.open(&clock).await.inbox(APP, CAPACITY).unwrap();
        consumers.push(tokio::spawn(async move {
            let mut seen = Vec::new();
            loop {
                let leases = inbox.lease(7, LEASE).await.unwrap();
                if leases.is_empty() {
                    return seen;
                }
                for lease in leases {
                    assert_eq!(inbox.finish(&lease).await, Ok(Ended::Done));
                    seen.push((lease.fence(), lease.notice().clone()));
                }
            }
        }));
    }
    let mut seen = Vec::new();
    for consumer in consumers {
        seen.extend(consumer.await.unwrap());
    }
    assert_eq!(seen.len(), NOTICES);
    let fences: BTreeSet<u64> = seen.iter().map(|(fence, _)| *fence).collect();
    let notices: BTreeSet<Notice> = seen.into_iter().map(|(_, notice)| notice).collect();
    assert_eq!((fences.len(), notices.len()), (NOTICES, NOTICES));
}
