//! The quota over HTTP: who shares one, how it is told, and how a call beyond it is refused.

use std::time::Duration;

use fitbit_sandbox::people::OPEN;
use fitbit_sandbox::{App, QuotaRefusal, QuotaRules, Sandbox};

use crate::http::{Reply, get, send};

const BADGES: &str = "/1/user/-/badges.json";

async fn with(rules: QuotaRules) -> Sandbox {
    Sandbox::builder().quota_rules(rules).start().await.unwrap()
}

/// The answer to the first call beyond a quota of one.
async fn refusal(rules: QuotaRules) -> Reply {
    let sandbox = with(rules.with_limit(Some(1))).await;
    get(&sandbox, OPEN, BADGES).await;
    get(&sandbox, OPEN, BADGES).await
}

fn has(reply: &Reply, name: &str) -> bool {
    reply.headers.iter().any(|(header, _)| header == name)
}

#[tokio::test]
async fn a_second_app_spends_a_quota_of_its_own_and_a_second_process_the_same() {
    let sandbox = with(QuotaRules::default().with_limit(Some(2))).await;
    let other = sandbox.token_for(App::CLIENT, OPEN).unwrap();
    let call = async |token: &str, process: &str| {
        let headers = format!("authorization: Bearer {token}\r\nuser-agent: {process}\r\n");
        send(&sandbox, "GET", BADGES, &headers, "").await.status
    };
    for _ in 0..2 {
        assert_eq!(call(&other, "other").await, 200);
    }
    assert_eq!(call(&other, "other").await, 429);
    let token = sandbox.token(OPEN);
    assert_eq!(call(&token, "one").await, 200);
    assert_eq!(call(&token, "two").await, 200);
    assert_eq!(call(&token, "one").await, 429);
    let windows = sandbox.windows(App::SERVER, OPEN).unwrap();
    assert_eq!((windows[0].answered, windows[0].refused), (2, 1));
    assert_eq!(windows[0].begin.to_string(), "2026-05-20T10:00:00Z");
    // Who spent what is in the log.
    let requests = sandbox.requests();
    let share = |process| {
        let of_process = requests
            .iter()
            .filter(|request| request.client() == Some(process) && request.status() == 200);
        of_process.count()
    };
    assert_eq!((share("one"), share("two")), (1, 1));
}

#[tokio::test]
async fn a_refusal_has_either_recorded_shape_or_none() {
    let reply = refusal(QuotaRules::default()).await;
    assert_eq!(
        (reply.status, reply.error()),
        (429, ("system".into(), "n/a".into()))
    );
    assert!(reply.text.contains("Too Many Requests"));
    let reply = refusal(QuotaRules::default().with_refusal(QuotaRefusal::Request)).await;
    assert_eq!(
        (reply.status, reply.error()),
        (429, ("request".into(), "n/a".into()))
    );
    assert!(reply.text.contains("Rate limit exceeded"));
    let reply = refusal(QuotaRules::default().with_refusal(QuotaRefusal::Empty)).await;
    assert_eq!((reply.status, reply.text.as_str()), (429, ""));
}

#[tokio::test]
async fn retry_after_is_missing_true_or_wrong() {
    assert!(!has(&refusal(QuotaRules::default()).await, "retry-after"));
    let reply = refusal(QuotaRules::default().with_retry_after()).await;
    assert_eq!(reply.header("retry-after"), "2550");
    assert_eq!(reply.header("fitbit-rate-limit-reset"), "2550");
    let reply = refusal(QuotaRules::default().with_retry_after_of(1)).await;
    assert_eq!(reply.header("retry-after"), "1");
}

#[tokio::test]
async fn the_headers_may_lag_or_be_missing_and_the_count_is_right_all_the_same() {
    let sandbox = with(QuotaRules::default().with_limit(Some(3)).with_lag(2)).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let reply = get(&sandbox, OPEN, BADGES).await;
        told.push(reply.header("fitbit-rate-limit-remaining").to_owned());
    }
    assert_eq!(told, ["3", "3", "2"]);
    // A refusal although calls were left, as the headers had it.
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 429);
    let sandbox = with(QuotaRules::default().with_limit(Some(1)).without_headers()).await;
    assert!(!has(
        &get(&sandbox, OPEN, BADGES).await,
        "fitbit-rate-limit-limit"
    ));
    let refused = get(&sandbox, OPEN, BADGES).await;
    assert!(refused.status == 429 && !has(&refused, "fitbit-rate-limit-reset"));
}

#[tokio::test]
async fn a_window_may_have_another_length() {
    let rules = QuotaRules::default()
        .with_limit(Some(1))
        .with_window(Duration::from_mins(1));
    let sandbox = with(rules).await;
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    let refused = get(&sandbox, OPEN, BADGES).await;
    assert_eq!(
        (refused.status, refused.header("fitbit-rate-limit-reset")),
        (429, "30")
    );
    sandbox.advance(Duration::from_secs(30));
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    // Other rules hold from the next call on.
    sandbox.set_quota(QuotaRules::default().with_limit(None));
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
}
