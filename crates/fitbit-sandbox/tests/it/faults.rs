//! What goes wrong on command, as it looks on the wire.

use std::time::{Duration, Instant};

use fitbit_sandbox::people::{NO_TEXT, OPEN, STRANGER};
use fitbit_sandbox::{AbsurdHeaders, Effect, ErrorKind, Fault, FaultBody, Sandbox};

use crate::http::{Reply, broken, get, post};

const BADGES: &str = "/1/user/-/badges.json";
const ACTIVITIES: &str =
    "/1/user/-/activities/list.json?afterDate=2026-01-01&sort=asc&limit=5&offset=0";
const INVITATIONS: &str = "/1/user/-/friends/invitations.json";

async fn with(fault: Fault) -> Sandbox {
    Sandbox::builder().fault(fault).start().await.unwrap()
}

fn request(sandbox: &Sandbox, method: &str, path: &str, form: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\nauthorization: Bearer {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        sandbox.token(OPEN),
        form.len()
    )
}

/// Who waits for an answer of the stranger.
async fn invitations_to_stranger(sandbox: &Sandbox) -> usize {
    let reply = get(sandbox, STRANGER, INVITATIONS).await;
    reply.json()["friends"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_reset_before_has_no_effect_and_one_after_has() {
    for (effect, invited) in [(Effect::ResetBefore, 0), (Effect::ResetAfter, 1)] {
        let sandbox = with(Fault::on("invite_friend_v1", effect)).await;
        let form = format!("invitedUserId={STRANGER}");
        let request = request(&sandbox, "POST", INVITATIONS, &form);
        let (text, is_reset) = broken(sandbox.url(), &request).await;
        assert_eq!((text.as_str(), is_reset), ("", true));
        assert_eq!(invitations_to_stranger(&sandbox).await, invited);
        let logged = &sandbox.requests()[0];
        assert_eq!((logged.status(), logged.is_faulty()), (0, true));
    }
}

#[tokio::test]
async fn a_cut_body_ends_before_its_announced_length() {
    let sandbox = with(Fault::on("get_badges", Effect::CutBody)).await;
    let (text, _) = broken(sandbox.url(), &request(&sandbox, "GET", BADGES, "")).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    assert_eq!(body.len(), announced.parse::<usize>().unwrap() / 2);
}

#[tokio::test]
async fn a_slow_body_and_latency_take_real_time_and_change_nothing() {
    let usual = get(&Sandbox::start().await.unwrap(), OPEN, BADGES)
        .await
        .text;
    let bytes = usual.len().div_ceil(3);
    for effect in [
        Effect::SlowBody { bytes, millis: 20 },
        Effect::Latency { millis: 60 },
    ] {
        let sandbox = with(Fault::on("get_badges", effect)).await;
        let begun = Instant::now();
        let reply = get(&sandbox, OPEN, BADGES).await;
        assert!(begun.elapsed() >= Duration::from_millis(60));
        assert_eq!(reply.text, usual);
    }
}

#[tokio::test]
async fn a_status_comes_with_each_kind_of_body_and_without_effect() {
    let status = |body| Effect::Status { status: 503, body };
    for (body, media_type, part) in [
        (
            FaultBody::Legacy,
            "application/json;charset=UTF-8",
            "Error id: ",
        ),
        (
            FaultBody::Google,
            "application/json;charset=UTF-8",
            "UNAVAILABLE",
        ),
        (FaultBody::Html, "text/html;charset=UTF-8", "<html>"),
        (FaultBody::Empty, "", ""),
    ] {
        let sandbox = with(Fault::on("invite_friend_v1", status(body))).await;
        let form = format!("invitedUserId={STRANGER}");
        let reply = post(&sandbox, OPEN, INVITATIONS, &form).await;
        assert_eq!(reply.status, 503);
        if media_type.is_empty() {
            assert_eq!(reply.text, "");
        } else {
            assert_eq!(reply.header("content-type"), media_type);
            assert!(reply.text.contains(part));
        }
        assert_eq!(invitations_to_stranger(&sandbox).await, 0);
    }
}

#[tokio::test]
async fn a_page_of_html_an_error_with_success_a_redirect_and_the_switch_off() {
    let answer = async |effect| {
        let sandbox = with(Fault::on("get_badges", effect)).await;
        get(&sandbox, OPEN, BADGES).await
    };
    let page = answer(Effect::HtmlPage).await;
    assert!(page.status == 200 && page.text.starts_with("<!doctype html>"));
    let error = answer(Effect::ErrorWithSuccess).await;
    assert_eq!(
        (error.status, error.json()["success"].as_bool()),
        (200, Some(false))
    );
    let redirect = answer(Effect::Redirect).await;
    assert_eq!(
        (redirect.status, redirect.header("location")),
        (302, "/elsewhere")
    );
    assert_eq!(answer(Effect::Gone).await.status, 410);
}

#[tokio::test]
async fn headers_can_be_wrong_missing_or_absurd() {
    let answer = async |effect| {
        let sandbox = with(Fault::on("get_badges", effect)).await;
        get(&sandbox, OPEN, BADGES).await
    };
    let names = |reply: &Reply| {
        let names = reply.headers.iter().map(|(name, _)| name.clone());
        names.collect::<Vec<_>>()
    };
    let plain = answer(Effect::WrongContentType).await;
    assert_eq!(plain.header("content-type"), "text/plain");
    plain.json();
    let bare = answer(Effect::MissingHeaders).await;
    assert!(
        names(&bare)
            .iter()
            .all(|name| name != "content-type" && !name.starts_with("fitbit"))
    );
    for (kind, limit, reset) in [
        (AbsurdHeaders::Negative, "-150", "-60"),
        (
            AbsurdHeaders::Huge,
            "99999999999999999999",
            "99999999999999999999",
        ),
        (AbsurdHeaders::Words, "many", "soon"),
        (AbsurdHeaders::Epoch, "150", "1779272250"),
    ] {
        let absurd = answer(Effect::AbsurdHeaders(kind)).await;
        assert_eq!(absurd.header("fitbit-rate-limit-limit"), limit);
        assert_eq!(absurd.header("fitbit-rate-limit-reset"), reset);
    }
}

#[tokio::test]
async fn the_body_can_have_what_no_spec_knows_and_nothing_where_something_may_be_missing() {
    let answer = async |effect| {
        let sandbox = with(Fault::on("get_activity_log_list", effect)).await;
        get(&sandbox, OPEN, ACTIVITIES).await.json()
    };
    let usual = get(&Sandbox::start().await.unwrap(), OPEN, ACTIVITIES).await;
    assert!(usual.json()["activities"][0]["logType"].is_string());
    let enums = answer(Effect::UnknownEnum).await;
    assert_eq!(enums["activities"][0]["logType"], "SANDBOX_NEW_VALUE");
    assert_eq!(
        enums["activities"][0]["activityName"],
        usual.json()["activities"][0]["activityName"]
    );
    let fields = answer(Effect::UnknownField).await;
    assert!(fields["sandboxNewField"].is_object());
    assert!(fields["activities"][0]["sandboxNewField"].is_object());
    let nulls = answer(Effect::Nulls).await;
    assert!(nulls["activities"][0]["activityName"].is_null());
    assert!(nulls["activities"][0]["logId"].is_u64());
}

#[tokio::test]
async fn the_next_page_can_be_this_one_or_somebody_elses() {
    let sandbox = with(Fault::on("get_activity_log_list", Effect::RepeatedNext)).await;
    let next = get(&sandbox, OPEN, ACTIVITIES).await.json()["pagination"]["next"].clone();
    assert_eq!(next, format!("{}{ACTIVITIES}", sandbox.url()));
    sandbox.clear_faults();
    sandbox
        .inject(Fault::on("get_activity_log_list", Effect::ForeignNext))
        .unwrap();
    let next = get(&sandbox, OPEN, ACTIVITIES).await.json()["pagination"]["next"].clone();
    assert_eq!(next, format!("https://pages.example{ACTIVITIES}"));
}

#[tokio::test]
async fn faults_strike_their_operation_by_their_schedule_and_may_come_together() {
    let gone = Fault::on("get_badges", Effect::Gone).after(1).times(2);
    let sandbox = with(gone).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get(&sandbox, OPEN, BADGES).await.status);
    }
    assert_eq!(statuses, [200, 410, 410, 200]);
    assert_eq!(get(&sandbox, NO_TEXT, ACTIVITIES).await.status, 200);
    // Between two instants of the sandbox's clock.
    let now = sandbox.clock().now();
    let later = |secs| now.checked_add(Duration::from_secs(secs)).unwrap();
    let fault = Fault::everywhere(Effect::Gone).between(later(10), later(20));
    sandbox.inject(fault).unwrap();
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 410);
    assert_eq!(
        get(&sandbox, OPEN, "/1/user/-/nonsense.json").await.status,
        410
    );
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(get(&sandbox, OPEN, BADGES).await.status, 200);
    // Two at once: changed headers of a changed body.
    for effect in [Effect::WrongContentType, Effect::UnknownField] {
        sandbox.inject(Fault::on("get_badges", effect)).unwrap();
    }
    let reply = get(&sandbox, OPEN, BADGES).await;
    assert_eq!(reply.header("content-type"), "text/plain");
    assert!(reply.json()["sandboxNewField"].is_object());
}

#[tokio::test]
async fn a_fault_of_what_does_not_exist_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let error = sandbox
        .inject(Fault::on("get_bagdes", Effect::Gone))
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unknown);
    assert!(error.to_string().contains("get_bagdes"));
    let status = Effect::Status {
        status: 99,
        body: FaultBody::Empty,
    };
    let error = sandbox.inject(Fault::everywhere(status)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
}
