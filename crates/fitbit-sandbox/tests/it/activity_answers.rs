//! Activity: the oddities of its answers, and who sees what of them.

use fitbit_sandbox::people::{
    CLOSED, NO_AGE_AND_HEIGHT, NO_LOCATION, NO_TEXT, OPEN, STRANGER, UNFILLED,
};
use fitbit_sandbox::{Clock, Sandbox};
use serde_json::{Value, json};

use crate::activity::{ACTIVITIES, days, points, read, sandbox};
use crate::http::{get, get_with, send};

#[tokio::test]
async fn energy_has_a_level_and_ten_times_the_effort_and_its_sum_is_missing_for_some() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, NO_TEXT, "/calories/date/2026-05-18/1d/1min.json").await;
    assert_eq!(body["activities-calories"], json!([]));
    let points = points(&body, "calories");
    assert!(
        points
            .iter()
            .all(|point| (0..=3).contains(&point["level"].as_i64().unwrap()))
    );
    assert!(
        points.iter().any(|point| point["mets"] == 10)
            && points.iter().any(|point| point["mets"].as_i64() > Some(20))
    );
    let with_sum = read(&sandbox, OPEN, "/calories/date/2026-05-18/1d/1min.json").await;
    assert_eq!(with_sum["activities-calories"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn units_follow_the_language_of_the_request() {
    let sandbox = sandbox().await;
    let path = format!("{ACTIVITIES}/date/2026-05-18.json");
    let summary = |text: Value| {
        (
            text["summary"]["distances"][0]["distance"]
                .as_f64()
                .unwrap(),
            text["summary"]["elevation"].as_f64().unwrap(),
        )
    };
    let metric = summary(get(&sandbox, OPEN, &path).await.json());
    let american = summary(
        get_with(&sandbox, OPEN, &path, "accept-language: en_US\r\n")
            .await
            .json(),
    );
    assert!(
        (metric.0 / american.0 - 1.609).abs() < 0.02,
        "{metric:?} {american:?}"
    );
    assert!(
        (american.1 / metric.1 - 3.281).abs() < 0.01,
        "{metric:?} {american:?}"
    );
}

#[tokio::test]
async fn a_device_without_altimeter_counts_no_floors() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, NO_LOCATION, "/date/2026-05-18.json").await;
    assert!(body["summary"].get("floors").is_none() && body["goals"].get("floors").is_none());
    let floors = read(
        &sandbox,
        NO_LOCATION,
        "/floors/date/2026-05-18/1d/1min.json",
    )
    .await;
    assert!(points(&floors, "floors").is_empty());
    assert!(read(&sandbox, OPEN, "/date/2026-05-18.json").await["summary"]["floors"].is_u64());
}

#[tokio::test]
async fn goals_are_of_today_and_three_weeks_before_and_of_a_week_they_are_fewer() {
    let sandbox = sandbox().await;
    assert!(read(&sandbox, OPEN, "/date/2026-04-29.json").await["goals"]["caloriesOut"].is_u64());
    assert!(
        read(&sandbox, OPEN, "/date/2026-04-28.json")
            .await
            .get("goals")
            .is_none()
    );
    let weekly = read(&sandbox, OPEN, "/goals/weekly.json").await["goals"].clone();
    let mut names: Vec<&String> = weekly.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["activeZoneMinutes", "distance", "floors", "steps"]);
    assert_eq!(
        read(&sandbox, UNFILLED, "/goals/daily.json").await,
        json!({})
    );
}

#[tokio::test]
async fn another_person_sees_sums_without_exercise_or_nothing() {
    let sandbox = sandbox().await;
    let day = days(&sandbox).await[5].clone();
    let path = format!("/1/user/{OPEN}/activities/date/{day}.json");
    let own = get(&sandbox, OPEN, &path).await.json();
    let other = get(&sandbox, STRANGER, &path).await.json();
    assert!(!own["activities"].as_array().unwrap().is_empty());
    assert_eq!(other["activities"], json!([]));
    assert_eq!(own["summary"], other["summary"]);
    for rest in [
        "steps/date/today/1d.json",
        "heart/date/today/1d.json",
        "steps/date/today/1d/1min.json",
        "favorite.json",
    ] {
        let refused = get(
            &sandbox,
            OPEN,
            &format!("/1/user/{CLOSED}/activities/{rest}"),
        )
        .await;
        assert_eq!(refused.status, 401, "{rest}");
    }
}

#[tokio::test]
async fn without_the_scope_the_heart_is_missing_in_the_summary() {
    let sandbox = sandbox().await;
    let token = sandbox.token_with_scopes(OPEN, &["activity"]);
    let headers = format!("authorization: Bearer {token}\r\n");
    let reply = send(
        &sandbox,
        "GET",
        &format!("{ACTIVITIES}/date/2026-05-18.json"),
        &headers,
        "",
    )
    .await;
    let summary = reply.json()["summary"].clone();
    assert!(
        summary["steps"].is_u64()
            && summary.get("heartRateZones").is_none()
            && summary.get("restingHeartRate").is_none()
    );
}

#[tokio::test]
async fn active_zone_minutes_leave_out_what_is_zero_and_add_up_within_the_day() {
    let sandbox = sandbox().await;
    let body = read(
        &sandbox,
        OPEN,
        "/active-zone-minutes/date/2026-05-19/1y.json",
    )
    .await;
    let days = body["activities-active-zone-minutes"].as_array().unwrap();
    assert!(days.len() > 200 && days.len() < 365, "{}", days.len());
    assert!(
        days.iter()
            .any(|day| day["value"].get("peakActiveZoneMinutes").is_none())
    );
    for day in days.iter().rev().take(20) {
        let value = &day["value"];
        let all = value["activeZoneMinutes"].as_i64().unwrap();
        let zones = ["fatBurn", "cardio", "peak"]
            .map(|zone| value[format!("{zone}ActiveZoneMinutes")].as_i64());
        assert!(zones.iter().all(|minutes| *minutes != Some(0)));
        assert_eq!(zones.into_iter().flatten().sum::<i64>(), all);
        let date = day["dateTime"].as_str().unwrap();
        for detail in ["1min", "5min"] {
            let within = read(
                &sandbox,
                OPEN,
                &format!("/active-zone-minutes/date/{date}/1d/{detail}.json"),
            )
            .await;
            let minutes = within["activities-active-zone-minutes-intraday"][0]["minutes"]
                .as_array()
                .unwrap()
                .clone();
            let sum: i64 = minutes
                .iter()
                .map(|minute| minute["value"]["activeZoneMinutes"].as_i64().unwrap())
                .sum();
            assert_eq!(sum, all, "{date} {detail}");
            assert!(
                minutes[0]["minute"]
                    .as_str()
                    .unwrap()
                    .starts_with(&format!("{date}T"))
            );
        }
    }
    let other = read(
        &sandbox,
        NO_TEXT,
        "/active-zone-minutes/date/2026-05-18/1d/1min.json",
    )
    .await;
    let minute = &other["activities-active-zone-minutes-intraday"][0]["minutes"][0]["minute"];
    assert_eq!(minute.as_str().map(str::len), Some("07:15:00".len()));
    assert_eq!(
        read(
            &sandbox,
            UNFILLED,
            "/active-zone-minutes/date/today/1w.json"
        )
        .await,
        json!({})
    );
}

#[tokio::test]
async fn no_data_is_told_in_the_way_of_the_person() {
    let sandbox = sandbox().await;
    let future = format!("{ACTIVITIES}/steps/date/2026-06-01/2026-06-07.json");
    assert_eq!(
        get(&sandbox, OPEN, &future).await.json(),
        json!({"activities-steps": []})
    );
    assert_eq!(get(&sandbox, NO_TEXT, &future).await.json(), json!({}));
    assert_eq!(get(&sandbox, NO_AGE_AND_HEIGHT, &future).await.text, "");
}

#[tokio::test]
async fn kinds_of_exercise_are_bare_lists_with_their_sentinels() {
    let sandbox = sandbox().await;
    let recent = read(&sandbox, OPEN, "/recent.json").await;
    assert!(
        recent
            .as_array()
            .unwrap()
            .iter()
            .any(|kind| kind["calories"] == -1)
    );
    let frequent = read(&sandbox, OPEN, "/frequent.json").await;
    assert!((1..=5).contains(&frequent.as_array().unwrap().len()));
    assert!(read(&sandbox, OPEN, "/favorite.json").await.is_array());
    assert_eq!(read(&sandbox, UNFILLED, "/recent.json").await, json!([]));
    let walk = get(&sandbox, OPEN, "/1/activities/90013.json").await.json();
    assert_eq!(walk["activity"]["activityLevels"][0]["minSpeedMPH"], -1.0);
    assert_eq!(
        get(&sandbox, OPEN, "/1/activities/17640211.json")
            .await
            .json()["activity"]["accessLevel"],
        "PRIVATE"
    );
    assert_eq!(
        get(&sandbox, OPEN, "/1/activities/5.json").await.status,
        404
    );
    assert_eq!(
        get(&sandbox, OPEN, "/1/activities/9x.json").await.status,
        400
    );
    let catalogue = get(&sandbox, OPEN, "/1/activities.json").await.json();
    for kind in recent.as_array().unwrap() {
        let one = get(
            &sandbox,
            OPEN,
            &format!("/1/activities/{}.json", kind["activityId"]),
        )
        .await;
        assert_eq!(one.json()["activity"]["name"], kind["name"]);
    }
    assert!(
        catalogue["categories"]
            .as_array()
            .unwrap()
            .iter()
            .any(|category| category.get("subCategories").is_some())
    );
}

#[tokio::test]
async fn a_document_has_a_track_where_there_were_positions_or_it_is_asked_for_without() {
    let sandbox = sandbox().await;
    let list = read(
        &sandbox,
        OPEN,
        "/list.json?beforeDate=2026-05-20&sort=desc&limit=100&offset=0",
    )
    .await;
    let entries = list["activities"].as_array().unwrap();
    let with_gps = entries
        .iter()
        .find(|entry| entry["hasGps"] == true && entry["averageHeartRate"].is_u64())
        .unwrap();
    let without = entries
        .iter()
        .find(|entry| entry["logType"] == "auto_detected")
        .unwrap();
    let reply = get(&sandbox, OPEN, with_gps["tcxLink"].as_str().unwrap()).await;
    assert_eq!(
        reply.header("content-type"),
        "application/vnd.garmin.tcx+xml"
    );
    for part in [
        "<?xml",
        "<TrainingCenterDatabase ",
        "<LatitudeDegrees>",
        "<HeartRateBpm>",
        "</TrainingCenterDatabase>",
    ] {
        assert!(reply.text.contains(part), "{part}");
    }
    let link = without["tcxLink"].as_str().unwrap();
    assert!(!get(&sandbox, OPEN, link).await.text.contains("<Track"));
    let partial = get(&sandbox, OPEN, &format!("{link}?includePartialTCX=true"))
        .await
        .text;
    assert!(partial.contains("<Track>") && !partial.contains("<Position>"));
    let token = sandbox.token_with_scopes(OPEN, &["activity", "location"]);
    let headers = format!("authorization: Bearer {token}\r\n");
    let path = format!("{ACTIVITIES}/{}.tcx", with_gps["logId"]);
    let reply = send(&sandbox, "GET", &path, &headers, "").await;
    assert!(reply.text.contains("<LatitudeDegrees>") && !reply.text.contains("<HeartRateBpm>"));
    let missing = get(&sandbox, OPEN, &format!("{ACTIVITIES}/5.tcx")).await;
    assert_eq!(
        (missing.status, missing.header("content-type")),
        (404, "application/json;charset=UTF-8")
    );
}

#[tokio::test]
async fn days_are_answered_at_either_end_of_time() {
    use jiff::Timestamp;
    for now in [Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH] {
        let clock = Clock::fixed(now);
        let sandbox = Sandbox::builder().clock(clock).start().await.unwrap();
        for person in [OPEN, NO_TEXT, NO_AGE_AND_HEIGHT] {
            for path in [
                "activities/date/today.json",
                "activities.json",
                "activities/steps/date/today/1y.json",
                "activities/steps/date/today/1d/1min.json?timezone=UTC",
                "activities/heart/date/today/1d/1sec.json",
                "hrv/date/today/all.json",
                "temp/core/date/today.json",
            ] {
                let reply = get(&sandbox, person, &format!("/1/user/-/{path}")).await;
                assert_eq!(reply.status, 200, "{now} {path}");
            }
        }
    }
}
