//! The heart rate, day by day and second by second.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_TEXT, OPEN, UNFILLED};
use serde_json::{Value, json};

use crate::http::get;

const HEART: &str = "/1/user/-/activities/heart/date";

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

async fn read(sandbox: &Sandbox, person: &str, rest: &str) -> Value {
    let reply = get(sandbox, person, &format!("{HEART}/{rest}.json")).await;
    assert_eq!(reply.status, 200, "{rest}: {}", reply.text);
    reply.json()
}

fn points(body: &Value) -> Vec<(String, i64)> {
    let points = body["activities-heart-intraday"]["dataset"]
        .as_array()
        .unwrap();
    let point = |point: &Value| {
        (
            point["time"].as_str().unwrap().to_owned(),
            point["value"].as_i64().unwrap(),
        )
    };
    points.iter().map(point).collect()
}

#[tokio::test]
async fn the_series_says_what_the_summary_says_and_zones_hold_the_minutes_measured() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, OPEN, "2026-05-19/7d").await;
    for day in body["activities-heart"].as_array().unwrap() {
        let date = day["dateTime"].as_str().unwrap();
        let path = format!("/1/user/-/activities/date/{date}.json");
        let summary = get(&sandbox, OPEN, &path).await.json()["summary"].clone();
        assert_eq!(
            day["value"]["heartRateZones"], summary["heartRateZones"],
            "{date}"
        );
        assert_eq!(
            day["value"].get("restingHeartRate"),
            summary.get("restingHeartRate"),
            "{date}"
        );
        let zones = day["value"]["heartRateZones"].as_array().unwrap();
        let points = points(&read(&sandbox, OPEN, &format!("{date}/1d/1min")).await);
        for zone in zones {
            let (min, max) = (zone["min"].as_i64().unwrap(), zone["max"].as_i64().unwrap());
            let within = points
                .iter()
                .filter(|(_, rate)| (min..max).contains(rate))
                .count();
            assert_eq!(
                zone["minutes"].as_u64(),
                u64::try_from(within).ok(),
                "{date} {zone}"
            );
        }
    }
}

#[tokio::test]
async fn a_day_in_seconds_has_thousands_of_irregular_points_with_the_mean_of_each_minute() {
    let sandbox = sandbox().await;
    let seconds = read(&sandbox, OPEN, "2026-05-18/1d/1sec").await;
    let minutes = read(&sandbox, OPEN, "2026-05-18/1d/1min").await;
    assert_eq!(seconds["activities-heart"], minutes["activities-heart"]);
    assert_eq!(
        (
            &seconds["activities-heart-intraday"]["datasetType"],
            &minutes["activities-heart-intraday"]["datasetType"]
        ),
        (&json!("second"), &json!("minute"))
    );
    let (seconds, minutes) = (points(&seconds), points(&minutes));
    assert!(seconds.len() > 12_000, "{}", seconds.len());
    assert!(seconds.is_sorted_by(|one, next| one.0 < next.0));
    for (time, rate) in minutes {
        let within: Vec<i64> = seconds
            .iter()
            .filter(|(second, _)| second[..5] == time[..5])
            .map(|(_, rate)| *rate)
            .collect();
        let sum: i64 = within.iter().sum();
        assert_eq!(sum, rate * i64::try_from(within.len()).unwrap(), "{time}");
    }
}

#[tokio::test]
async fn a_window_has_its_mean_as_a_text_beside_its_zones() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, OPEN, "2026-05-18/1d/1min/time/10:00/10:29").await;
    let day = &body["activities-heart"][0];
    let points = points(&body);
    let sum: i64 = points.iter().map(|(_, rate)| rate).sum();
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let mean = sum as f64 / points.len() as f64;
    assert!((day["value"].as_str().unwrap().parse::<f64>().unwrap() - mean).abs() < 0.006);
    let minutes: u64 = day["heartRateZones"]
        .as_array()
        .unwrap()
        .iter()
        .map(|zone| zone["minutes"].as_u64().unwrap())
        .sum();
    assert_eq!((minutes, points.len()), (30, 30));
    assert_eq!(day["customHeartRateZones"], json!([]));
    // Between two points there can be a mean and no point.
    let between = read(&sandbox, OPEN, "2026-05-18/1d/15min/time/10:01/10:04").await;
    assert!(between["activities-heart"][0]["value"].is_string());
    assert_eq!(between["activities-heart-intraday"]["dataset"], json!([]));
}

#[tokio::test]
async fn a_day_without_the_device_has_zones_without_minutes_and_some_days_have_no_estimate() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, OPEN, "2025-05-20/2026-05-19").await;
    let days = body["activities-heart"].as_array().unwrap();
    assert_eq!(days.len(), 365);
    let unworn = |day: &&Value| day["value"]["heartRateZones"][0].get("minutes").is_none();
    assert!(days.iter().filter(unworn).count() < 8);
    let without = days
        .iter()
        .filter(|day| day["value"].get("restingHeartRate").is_none());
    assert!((5..60).contains(&without.count()));
    assert_eq!(
        get(&sandbox, UNFILLED, &format!("{HEART}/today/1w.json"))
            .await
            .json(),
        json!({})
    );
    assert_eq!(
        get(&sandbox, UNFILLED, &format!("{HEART}/today/1d/1min.json"))
            .await
            .json(),
        json!({})
    );
}

#[tokio::test]
async fn a_zone_of_ones_own_stands_beside_those_of_the_service() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, NO_TEXT, "2026-05-18/1d").await;
    let zone = &body["activities-heart"][0]["value"]["customHeartRateZones"][0];
    assert_eq!(
        (&zone["name"], &zone["min"]),
        (&json!("Tempo"), &json!(132))
    );
    let own = read(&sandbox, OPEN, "2026-05-18/1d").await;
    assert_eq!(
        own["activities-heart"][0]["value"]["customHeartRateZones"],
        json!([])
    );
}
