//! The activity log: what is asked for, how it is paged, and what is in an entry.

use std::collections::HashSet;

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{CLOSED, NO_LOCATION, NO_TEXT, OPEN, STRANGER};
use serde_json::Value;

use crate::http::{get, get_with, send};

const LIST: &str = "/1/user/-/activities/list.json";
const WHOLE: &str =
    "/1/user/-/activities/list.json?afterDate=2020-01-01&sort=asc&limit=100&offset=0";

/// All entries, page by page, by the links of the given name; and the sizes of the pages.
async fn follow(sandbox: &Sandbox, first: &str, link: &str) -> (Vec<Value>, Vec<usize>, String) {
    let (mut entries, mut sizes, mut url, mut last) =
        (Vec::new(), Vec::new(), first.to_owned(), String::new());
    while !url.is_empty() {
        let reply = get(sandbox, OPEN, &url).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let page = reply.json();
        let activities = page["activities"].as_array().unwrap();
        sizes.push(activities.len());
        entries.extend(activities.iter().cloned());
        let following = page["pagination"][link].as_str().unwrap().to_owned();
        last = std::mem::replace(&mut url, following);
    }
    (entries, sizes, last)
}

async fn whole(sandbox: &Sandbox) -> Vec<Value> {
    follow(sandbox, WHOLE, "next").await.0
}

#[tokio::test]
async fn next_links_lead_through_every_entry_once_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let (entries, sizes, _) = follow(&sandbox, WHOLE, "next").await;
    assert_eq!((sizes.len(), sizes[0], sizes[1]), (3, 100, 100));
    let ids: HashSet<i64> = entries
        .iter()
        .map(|entry| entry["logId"].as_i64().unwrap())
        .collect();
    assert_eq!(ids.len(), entries.len());
    let starts: Vec<jiff::Timestamp> = entries
        .iter()
        .map(|entry| entry["startTime"].as_str().unwrap().parse().unwrap())
        .collect();
    assert!(starts.is_sorted());
}

#[tokio::test]
async fn previous_links_lead_back_over_the_same_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    let (forward, mut sizes, last) = follow(&sandbox, WHOLE, "next").await;
    let (backward, sizes_back, first) = follow(&sandbox, &last, "previous").await;
    sizes.reverse();
    assert_eq!(sizes, sizes_back);
    assert!(first.contains("offset=0&"));
    let ids = |entries: &[Value]| {
        entries
            .iter()
            .map(|entry| entry["logId"].as_i64().unwrap())
            .collect::<HashSet<_>>()
    };
    assert_eq!(ids(&forward), ids(&backward));
}

#[tokio::test]
async fn before_and_after_a_date_make_up_the_whole() {
    let sandbox = Sandbox::start().await.unwrap();
    let entries = whole(&sandbox).await;
    let start = entries[entries.len() / 2]["startTime"].as_str().unwrap();
    for date in [&start[..10], &start[..19]] {
        let after = format!("{LIST}?afterDate={date}&sort=asc&limit=100&offset=0");
        let before = format!("{LIST}?beforeDate={date}&sort=desc&limit=100&offset=0");
        let after = follow(&sandbox, &after, "next").await.0;
        let mut before = follow(&sandbox, &before, "next").await.0;
        assert!(after[0]["startTime"].as_str().unwrap().starts_with(date));
        before.reverse();
        before.extend(after);
        assert_eq!(before, entries);
    }
}

#[tokio::test]
async fn the_page_says_what_was_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = get(
        &sandbox,
        OPEN,
        &format!("{LIST}?limit=7&sort=desc&offset=0&beforeDate=2026-01-01T08%3A30%3A00"),
    )
    .await
    .json();
    let pagination = &page["pagination"];
    assert_eq!(pagination["beforeDate"], "2026-01-01T08:30:00");
    assert!(pagination.get("afterDate").is_none());
    assert_eq!(
        (
            &pagination["limit"],
            &pagination["offset"],
            &pagination["sort"]
        ),
        (&7.into(), &0.into(), &"desc".into())
    );
    assert_eq!(pagination["previous"], "");
    let next = pagination["next"].as_str().unwrap();
    assert_eq!(
        next,
        format!(
            "{}{LIST}?offset=7&limit=7&sort=desc&beforeDate=2026-01-01T08%3A30%3A00",
            sandbox.url()
        )
    );
}

#[tokio::test]
async fn a_date_beyond_all_entries_has_an_empty_page_without_links() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = get(
        &sandbox,
        OPEN,
        &format!("{LIST}?afterDate=2030-01-01&sort=asc&limit=10&offset=0"),
    )
    .await
    .json();
    assert_eq!(page["activities"], Value::Array(Vec::new()));
    assert_eq!(
        (&page["pagination"]["next"], &page["pagination"]["previous"]),
        (&"".into(), &"".into())
    );
}

#[tokio::test]
async fn a_wrong_question_is_400_and_names_the_parameter() {
    let sandbox = Sandbox::start().await.unwrap();
    let wrong = [
        ("sort=asc&limit=10&offset=0", "afterDate"),
        (
            "afterDate=2026-01-01&beforeDate=2026-01-01&sort=asc&limit=10&offset=0",
            "afterDate",
        ),
        (
            "afterDate=01.01.2026&sort=asc&limit=10&offset=0",
            "afterDate",
        ),
        ("beforeDate=today&sort=desc&limit=10&offset=0", "beforeDate"),
        ("afterDate=2026-01-01&sort=desc&limit=10&offset=0", "sort"),
        ("beforeDate=2026-01-01&sort=asc&limit=10&offset=0", "sort"),
        ("afterDate=2026-01-01&limit=10&offset=0", "sort"),
        ("afterDate=2026-01-01&sort=asc&limit=0&offset=0", "limit"),
        ("afterDate=2026-01-01&sort=asc&limit=101&offset=0", "limit"),
        ("afterDate=2026-01-01&sort=asc&offset=0", "limit"),
        ("afterDate=2026-01-01&sort=asc&limit=10", "offset"),
        ("afterDate=2026-01-01&sort=asc&limit=10&offset=-1", "offset"),
    ];
    for (query, field) in wrong {
        let reply = get(&sandbox, OPEN, &format!("{LIST}?{query}")).await;
        assert_eq!(
            (reply.status, reply.error()),
            (400, ("validation".to_owned(), field.to_owned())),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_offset_of_ones_own_making_is_refused_until_a_link_has_led_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let second = WHOLE.replace("offset=0", "offset=100");
    let reply = get(&sandbox, OPEN, &second).await;
    assert_eq!((reply.status, reply.error().1.as_str()), (400, "offset"));
    get(&sandbox, OPEN, WHOLE).await;
    assert_eq!(get(&sandbox, OPEN, &second).await.status, 200);
    assert_eq!(
        get(&sandbox, NO_TEXT, &second).await.status,
        400,
        "it was another person's link"
    );
}

#[tokio::test]
async fn units_follow_the_language_and_nothing_else_changes() {
    let sandbox = Sandbox::start().await.unwrap();
    let metric = get(&sandbox, OPEN, WHOLE).await.json();
    let miles = get_with(&sandbox, OPEN, WHOLE, "accept-language: en_US\r\n")
        .await
        .json();
    let mut compared = 0;
    for (metric, miles) in metric["activities"]
        .as_array()
        .unwrap()
        .iter()
        .zip(miles["activities"].as_array().unwrap())
    {
        assert_eq!(
            (&metric["logId"], &metric["steps"]),
            (&miles["logId"], &miles["steps"])
        );
        let (Some(kilometres), Some(distance)) =
            (metric["distance"].as_f64(), miles["distance"].as_f64())
        else {
            continue;
        };
        assert_eq!(
            (&metric["distanceUnit"], &miles["distanceUnit"]),
            (&"Kilometer".into(), &"Mile".into())
        );
        assert!((kilometres - distance * 1.609_344).abs() < 1e-5);
        if let (Some(up), Some(feet)) = (
            metric["elevationGain"].as_f64(),
            miles["elevationGain"].as_f64(),
        ) {
            assert!((up - feet * 0.3048).abs() < 1e-3);
        }
        compared += 1;
    }
    assert!(compared > 20);
}

#[tokio::test]
async fn fields_of_the_heart_need_their_scope() {
    let sandbox = Sandbox::start().await.unwrap();
    let fields = [
        "averageHeartRate",
        "heartRateZones",
        "heartRateLink",
        "hasActiveZoneMinutes",
        "activeZoneMinutes",
    ];
    let with = whole(&sandbox).await;
    for field in fields {
        assert!(
            with.iter().any(|entry| entry.get(field).is_some()),
            "{field}"
        );
    }
    let authorization = format!(
        "authorization: Bearer {}\r\n",
        sandbox.token_with_scopes(OPEN, &["activity"])
    );
    let page = send(&sandbox, "GET", WHOLE, &authorization, "")
        .await
        .json();
    for entry in page["activities"].as_array().unwrap() {
        for field in fields {
            assert!(entry.get(field).is_none(), "{field}");
        }
    }
}

#[tokio::test]
async fn entries_have_all_the_oddities_that_were_ever_recorded() {
    let sandbox = Sandbox::start().await.unwrap();
    let entries = whole(&sandbox).await;
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap_or_default().to_owned();
    let has = |promise: &str, test: &dyn Fn(&Value) -> bool| {
        assert!(entries.iter().any(test), "no entry has: {promise}");
        assert!(!entries.iter().all(test), "every entry has: {promise}");
    };
    for log_type in [
        "auto_detected",
        "manual",
        "mobile_run",
        "tracker",
        "strideline",
    ] {
        has(log_type, &|entry| entry["logType"] == log_type);
    }
    has("no name", &|entry| entry.get("activityName").is_none());
    has("no heart rate", &|entry| {
        entry.get("averageHeartRate").is_none()
    });
    has("zones without calories", &|entry| {
        entry["heartRateZones"][0].is_object()
            && entry["heartRateZones"][0].get("caloriesOut").is_none()
    });
    has("zones with calories", &|entry| {
        entry["heartRateZones"][0]["caloriesOut"].is_number()
    });
    has("an unpadded hour", &|entry| {
        text(entry, "caloriesLink")
            .split("/time/")
            .nth(1)
            .is_some_and(|times| times.find(':') == Some(1))
    });
    let ending = |entry: &Value| {
        text(entry, "tcxLink")
            .rsplit('.')
            .next()
            .unwrap()
            .to_owned()
    };
    has("a track in the guise of JSON", &|entry| {
        ending(entry) == "json"
    });
    has("a track", &|entry| ending(entry) == "tcx");
    has("a pool", &|entry| entry["poolLength"].is_number());
    has("winter time", &|entry| {
        text(entry, "startTime").ends_with("+01:00")
    });
    has("summer time", &|entry| {
        text(entry, "startTime").ends_with("+02:00")
    });
    has("a corrected start", &|entry| {
        entry["originalStartTime"].is_string() && entry["originalStartTime"] != entry["startTime"]
    });
    has("no start before correction", &|entry| {
        entry.get("originalStartTime").is_none()
    });
    has("a source", &|entry| entry["source"]["name"].is_string());
    has("a source without features", &|entry| {
        entry["source"].is_object() && entry["source"].get("trackerFeatures").is_none()
    });
    has("no steps at all", &|entry| entry["steps"] == 0);
    has("no field of steps", &|entry| entry.get("steps").is_none());
    has("no distance", &|entry| entry.get("distance").is_none());
    has("a distance of nothing", &|entry| entry["distance"] == 0.0);
    has("no levels", &|entry| entry.get("activityLevel").is_none());
    has("a pause", &|entry| {
        entry["activeDuration"] != entry["duration"]
    });
    has("a night", &|entry| {
        let link = text(entry, "caloriesLink");
        let dates: Vec<&str> = link
            .split('/')
            .skip_while(|part| *part != "date")
            .skip(1)
            .take(2)
            .collect();
        dates[0] != dates[1]
    });
}

#[tokio::test]
async fn values_of_an_entry_agree_with_each_other() {
    let sandbox = Sandbox::start().await.unwrap();
    for entry in whole(&sandbox).await {
        let minutes = entry["duration"].as_i64().unwrap() / 60_000;
        assert!((5..=120).contains(&minutes), "{minutes} minutes");
        assert!(entry["activeDuration"].as_i64() <= entry["duration"].as_i64());
        for (field, name) in [("heartRateZones", "minutes"), ("activityLevel", "minutes")] {
            let Some(parts) = entry[field].as_array() else {
                continue;
            };
            assert_eq!(
                parts
                    .iter()
                    .map(|part| part[name].as_i64().unwrap())
                    .sum::<i64>(),
                minutes,
                "{field}"
            );
            assert!(
                parts.iter().all(|part| part[name].as_i64().unwrap() >= 0),
                "{field}"
            );
        }
        if let Some(zones) = entry["activeZoneMinutes"]["minutesInHeartRateZones"].as_array() {
            let number = |zone: &Value, name: &str| zone[name].as_i64().unwrap();
            let counted = zones
                .iter()
                .map(|zone| number(zone, "minutes") * number(zone, "minuteMultiplier"));
            assert_eq!(
                entry["activeZoneMinutes"]["totalMinutes"],
                counted.sum::<i64>()
            );
        }
        if let Some(rate) = entry["averageHeartRate"].as_i64() {
            assert!((60..190).contains(&rate), "{rate} beats a minute");
        }
        if let (Some(speed), Some(pace)) = (entry["speed"].as_f64(), entry["pace"].as_f64()) {
            assert!(
                (speed * pace - 3_600.0).abs() < 1.0 && speed < 35.0,
                "{speed} an hour"
            );
        }
    }
}

#[tokio::test]
async fn exercise_of_another_person_is_seen_by_whom_they_let_in() {
    let sandbox = Sandbox::start().await.unwrap();
    let list = |person| {
        format!(
            "/1/user/{person}/activities/list.json?afterDate=2020-01-01&sort=asc&limit=3&offset=0"
        )
    };
    assert_eq!(get(&sandbox, OPEN, &list(NO_LOCATION)).await.status, 200);
    assert_eq!(
        get(&sandbox, STRANGER, &list(NO_LOCATION)).await.status,
        401
    );
    assert_eq!(get(&sandbox, OPEN, &list(CLOSED)).await.status, 401);
    let page = get(&sandbox, OPEN, &list(NO_LOCATION)).await.json();
    let next = page["pagination"]["next"].as_str().unwrap();
    assert!(next.contains(NO_LOCATION));
    assert_eq!(get(&sandbox, OPEN, next).await.status, 200);
}
