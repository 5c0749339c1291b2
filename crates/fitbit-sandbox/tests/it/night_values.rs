//! What is measured in nights: its forms, its gaps, and that it belongs to a night that there was.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_AGE_AND_HEIGHT, NO_BODY, NO_TEXT, OPEN, UNFILLED};
use serde_json::{Value, json};

use crate::http::{get, get_with};

const MONTH: &str = "2026-04-20/2026-05-19";

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

async fn read(sandbox: &Sandbox, person: &str, rest: &str) -> Value {
    let reply = get(sandbox, person, &format!("/1/user/-/{rest}.json")).await;
    assert_eq!(reply.status, 200, "{rest}: {}", reply.text);
    reply.json()
}

/// The nights of some months.
async fn nights(sandbox: &Sandbox, what: &str, root: &str, all: &str) -> Vec<Value> {
    let mut nights = Vec::new();
    for month in [
        "2026-01-01/2026-01-30",
        "2026-02-01/2026-03-02",
        "2026-03-03/2026-04-01",
        MONTH,
    ] {
        let body = read(sandbox, OPEN, &format!("{what}/date/{month}{all}")).await;
        let list = if root.is_empty() { &body } else { &body[root] };
        nights.extend(list.as_array().unwrap().iter().cloned());
    }
    nights
}

#[tokio::test]
async fn every_night_measured_is_a_main_sleep_of_that_day_and_lies_within_it() {
    let sandbox = sandbox().await;
    for (what, root) in [("hrv", "hrv"), ("spo2", "")] {
        let nights = nights(&sandbox, what, root, "/all").await;
        assert!(
            (70..120).contains(&nights.len()),
            "{what}: {}",
            nights.len()
        );
        for night in nights.iter().take(20) {
            let date = night["dateTime"].as_str().unwrap();
            let sleep = get(
                &sandbox,
                OPEN,
                &format!("/1.2/user/-/sleep/date/{date}.json"),
            )
            .await
            .json();
            let main = sleep["sleep"]
                .as_array()
                .unwrap()
                .iter()
                .find(|sleep| sleep["isMainSleep"] != false)
                .unwrap()
                .clone();
            let (start, end) = (
                main["startTime"].as_str().unwrap(),
                main["endTime"].as_str().unwrap(),
            );
            assert!(main["timeInBed"].as_i64() >= Some(180));
            let minutes = night["minutes"].as_array().unwrap();
            for minute in minutes {
                let at = minute["minute"].as_str().unwrap();
                assert!(
                    start[..16] <= at[..16] && at[..16] <= end[..16],
                    "{start} {at} {end}"
                );
            }
        }
    }
}

#[tokio::test]
async fn oxygen_is_a_bare_object_or_a_bare_list_and_nothing_differs_by_person() {
    let sandbox = sandbox().await;
    let nights = read(&sandbox, OPEN, &format!("spo2/date/{MONTH}")).await;
    let night = &nights.as_array().unwrap()[0];
    let date = night["dateTime"].as_str().unwrap();
    assert_eq!(
        read(&sandbox, OPEN, &format!("spo2/date/{date}")).await,
        *night
    );
    let within = read(&sandbox, OPEN, &format!("spo2/date/{date}/all")).await;
    let minutes = within["minutes"].as_array().unwrap();
    let first = minutes[0]["minute"].as_str().unwrap();
    assert!(first.len() == 19 && !first.ends_with("00"), "{first}");
    let values = || {
        minutes
            .iter()
            .map(|minute| minute["value"].as_f64().unwrap())
    };
    let mean = values().sum::<f64>() / f64::from(u32::try_from(minutes.len()).unwrap());
    assert!((night["value"]["avg"].as_f64().unwrap() - mean).abs() < 0.06);

    assert_eq!(
        read(&sandbox, UNFILLED, "spo2/date/2026-05-18").await,
        json!({})
    );
    assert_eq!(
        read(&sandbox, OPEN, "spo2/date/2026-06-18").await,
        json!({})
    );
    assert_eq!(
        get(
            &sandbox,
            NO_AGE_AND_HEIGHT,
            "/1/user/-/spo2/date/2026-06-18.json"
        )
        .await
        .text,
        ""
    );
    assert_eq!(
        read(&sandbox, UNFILLED, &format!("spo2/date/{MONTH}")).await,
        json!([])
    );
    assert!(nights_with_null(&sandbox).await);
}

async fn nights_with_null(sandbox: &Sandbox) -> bool {
    let nights = nights(sandbox, "spo2", "", "").await;
    nights.iter().any(|night| night["value"]["min"].is_null())
}

#[tokio::test]
async fn variability_can_be_null_or_missing_and_has_steps_of_five_minutes() {
    let sandbox = sandbox().await;
    let nights = nights(&sandbox, "hrv", "hrv", "").await;
    assert!(
        nights
            .iter()
            .any(|night| night["value"]["dailyRmssd"].is_null())
    );
    assert!(
        nights
            .iter()
            .any(|night| night["value"]["deepRmssd"].is_f64())
    );
    let body = read(&sandbox, OPEN, &format!("hrv/date/{MONTH}/all")).await;
    let first = body["hrv"][0]["minutes"][0]["minute"].as_str().unwrap();
    assert!(first.ends_with(":00.000"), "{first}");
}

#[tokio::test]
async fn a_stage_that_was_too_short_has_the_breathing_rate_of_minus_one() {
    let sandbox = sandbox().await;
    let nights = nights(&sandbox, "br", "br", "/all").await;
    let rates = |night: &Value| {
        ["deep", "rem", "light", "full"]
            .map(|stage| night["value"][format!("{stage}SleepSummary")]["breathingRate"].clone())
    };
    assert!(nights.iter().any(|night| rates(night).contains(&json!(-1))));
    let date = nights[0]["dateTime"].as_str().unwrap();
    let summary = read(&sandbox, OPEN, &format!("br/date/{date}")).await;
    assert_eq!(
        summary["br"][0]["value"]["breathingRate"],
        rates(&nights[0])[3]
    );
}

#[tokio::test]
async fn temperatures_follow_the_language_and_a_difference_has_no_zero_point() {
    let sandbox = sandbox().await;
    let american = |what: &str| format!("/1/user/-/temp/{what}/date/{MONTH}.json");
    for (what, root) in [("skin", "tempSkin"), ("core", "tempCore")] {
        let metric = read(&sandbox, OPEN, &format!("temp/{what}/date/{MONTH}")).await;
        let other = get_with(
            &sandbox,
            OPEN,
            &american(what),
            "accept-language: en_US\r\n",
        )
        .await
        .json();
        let entries = metric[root].as_array().unwrap();
        assert!(!entries.is_empty());
        for (metric, other) in entries.iter().zip(other[root].as_array().unwrap()) {
            let of = |entry: &Value| {
                let value = &entry["value"];
                value
                    .as_f64()
                    .or(value["nightlyRelative"].as_f64())
                    .unwrap()
            };
            let zero = if what == "core" { 32.0 } else { 0.0 };
            assert!((of(metric) * 1.8 + zero - of(other)).abs() < 0.06);
        }
    }
}

#[tokio::test]
async fn cardio_fitness_is_a_number_or_a_range_as_a_text() {
    let sandbox = sandbox().await;
    let value = |body: &Value| {
        body["cardioScore"][0]["value"]["vo2Max"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let number = value(&read(&sandbox, OPEN, &format!("cardioscore/date/{MONTH}")).await);
    assert!(number.parse::<u32>().is_ok(), "{number}");
    let range = value(&read(&sandbox, NO_BODY, &format!("cardioscore/date/{MONTH}")).await);
    let (low, high) = range.split_once('-').unwrap();
    assert!(low.parse::<u32>().unwrap() < high.parse::<u32>().unwrap());
}

#[tokio::test]
async fn no_nights_are_told_in_the_way_of_the_person_and_longer_ranges_are_refused() {
    let sandbox = sandbox().await;
    for (what, root) in [
        ("hrv", "hrv"),
        ("br", "br"),
        ("temp/skin", "tempSkin"),
        ("temp/core", "tempCore"),
        ("cardioscore", "cardioScore"),
    ] {
        let future = format!("/1/user/-/{what}/date/2026-06-18.json");
        assert_eq!(
            get(&sandbox, OPEN, &future).await.json(),
            json!({root: []}),
            "{what}"
        );
        assert_eq!(
            get(&sandbox, NO_TEXT, &future).await.json(),
            json!({}),
            "{what}"
        );
        assert_eq!(
            get(&sandbox, NO_AGE_AND_HEIGHT, &future).await.text,
            "",
            "{what}"
        );
        let long = get(
            &sandbox,
            OPEN,
            &format!("/1/user/-/{what}/date/2026-01-01/2026-05-19.json"),
        )
        .await;
        assert_eq!(
            (long.status, long.error().0.as_str()),
            (400, "request"),
            "{what}"
        );
    }
    // The stages of the last night are not known yet.
    assert_eq!(read(&sandbox, NO_BODY, "hrv/date/today").await, json!({}));
}

#[tokio::test]
async fn the_nights_of_another_person_are_nobodys_business() {
    let sandbox = sandbox().await;
    for person in [NO_TEXT, CLOSED] {
        for what in ["hrv", "br", "spo2", "temp/skin", "temp/core", "cardioscore"] {
            let path = format!("/1/user/{person}/{what}/date/today.json");
            assert_eq!(get(&sandbox, OPEN, &path).await.status, 401, "{path}");
        }
    }
}
