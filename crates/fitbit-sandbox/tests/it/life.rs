//! Starting and ending, the clock, and what a sandbox remembers of its requests.

use fitbit_sandbox::people::OPEN;
use fitbit_sandbox::{Clock, ErrorKind, Sandbox};

use crate::http::{get, send};

const BADGES: &str = "/1/user/-/badges.json";

#[tokio::test]
async fn many_sandboxes_run_at_once_and_share_nothing() {
    let mut sandboxes = Vec::new();
    for _ in 0..50 {
        sandboxes.push(Sandbox::start().await.unwrap());
    }
    get(&sandboxes[0], OPEN, BADGES).await;
    let reply = get(&sandboxes[49], OPEN, BADGES).await;
    assert_eq!(reply.header("fitbit-rate-limit-remaining"), "149");
    assert_eq!(
        (
            sandboxes[0].requests().len(),
            sandboxes[48].requests().len()
        ),
        (1, 0)
    );
}

#[tokio::test]
async fn answers_are_the_same_in_every_sandbox_of_the_same_seed() {
    let list = "/1/user/-/activities/list.json?beforeDate=2026-05-20&sort=desc&limit=50&offset=0";
    let mut texts = Vec::new();
    for seed in [1, 1, 2] {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        texts.push(
            get(&sandbox, OPEN, list)
                .await
                .text
                .replace(sandbox.url(), ""),
        );
    }
    assert_eq!(texts[0], texts[1]);
    assert_ne!(texts[0], texts[2]);
}

#[tokio::test]
async fn requests_are_remembered_without_what_was_secret_in_them() {
    let sandbox = Sandbox::start().await.unwrap();
    get(
        &sandbox,
        OPEN,
        &format!("/1/user/{OPEN}/badges.json?secret=1"),
    )
    .await;
    send(&sandbox, "DELETE", "/1/user/-/nothing.json", "", "").await;
    let requests = sandbox.requests();
    let seen: Vec<_> = requests
        .iter()
        .map(|request| {
            (
                request.method(),
                request.operation(),
                request.template(),
                request.status(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (
                "GET",
                Some("get_badges"),
                Some("/1/user/{user-id}/badges.json"),
                200
            ),
            ("DELETE", None, None, 404),
        ]
    );
    let debug = format!("{requests:?}{sandbox:?}");
    assert!(!debug.contains("secret") && !debug.contains("Bearer"));
}

#[tokio::test]
async fn the_date_is_that_of_the_clock() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        get(&sandbox, OPEN, BADGES).await.header("date"),
        "Wed, 20 May 2026 10:17:30 GMT"
    );
}

#[tokio::test]
async fn it_runs_at_either_end_of_time() {
    use jiff::Timestamp;
    for now in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        let sandbox = Sandbox::builder()
            .clock(Clock::fixed(now))
            .start()
            .await
            .unwrap();
        for path in [
            BADGES,
            "/1/user/-/friends/leaderboard.json",
            "/1/user/-/friends/invitations.json",
            "/1/user/-/activities/list.json?beforeDate=9999-01-01&sort=desc&limit=50&offset=0",
            "/1/user/-/profile.json",
            "/1/user/-/devices.json",
            "/1/user/-/body/weight/date/today/max.json",
            "/1/user/-/body/log/weight/goal.json",
            "/1.2/user/-/sleep/list.json?beforeDate=9999-01-01&sort=desc&limit=50&offset=0",
            "/1.2/user/-/sleep/goal.json",
            "/1/user/-/sleep/efficiency/date/today/1y.json",
            "/1/user/-/foods/log/caloriesIn/date/today/1m.json",
            "/1/user/-/foods/log/frequent.json",
            "/1/user/-/foods/log/goal.json",
            "/1/user/-/foods/log/water/goal.json",
            "/1/user/-/ecg/list.json?beforeDate=9999-01-01&sort=desc&limit=10&offset=0",
            "/1/user/-/irn/alerts/list.json?beforeDate=9999-01-01&sort=desc&limit=10&offset=0",
            "/1/user/-/irn/profile.json",
        ] {
            assert_eq!(get(&sandbox, OPEN, path).await.status, 200, "{now} {path}");
        }
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Port);
}

#[tokio::test]
async fn a_dropped_sandbox_ends_by_itself() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    drop(sandbox);
    let ended = async { while tokio::net::TcpStream::connect(&address).await.is_ok() {} };
    tokio::time::timeout(std::time::Duration::from_secs(10), ended)
        .await
        .unwrap();
}

#[tokio::test]
async fn after_the_end_nobody_listens() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.url().trim_start_matches("http://").to_owned();
    // A connection that is kept open does not hold up the end.
    let _idle = tokio::net::TcpStream::connect(&address).await.unwrap();
    sandbox.shutdown().await;
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
}
