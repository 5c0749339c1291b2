//! Subscriptions: three ways to have none, and scopes by collection.

use fitbit_sandbox::people::{NO_AGE_AND_HEIGHT, NO_LOCATION, NO_TEXT, OPEN};
use fitbit_sandbox::{App, Person, Sandbox, Subscriber, Subscription, Subscriptions};
use serde_json::{Value, json};

use crate::http::{delete, get, get_with, send};

const ALL: &str = "/1/user/-/apiSubscriptions.json";

fn ids(body: &Value) -> Vec<&str> {
    let subscriptions = body["apiSubscriptions"].as_array().unwrap().iter();
    subscriptions
        .map(|subscription| subscription["subscriptionId"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn subscriptions_are_listed_with_their_owner() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get(&sandbox, OPEN, ALL).await.json();
    assert_eq!(
        body["apiSubscriptions"][0],
        json!({"collectionType": "activities", "ownerId": OPEN, "ownerType": "user", "subscriberId": "1", "subscriptionId": "marit-activities"})
    );
    assert_eq!(ids(&body), ["marit-activities", "marit-sleep"]);
}

#[tokio::test]
async fn none_is_an_empty_object_an_empty_body_or_an_empty_list() {
    let sandbox = Sandbox::start().await.unwrap();
    for (person, text) in [
        (NO_TEXT, "{}"),
        (NO_AGE_AND_HEIGHT, ""),
        (NO_LOCATION, "{\"apiSubscriptions\":[]}"),
    ] {
        let reply = get(&sandbox, person, ALL).await;
        assert_eq!((reply.status, reply.text.as_str()), (200, text));
    }
}

#[tokio::test]
async fn a_collection_lists_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        ids(
            &get(&sandbox, OPEN, "/1/user/-/sleep/apiSubscriptions.json")
                .await
                .json()
        ),
        ["marit-sleep"]
    );
    assert!(
        ids(
            &get(&sandbox, OPEN, "/1/user/-/foods/apiSubscriptions.json")
                .await
                .json()
        )
        .is_empty()
    );
    assert_eq!(
        get(&sandbox, OPEN, "/1/user/-/nonsense/apiSubscriptions.json")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn a_header_names_another_subscriber_than_the_default_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get_with(&sandbox, OPEN, ALL, "x-fitbit-subscriber-id: nightly\r\n")
        .await
        .json();
    assert_eq!(ids(&body), ["marit-all"]);
}

#[tokio::test]
async fn each_collection_needs_its_own_scope_and_all_together_six() {
    let sandbox = Sandbox::start().await.unwrap();
    let pairs = [
        ("activities", "activity"),
        ("body", "weight"),
        ("foods", "nutrition"),
        ("sleep", "sleep"),
    ];
    let status = async |path: &str, scopes: &[&str]| {
        let authorization = format!(
            "authorization: Bearer {}\r\n",
            sandbox.token_with_scopes(OPEN, scopes)
        );
        send(&sandbox, "GET", path, &authorization, "").await.status
    };
    for (collection, scope) in pairs {
        let path = format!("/1/user/-/{collection}/apiSubscriptions.json");
        assert_eq!(status(&path, &[scope]).await, 200, "{collection}");
        assert_eq!(status(&path, &["profile"]).await, 403, "{collection}");
    }
    assert_eq!(
        status("/1/user/-/userRevokedAccess/apiSubscriptions.json", &[]).await,
        200
    );
    let six = [
        "activity",
        "nutrition",
        "profile",
        "settings",
        "sleep",
        "weight",
    ];
    assert_eq!(status(ALL, &six).await, 200);
    assert_eq!(status(ALL, &six[1..]).await, 403);
}

#[tokio::test]
async fn subscriptions_of_another_are_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        get(
            &sandbox,
            OPEN,
            &format!("/1/user/{NO_TEXT}/apiSubscriptions.json")
        )
        .await
        .status,
        401
    );
    assert_eq!(
        get(
            &sandbox,
            OPEN,
            &format!("/1/user/{OPEN}/apiSubscriptions.json")
        )
        .await
        .status,
        200
    );
}

/// A POST of no bytes, with more header lines; its status and its body.
async fn subscribe(sandbox: &Sandbox, person: &str, path: &str, headers: &str) -> (u16, Value) {
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-length: 0\r\n{headers}",
        sandbox.token(person)
    );
    let reply = send(sandbox, "POST", path, &headers, "").await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn a_subscription_is_new_or_the_same_or_in_conflict() {
    let sandbox = Sandbox::start().await.unwrap();
    let sleep = |id: &str| format!("/1/user/-/sleep/apiSubscriptions/{id}.json");
    let (status, body) = subscribe(&sandbox, NO_TEXT, &sleep("tobin"), "").await;
    let expected = json!({
        "collectionType": "sleep",
        "ownerId": NO_TEXT,
        "ownerType": "user",
        "subscriberId": "1",
        "subscriptionId": "tobin",
    });
    assert_eq!((status, &body), (201, &expected));
    assert_eq!(
        subscribe(&sandbox, NO_TEXT, &sleep("tobin"), "").await,
        (200, expected.clone())
    );
    // The stream has another id, and the id another stream: of a collection, of a person, of a subscriber. What is told is
    // that which is there, in the shape of a success.
    for (person, path, headers) in [
        (NO_TEXT, sleep("other"), ""),
        (
            NO_TEXT,
            "/1/user/-/foods/apiSubscriptions/tobin.json".to_owned(),
            "",
        ),
        (
            OPEN,
            "/1/user/-/body/apiSubscriptions/tobin.json".to_owned(),
            "",
        ),
        (
            NO_TEXT,
            sleep("tobin"),
            "x-fitbit-subscriber-id: nightly\r\n",
        ),
    ] {
        let answer = subscribe(&sandbox, person, &path, headers).await;
        assert_eq!(answer, (409, expected.clone()), "{path}");
    }
    let (status, body) = subscribe(&sandbox, OPEN, &sleep("marit-activities"), "").await;
    assert_eq!(
        (status, &body["subscriptionId"]),
        (409, &json!("marit-sleep"))
    );
    let (status, body) =
        subscribe(&sandbox, NO_TEXT, "/1/user/-/apiSubscriptions/all.json", "").await;
    assert_eq!((status, &body["collectionType"]), (201, &json!("user")));
    assert_eq!(
        ids(&get(&sandbox, NO_TEXT, ALL).await.json()),
        ["tobin", "all"]
    );
    let long = sleep(&"x".repeat(51));
    assert_eq!(subscribe(&sandbox, NO_LOCATION, &long, "").await.0, 400);
}

#[tokio::test]
async fn a_subscription_ends_once_and_none_are_told_as_before() {
    let sandbox = Sandbox::start().await.unwrap();
    for (person, none) in [(NO_TEXT, "{}"), (NO_LOCATION, "{\"apiSubscriptions\":[]}")] {
        let path = format!("/1/user/-/foods/apiSubscriptions/of-{person}.json");
        assert_eq!(subscribe(&sandbox, person, &path, "").await.0, 201);
        // Another collection has none of this id.
        let other = path.replace("foods", "sleep");
        assert_eq!(delete(&sandbox, person, &other).await.status, 404);
        assert_eq!(delete(&sandbox, person, &path).await.status, 204);
        assert_eq!(delete(&sandbox, person, &path).await.status, 404);
        assert_eq!(get(&sandbox, person, ALL).await.text, none);
    }
}

#[tokio::test]
async fn a_subscriber_that_the_application_has_not_is_400() {
    let sandbox = Sandbox::start().await.unwrap();
    let unknown = "x-fitbit-subscriber-id: nobody\r\n";
    let path = "/1/user/-/sleep/apiSubscriptions/a.json";
    let (status, body) = subscribe(&sandbox, NO_TEXT, path, unknown).await;
    assert_eq!(
        (status, &body["errors"][0]["fieldName"]),
        (400, &json!("X-Fitbit-Subscriber-Id"))
    );
    assert_eq!(get_with(&sandbox, OPEN, ALL, unknown).await.status, 400);
    sandbox
        .set_subscriber(App::SERVER, Subscriber::silent("nobody"))
        .await
        .unwrap();
    assert_eq!(subscribe(&sandbox, NO_TEXT, path, unknown).await.0, 201);
}

#[tokio::test]
async fn applications_do_not_see_the_subscriptions_of_each_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = sandbox.token_for(App::CLIENT, OPEN).unwrap();
    let bearer = format!("authorization: Bearer {token}\r\n");
    let list = send(&sandbox, "GET", ALL, &bearer, "").await;
    assert!(ids(&list.json()).is_empty());
    let create = format!("{bearer}content-length: 0\r\n");
    let path = "/1/user/-/sleep/apiSubscriptions/marit-sleep.json";
    assert_eq!(send(&sandbox, "POST", path, &create, "").await.status, 201);
    assert_eq!(
        send(&sandbox, "DELETE", path, &bearer, "").await.status,
        204
    );
    let own = get(&sandbox, OPEN, ALL).await.json();
    assert_eq!(ids(&own), ["marit-activities", "marit-sleep"]);
}

#[tokio::test]
async fn one_alone_can_be_a_bare_object() {
    let bare = Subscriptions::Bare(vec![Subscription::new("sleep", "a")]);
    let people = [Person::new("AAAAAA", "One").with_subscriptions(bare)];
    let sandbox = Sandbox::builder().people(people).start().await.unwrap();
    let body = get(&sandbox, "AAAAAA", ALL).await.json();
    assert_eq!(body["subscriptionId"], "a");
    let none = get(&sandbox, "AAAAAA", "/1/user/-/foods/apiSubscriptions.json").await;
    assert_eq!(none.text, "{\"apiSubscriptions\":[]}");
}
