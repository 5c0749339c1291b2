//! Exercise, favourites and goals.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_LOCATION, OPEN, UNFILLED};
use serde_json::{Value, json};

use super::{deleted, place, read, written};
use crate::http::post;

const LOG: &str = "/1/user/-/activities.json";

#[tokio::test]
async fn an_exercise_is_in_the_day_the_pages_the_sums_and_the_recent_kinds() {
    let sandbox = Sandbox::start().await.unwrap();
    let day = "/1/user/-/activities/date/2026-05-18.json";
    let before = read(&sandbox, NO_LOCATION, day).await;
    let form = "activityId=90009&startTime=02:10&durationMillis=1800000&date=2026-05-18&distance=3.1&distanceUnit=Mile&manualCalories=333";
    let body = written(&sandbox, NO_LOCATION, LOG, form, 200).await;
    let entry = &body["activityLog"];
    assert!(entry["logId"].as_u64().unwrap() > 1 << 53);
    assert_eq!(
        (&entry["name"], &entry["calories"], &entry["startTime"]),
        (&json!("Run"), &json!(333), &json!("02:10"))
    );
    assert!(
        (entry["distance"].as_f64().unwrap() - 4.988_966).abs() < 1e-6,
        "{entry}"
    );
    let after = read(&sandbox, NO_LOCATION, day).await;
    assert!(place(&after["activities"], "logId", &entry["logId"]).is_some());
    // At night there were no steps that these could stand in the place of.
    let steps = |day: &Value| day["summary"]["steps"].as_i64().unwrap();
    assert_eq!(
        steps(&after) - steps(&before),
        entry["steps"].as_i64().unwrap()
    );
    let series = "/1/user/-/activities/steps/date/2026-05-18/1d.json";
    let series = read(&sandbox, NO_LOCATION, series).await;
    assert_eq!(
        series["activities-steps"][0]["value"],
        steps(&after).to_string()
    );
    // No tracker saw it.
    let tracker = "/1/user/-/activities/tracker/steps/date/2026-05-18/1d.json";
    let tracker = read(&sandbox, NO_LOCATION, tracker).await;
    assert_ne!(
        tracker["activities-tracker-steps"][0]["value"],
        steps(&after).to_string()
    );
    let pages = "/1/user/-/activities/list.json?afterDate=2026-05-18&sort=asc&limit=100&offset=0";
    let list = read(&sandbox, NO_LOCATION, pages).await;
    let found = place(&list["activities"], "logId", &entry["logId"]).unwrap();
    let listed = &list["activities"][found];
    assert_eq!(listed["logType"], "manual");
    assert_eq!(
        listed["manualValuesSpecified"],
        json!({"calories": true, "distance": true, "steps": false})
    );
    let tcx = format!("/1/user/-/activities/{}.tcx", entry["logId"]);
    assert_eq!(
        crate::http::get(&sandbox, NO_LOCATION, &tcx).await.status,
        200
    );

    deleted(
        &sandbox,
        NO_LOCATION,
        &format!("/1/user/-/activities/{}.json", entry["logId"]),
    )
    .await;
    assert_eq!(read(&sandbox, NO_LOCATION, day).await, before);
}

#[tokio::test]
async fn a_day_has_no_more_minutes_for_all_that_is_written_into_it() {
    let sandbox = Sandbox::start().await.unwrap();
    for start in ["00:00", "08:30", "08:45", "23:50"] {
        let form = format!(
            "activityName=Chopping&manualCalories=600&startTime={start}&durationMillis=7200000&date=2026-05-17"
        );
        written(&sandbox, OPEN, LOG, &form, 200).await;
    }
    for day in ["2026-05-17", "2026-05-18"] {
        let summary = read(
            &sandbox,
            OPEN,
            &format!("/1/user/-/activities/date/{day}.json"),
        )
        .await;
        let minutes = [
            "sedentaryMinutes",
            "lightlyActiveMinutes",
            "fairlyActiveMinutes",
            "veryActiveMinutes",
        ];
        let minutes: i64 = minutes
            .iter()
            .map(|name| summary["summary"][name].as_i64().unwrap())
            .sum();
        assert_eq!(minutes, 1_440, "{day}");
    }
}

#[tokio::test]
async fn an_exercise_needs_what_its_kind_needs() {
    let sandbox = Sandbox::start().await.unwrap();
    let rest = "startTime=05:10&durationMillis=600000&date=2026-05-17";
    for (form, field) in [
        ("activityName=Juggling", "manualCalories"),
        ("activityId=90013", "distance"),
        ("activityId=17170", "distance"),
        ("activityId=3", "activityId"),
        (
            "activityId=52001&distance=10&distanceUnit=Steps",
            "distanceUnit",
        ),
        ("", "activityId"),
        ("activityId=52001&activityName=Yoga", "activityName"),
        ("activityId=52001&durationMillis=86400001", "durationMillis"),
    ] {
        // Of two, the first one counts.
        let reply = post(&sandbox, OPEN, LOG, &format!("{form}&{rest}")).await;
        assert_eq!(
            (reply.status, reply.error()),
            (400, ("validation".to_owned(), field.to_owned())),
            "{form}"
        );
    }
    let form = format!("activityId=90013&distance=5000&distanceUnit=Steps&{rest}");
    let body = written(&sandbox, OPEN, LOG, &form, 200).await;
    // A step of hers is 71.1 centimetres long.
    assert_eq!(body["activityLog"]["steps"], 5000);
    assert!((body["activityLog"]["distance"].as_f64().unwrap() - 3.555).abs() < 1e-6);
}

#[tokio::test]
async fn an_invented_exercise_can_be_deleted_and_no_night_shifts() {
    let sandbox = Sandbox::start().await.unwrap();
    let pages = "/1/user/-/activities/list.json?beforeDate=2026-05-19&sort=desc&limit=5&offset=0";
    let list = read(&sandbox, OPEN, pages).await;
    let nights = "/1.2/user/-/sleep/date/2026-04-01/2026-05-20.json";
    let before = read(&sandbox, OPEN, nights).await;
    for entry in list["activities"].as_array().unwrap() {
        deleted(
            &sandbox,
            OPEN,
            &format!("/1/user/-/activities/{}.json", entry["logId"]),
        )
        .await;
    }
    let after = read(&sandbox, OPEN, pages).await;
    for entry in list["activities"].as_array().unwrap() {
        assert_eq!(place(&after["activities"], "logId", &entry["logId"]), None);
    }
    assert_eq!(read(&sandbox, OPEN, nights).await, before);
}

#[tokio::test]
async fn a_favourite_is_set_and_taken_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let list = "/1/user/-/activities/favorite.json";
    assert_eq!(read(&sandbox, UNFILLED, list).await, json!([]));
    let mark = "/1/user/-/activities/favorite/90009.json";
    for _ in 0..2 {
        assert_eq!(
            written(&sandbox, UNFILLED, mark, "", 201).await,
            Value::Null
        );
    }
    let marked = read(&sandbox, UNFILLED, list).await;
    assert_eq!(
        (marked.as_array().unwrap().len(), &marked[0]["activityId"]),
        (1, &json!(90_009))
    );
    deleted(&sandbox, UNFILLED, mark).await;
    assert_eq!(read(&sandbox, UNFILLED, list).await, json!([]));
    let unknown = post(
        &sandbox,
        UNFILLED,
        "/1/user/-/activities/favorite/3.json",
        "",
    )
    .await;
    assert_eq!(
        (unknown.status, unknown.error().1.as_str()),
        (404, "activity-id")
    );
}

#[tokio::test]
async fn a_goal_changes_by_itself_and_a_week_has_fewer_kinds() {
    let sandbox = Sandbox::start().await.unwrap();
    let daily = "/1/user/-/activities/goals/daily.json";
    let mut expected = read(&sandbox, OPEN, daily).await;
    for (kind, value) in [("steps", json!(12_345)), ("distance", json!(7.25))] {
        let body = written(
            &sandbox,
            OPEN,
            daily,
            &format!("type={kind}&value={value}"),
            200,
        )
        .await;
        expected["goals"][kind] = value;
        assert_eq!(body, expected);
    }
    assert_eq!(read(&sandbox, OPEN, daily).await, expected);
    let today = read(&sandbox, OPEN, "/1/user/-/activities/date/today.json").await;
    assert_eq!(today["goals"]["steps"], 12_345);
    let weekly = "/1/user/-/activities/goals/weekly.json";
    assert_ne!(read(&sandbox, OPEN, weekly).await["goals"]["steps"], 12_345);
    for form in ["type=caloriesOut&value=3000", "type=jumps&value=3"] {
        let reply = post(&sandbox, OPEN, weekly, form).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (400, "type"),
            "{form}"
        );
    }
    let reply = post(&sandbox, OPEN, weekly, "type=steps&value=0").await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "value"));
}
