//! Weight and body fat.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, OPEN, UNFILLED};
use serde_json::json;

use super::{deleted, place, read, written};
use crate::http::{get, send};

const WEIGHT: &str = "/1/user/-/body/log/weight.json";

#[tokio::test]
async fn a_weight_is_in_its_day_the_range_the_series_and_the_profile_until_it_is_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let before = read(&sandbox, OPEN, "/1/user/-/profile.json").await;
    let body = written(
        &sandbox,
        OPEN,
        &format!("{WEIGHT}?weight=71.25&date=2026-05-20&time=11:30:05"),
        "",
        201,
    )
    .await;
    let entry = &body["weightLog"];
    assert_eq!(
        (&entry["weight"], &entry["source"], &entry["time"]),
        (&json!(71.25), &json!("API"), &json!("11:30:05"))
    );
    // Two in the afternoon in Oslo is noon in UTC: the id is the instant.
    let instant: jiff::Zoned = "2026-05-20T11:30:05[Europe/Oslo]".parse().unwrap();
    assert_eq!(entry["logId"], instant.timestamp().as_millisecond());
    for days in ["2026-05-20", "2026-05-20/1w", "2026-05-19/2026-05-20"] {
        let log = read(
            &sandbox,
            OPEN,
            &format!("/1/user/-/body/log/weight/date/{days}.json"),
        )
        .await;
        let found = place(&log["weight"], "logId", &entry["logId"]).unwrap();
        assert_eq!(log["weight"][found], *entry);
    }
    let series = read(
        &sandbox,
        OPEN,
        "/1/user/-/body/weight/date/2026-05-20/1d.json",
    )
    .await;
    assert_eq!(series["body-weight"][0]["value"], "71.25");
    let profile = read(&sandbox, OPEN, "/1/user/-/profile.json").await;
    assert_eq!(profile["user"]["weight"], 71.25);

    deleted(
        &sandbox,
        OPEN,
        &format!("/1/user/-/body/log/weight/{}.json", entry["logId"]),
    )
    .await;
    let profile = read(&sandbox, OPEN, "/1/user/-/profile.json").await;
    assert_eq!(profile["user"]["weight"], before["user"]["weight"]);
}

#[tokio::test]
async fn a_weight_is_taken_and_told_in_the_units_of_each_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = sandbox.token(UNFILLED);
    let headers =
        format!("authorization: Bearer {token}\r\naccept-language: en_US\r\ncontent-length: 0\r\n");
    let target = format!("{WEIGHT}?weight=154.3&date=2026-05-19");
    let reply = send(&sandbox, "POST", &target, &headers, "").await;
    assert_eq!(
        (reply.status, &reply.json()["weightLog"]["weight"]),
        (201, &json!(154.3))
    );
    assert_eq!(reply.json()["weightLog"]["time"], "23:59:59");
    let series = read(
        &sandbox,
        UNFILLED,
        "/1/user/-/body/weight/date/2026-05-20/1d.json",
    )
    .await;
    assert_eq!(series["body-weight"][0]["value"], "69.99");
}

#[tokio::test]
async fn an_invented_weight_can_be_deleted_and_its_fat_stays() {
    let sandbox = Sandbox::start().await.unwrap();
    let log = read(
        &sandbox,
        OPEN,
        "/1/user/-/body/log/weight/date/2026-05-20/1m.json",
    )
    .await;
    let list = log["weight"].as_array().unwrap();
    let entry = list
        .iter()
        .find(|entry| entry["source"] == "Aria2")
        .unwrap();
    let (id, date) = (&entry["logId"], entry["date"].as_str().unwrap());
    deleted(
        &sandbox,
        OPEN,
        &format!("/1/user/-/body/log/weight/{id}.json"),
    )
    .await;
    let log = read(
        &sandbox,
        OPEN,
        &format!("/1/user/-/body/log/weight/date/{date}.json"),
    )
    .await;
    assert_eq!(place(&log["weight"], "logId", id), None);
    let fat = format!("/1/user/-/body/log/fat/date/{date}.json");
    assert!(place(&read(&sandbox, OPEN, &fat).await["fat"], "logId", id).is_some());
    deleted(&sandbox, OPEN, &format!("/1/user/-/body/log/fat/{id}.json")).await;
    assert_eq!(
        place(&read(&sandbox, OPEN, &fat).await["fat"], "logId", id),
        None
    );
}

#[tokio::test]
async fn body_fat_is_in_its_log_and_in_its_series() {
    let sandbox = Sandbox::start().await.unwrap();
    let target = "/1/user/-/body/log/fat.json";
    let body = written(&sandbox, CLOSED, target, "fat=19.4&date=2026-05-20", 201).await;
    let series = read(
        &sandbox,
        CLOSED,
        "/1/user/-/body/fat/date/2026-05-20/1d.json",
    )
    .await;
    assert_eq!(series["body-fat"][0]["value"], "19.4");
    let log = read(
        &sandbox,
        CLOSED,
        "/1/user/-/body/log/fat/date/2026-05-20.json",
    )
    .await;
    assert_eq!(log["fat"], json!([body["fatLog"]]));
    // No weight came with it.
    let weights = get(
        &sandbox,
        CLOSED,
        "/1/user/-/body/log/weight/date/2026-05-20.json",
    )
    .await;
    assert!(
        !weights.text.contains("\"API\",\"time\":\"23:59:59\""),
        "{}",
        weights.text
    );
}

#[tokio::test]
async fn goals_for_the_body_are_kept_and_a_first_one_needs_its_aim() {
    let sandbox = Sandbox::start().await.unwrap();
    let target = "/1/user/-/body/log/weight/goal.json";
    let start = "startDate=2026-05-01&startWeight=80.5";
    let reply = crate::http::post(&sandbox, UNFILLED, target, start).await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "weight"));
    for (aim, kind) in [("75", "LOSE"), ("80.5", "MAINTAIN"), ("82", "GAIN")] {
        let body = written(
            &sandbox,
            UNFILLED,
            target,
            &format!("{start}&weight={aim}"),
            201,
        )
        .await;
        assert_eq!(body["goal"]["goalType"], kind);
        assert_eq!(read(&sandbox, UNFILLED, target).await, body);
    }
    let body = written(&sandbox, UNFILLED, target, start, 201).await;
    assert_eq!(body["goal"]["weight"], "82");
    let target = "/1/user/-/body/log/fat/goal.json";
    let body = written(&sandbox, UNFILLED, target, "fat=21.5", 201).await;
    assert_eq!(body, json!({"goal": {"fat": "21.5"}}));
    assert_eq!(read(&sandbox, UNFILLED, target).await, body);
}
