//! The control port: every command, and how each mistake is told.

use std::time::Duration;

use fitbit_sandbox::people::{OPEN, STRANGER};
use fitbit_sandbox::{App, ErrorKind, Sandbox};
use serde_json::{Value, json};

use crate::http::{get, raw, send};
use crate::receiver::Receiver;

const BADGES: &str = "/1/user/-/badges.json";

async fn sandbox() -> Sandbox {
    Sandbox::builder().control_port(0).start().await.unwrap()
}

async fn command(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> (u16, Value) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: control\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let reply = raw(sandbox.control_url().unwrap(), &request).await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn it_lists_what_there_is() {
    let sandbox = sandbox().await;
    let (_, routes) = command(&sandbox, "GET", "/", "").await;
    assert!(routes["routes"].as_array().unwrap().len() > 20);
    let (_, people) = command(&sandbox, "GET", "/people", "").await;
    assert_eq!(people.as_array().unwrap().len(), sandbox.people().len());
    let (_, person) = command(&sandbox, "GET", &format!("/people/{OPEN}"), "").await;
    assert_eq!(person["access_token"], sandbox.token(OPEN));
    let (_, apps) = command(&sandbox, "GET", "/apps", "").await;
    assert_eq!(apps[1]["kind"], "Client");
    assert!(!apps.to_string().contains(App::SECRET));
    let (_, scenarios) = command(&sandbox, "GET", "/scenarios", "").await;
    assert!(
        scenarios
            .as_array()
            .unwrap()
            .contains(&json!("switched-off"))
    );
}

#[tokio::test]
async fn the_clock_is_read_and_moved_and_never_back() {
    let sandbox = sandbox().await;
    let (_, clock) = command(&sandbox, "GET", "/clock", "").await;
    assert_eq!(clock["now"], "2026-05-20T10:17:30Z");
    let (_, clock) = command(&sandbox, "POST", "/clock", r#"{"advance_seconds": 30}"#).await;
    assert_eq!(clock["now"], "2026-05-20T10:18:00Z");
    let (_, clock) = command(
        &sandbox,
        "POST",
        "/clock",
        r#"{"set": "2026-05-20T12:00:00Z"}"#,
    )
    .await;
    assert_eq!(clock["now"], "2026-05-20T12:00:00Z");
    for back in [
        r#"{"set": "2026-05-20T11:00:00Z"}"#,
        r#"{"advance_seconds": -1}"#,
    ] {
        let (status, answer) = command(&sandbox, "POST", "/clock", back).await;
        assert_eq!(status, 409);
        assert!(answer["error"].as_str().unwrap().contains("forwards only"));
    }
    for wrong in [
        "{}",
        r#"{"advance_seconds": 1e300}"#,
        r#"{"set": "noon"}"#,
        "now",
    ] {
        let (status, answer) = command(&sandbox, "POST", "/clock", wrong).await;
        assert!(status == 400 && answer["error"].is_string(), "{wrong}");
    }
    assert_eq!(sandbox.clock().now().to_string(), "2026-05-20T12:00:00Z");
    let back = "2020-01-01T00:00:00Z".parse().unwrap();
    let error = sandbox.advance_to(back).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Backwards);
    sandbox.advance(Duration::from_secs(1));
}

#[tokio::test]
async fn consent_tokens_and_windows_of_a_person() {
    let sandbox = sandbox().await;
    let person = format!("/people/{OPEN}");
    let post = async |what: &str, body: &str| {
        let (status, answer) = command(&sandbox, "POST", &format!("{person}/{what}"), body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    };
    let tokens = post(
        "consent",
        &json!({"app": App::CLIENT, "scopes": ["profile"]}).to_string(),
    )
    .await;
    let bearer = format!(
        "authorization: Bearer {}\r\n",
        tokens["access_token"].as_str().unwrap()
    );
    assert_eq!(send(&sandbox, "GET", BADGES, &bearer, "").await.status, 200);
    let path = format!("{person}/windows?app={}", App::CLIENT);
    let (_, windows) = command(&sandbox, "GET", &path, "").await;
    assert_eq!(windows[0]["answered"], 1);
    post("expire", "").await;
    assert_eq!(
        send(&sandbox, "GET", BADGES, &bearer, "").await.error().0,
        "expired_token"
    );
    let app = json!({"app": App::CLIENT}).to_string();
    assert_eq!(post("revoke", &app).await["revoked"], true);
    assert_eq!(post("revoke", &app).await["revoked"], false);
    let path = format!("{person}/tokens?app={}", App::CLIENT);
    let (_, events) = command(&sandbox, "GET", &path, "").await;
    assert_eq!(events[0]["kind"], "revoked");
    let standing = post("token", r#"{"scopes": ["sleep"]}"#).await;
    assert_eq!(
        standing["access_token"],
        sandbox.token_with_scopes(OPEN, &["sleep"])
    );
    let url = format!(
        "{}/oauth2/authorize?client_id={}&response_type=code&scope=sleep",
        sandbox.url(),
        App::SERVER
    );
    let body = json!({"url": url, "person": STRANGER}).to_string();
    let (_, answer) = command(&sandbox, "POST", "/approve", &body).await;
    assert!(answer["redirect"].as_str().unwrap().contains("?code="));
    let (_, answer) = command(&sandbox, "POST", "/deny", &json!({"url": url}).to_string()).await;
    assert!(answer["redirect"].as_str().unwrap().contains("?error="));
}

#[tokio::test]
async fn faults_scenarios_and_rules_are_set_and_what_happened_is_told() {
    let sandbox = sandbox().await;
    let fault = r#"{"on": "get_badges", "effect": {"status": {"status": 502, "body": "html"}}, "times": 1}"#;
    assert_eq!(command(&sandbox, "POST", "/faults", fault).await.0, 200);
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 502);
    let (_, faults) = command(&sandbox, "GET", "/faults", "").await;
    assert_eq!(
        (&faults[0]["fault"]["on"], &faults[0]["struck"]),
        (&json!("get_badges"), &json!(1))
    );
    command(&sandbox, "DELETE", "/faults", "").await;
    assert_eq!(command(&sandbox, "GET", "/faults", "").await.1, json!([]));
    command(&sandbox, "POST", "/scenarios/switched-off", "").await;
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 410);
    command(&sandbox, "POST", "/scenarios/all-is-well", "").await;
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    let quota = r#"{"limit": 1, "window_seconds": 5, "refusal": "empty", "retry_after": 7}"#;
    assert_eq!(command(&sandbox, "POST", "/quota", quota).await.0, 200);
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    assert_eq!(get(&sandbox, OPEN, BADGES).await.header("retry-after"), "7");
    let oauth = r#"{"access_seconds": 60, "replay_seconds": 0, "concurrent_refresh": "conflict"}"#;
    assert_eq!(command(&sandbox, "POST", "/oauth", oauth).await.0, 200);
    let tokens = sandbox.consent(App::SERVER, OPEN).unwrap();
    assert_eq!(tokens.lifetime, Duration::from_mins(1));
    let secret = r#"{"secret": "new"}"#;
    let path = format!("/apps/{}/secret", App::SERVER);
    assert_eq!(command(&sandbox, "POST", &path, secret).await.0, 200);
    let (_, requests) = command(&sandbox, "GET", "/requests", "").await;
    let requests = requests.as_array().unwrap();
    assert_eq!(requests.len(), sandbox.requests().len());
    assert_eq!(
        (&requests[0]["status"], &requests[0]["faulty"]),
        (&json!(502), &json!(true))
    );
    assert_eq!(requests[0]["person"], OPEN);
    assert!(!json!(requests).to_string().contains(&sandbox.token(OPEN)));
}

#[tokio::test]
async fn what_does_not_exist_is_named_and_nothing_changes() {
    let sandbox = sandbox().await;
    for (method, path, body, named) in [
        ("GET", "/people/NOBODY", "", "NOBODY"),
        ("POST", "/people/NOBODY/token", "", "NOBODY"),
        ("POST", "/people/NOBODY/consent", "", "NOBODY"),
        ("POST", "/people/NOBODY/revoke", "", "NOBODY"),
        ("POST", "/people/NOBODY/expire", "", "NOBODY"),
        ("GET", "/people/NOBODY/tokens", "", "NOBODY"),
        ("GET", "/people/NOBODY/windows", "", "NOBODY"),
        ("GET", "/people/SBX2M7/windows?app=NOAPP", "", "NOAPP"),
        (
            "POST",
            "/people/SBX2M7/consent",
            r#"{"app": "NOAPP"}"#,
            "NOAPP",
        ),
        (
            "POST",
            "/people/SBX2M7/token",
            r#"{"scopes": ["everything"]}"#,
            "everything",
        ),
        (
            "POST",
            "/approve",
            r#"{"url": "x?y=z", "person": "NOBODY"}"#,
            "NOBODY",
        ),
        ("POST", "/apps/NOAPP/secret", r#"{"secret": "x"}"#, "NOAPP"),
        ("POST", "/scenarios/all-is-lost", "", "all-is-lost"),
        (
            "POST",
            "/faults",
            r#"{"on": "get_bagdes", "effect": "gone"}"#,
            "get_bagdes",
        ),
        ("GET", "/nonsense", "", "GET /nonsense"),
        ("PUT", "/clock", "{}", "PUT /clock"),
    ] {
        let (status, answer) = command(&sandbox, method, path, body).await;
        assert_eq!(status, 404, "{method} {path}");
        let error = answer["error"].as_str().unwrap();
        assert!(error.contains(named), "{error}");
    }
    for (path, body) in [
        ("/faults", r#"{"on": "get_badges", "effect": "explode"}"#),
        (
            "/faults",
            r#"{"on": "get_badges", "effect": "gone", "every": 0}"#,
        ),
        (
            "/faults",
            r#"{"on": "get_badges", "effect": "gone", "surprise": 1}"#,
        ),
        ("/faults", "{"),
        ("/quota", r#"{"limit": -1}"#),
        ("/quota", r#"{"window_seconds": -1}"#),
        ("/oauth", r#"{"access_seconds": "long"}"#),
        ("/deny", r#"{"url": "no-url"}"#),
        ("/people/SBX2M7/token", "1"),
        ("/people/SBX9Q6/consent", r#"{"app": "23PERS"}"#),
        ("/apps/23SRVR/secret", r#"{"secret": ""}"#),
    ] {
        let (status, answer) = command(&sandbox, "POST", path, body).await;
        assert!(
            status == 400 && answer["error"].is_string(),
            "{path} {body}: {status}"
        );
    }
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
}

#[tokio::test]
async fn subscribers_syncs_and_deliveries_are_commanded_and_told() {
    let receiver = Receiver::start().await;
    let sandbox = sandbox().await;
    let subscribers = format!("/apps/{}/subscribers", App::SERVER);
    let (_, listed) = command(&sandbox, "GET", &subscribers, "").await;
    assert_eq!(listed[0]["url"], json!(null));
    receiver.knows(listed[0]["verification_code"].as_str().unwrap());
    let rules = json!({"attempts": 1, "failures": 1, "deadline_seconds": 1}).to_string();
    assert_eq!(
        command(&sandbox, "POST", "/notifications", &rules).await.0,
        200
    );
    let wanted = json!({"id": "1", "url": receiver.url, "default": true}).to_string();
    let (_, set) = command(&sandbox, "POST", &subscribers, &wanted).await;
    assert_eq!(
        (&set["verification"], &set["default"]),
        (&json!("verified"), &json!(true))
    );
    let person = |what: &str| format!("/people/{OPEN}/{what}");
    let since = r#"{"since": "2026-05-19T00:00:00Z"}"#;
    assert_eq!(
        command(&sandbox, "POST", &person("stop-syncing"), since)
            .await
            .0,
        200
    );
    let dates = r#"{"dates": ["2026-05-19"]}"#;
    assert_eq!(
        command(&sandbox, "POST", &person("sync"), dates).await.0,
        200
    );
    assert_eq!(command(&sandbox, "POST", &person("sync"), "").await.0, 200);
    let (_, made) = command(&sandbox, "POST", "/deliver", "").await;
    assert_eq!(
        made[0],
        json!({
            "at": "2026-05-20T10:17:30Z", "app": App::SERVER, "subscriber": "1", "batch": 1, "notices": 4, "attempt": 1,
            "status": 204, "accepted": true,
        })
    );
    receiver.answers([Some(500)]);
    command(&sandbox, "POST", &person("revoke"), "").await;
    command(&sandbox, "POST", "/deliver", "").await;
    let (_, all) = command(&sandbox, "GET", "/deliveries", "").await;
    assert_eq!(
        (all.as_array().unwrap().len(), &all[1]["status"]),
        (2, &json!(500))
    );
    let (_, listed) = command(&sandbox, "GET", &subscribers, "").await;
    assert_eq!(
        (&listed[0]["disabled_since"], &listed[0]["lost"]),
        (&json!("2026-05-20T10:17:30Z"), &json!(1))
    );
    let one = |what: &str| format!("{subscribers}/1/{what}");
    let (_, enabled) = command(&sandbox, "POST", &one("enable"), "").await;
    assert_eq!(enabled["disabled_since"], json!(null));
    let (_, verified) = command(&sandbox, "POST", &one("verify"), "").await;
    assert_eq!(verified["verification"], "verified");
    assert_eq!(
        command(&sandbox, "POST", &person("delete-account"), "")
            .await
            .0,
        200
    );
    assert_eq!(
        command(&sandbox, "GET", &format!("/people/{OPEN}"), "")
            .await
            .0,
        404
    );
    for (path, body, status) in [
        (
            subscribers.clone(),
            r#"{"id": "1", "url": "http://192.0.2.1/"}"#,
            400,
        ),
        (subscribers.clone(), "{}", 400),
        (format!("{subscribers}/2/verify"), "", 404),
        (format!("{subscribers}/2/enable"), "", 404),
        ("/apps/NOBODY/subscribers".to_owned(), r#"{"id": "1"}"#, 404),
        (
            format!("/people/{STRANGER}/sync"),
            r#"{"dates": ["2026-05-22"]}"#,
            400,
        ),
        ("/people/NOBODY/sync".to_owned(), "", 404),
        (
            "/notifications".to_owned(),
            r#"{"deadline_seconds": -1}"#,
            400,
        ),
        (format!("/people/{OPEN}/delete-account"), "", 404),
    ] {
        let (told, answer) = command(&sandbox, "POST", &path, body).await;
        assert!(
            told == status && answer["error"].is_string(),
            "{path} {answer}"
        );
    }
}
