//! Sleep: its sums add up, and every way to read a night tells the same night.

use std::collections::HashSet;

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_BODY, OPEN, UNFILLED};
use jiff::civil::DateTime;
use serde_json::{Value, json};

use crate::http::get;

const LIST: &str = "/1.2/user/-/sleep/list.json?afterDate=2020-01-01&sort=asc&limit=100&offset=0";

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

async fn whole(sandbox: &Sandbox) -> Vec<Value> {
    let (mut entries, mut url) = (Vec::new(), LIST.to_owned());
    while !url.is_empty() {
        let page = get(sandbox, OPEN, &url).await.json();
        entries.extend(page["sleep"].as_array().unwrap().iter().cloned());
        page["pagination"]["next"]
            .as_str()
            .unwrap()
            .clone_into(&mut url);
    }
    entries
}

fn minutes(entry: &Value, name: &str) -> i64 {
    entry[name]
        .as_i64()
        .unwrap_or_else(|| panic!("{name} of {entry}"))
}

fn time(entry: &Value, name: &str) -> DateTime {
    entry[name].as_str().unwrap().parse().unwrap()
}

/// How far the clock was put forward or back in a night, in milliseconds.
fn jump(entry: &Value) -> i64 {
    let clock = time(entry, "endTime").duration_since(time(entry, "startTime"));
    clock.as_secs() * 1_000 - minutes(entry, "duration")
}

fn seconds(list: &Value) -> i64 {
    let spans = list.as_array().into_iter().flatten();
    spans.map(|span| minutes(span, "seconds")).sum()
}

#[tokio::test]
async fn the_minutes_and_levels_of_every_entry_add_up() {
    let sandbox = sandbox().await;
    let entries = whole(&sandbox).await;
    let ids: HashSet<i64> = entries
        .iter()
        .map(|entry| minutes(entry, "logId"))
        .collect();
    assert!(ids.len() == entries.len() && ids.iter().any(|id| *id > 1 << 53));
    for entry in &entries {
        let in_bed = minutes(entry, "timeInBed");
        let parts = [
            "minutesToFallAsleep",
            "minutesAsleep",
            "minutesAwake",
            "minutesAfterWakeup",
        ];
        assert_eq!(
            in_bed,
            parts.iter().map(|name| minutes(entry, name)).sum::<i64>()
        );
        assert_eq!(minutes(entry, "duration"), in_bed * 60_000);
        assert!((0..=100).contains(&minutes(entry, "efficiency")));
        if let Some(levels) = entry.get("levels") {
            assert_eq!(seconds(&levels["data"]), in_bed * 60);
            let summary = levels["summary"].as_object().unwrap();
            assert_eq!(
                summary
                    .values()
                    .map(|level| minutes(level, "minutes"))
                    .sum::<i64>(),
                in_bed
            );
            if entry["type"] == "stages" {
                assert_eq!(summary["wake"]["minutes"], entry["minutesAwake"]);
            }
        }
    }
}

#[tokio::test]
async fn there_are_both_forms_naps_entries_by_hand_and_old_entries_that_lack_fields() {
    let sandbox = sandbox().await;
    let entries = whole(&sandbox).await;
    let some = |wanted: &dyn Fn(&Value) -> bool| entries.iter().any(wanted);
    assert!(some(
        &|entry| entry["type"] == "stages" && entry["levels"]["shortData"][0].is_object()
    ));
    assert!(some(
        &|entry| entry["type"] == "classic" && entry["isMainSleep"] == true
    ));
    assert!(some(
        &|entry| entry["isMainSleep"] == false && entry["infoCode"] == 2
    ));
    assert!(some(&|entry| entry["levels"].is_null()));
    assert!(some(&|entry| entry["logType"] == "manual"));
    assert!(some(
        &|entry| entry["isMainSleep"].is_null() && entry["infoCode"].is_null()
    ));
    assert!(some(
        &|entry| entry["minuteData"].is_array() && entry["awakeCount"].is_u64()
    ));
    for entry in entries.iter().filter(|entry| entry["type"] == "classic") {
        assert!(entry["levels"].get("shortData").is_none());
        assert!(!entry["levels"].to_string().contains("thirtyDayAvgMinutes"));
    }
}

#[tokio::test]
async fn waking_of_three_minutes_lies_within_the_spans_of_sleep() {
    let sandbox = sandbox().await;
    for entry in whole(&sandbox).await {
        if jump(&entry) != 0 {
            continue;
        }
        let levels = &entry["levels"];
        for short in levels["shortData"].as_array().into_iter().flatten() {
            assert!(minutes(short, "seconds") <= 180 && short["level"] == "wake");
            let at = time(short, "dateTime");
            let spans = levels["data"].as_array().unwrap();
            let around = spans.iter().rfind(|span| time(span, "dateTime") <= at);
            assert_ne!(around.unwrap()["level"], "wake");
        }
    }
}

#[tokio::test]
async fn a_day_a_range_and_version_1_tell_the_same_night() {
    let sandbox = sandbox().await;
    let path = "/1.2/user/-/sleep/date/2026-05-01/2026-05-19.json";
    let range = get(&sandbox, OPEN, path).await.json();
    let range = range["sleep"].as_array().unwrap();
    assert!(range.is_sorted_by_key(|entry| std::cmp::Reverse(time(entry, "startTime"))));
    for entry in range.iter().filter(|entry| entry["isMainSleep"] == true) {
        let date = entry["dateOfSleep"].as_str().unwrap();
        let day = get(
            &sandbox,
            OPEN,
            &format!("/1.2/user/-/sleep/date/{date}.json"),
        )
        .await
        .json();
        let entries = day["sleep"].as_array().unwrap();
        assert_eq!(&entries[0], entry);
        let sum = |name: &str| {
            entries
                .iter()
                .map(|entry| minutes(entry, name))
                .sum::<i64>()
        };
        assert_eq!(day["summary"]["totalMinutesAsleep"], sum("minutesAsleep"));
        assert_eq!(day["summary"]["totalTimeInBed"], sum("timeInBed"));
        assert_eq!(day["summary"]["totalSleepRecords"], entries.len());
        let old = get(&sandbox, OPEN, &format!("/1/user/-/sleep/date/{date}.json"))
            .await
            .json();
        let old = &old["sleep"][0];
        let asleep = old["minuteData"].as_array().unwrap().iter();
        let asleep = asleep.filter(|minute| minute["value"] == "1").count();
        assert_eq!(json!(asleep), entry["minutesAsleep"]);
        for name in [
            "logId",
            "minutesAsleep",
            "minutesAwake",
            "timeInBed",
            "startTime",
            "efficiency",
        ] {
            assert_eq!(old[name], entry[name], "{name}");
        }
        for (name, expected) in [
            ("minutesAsleep", entry["minutesAsleep"].to_string()),
            ("timeInBed", entry["timeInBed"].to_string()),
            (
                "startTime",
                entry["startTime"].as_str().unwrap()[11..16].to_owned(),
            ),
        ] {
            let path = format!("/1/user/-/sleep/{name}/date/{date}/1d.json");
            let series = get(&sandbox, OPEN, &path).await.json();
            assert_eq!(series[format!("sleep-{name}")][0]["value"], expected);
        }
    }
}

#[tokio::test]
async fn a_day_without_sleep_has_zeros_and_a_blank_start() {
    let sandbox = sandbox().await;
    let path = "/1/user/-/sleep/startTime/date/2026-05-19/1y.json";
    let series = get(&sandbox, OPEN, path).await.json();
    let days = series["sleep-startTime"].as_array().unwrap();
    let blank = days.iter().find(|day| day["value"] == "").unwrap();
    let date = blank["dateTime"].as_str().unwrap();
    let path = format!("/1/user/-/sleep/minutesAsleep/date/{date}/1d.json");
    let series = get(&sandbox, OPEN, &path).await.json();
    assert_eq!(series["sleep-minutesAsleep"][0]["value"], "0");
    let day = get(&sandbox, UNFILLED, "/1.2/user/-/sleep/date/2026-05-19.json")
        .await
        .json();
    assert_eq!(day["sleep"], json!([]));
    assert_eq!(day["summary"]["totalSleepRecords"], 0);
}

#[tokio::test]
async fn a_pending_night_is_only_announced_and_classic_in_a_range() {
    let sandbox = sandbox().await;
    let day = get(&sandbox, NO_BODY, "/1.2/user/-/sleep/date/today.json")
        .await
        .json();
    assert_eq!(
        day,
        json!({"meta": {"retryDuration": 3000, "state": "pending"}})
    );
    let range = get(
        &sandbox,
        NO_BODY,
        "/1.2/user/-/sleep/date/2026-05-01/today.json",
    )
    .await
    .json();
    assert_eq!(range["meta"]["state"], "pending");
    let night = range["sleep"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["isMainSleep"] == true);
    let night = night.unwrap();
    assert_eq!(
        (&night["dateOfSleep"], &night["type"]),
        (&json!("2026-05-20"), &json!("classic"))
    );
    let before = get(&sandbox, NO_BODY, "/1.2/user/-/sleep/date/2026-05-18.json")
        .await
        .json();
    assert!(before.get("meta").is_none());
}

#[tokio::test]
async fn the_clock_of_a_night_jumps_with_summer_time_and_its_duration_does_not() {
    let sandbox = sandbox().await;
    let jumps: Vec<i64> = whole(&sandbox)
        .await
        .iter()
        .map(jump)
        .filter(|jump| *jump != 0)
        .collect();
    assert!(
        !jumps.is_empty() && jumps.iter().all(|jump| jump.abs() == 3_600_000),
        "{jumps:?}"
    );
}

#[tokio::test]
async fn the_goal_is_the_same_in_both_versions() {
    let sandbox = sandbox().await;
    let new = get(&sandbox, OPEN, "/1.2/user/-/sleep/goal.json")
        .await
        .json();
    let old = get(&sandbox, OPEN, "/1/user/-/sleep/goal.json")
        .await
        .json();
    assert_eq!(new["goal"], old["goal"]);
    assert!(new["consistency"]["flowId"].is_u64() && old.get("consistency").is_none());
    assert_eq!(
        get(&sandbox, UNFILLED, "/1.2/user/-/sleep/goal.json")
            .await
            .text,
        "{}"
    );
}
