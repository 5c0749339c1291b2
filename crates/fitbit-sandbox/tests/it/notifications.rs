//! What subscribers are told, by whom, how often, and when no more.

use std::time::Duration;

use fitbit_sandbox::jiff::civil::{Date, date};
use fitbit_sandbox::people::{NO_LOCATION, NO_TEXT, OPEN, UNFILLED};
use fitbit_sandbox::{
    App, Effect, ErrorKind, Fault, Misdelivery, NotificationRules, Sandbox, Subscriber,
    SubscriberState, Verification,
};
use serde_json::Value;

use crate::http::{delete, get, post, send};
use crate::receiver::{Receiver, until};

const TODAY: Date = date(2026, 5, 20);

/// A sandbox with a verified default subscriber of the first application.
async fn start(rules: NotificationRules) -> (Sandbox, Receiver) {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::builder()
        .notification_rules(rules)
        .start()
        .await
        .unwrap();
    receiver.knows(&state(&sandbox).verification_code);
    let subscriber = Subscriber::new("1", &receiver.url);
    let verification = sandbox
        .set_subscriber(App::SERVER, subscriber)
        .await
        .unwrap();
    assert_eq!(verification, Verification::Verified);
    (sandbox, receiver)
}

async fn started() -> (Sandbox, Receiver) {
    start(NotificationRules::default()).await
}

fn state(sandbox: &Sandbox) -> SubscriberState {
    sandbox.subscribers(App::SERVER).unwrap().swap_remove(0)
}

async fn subscribe(sandbox: &Sandbox, person: &str, collection: &str, id: &str) {
    let path = format!("/1/user/-/{collection}/apiSubscriptions/{id}.json").replace("//", "/");
    assert_eq!(post(sandbox, person, &path, "").await.status, 201);
}

fn owned<const N: usize>(notices: [[&str; 4]; N]) -> Vec<[String; 4]> {
    notices.map(|notice| notice.map(str::to_owned)).to_vec()
}

#[tokio::test]
async fn a_subscriber_is_one_that_knows_its_code_and_no_other() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::start().await.unwrap();
    let set = async || {
        let subscriber = Subscriber::new("1", &receiver.url);
        sandbox
            .set_subscriber(App::SERVER, subscriber)
            .await
            .unwrap()
    };
    let refused = Verification::Refused {
        right: 404,
        wrong: 404,
    };
    assert_eq!(set().await, refused);
    sandbox.sync(OPEN, [TODAY]).unwrap();
    // What is new waits for the one who is to hear it.
    assert!(sandbox.deliver().await.is_empty());
    assert_eq!(
        (state(&sandbox).verification, state(&sandbox).waiting),
        (refused, 1)
    );
    receiver.knows(&state(&sandbox).verification_code);
    let again = sandbox.verify_subscriber(App::SERVER, "1").await.unwrap();
    assert_eq!(again, Verification::Verified);
    assert_eq!(sandbox.deliver().await.len(), 1);
    let nobody = sandbox
        .verify_subscriber(App::SERVER, "2")
        .await
        .unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::Unknown);
}

#[tokio::test]
async fn a_subscriber_that_begins_to_listen_later_is_asked_again_before_a_delivery() {
    let receiver = Receiver::start().await;
    // Nobody listens on the port of a listener that is gone.
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/", listener.local_addr().unwrap())
    };
    let sandbox = Sandbox::builder()
        .subscriber(App::SERVER, Subscriber::new("1", gone))
        .start()
        .await
        .unwrap();
    sandbox.sync(OPEN, [TODAY]).unwrap();
    assert!(sandbox.deliver().await.is_empty());
    assert_eq!(state(&sandbox).verification, Verification::Pending);
    receiver.knows(&state(&sandbox).verification_code);
    let moved = Subscriber::new("1", &receiver.url);
    sandbox.set_subscriber(App::SERVER, moved).await.unwrap();
    assert!(sandbox.deliver().await[0].accepted);
}

#[tokio::test]
async fn only_loopback_is_called_and_only_what_can_be_signed_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    for (app, url) in [
        (App::SERVER, "http://192.0.2.1/"),
        (App::SERVER, "https://localhost/"),
        (App::CLIENT, "http://127.0.0.1:1/"),
    ] {
        let refused = sandbox.set_subscriber(app, Subscriber::new("1", url)).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid, "{url}");
        let refused = Sandbox::builder()
            .subscriber(app, Subscriber::new("1", url))
            .start()
            .await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid, "{url}");
    }
    let unknown = sandbox
        .set_subscriber("NOBODY", Subscriber::silent("1"))
        .await;
    assert_eq!(unknown.unwrap_err().kind(), ErrorKind::Unknown);
}

#[tokio::test]
async fn a_batch_is_one_signed_post_about_several_people_and_days() {
    let (sandbox, receiver) = started().await;
    subscribe(&sandbox, NO_TEXT, "activities", "tobin").await;
    let yesterday = TODAY.yesterday().unwrap();
    sandbox
        .stop_syncing(OPEN, "2026-05-18T10:00:00Z".parse().unwrap())
        .unwrap();
    sandbox.sync(OPEN, [TODAY, yesterday]).unwrap();
    sandbox.sync(NO_TEXT, [TODAY]).unwrap();
    let made = sandbox.deliver().await;
    let posts = receiver.posts();
    assert_eq!((made.len(), posts.len()), (1, 1));
    assert_eq!(made, sandbox.deliveries());
    assert_eq!(
        (made[0].status, made[0].attempt, made[0].accepted),
        (Some(204), 1, true)
    );
    assert_eq!(made[0].notices, posts[0].notices().len());
    let mut notices = receiver.notices();
    notices.sort();
    assert_eq!(
        notices,
        owned([
            ["activities", "2026-05-19", OPEN, "marit-activities"],
            ["activities", "2026-05-20", OPEN, "marit-activities"],
            ["activities", "2026-05-20", NO_TEXT, "tobin"],
            ["sleep", "2026-05-19", OPEN, "marit-sleep"],
            ["sleep", "2026-05-20", OPEN, "marit-sleep"],
        ])
    );
    assert_eq!(posts[0].header("content-type"), Some("application/json"));
    assert!(posts[0].head.starts_with("POST /hook HTTP/1.1"));
    let signature = posts[0].header("x-fitbit-signature").unwrap();
    assert_eq!(signature.len(), 28);
    assert_eq!(
        signature,
        hmac_sha1(&format!("{}&", App::SECRET), &posts[0].body)
    );
    assert!(sandbox.deliver().await.is_empty());
}

/// In base64, by the formula of RFC 2104.
fn hmac_sha1(key: &str, body: &str) -> String {
    use base64::Engine as _;
    use sha1::{Digest as _, Sha1};

    let padded = |with: u8| {
        let mut block = [with; 64];
        for (place, byte) in key.bytes().enumerate() {
            block[place] ^= byte;
        }
        block
    };
    let inner = Sha1::new().chain_update(padded(0x36)).chain_update(body);
    let outer = Sha1::new()
        .chain_update(padded(0x5c))
        .chain_update(inner.finalize());
    base64::engine::general_purpose::STANDARD.encode(outer.finalize())
}

#[tokio::test]
async fn what_a_device_measured_is_read_only_once_it_was_synced() {
    let (sandbox, _receiver) = started().await;
    sandbox
        .stop_syncing(OPEN, "2026-05-18T08:00:00Z".parse().unwrap())
        .unwrap();
    let days = [TODAY, TODAY.yesterday().unwrap()];
    let read = async |day: Date| {
        let summary = get(
            &sandbox,
            OPEN,
            &format!("/1/user/-/activities/date/{day}.json"),
        )
        .await
        .json();
        let sleep = get(
            &sandbox,
            OPEN,
            &format!("/1.2/user/-/sleep/date/{day}.json"),
        )
        .await
        .json();
        let heart = format!("/1/user/-/activities/heart/date/{day}/1d/1min.json");
        let heart = get(&sandbox, OPEN, &heart).await.json();
        (
            summary["summary"]["steps"].as_i64().unwrap(),
            sleep["sleep"].as_array().unwrap().len(),
            heart["activities-heart-intraday"]["dataset"]
                .as_array()
                .map_or(0, Vec::len),
        )
    };
    for day in days {
        assert_eq!(read(day).await, (0, 0, 0), "{day}");
    }
    sandbox.sync(OPEN, [days[1]]).unwrap();
    let (steps, nights, points) = read(days[1]).await;
    assert!(
        steps > 0 && nights > 0 && points > 900,
        "{steps} {nights} {points}"
    );
    assert_eq!(read(days[0]).await, (0, 0, 0));
    sandbox.sync(OPEN, [days[0]]).unwrap();
    let until_ten = read(days[0]).await;
    assert!(until_ten.2 > 0);
    // From now on nothing of the day is heard without another sync.
    sandbox.advance(Duration::from_hours(6));
    assert_eq!(read(days[0]).await, until_ten);
    sandbox.sync(OPEN, [days[0]]).unwrap();
    assert!(read(days[0]).await.0 > until_ten.0);
    for (wrong, person, day) in [
        (ErrorKind::Unknown, "NOBODY", TODAY),
        (ErrorKind::Invalid, OPEN, date(2026, 5, 21)),
        (ErrorKind::Invalid, UNFILLED, TODAY),
    ] {
        assert_eq!(sandbox.sync(person, [day]).unwrap_err().kind(), wrong);
    }
    let to_come = "2026-05-21T00:00:00Z".parse().unwrap();
    assert_eq!(
        sandbox.stop_syncing(OPEN, to_come).unwrap_err().kind(),
        ErrorKind::Invalid
    );
}

#[tokio::test]
async fn a_write_of_a_collection_is_told_to_it_and_to_those_of_all() {
    let (sandbox, receiver) = started().await;
    for (collection, id) in [
        ("foods", "f"),
        ("body", "b"),
        ("sleep", "s"),
        ("activities", "a"),
        ("", "all"),
    ] {
        subscribe(&sandbox, NO_LOCATION, collection, id).await;
    }
    let day = "2026-05-19";
    let mut expected = Vec::new();
    for (collection, id, path, form, delete_at) in [
        (
            "foods",
            "f",
            "/1/user/-/foods/log.json",
            "foodName=Pie&mealTypeId=1&unitId=304&amount=1&calories=100",
            "/1/user/-/foods/log",
        ),
        (
            "foods",
            "f",
            "/1/user/-/foods/log/water.json",
            "amount=200",
            "/1/user/-/foods/log/water",
        ),
        (
            "body",
            "b",
            "/1/user/-/body/log/weight.json",
            "weight=70",
            "/1/user/-/body/log/weight",
        ),
        (
            "body",
            "b",
            "/1/user/-/body/log/fat.json",
            "fat=20",
            "/1/user/-/body/log/fat",
        ),
        (
            "sleep",
            "s",
            "/1.2/user/-/sleep.json",
            "startTime=13:00&duration=3600000",
            "/1.2/user/-/sleep",
        ),
        (
            "activities",
            "a",
            "/1/user/-/activities.json",
            "activityId=90013&startTime=10:00&durationMillis=600000&distance=1",
            "/1/user/-/activities",
        ),
    ] {
        let written = post(&sandbox, NO_LOCATION, path, &format!("{form}&date={day}")).await;
        assert!(written.status < 300, "{path} {}", written.text);
        let id_of_log = log_id(&written.json()).unwrap();
        let gone = delete(
            &sandbox,
            NO_LOCATION,
            &format!("{delete_at}/{id_of_log}.json"),
        )
        .await;
        assert_eq!(gone.status, 204, "{path}");
        let again = delete(
            &sandbox,
            NO_LOCATION,
            &format!("{delete_at}/{id_of_log}.json"),
        )
        .await;
        assert_eq!(again.status, 404, "{path}");
        for _ in ["written", "deleted"] {
            expected.extend(owned([
                [collection, day, NO_LOCATION, id],
                [collection, day, NO_LOCATION, "all"],
            ]));
        }
    }
    // A read and a refused write are no news.
    get(
        &sandbox,
        NO_LOCATION,
        "/1/user/-/foods/log/date/2026-05-19.json",
    )
    .await;
    assert_eq!(
        post(&sandbox, NO_LOCATION, "/1/user/-/body/log/weight.json", "")
            .await
            .status,
        400
    );
    sandbox.deliver().await;
    assert_eq!(receiver.notices(), expected);
}

fn log_id(body: &Value) -> Option<i64> {
    match body {
        Value::Object(fields) => fields
            .get("logId")
            .and_then(Value::as_i64)
            .or_else(|| fields.values().find_map(log_id)),
        Value::Array(items) => items.iter().find_map(log_id),
        _ => None,
    }
}

#[tokio::test]
async fn a_revocation_is_one_notice_and_ends_tokens_and_subscriptions() {
    let (sandbox, receiver) = started().await;
    subscribe(&sandbox, NO_TEXT, "foods", "f").await;
    subscribe(&sandbox, NO_TEXT, "userRevokedAccess", "r").await;
    let bearer = format!("authorization: Bearer {}\r\n", sandbox.token(NO_TEXT));
    assert!(sandbox.revoke(App::SERVER, NO_TEXT).unwrap());
    assert!(!sandbox.revoke(App::SERVER, NO_TEXT).unwrap());
    sandbox.deliver().await;
    let notices = receiver.notices();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (&notices[0][0][..], &notices[0][2][..]),
        ("userRevokedAccess", NO_TEXT)
    );
    assert!(notices[0][3].starts_with("REV-"));
    let read = send(
        &sandbox,
        "GET",
        "/1/user/-/foods/log/date/today.json",
        &bearer,
        "",
    )
    .await;
    assert_eq!(
        (read.status, read.error().0.as_str()),
        (401, "invalid_token")
    );
    let list = get(&sandbox, NO_TEXT, "/1/user/-/apiSubscriptions.json").await;
    assert_eq!(list.text, "{}");
}

#[tokio::test]
async fn whoever_deletes_the_account_is_gone() {
    let (sandbox, receiver) = started().await;
    let bearer = format!("authorization: Bearer {}\r\n", sandbox.token(OPEN));
    subscribe(&sandbox, OPEN, "foods", "marit-foods").await;
    sandbox.delete_account(OPEN).unwrap();
    sandbox.deliver().await;
    // One for each of activities, sleep and foods; the subscriber of `marit-all` is silent.
    let notices = receiver.notices();
    assert_eq!(notices.len(), 3);
    assert!(
        notices
            .iter()
            .all(|notice| notice[0] == "deleteUser" && notice[2] == OPEN)
    );
    let own = send(&sandbox, "GET", "/1/user/-/profile.json", &bearer, "").await;
    assert_eq!(own.status, 401);
    let of_other = get(
        &sandbox,
        NO_LOCATION,
        &format!("/1/user/{OPEN}/profile.json"),
    )
    .await;
    assert_eq!(of_other.status, 404);
    let friends = get(&sandbox, NO_LOCATION, "/1.1/user/-/friends.json")
        .await
        .text;
    assert!(!friends.contains(OPEN));
    assert!(sandbox.consent(App::SERVER, OPEN).is_err());
    assert_eq!(
        sandbox.delete_account(OPEN).unwrap_err().kind(),
        ErrorKind::Unknown
    );
    let standing = get(&sandbox, OPEN, "/1/user/-/profile.json").await;
    assert_eq!(standing.status, 401);
}

#[tokio::test]
async fn a_batch_that_was_not_taken_comes_again_later_with_the_same_bytes() {
    let rules =
        NotificationRules::default().with_pauses(Duration::from_secs(10), Duration::from_mins(1));
    let (sandbox, receiver) = start(rules.clone()).await;
    // A refusal, an answer that does not come, and a redirect, which is not followed.
    receiver.answers([Some(503), None, Some(302)]);
    sandbox.sync(OPEN, [TODAY]).unwrap();
    let mut statuses = Vec::new();
    for seconds in [0, 10, 20, 40] {
        sandbox.advance(Duration::from_secs(seconds - seconds.min(1)));
        assert!(seconds == 0 || sandbox.deliver().await.is_empty());
        sandbox.advance(Duration::from_secs(seconds.min(1)));
        // Only where none is to come may the time for an answer be too short for a busy machine.
        let deadline = Duration::from_millis(if seconds == 10 { 100 } else { 5_000 });
        sandbox.set_notifications(rules.clone().with_deadline(deadline));
        let made = sandbox.deliver().await;
        assert_eq!(made.len(), 1);
        statuses.push((made[0].attempt, made[0].status, made[0].accepted));
    }
    assert_eq!(
        statuses,
        [
            (1, Some(503), false),
            (2, None, false),
            (3, Some(302), false),
            (4, Some(204), true)
        ]
    );
    let posts = receiver.posts();
    assert!(posts.iter().all(|post| post.body == posts[0].body));
    let signatures: Vec<_> = posts
        .iter()
        .map(|post| post.header("x-fitbit-signature"))
        .collect();
    assert!(
        signatures
            .iter()
            .all(|signature| *signature == signatures[0])
    );
}

#[tokio::test]
async fn a_subscriber_that_fails_too_often_is_disabled_until_it_is_enabled() {
    let rules = NotificationRules::default()
        .with_failures(2)
        .with_pauses(Duration::from_secs(1), Duration::from_secs(1));
    let (sandbox, receiver) = start(rules).await;
    receiver.answers([Some(500), Some(500)]);
    sandbox.sync(OPEN, [TODAY]).unwrap();
    sandbox.deliver().await;
    sandbox.advance(Duration::from_secs(1));
    sandbox.deliver().await;
    let disabled = state(&sandbox);
    assert_eq!(disabled.disabled_since, Some(sandbox.clock().now()));
    sandbox.sync(OPEN, [TODAY]).unwrap();
    assert!(sandbox.deliver().await.is_empty());
    assert_eq!((state(&sandbox).waiting, state(&sandbox).lost), (0, 2));
    sandbox.enable_subscriber(App::SERVER, "1").unwrap();
    sandbox.sync(OPEN, [TODAY]).unwrap();
    assert!(sandbox.deliver().await[0].accepted);
    assert_eq!(state(&sandbox).disabled_since, None);
}

#[tokio::test]
async fn a_fault_makes_a_batch_go_wrong() {
    let (sandbox, receiver) = started().await;
    for wrong in [Misdelivery::Duplicate, Misdelivery::WrongSignature] {
        let fault = Fault::on("notification", Effect::Misdeliver(wrong));
        sandbox.inject(fault.times(1)).unwrap();
    }
    receiver.answers([Some(404), Some(404)]);
    sandbox.sync(OPEN, [TODAY]).unwrap();
    assert_eq!(sandbox.deliver().await.len(), 2);
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(sandbox.deliver().await.len(), 2);
    let posts = receiver.posts();
    let signatures: Vec<_> = posts
        .iter()
        .map(|post| post.header("x-fitbit-signature"))
        .collect();
    assert!(signatures[0] == signatures[1] && signatures[2] == signatures[3]);
    assert_ne!(signatures[0], signatures[2]);
    assert!(posts.iter().all(|post| post.body == posts[0].body));
}

#[tokio::test]
async fn a_sandbox_can_deliver_by_itself_when_the_clock_is_moved() {
    let receiver = Receiver::start().await;
    let sandbox = Sandbox::builder()
        .subscriber(App::SERVER, Subscriber::new("1", &receiver.url))
        .delivering()
        .start()
        .await
        .unwrap();
    receiver.knows(&state(&sandbox).verification_code);
    receiver.answers([Some(503)]);
    // It may have been asked before it knew its code.
    sandbox.verify_subscriber(App::SERVER, "1").await.unwrap();
    sandbox.sync(OPEN, [TODAY]).unwrap();
    until(|| sandbox.deliveries().len() == 1).await;
    sandbox.advance(Duration::from_secs(10));
    until(|| sandbox.deliveries().len() == 2).await;
    assert_eq!(receiver.posts().len(), 2);
    sandbox.shutdown().await;
}
