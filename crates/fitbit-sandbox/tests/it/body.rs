//! Weight and body fat: logs, series and goals agree with each other and with the profile.

use std::collections::{HashMap, HashSet};

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_AGE_AND_HEIGHT, NO_TEXT, OPEN, UNFILLED, cast};
use serde_json::{Value, json};

use crate::http::{get, get_with};

const LOG: &str = "/1/user/-/body/log/weight/date/2026-04-20/2026-05-20.json";

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

async fn list(sandbox: &Sandbox, person: &str, path: &str, name: &str) -> Vec<Value> {
    let body = get(sandbox, person, path).await.json();
    body[name]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"))
        .clone()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .or_else(|| value.as_str()?.parse().ok())
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[tokio::test]
async fn the_last_weight_of_log_and_series_is_that_of_the_profile_and_of_the_friends_list() {
    let sandbox = sandbox().await;
    for (person, kilograms) in [(OPEN, 66.4), (NO_TEXT, 92.1), (CLOSED, 84.0)] {
        let log = list(&sandbox, person, LOG, "weight").await;
        let series = "/1/user/-/body/weight/date/today/1w.json";
        let series = list(&sandbox, person, series, "body-weight").await;
        let profile = get(&sandbox, person, "/1/user/-/profile.json").await.json();
        let last = [
            &log.last().unwrap()["weight"],
            &series.last().unwrap()["value"],
            &profile["user"]["weight"],
        ];
        for weight in last {
            assert!(
                (number(weight) - kilograms).abs() < 0.01,
                "{person}: {weight}"
            );
        }
    }
}

#[tokio::test]
async fn a_series_has_every_day_and_between_measurements_the_last_one() {
    let sandbox = sandbox().await;
    let log = list(&sandbox, OPEN, LOG, "weight").await;
    let measured: HashMap<&str, f64> = log
        .iter()
        .map(|entry| (entry["date"].as_str().unwrap(), number(&entry["weight"])))
        .collect();
    let path = "/1/user/-/body/weight/date/2026-04-20/2026-05-20.json";
    let series = list(&sandbox, OPEN, path, "body-weight").await;
    assert_eq!(series.len(), 31);
    assert!(measured.len() < 31, "there are days without a measurement");
    let mut last = number(&series[0]["value"]);
    for day in series {
        assert!(day["value"].is_string());
        last = measured
            .get(day["dateTime"].as_str().unwrap())
            .copied()
            .unwrap_or(last);
        assert!((number(&day["value"]) - last).abs() < 1e-9, "{day}");
    }
}

#[tokio::test]
async fn the_index_follows_from_weight_and_height() {
    let sandbox = sandbox().await;
    for entry in list(&sandbox, OPEN, LOG, "weight").await {
        let index = number(&entry["weight"]) / (1.715 * 1.715);
        assert!((number(&entry["bmi"]) - index).abs() < 0.01);
    }
}

#[tokio::test]
async fn weights_are_kilograms_pounds_or_stones_and_fat_is_always_percent() {
    let sandbox = sandbox().await;
    let mut last = Vec::new();
    for language in [
        "",
        "accept-language: en_US\r\n",
        "accept-language: en_GB\r\n",
    ] {
        let body = get_with(&sandbox, NO_TEXT, LOG, language).await.json();
        let entry = body["weight"].as_array().unwrap().last().unwrap().clone();
        let path = "/1/user/-/body/weight/date/today/1d.json";
        let series = get_with(&sandbox, NO_TEXT, path, language).await.json();
        let text = series["body-weight"][0]["value"]
            .as_str()
            .unwrap()
            .to_owned();
        last.push((number(&entry["weight"]), text, entry["bmi"].clone()));
    }
    let (metric, american, british) = (&last[0], &last[1], &last[2]);
    assert!((metric.0 - 92.1).abs() < 1e-9 && metric.1 == "92.1");
    assert!((american.0 - 203.0).abs() < 1e-9 && american.1 == "203.0");
    assert!((british.0 - 14.5).abs() < 1e-9 && british.1 == "14.5");
    assert!(metric.2 == american.2 && american.2 == british.2);
}

#[tokio::test]
async fn fat_comes_from_scales_with_the_weight_and_has_the_same_id() {
    let sandbox = sandbox().await;
    let mut found = 0;
    for person in cast() {
        let log = get(&sandbox, person.id(), LOG).await;
        if !log.text.contains("weight\"") {
            continue;
        }
        let path = LOG.replace("weight", "fat").replace("04-20", "04-21");
        let reply = get(&sandbox, person.id(), &path).await;
        let fat = if reply.text.len() > 2 {
            reply.json()
        } else {
            json!({})
        };
        for entry in fat["fat"].as_array().into_iter().flatten() {
            let log = log.json();
            let same = log["weight"].as_array().unwrap().iter().find(|weight| {
                weight["logId"] == entry["logId"] && weight["source"] == entry["source"]
            });
            assert_eq!(same.unwrap()["fat"], entry["fat"]);
            found += 1;
        }
    }
    assert!(found > 10, "{found}");
}

#[tokio::test]
async fn an_id_is_the_time_of_the_entry_and_now_and_then_given_twice() {
    let sandbox = sandbox().await;
    let (mut ids, mut twice) = (HashSet::new(), 0);
    for month in 1..=12 {
        let path = format!("/1/user/-/body/log/weight/date/2025-{month:02}-01/1m.json");
        for entry in list(&sandbox, OPEN, &path, "weight").await {
            twice += usize::from(!ids.insert(entry["logId"].as_i64().unwrap()));
            let text = format!(
                "{}T{}[Europe/Oslo]",
                entry["date"].as_str().unwrap(),
                entry["time"].as_str().unwrap()
            );
            let time: jiff::Zoned = text.parse().unwrap();
            assert_eq!(entry["logId"], time.timestamp().as_millisecond());
        }
    }
    assert!(twice > 0 && ids.len() > 100, "{twice} of {}", ids.len());
}

#[tokio::test]
async fn no_entries_are_an_empty_list_an_empty_object_or_no_body() {
    let sandbox = sandbox().await;
    let path = "/1/user/-/body/log/weight/date/2001-01-01.json";
    for (person, text) in [
        (OPEN, "{\"weight\":[]}"),
        (NO_TEXT, "{}"),
        (NO_AGE_AND_HEIGHT, ""),
    ] {
        let reply = get(&sandbox, person, path).await;
        assert_eq!((reply.status, reply.text.as_str()), (200, text));
    }
}

#[tokio::test]
async fn the_two_goals_share_no_field_and_may_be_missing() {
    let sandbox = sandbox().await;
    let weight = get(&sandbox, OPEN, "/1/user/-/body/log/weight/goal.json")
        .await
        .json();
    assert!(weight["goal"]["startWeight"].is_string() && weight["goal"].get("fat").is_none());
    let none = get(&sandbox, UNFILLED, "/1/user/-/body/log/fat/goal.json")
        .await
        .json();
    assert_eq!(none, json!({"goal": {}}));
    let reply = get(&sandbox, OPEN, "/1/user/-/body/log/height/goal.json").await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "goal-type"));
}
