//! Which days can be asked for, which settings refuse a call, and what happens to writes.

use fitbit_sandbox::people::{CLOSED, NO_BODY, NO_LOCATION, OPEN, STRANGER};
use fitbit_sandbox::{Audience, Clock, Person, Privacy, Sandbox, Setting};
use serde_json::json;

use crate::http::{delete, get};

async fn message(sandbox: &Sandbox, path: &str) -> (u16, String) {
    let reply = get(sandbox, OPEN, path).await;
    let message = reply.json()["errors"][0]["message"].clone();
    (
        reply.status,
        message.as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn a_range_may_be_as_long_as_its_resource_allows_and_no_longer() {
    let sandbox = Sandbox::start().await.unwrap();
    for (days, allowed, too_long) in [
        ("/1/user/-/body/weight/date/", "2026-04-20", "2026-04-19"),
        ("/1/user/-/body/fat/date/", "2026-04-21", "2026-04-20"),
        ("/1/user/-/body/bmi/date/", "2023-05-22", "2023-05-21"),
        (
            "/1/user/-/body/log/weight/date/",
            "2026-04-20",
            "2026-04-19",
        ),
        ("/1.2/user/-/sleep/date/", "2026-02-10", "2026-02-09"),
        (
            "/1/user/-/foods/log/water/date/",
            "2023-05-22",
            "2023-05-21",
        ),
    ] {
        let of = |first: &str| format!("{days}{first}/2026-05-20.json");
        assert_eq!(
            get(&sandbox, OPEN, &of(allowed)).await.status,
            200,
            "{days}"
        );
        let (status, message) = message(&sandbox, &of(too_long)).await;
        assert_eq!(status, 400, "{days}");
        assert!(
            message.starts_with("Time range should not be bigger than"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_wrong_day_period_or_resource_is_400() {
    let sandbox = Sandbox::start().await.unwrap();
    for (path, expected) in [
        (
            "/1/user/-/body/log/weight/date/today/max.json",
            "Invalid period: max",
        ),
        (
            "/1/user/-/foods/log/water/date/today/2w.json",
            "Invalid period: 2w",
        ),
        (
            "/1/user/-/body/bmi/date/2026-02-30/1w.json",
            "Invalid date: 2026-02-30",
        ),
        (
            "/1.2/user/-/sleep/date/yesterday.json",
            "Invalid date: yesterday",
        ),
        (
            "/1/user/-/body/height/date/today/1w.json",
            "Invalid value: height",
        ),
        (
            "/1.2/user/-/sleep/date/2026-05-20/2026-05-19.json",
            "The end date is before the start date.",
        ),
    ] {
        assert_eq!(message(&sandbox, path).await, (400, expected.to_owned()));
    }
    assert_eq!(
        get(&sandbox, OPEN, "/1/user/-/body/bmi/date/today/max.json")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn days_to_come_are_empty_and_today_is_that_of_the_person() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/1/user/-/body/bmi/date/2026-05-18/2026-06-18.json";
    let series = get(&sandbox, OPEN, path).await.json();
    assert_eq!(series["body-bmi"].as_array().unwrap().len(), 3);
    let path = "/1/user/-/body/bmi/date/2027-01-01/2027-01-18.json";
    assert_eq!(
        get(&sandbox, OPEN, path).await.json(),
        json!({"body-bmi": []})
    );
    let late = Clock::fixed("2026-05-20T20:30:00Z".parse().unwrap());
    let sandbox = Sandbox::builder().clock(late).start().await.unwrap();
    for (person, today) in [(NO_BODY, "2026-05-21"), (NO_LOCATION, "2026-05-20")] {
        let path = "/1/user/-/foods/log/caloriesIn/date/today/1d.json";
        let reply = get(&sandbox, person, path).await;
        if reply.text.len() > 40 {
            assert_eq!(reply.json()["foods-log-caloriesIn"][0]["dateTime"], today);
        }
        let path = "/1/user/-/body/weight/date/today/1d.json";
        let series = get(&sandbox, person, path).await.json();
        assert_eq!(series["body-weight"][0]["dateTime"], today);
    }
}

#[tokio::test]
async fn food_sleep_and_body_are_refused_by_their_settings() {
    let groups = [
        (Setting::Foods, "foods/log/date/today.json"),
        (Setting::Foods, "foods/log/water/date/today/1w.json"),
        (Setting::Foods, "meals.json"),
        (Setting::Sleep, "sleep/goal.json"),
        (Setting::Sleep, "sleep/date/today.json"),
        (Setting::MyBody, "body/log/weight/date/today.json"),
        (Setting::MyBody, "body/bmi/date/today/1w.json"),
    ];
    for (setting, path) in groups {
        for audience in [Audience::Private, Audience::Friends, Audience::Public] {
            let privacy = Privacy::default().with(setting, audience);
            let people = vec![
                Person::new("AAAAAA", "One")
                    .with_privacy(privacy)
                    .with_friends(["BBBBBB"]),
                Person::new("BBBBBB", "Two"),
                Person::new("CCCCCC", "Three"),
            ];
            let sandbox = Sandbox::builder().people(people).start().await.unwrap();
            let path = format!("/1/user/AAAAAA/{path}");
            let seen = async |viewer: &str| get(&sandbox, viewer, &path).await.status == 200;
            assert!(seen("AAAAAA").await);
            assert_eq!(
                seen("BBBBBB").await,
                audience >= Audience::Friends,
                "{path}"
            );
            assert_eq!(seen("CCCCCC").await, audience == Audience::Public, "{path}");
        }
    }
    let sandbox = Sandbox::start().await.unwrap();
    let path = format!("/1.2/user/{CLOSED}/sleep/date/today.json");
    assert_eq!(get(&sandbox, OPEN, &path).await.status, 401);
}

#[tokio::test]
async fn a_goal_is_no_entry_to_delete_and_a_read_beside_a_write_is_found() {
    let sandbox = Sandbox::start().await.unwrap();
    let reply = delete(&sandbox, OPEN, "/1/user/-/foods/log/goal.json").await;
    assert_eq!(reply.status, 405);
    // A POST has this very path, and a GET a wider one.
    let reply = get(&sandbox, OPEN, "/1/user/-/body/log/fat/goal.json").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn invitations_of_version_1_1_come_with_who_sent_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/1.1/user/-/friends/invitations.json";
    let body = get(&sandbox, OPEN, path).await.json();
    assert_eq!(
        body["data"][0]["relationships"]["user"]["data"]["id"],
        STRANGER
    );
    assert_eq!(body["included"][0]["id"], STRANGER);
    let none = get(&sandbox, STRANGER, path).await.json();
    assert_eq!(none, json!({"data": [], "included": []}));
    assert_eq!(
        get(&sandbox, STRANGER, &path.replace('-', OPEN))
            .await
            .status,
        403
    );
}
