//! What is sent again, what is not, and how long a call lasts: on a clock that the test moves.

use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fitbit_core::jiff::Timestamp;
use fitbit_core::jiff::civil::date;
use fitbit_core::{
    AccessToken, BoxFuture, Client, ClientBuilder, Clock, Error, ErrorKind, Grant, LogId,
    ManualClock, RetryPolicy, RetryThrottle, TokenError, TokenSource, User,
};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::scripted::{Scripted, Turn, json};

const BADGES: &str = r#"{"badges":[]}"#;
const WATER: &str = r#"{"waterLog":{"amount":250.0,"logId":1}}"#;
const EXPIRED: &str = r#"{"errors":[{"errorType":"expired_token","message":"m"}]}"#;

fn clock() -> ManualClock {
    ManualClock::new("2026-05-20T10:17:30Z".parse().unwrap())
}

fn client(base: &str, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        // What a budget does with the same answers is in `budget.rs`.
        .without_budget()
        .base_url(base)
        .clock(clock.clone())
        .jitter_seed(1)
}

fn user(base: &str, clock: &ManualClock) -> User {
    client(base, clock)
        .build()
        .unwrap()
        .user(AccessToken::new("a.test.token").unwrap())
}

fn ok(body: &str) -> Turn {
    json("200 OK", body)
}

fn failing() -> Turn {
    json("503 Service Unavailable", "")
}

/// The head of a success and half of its body.
fn cut() -> Turn {
    Turn::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"badges\":[".to_vec())
}

fn limited(headers: &str) -> Turn {
    let answer = format!(
        "HTTP/1.1 429 Too Many Requests\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
    );
    Turn::Say(answer.into_bytes())
}

async fn get_badges(user: User) -> Result<u32, Error> {
    user.get_badges().await.map(|reply| reply.attempts())
}

async fn log_water(user: User) -> Result<u32, Error> {
    let request = user.create_water_log(date(2026, 5, 20), 250.0);
    request.await.map(|reply| reply.attempts())
}

async fn delete_water(user: User) -> Result<(u16, u32), Error> {
    let reply = user.delete_water_log(LogId::new(1)).await?;
    Ok((reply.status(), reply.attempts()))
}

/// What comes of a call whose pauses end as soon as they begin; and how long they were.
async fn through_pauses<T: Send + 'static>(
    clock: &ManualClock,
    call: impl Future<Output = T> + Send + 'static,
) -> (T, Duration) {
    let before = clock.now();
    let call = tokio::spawn(call);
    while !call.is_finished() {
        // The deadline of the call is the other one.
        if clock.sleepers() >= 2 {
            clock.advance(clock.until_first().unwrap_or_default());
        }
        tokio::task::yield_now().await;
    }
    let paused = Duration::try_from(clock.now().duration_since(before)).unwrap();
    (call.await.unwrap(), paused)
}

#[tokio::test]
async fn a_read_is_made_again_after_every_kind_of_failure() {
    let server = Scripted::start([Turn::HangUp, failing(), cut(), ok(BADGES)]).await;
    let clock = clock();
    let user = user(server.base(), &clock);
    let (attempts, paused) = through_pauses(&clock, get_badges(user)).await;
    assert_eq!(attempts.unwrap(), 4);
    assert_eq!(server.requests().len(), 4);
    // Half a second, one and two are the bounds of the three pauses.
    assert!(paused > Duration::ZERO && paused < Duration::from_millis(3_500));
}

#[tokio::test]
async fn the_last_attempt_is_the_last() {
    let server = Scripted::start(vec![failing(); 9]).await;
    let clock = clock();
    let (result, _) = through_pauses(&clock, get_badges(user(server.base(), &clock))).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 4));
    assert!(error.is_transient() && !error.may_have_taken_effect());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_write_that_may_have_taken_effect_is_not_made_again_and_says_so() {
    let cut = Turn::Say(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"wa".to_vec());
    for (turn, kind) in [
        (Turn::HangUp, ErrorKind::Interrupted),
        (failing(), ErrorKind::Server),
        (cut, ErrorKind::Interrupted),
        (json("302 Found", ""), ErrorKind::Redirected),
        // It was a success, and its answer cannot be read.
        (json("201 Created", "[]"), ErrorKind::Decode),
    ] {
        let server = Scripted::start([turn, ok(WATER)]).await;
        let error = log_water(user(server.base(), &clock())).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1));
        assert!(error.may_have_taken_effect(), "{kind:?}");
        assert!(error.to_string().contains("it may have taken effect"));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_write_that_was_refused_took_no_effect() {
    let server = Scripted::start([json("400 Bad Request", "")]).await;
    let error = log_water(user(server.base(), &clock())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert!(!error.may_have_taken_effect() && !error.is_transient());
}

#[tokio::test]
async fn a_write_that_did_not_reach_the_server_is_made_again() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let clock = clock();
    let call = tokio::spawn(log_water(user(&format!("http://{address}"), &clock)));
    clock.until_sleepers(2).await;
    let server = Scripted::listen(
        TcpListener::bind(address).await.unwrap(),
        [json("201 Created", WATER)],
    );
    clock.advance(Duration::from_secs(1));
    assert_eq!(call.await.unwrap().unwrap(), 2);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_spent_quota_is_waited_for_also_by_a_write() {
    let headers = "Fitbit-Rate-Limit-Reset: 60\r\nRetry-After: 20\r\n";
    let server = Scripted::start([limited(headers), json("201 Created", WATER)]).await;
    let clock = clock();
    let user = user(server.base(), &clock);
    let (attempts, paused) = through_pauses(&clock, log_water(user)).await;
    assert_eq!(attempts.unwrap(), 2);
    // The larger of both, and the margin of ten seconds.
    assert_eq!(paused, Duration::from_secs(70));
}

#[tokio::test]
async fn a_quota_that_comes_back_after_the_deadline_is_an_error_that_says_when() {
    for (headers, wait) in [
        ("Fitbit-Rate-Limit-Reset: 1478\r\n", 1_488),
        ("Fitbit-Rate-Limit-Reset: 5\r\nRetry-After: 1500\r\n", 1_510),
        // Nothing that can be believed: the rest of the hour, which is 42 minutes and a half.
        (
            "Fitbit-Rate-Limit-Reset: -1\r\nRetry-After: soon\r\n",
            2_560,
        ),
        ("", 2_560),
    ] {
        let server = Scripted::start([limited(headers)]).await;
        let clock = clock();
        let error = get_badges(user(server.base(), &clock)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimited);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(wait)));
        assert!(error.is_transient());
        assert!(
            error
                .to_string()
                .contains(&format!("try again in {wait} s"))
        );
    }
}

#[tokio::test]
async fn a_policy_of_the_handle_goes_before_that_of_the_client() {
    let server = Scripted::start([failing(), limited(""), ok(BADGES)]).await;
    let clock = clock();
    let user = user(server.base(), &clock);
    let once = user.clone().with_retry(RetryPolicy::never());
    assert_eq!(get_badges(once).await.unwrap_err().attempts(), 1);
    let patient = RetryPolicy::new().with_deadline(Duration::from_hours(2));
    let person = user.with_retry(patient).person("2ABCDE").unwrap();
    let call = async move { person.get_badges().await.map(|reply| reply.attempts()) };
    let (attempts, paused) = through_pauses(&clock, call).await;
    assert_eq!((attempts.unwrap(), paused), (2, Duration::from_secs(2_560)));
}

/// A source with one more token in reserve.
struct Spare {
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl TokenSource for Spare {
    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        self.asked.lock().unwrap().push("grant");
        Box::pin(async { Ok(Grant::new(AccessToken::new("old.test.token")?)) })
    }

    fn renewed<'a>(
        &'a self,
        _: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<Grant>, TokenError>> {
        self.asked.lock().unwrap().push("renewed");
        Box::pin(async { Ok(Some(Grant::new(AccessToken::new("new.test.token")?))) })
    }
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_and_the_write_is_made_again() {
    let expired = json("401 Unauthorized", EXPIRED);
    let server = Scripted::start([
        expired.clone(),
        json("201 Created", WATER),
        expired.clone(),
        expired,
    ])
    .await;
    let asked = Arc::default();
    let source = Spare {
        asked: Arc::clone(&asked),
    };
    let user = client(server.base(), &clock())
        .build()
        .unwrap()
        .user(source);
    assert_eq!(log_water(user.clone()).await.unwrap(), 2);
    let requests = server.requests();
    assert!(requests[0].contains("old.test.token") && requests[1].contains("new.test.token"));
    assert_eq!(*asked.lock().unwrap(), ["grant", "renewed"]);

    let error = log_water(user).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unauthorized, 2)
    );
    assert!(!error.may_have_taken_effect());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_token_asks_for_no_other() {
    let denied = r#"{"errors":[{"errorType":"authorization","message":"m"}]}"#;
    let google = r#"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}"#;
    for turn in [
        json("401 Unauthorized", denied),
        json("403 Forbidden", google),
        json("410 Gone", EXPIRED),
    ] {
        let server = Scripted::start([turn, ok(BADGES)]).await;
        let asked = Arc::default();
        let source = Spare {
            asked: Arc::clone(&asked),
        };
        let user = client(server.base(), &clock())
            .build()
            .unwrap()
            .user(source);
        assert_eq!(get_badges(user).await.unwrap_err().attempts(), 1);
        assert_eq!(*asked.lock().unwrap(), ["grant"]);
    }
}

#[tokio::test]
async fn a_source_without_another_token_leaves_the_refusal_as_it_came() {
    let server = Scripted::start([json("401 Unauthorized", EXPIRED), ok(BADGES)]).await;
    let error = get_badges(user(server.base(), &clock())).await.unwrap_err();
    assert_eq!(error.error_type(), Some("expired_token"));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_deletion_whose_answer_broke_takes_not_found_for_done() {
    for broken in [
        Turn::HangUp,
        failing(),
        Turn::Say(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_vec()),
    ] {
        let server = Scripted::start([broken, json("404 Not Found", "")]).await;
        let clock = clock();
        let user = user(server.base(), &clock);
        let (done, _) = through_pauses(&clock, delete_water(user)).await;
        assert_eq!(done.unwrap(), (404, 2));
    }
}

#[tokio::test]
async fn a_deletion_that_had_no_chance_before_takes_not_found_for_what_it_is() {
    let limited = limited("Retry-After: 1\r\n");
    for turns in [
        vec![json("404 Not Found", "")],
        vec![limited, json("404 Not Found", "")],
    ] {
        let server = Scripted::start(turns).await;
        let clock = clock();
        let user = user(server.base(), &clock);
        let (result, _) = through_pauses(&clock, delete_water(user)).await;
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(!error.may_have_taken_effect());
    }
}

#[tokio::test]
async fn an_effect_that_is_possible_is_not_forgotten_over_a_later_refusal() {
    let server = Scripted::start([Turn::HangUp, json("403 Forbidden", "")]).await;
    let clock = clock();
    let (result, _) = through_pauses(&clock, delete_water(user(server.base(), &clock))).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Forbidden, 2));
    assert!(error.may_have_taken_effect());
}

#[tokio::test]
async fn gone_in_the_middle_is_the_end() {
    let server = Scripted::start([failing(), json("410 Gone", ""), ok(BADGES)]).await;
    let clock = clock();
    let (result, _) = through_pauses(&clock, get_badges(user(server.base(), &clock))).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Retired, 2));
    assert!(!error.is_transient());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_deadline_ends_a_call_that_is_not_answered() {
    for (turns, is_write) in [
        ([Turn::Hold, Turn::Hold], false),
        ([Turn::Hold, Turn::Hold], true),
    ] {
        let server = Scripted::start(turns).await;
        let clock = clock();
        let user = user(server.base(), &clock);
        let call = if is_write {
            tokio::spawn(log_water(user))
        } else {
            tokio::spawn(get_badges(user))
        };
        clock.until_sleepers(1).await;
        while server.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        clock.advance(Duration::from_secs(119));
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(!call.is_finished());
        clock.advance(Duration::from_secs(1));
        let error = call.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
        assert_eq!(error.may_have_taken_effect(), is_write);
    }
}

/// A source that never comes back.
struct Stuck;

impl TokenSource for Stuck {
    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn the_deadline_ends_a_wait_for_a_token_and_nothing_was_sent() {
    let server = Scripted::start([]).await;
    let clock = clock();
    let user = client(server.base(), &clock).build().unwrap().user(Stuck);
    let call = tokio::spawn(log_water(user));
    clock.until_sleepers(1).await;
    clock.advance(Duration::from_mins(2));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.may_have_taken_effect());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_wall_clock_set_back_does_not_lengthen_a_call() {
    let limited = limited("Retry-After: 100\r\n");
    let server = Scripted::start([limited.clone(), limited]).await;
    let clock = clock();
    let call = tokio::spawn(get_badges(user(server.base(), &clock)));
    clock.until_sleepers(2).await;
    clock.set(Timestamp::UNIX_EPOCH);
    clock.advance(Duration::from_secs(110));
    while server.requests().len() < 2 || clock.sleepers() < 2 {
        tokio::task::yield_now().await;
    }
    // By the wall clock a second wait fits; the alarm knows better.
    clock.advance(Duration::from_secs(10));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::RateLimited, 2)
    );
}

#[tokio::test]
async fn an_outage_is_not_amplified() {
    let server = Scripted::start(vec![failing(); 50]).await;
    let clock = clock();
    let throttle = RetryThrottle::new()
        .with_burst(5)
        .with_answers_per_retry(NonZeroU32::new(2).unwrap());
    let user = client(server.base(), &clock)
        .retry_throttle(throttle)
        .build()
        .unwrap()
        .user(AccessToken::new("a.test.token").unwrap());
    for _ in 0..10 {
        let (result, _) = through_pauses(&clock, get_badges(user.clone())).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Server);
    }
    assert_eq!(server.requests().len(), 10 + 5);
    let error = get_badges(user).await.unwrap_err();
    assert!(error.to_string().contains("not tried again"));
}

#[tokio::test]
async fn a_call_dropped_in_its_pause_sends_nothing_more() {
    let server = Scripted::start([failing(), ok(BADGES)]).await;
    let clock = clock();
    let user = user(server.base(), &clock);
    let call: JoinHandle<_> = tokio::spawn(get_badges(user.clone()));
    clock.until_sleepers(2).await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(clock.sleepers(), 0, "neither pause nor deadline is left");
    clock.advance(Duration::from_hours(1));
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 1);
    // The client goes on as if nothing had been.
    assert_eq!(get_badges(user).await.unwrap(), 1);
}

#[tokio::test]
async fn the_status_of_a_refusal_counts_also_when_its_body_breaks_off() {
    let cut = |status: &str| {
        Turn::Say(format!("HTTP/1.1 {status}\r\nContent-Length: 99\r\n\r\n{{").into_bytes())
    };
    for (status, kind) in [
        ("400 Bad Request", ErrorKind::Rejected),
        ("429 Too Many Requests", ErrorKind::RateLimited),
        ("403 Forbidden", ErrorKind::Forbidden),
    ] {
        let server = Scripted::start([cut(status)]).await;
        let error = log_water(user(server.base(), &clock())).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!error.may_have_taken_effect());
    }
}

#[tokio::test]
async fn every_refusal_says_what_to_do() {
    for status in ["400 Bad Request", "404 Not Found", "410 Gone", "302 Found"] {
        let server = Scripted::start([json(status, "")]).await;
        let error = get_badges(user(server.base(), &clock())).await.unwrap_err();
        assert!(error.kind().remedy().ends_with('.'));
    }
}
