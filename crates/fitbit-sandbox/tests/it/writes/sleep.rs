//! Sleep that is entered by hand, in both versions.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{OPEN, UNFILLED};
use serde_json::json;

use super::{deleted, place, read, written};
use crate::http::{get, post};

const LOG: &str = "/1.2/user/-/sleep.json";

#[tokio::test]
async fn an_entered_sleep_is_in_its_day_the_range_the_pages_and_version_1() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "date=2026-05-17&startTime=22:40&duration=25200000";
    let body = written(&sandbox, UNFILLED, LOG, form, 200).await;
    let entry = &body["sleep"];
    for (name, value) in [
        ("dateOfSleep", json!("2026-05-18")),
        ("startTime", json!("2026-05-17T22:40:00.000")),
        ("endTime", json!("2026-05-18T05:40:00.000")),
        ("minutesAsleep", json!(420)),
        ("logType", json!("manual")),
        ("type", json!("classic")),
        ("isMainSleep", json!(true)),
    ] {
        assert_eq!(entry[name], value, "{name}");
    }
    assert!(entry["logId"].as_u64().unwrap() > 1 << 53);
    for path in [
        "/1.2/user/-/sleep/date/2026-05-18.json",
        "/1.2/user/-/sleep/date/2026-05-01/2026-05-20.json",
        "/1.2/user/-/sleep/list.json?afterDate=2026-05-01&sort=asc&limit=10&offset=0",
    ] {
        let read = read(&sandbox, UNFILLED, path).await;
        assert_eq!(read["sleep"], json!([entry]), "{path}");
    }
    let old = read(&sandbox, UNFILLED, "/1/user/-/sleep/date/2026-05-18.json").await;
    assert_eq!(old["sleep"][0]["logId"], entry["logId"]);
    let series = "/1/user/-/sleep/minutesAsleep/date/2026-05-18/1d.json";
    let series = read(&sandbox, UNFILLED, series).await;
    assert_eq!(series["sleep-minutesAsleep"][0]["value"], "420");
    deleted(
        &sandbox,
        UNFILLED,
        &format!("/1.2/user/-/sleep/{}.json", entry["logId"]),
    )
    .await;
    let day = read(&sandbox, UNFILLED, "/1.2/user/-/sleep/date/2026-05-18.json").await;
    assert_eq!(day["summary"]["totalSleepRecords"], 0);
}

#[tokio::test]
async fn what_overlaps_is_refused_and_a_deleted_night_makes_room() {
    let sandbox = Sandbox::start().await.unwrap();
    let nights = read(
        &sandbox,
        OPEN,
        "/1.2/user/-/sleep/date/2026-05-10/2026-05-19.json",
    )
    .await;
    let nights = nights["sleep"].as_array().unwrap();
    let night = nights
        .iter()
        .find(|night| night["type"] == "stages")
        .unwrap();
    let start = night["startTime"].as_str().unwrap();
    let form = format!(
        "date={}&startTime={}&duration=3600000",
        &start[..10],
        &start[11..16]
    );
    // By the minute the log's own start may be half a minute later: so an hour overlaps in any case.
    let refused = post(&sandbox, OPEN, LOG, &form).await;
    assert_eq!(
        (refused.status, refused.error().1.as_str()),
        (400, "startTime")
    );
    deleted(
        &sandbox,
        OPEN,
        &format!("/1.2/user/-/sleep/{}.json", night["logId"]),
    )
    .await;
    let body = written(&sandbox, OPEN, LOG, &form, 200).await;
    assert_eq!(body["sleep"]["isMainSleep"], true);
    let date = body["sleep"]["dateOfSleep"].as_str().unwrap();
    let day = read(
        &sandbox,
        OPEN,
        &format!("/1.2/user/-/sleep/date/{date}.json"),
    )
    .await;
    assert_eq!(place(&day["sleep"], "logId", &night["logId"]), None);
}

#[tokio::test]
async fn version_1_writes_the_same_log_from_a_form() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "date=2026-05-17&startTime=13:00&duration=1800000";
    let body = written(&sandbox, UNFILLED, "/1/user/-/sleep.json", form, 200).await;
    let id = &body["sleep"]["logId"];
    let day = read(&sandbox, UNFILLED, "/1.2/user/-/sleep/date/2026-05-17.json").await;
    assert_eq!(day["sleep"][0]["logId"], *id);
    deleted(&sandbox, UNFILLED, &format!("/1/user/-/sleep/{id}.json")).await;
}

#[tokio::test]
async fn a_sleep_that_has_not_ended_or_takes_no_time_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    for (form, field) in [
        (
            "date=2026-05-20&startTime=10:00&duration=3600000",
            "duration",
        ),
        ("date=2026-05-21&startTime=10:00&duration=3600000", "date"),
        ("date=2026-05-17&startTime=10:00&duration=59999", "duration"),
        (
            "date=2026-05-17&startTime=10:00&duration=90000000",
            "duration",
        ),
    ] {
        let reply = post(&sandbox, UNFILLED, LOG, form).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (400, field),
            "{form}"
        );
    }
}

#[tokio::test]
async fn a_goal_of_either_version_is_that_of_both() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(
        get(&sandbox, UNFILLED, "/1.2/user/-/sleep/goal.json")
            .await
            .text,
        "{}"
    );
    for (version, minutes) in [("1.2", 450), ("1", 465)] {
        let target = format!("/{version}/user/-/sleep/goal.json");
        let body = written(
            &sandbox,
            UNFILLED,
            &target,
            &format!("minDuration={minutes}"),
            200,
        )
        .await;
        assert_eq!(body["goal"]["updatedOn"], "2026-05-20T10:17:30.000Z");
        for version in ["1.2", "1"] {
            let read = read(
                &sandbox,
                UNFILLED,
                &format!("/{version}/user/-/sleep/goal.json"),
            )
            .await;
            assert_eq!(read["goal"]["minDuration"], minutes);
        }
    }
}
