//! Who is let in, and what each refusal looks like.

use fitbit_sandbox::people::{CLOSED, OPEN};
use fitbit_sandbox::{Clock, Sandbox};

use crate::http::{get, post, send};

const BADGES: &str = "/1/user/-/badges.json";
const FRIENDS: &str = "/1.1/user/-/friends.json";

#[tokio::test]
async fn a_call_without_a_token_is_401_in_the_legacy_shape() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in [BADGES, FRIENDS] {
        let reply = send(&sandbox, "GET", path, "", "").await;
        assert_eq!(reply.status, 401);
        assert_eq!(reply.json()["success"], false);
        assert_eq!(reply.error().0, "invalid_request");
    }
}

#[tokio::test]
async fn an_unknown_token_is_401() {
    let sandbox = Sandbox::start().await.unwrap();
    for value in [
        "Bearer nobodys-token",
        "Basic nobodys-token",
        "nobodys-token",
    ] {
        let reply = send(
            &sandbox,
            "GET",
            BADGES,
            &format!("authorization: {value}\r\n"),
            "",
        )
        .await;
        assert_eq!(
            (reply.status, reply.error().0.as_str()),
            (401, "invalid_token")
        );
    }
}

#[tokio::test]
async fn a_token_for_a_person_who_is_not_there_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = get(&sandbox, "NOBODY", BADGES).await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (401, "invalid_token")
    );
}

#[tokio::test]
async fn tokens_are_the_same_at_every_start_and_work_without_being_asked_for() {
    let token = Sandbox::start().await.unwrap().token(OPEN);
    let sandbox = Sandbox::start().await.unwrap();
    let reply = send(
        &sandbox,
        "GET",
        BADGES,
        &format!("authorization: Bearer {token}\r\n"),
        "",
    )
    .await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_missing_scope_is_403_in_the_shape_of_the_version() {
    let sandbox = Sandbox::start().await.unwrap();
    let authorization = format!(
        "authorization: Bearer {}\r\n",
        sandbox.token_with_scopes(OPEN, &["activity"])
    );
    let reply = send(&sandbox, "GET", BADGES, &authorization, "").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (403, "insufficient_scope")
    );
    let reply = send(&sandbox, "GET", FRIENDS, &authorization, "").await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["title"]),
        (403, &"Forbidden".into())
    );
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_wrong_method_405() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        get(&sandbox, OPEN, "/1/user/-/no-such-thing.json")
            .await
            .status,
        404
    );
    let reply = post(&sandbox, OPEN, BADGES, "").await;
    assert_eq!((reply.status, reply.header("allow")), (405, "GET"));
}

#[tokio::test]
async fn a_person_who_is_not_there_is_404_in_the_shape_of_the_version() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = get(&sandbox, OPEN, "/1/user/NOBODY/badges.json").await;
    assert_eq!((reply.status, reply.error().0.as_str()), (404, "not_found"));
    let reply = get(&sandbox, OPEN, "/1.1/user/NOBODY/friends.json").await;
    assert_eq!(
        (
            reply.status,
            &reply.json()["errors"][0]["source"]["parameter"]
        ),
        (404, &"user-id".into())
    );
}

#[tokio::test]
async fn a_closed_person_is_401_in_version_1_and_403_in_version_1_1() {
    let sandbox = Sandbox::start().await.unwrap();
    for path in ["badges", "friends"] {
        let reply = get(&sandbox, OPEN, &format!("/1/user/{CLOSED}/{path}.json")).await;
        assert_eq!(
            (reply.status, reply.error().0.as_str()),
            (401, "authorization"),
            "{path}"
        );
        assert_eq!(
            get(&sandbox, CLOSED, &format!("/1/user/{CLOSED}/{path}.json"))
                .await
                .status,
            200,
            "{path}"
        );
    }
    let reply = get(&sandbox, OPEN, &format!("/1.1/user/{CLOSED}/friends.json")).await;
    assert_eq!(
        (reply.status, &reply.json()["errors"][0]["title"]),
        (403, &"Forbidden".into())
    );
}

#[tokio::test]
async fn a_post_without_a_length_is_411() {
    let sandbox = Sandbox::start().await.unwrap();
    let authorization = format!("authorization: Bearer {}\r\n", sandbox.token(OPEN));
    let path = "/1/user/-/friends/invitations.json";
    assert_eq!(
        send(&sandbox, "POST", path, &authorization, "")
            .await
            .status,
        411
    );
    let empty = format!("{authorization}content-length: 0\r\n");
    assert_eq!(send(&sandbox, "POST", path, &empty, "").await.status, 400);
}

#[tokio::test]
async fn a_huge_body_is_413() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "a".repeat(300 * 1024);
    assert_eq!(
        post(&sandbox, OPEN, "/1/user/-/friends/invitations.json", &form)
            .await
            .status,
        413
    );
}

#[tokio::test]
async fn every_answer_counts_and_says_how_many_calls_are_left_in_the_clock_hour() {
    let sandbox = Sandbox::start().await.unwrap();
    let paths = [
        BADGES,
        "/1/user/NOBODY/badges.json",
        "/1/user/-/no-such-thing.json",
        FRIENDS,
    ];
    for (call, path) in paths.into_iter().enumerate() {
        let reply = get(&sandbox, OPEN, path).await;
        assert_eq!(reply.header("fitbit-rate-limit-limit"), "150");
        assert_eq!(
            reply.header("fitbit-rate-limit-remaining"),
            (149 - call).to_string()
        );
        assert_eq!(
            reply.header("fitbit-rate-limit-reset"),
            (42 * 60 + 30).to_string()
        );
    }
    let reply = get(&sandbox, CLOSED, BADGES).await;
    assert_eq!(reply.header("fitbit-rate-limit-remaining"), "149");
    let reply = send(&sandbox, "GET", BADGES, "", "").await;
    assert_eq!(reply.header("fitbit-rate-limit-remaining"), "150");
}

#[tokio::test]
async fn the_call_after_the_last_one_is_429_until_the_clock_hour_turns() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    let second = Arc::new(AtomicI64::new(Clock::STANDSTILL.as_second()));
    let seen = second.clone();
    let clock = Clock::from_fn(move || jiff::Timestamp::constant(seen.load(Ordering::SeqCst), 0));
    let sandbox = Sandbox::builder().clock(clock).start().await.unwrap();
    for _ in 0..150 {
        assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    }
    let reply = get(&sandbox, OPEN, FRIENDS).await;
    assert_eq!((reply.status, reply.error().0.as_str()), (429, "system"));
    assert_eq!(reply.json()["errors"][0]["message"], "Too Many Requests");
    assert_eq!(reply.header("fitbit-rate-limit-remaining"), "0");
    second.fetch_add(42 * 60 + 30, Ordering::SeqCst);
    assert_eq!(get(&sandbox, OPEN, FRIENDS).await.status, 200);
}

#[tokio::test]
async fn nothing_that_can_be_sent_is_a_server_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let paths = [
        "//",
        "/1",
        "/1/user",
        "/1/user//badges.json",
        "/1/user/%2D/badges.json",
        "/1/user/%FF/badges.json",
        "*",
        "/1/user/-/friends/invitations/.json",
        "/1/user/-//apiSubscriptions.json",
        "/1/user/-/nonsense/apiSubscriptions.json",
        "/1/user/-/activities/list.json",
        "/1/user/-/activities/list.json?%FF=%FF&&&=&limit",
        "/1.1/user/%00/friends.json",
        "/1/user/-/activities/list.json?afterDate=9999-12-31&sort=asc&limit=18446744073709551615&offset=0",
        "/1/user/-/activities/list.json?afterDate=-009999-01-01&sort=asc&limit=1&offset=18446744073709551615",
        "/1/user/-/activities/list.json?beforeDate=9999-12-31T23:59:59&sort=desc&limit=100&offset=0",
        "/1.2/user/-/sleep/date/0000-01-01.json",
        "/1.2/user/-/sleep/date/9999-12-31/9999-12-31.json",
        "/1/user/-/body/bmi/date/0000-01-01/max.json",
        "/1/user/-/body/log/weight/date/%FF/1m.json",
        "/1/user/-/foods/log/water/date/0000-01-01/1y.json",
        "/1/user/-/devices/tracker/%00/alarms.json",
        "/1/foods/99999999999999999999.json",
        "/1/foods/search.json?query=%00",
        "/1/user/-/ecg/list.json?afterDate=9999-12-31&sort=asc&limit=10&offset=0",
    ];
    for path in paths {
        for method in ["GET", "POST", "DELETE", "HEAD", "OPTIONS", "BREW"] {
            let headers = format!(
                "authorization: Bearer {}\r\ncontent-length: 0\r\naccept-language: \u{1}\r\n",
                sandbox.token(OPEN)
            );
            let headers = headers.replace('\u{1}', "xx_YY;q=nonsense");
            let reply = send(&sandbox, method, path, &headers, "").await;
            assert!(
                (200..500).contains(&reply.status),
                "{method} {path}: {}",
                reply.status
            );
        }
    }
}
