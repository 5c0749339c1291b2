//! Named scenarios and scenario files.

use std::time::Duration;

use fitbit_sandbox::people::{NO_TEXT, OPEN};
use fitbit_sandbox::{ErrorKind, Sandbox, Scenario, ScenarioFile};

use crate::http::{broken, get, post};
use crate::receiver::Receiver;

const BADGES: &str = "/1/user/-/badges.json";
const ACTIVITIES: &str =
    "/1/user/-/activities/list.json?afterDate=2026-01-01&sort=asc&limit=5&offset=0";

#[tokio::test]
async fn every_scenario_can_be_played_and_ended() {
    for scenario in Scenario::ALL {
        let sandbox = Sandbox::builder().play(scenario).start().await.unwrap();
        sandbox.play(Scenario::AllIsWell);
        assert_eq!(
            get(&sandbox, OPEN, BADGES).await.status,
            200,
            "{scenario:?}"
        );
    }
}

#[tokio::test]
async fn scenarios_are_what_they_say() {
    let sandbox = Sandbox::start().await.unwrap();
    let status = async |scenario| {
        sandbox.play(Scenario::AllIsWell);
        sandbox.play(scenario);
        get(&sandbox, OPEN, BADGES).await.status
    };
    assert_eq!(status(Scenario::SwitchedOff).await, 410);
    assert_eq!(status(Scenario::Outage).await, 503);
    assert_eq!(status(Scenario::SlowNetwork).await, 200);
    status(Scenario::AllIsWell).await;
    sandbox.play(Scenario::Drift);
    let body = get(&sandbox, OPEN, ACTIVITIES).await.json();
    assert_eq!(body["activities"][0]["logType"], "SANDBOX_NEW_VALUE");
    status(Scenario::AbsurdHeaders).await;
    let reply = get(&sandbox, OPEN, BADGES).await;
    assert_eq!(
        reply.header("fitbit-rate-limit-reset"),
        "99999999999999999999"
    );
}

#[tokio::test]
async fn an_unsteady_service_fails_every_third_call_in_three_ways() {
    let sandbox = Sandbox::builder()
        .play(Scenario::Unsteady)
        .start()
        .await
        .unwrap();
    let request = format!(
        "GET {BADGES} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
        sandbox.token(OPEN)
    );
    let mut starts = Vec::new();
    for _ in 0..9 {
        let (text, _) = broken(sandbox.url(), &request).await;
        let is_whole = serde_json::from_str::<serde_json::Value>(
            text.split_once("\r\n\r\n").map_or("", |(_, body)| body),
        )
        .is_ok();
        let status = text.get(9..12).unwrap_or("reset").to_owned();
        starts.push((status, is_whole));
    }
    let seen = starts
        .iter()
        .map(|(status, whole)| (status.as_str(), *whole));
    let fine = ("200", true);
    let expected = [
        ("reset", false),
        fine,
        fine,
        ("200", false),
        fine,
        fine,
        ("500", true),
        fine,
        fine,
    ];
    assert_eq!(seen.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_file_describes_a_sandbox() {
    let text = r#"{
        "now": "2026-01-02T03:04:05Z", "seed": 7,
        "quota": {"limit": 2},
        "oauth": {"code_seconds": 5},
        "apps": [{"id": "APP1", "kind": "server", "secret": "s"}, {"id": "APP2", "kind": "personal", "owner": "ME"}],
        "people": [{"id": "ME", "name": "Me", "time_zone": "Asia/Tokyo", "steps_a_day": 5000, "friends": ["YOU"]},
                   {"id": "YOU", "name": "You", "private": true}],
        "play": ["drift"],
        "faults": [{"on": "get_badges", "effect": "gone", "times": 1}]
    }"#;
    let file = ScenarioFile::parse(text).unwrap();
    let sandbox = file.into_builder().unwrap().start().await.unwrap();
    assert_eq!(sandbox.clock().now().to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(
        (sandbox.people().len(), sandbox.apps()[1].id()),
        (2, "APP2")
    );
    assert_eq!(get(&sandbox, "ME", BADGES).await.status, 410);
    let reply = get(&sandbox, "ME", BADGES).await;
    assert!(reply.json()["sandboxNewField"].is_object());
    assert_eq!(get(&sandbox, "ME", BADGES).await.status, 200);
    assert_eq!(get(&sandbox, "ME", BADGES).await.status, 429);
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_what_is_wrong() {
    for (text, named) in [
        ("{", "line 1"),
        (r#"{"surprise": 1}"#, "surprise"),
        (r#"{"now": "noon"}"#, "line 1"),
    ] {
        let error = ScenarioFile::parse(text).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains(named), "{error}");
    }
    for (text, named) in [
        (r#"{"play": ["all-is-lost"]}"#, "all-is-lost"),
        (r#"{"apps": [{"id": "A", "kind": "server"}]}"#, "secret"),
        (r#"{"quota": {"window_seconds": -1}}"#, "window_seconds"),
        (
            r#"{"notifications": {"deadline_seconds": -1}}"#,
            "deadline_seconds",
        ),
        (
            r#"{"people": [{"id": "A", "name": "A", "exercise_percent": 101}]}"#,
            "exercise_percent",
        ),
    ] {
        let error = ScenarioFile::parse(text)
            .unwrap()
            .into_builder()
            .unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
    for (text, named) in [
        (
            r#"{"faults": [{"on": "get_bagdes", "effect": "gone"}]}"#,
            "get_bagdes",
        ),
        (
            r#"{"people": [{"id": "A", "name": "A", "friends": ["B"]}]}"#,
            "A has a friend",
        ),
        (
            r#"{"people": [{"id": "A", "name": "A"}], "apps": [{"id": "P", "kind": "personal", "owner": "B"}]}"#,
            "P belongs",
        ),
        (r#"{"apps": []}"#, "no application"),
        (
            r#"{"subscribers": [{"id": "1", "url": "http://192.0.2.1/"}]}"#,
            "loopback",
        ),
        (r#"{"subscribers": [{"app": "A", "id": "1"}]}"#, "A"),
        (
            r#"{"faults": [{"on": "notification", "effect": "gone"}]}"#,
            "misdeliver",
        ),
    ] {
        let builder = ScenarioFile::parse(text).unwrap().into_builder().unwrap();
        let error = builder.start().await.unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
}

#[tokio::test]
async fn a_file_has_subscribers_and_how_they_are_notified() {
    let receiver = Receiver::start().await;
    let text = format!(
        r#"{{
            "now": "2026-05-20T10:17:30Z",
            "subscribers": [{{"id": "main", "url": "{}", "default": true}}, {{"app": "23CLNT", "id": "x"}}],
            "notifications": {{"unverified_too": true, "largest_batch": 1}},
            "faults": [{{"on": "notification", "effect": {{"misdeliver": {{"delay": {{"seconds": 60}}}}}}, "times": 1}}]
        }}"#,
        receiver.url
    );
    let builder = ScenarioFile::parse(&text).unwrap().into_builder().unwrap();
    let sandbox = builder.start().await.unwrap();
    let path = "/1/user/-/apiSubscriptions/all.json";
    assert_eq!(
        post(&sandbox, NO_TEXT, path, "").await.json()["subscriberId"],
        "main"
    );
    let day = "2026-05-20".parse().unwrap();
    sandbox.sync(NO_TEXT, [day]).unwrap();
    sandbox.sync(NO_TEXT, [day]).unwrap();
    assert_eq!(sandbox.deliver().await.len(), 1);
    sandbox.advance(Duration::from_mins(1));
    assert_eq!(sandbox.deliver().await.len(), 1);
    assert_eq!(sandbox.subscribers("23CLNT").unwrap()[1].id, "x");
}
