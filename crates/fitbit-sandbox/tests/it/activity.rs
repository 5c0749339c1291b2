//! Activity: that its numbers agree wherever they stand.

use fitbit_sandbox::people::{NO_TEXT, OPEN, UNFILLED};
use fitbit_sandbox::{Clock, Sandbox};
use serde_json::{Value, json};

use crate::http::get;

pub(crate) const ACTIVITIES: &str = "/1/user/-/activities";

pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

pub(crate) async fn read(sandbox: &Sandbox, person: &str, rest: &str) -> Value {
    let reply = get(sandbox, person, &format!("{ACTIVITIES}{rest}")).await;
    assert_eq!(reply.status, 200, "{rest}: {}", reply.text);
    reply.json()
}

/// The days of a series with their numbers.
async fn series(sandbox: &Sandbox, person: &str, resource: &str, days: &str) -> Vec<(String, f64)> {
    let body = read(sandbox, person, &format!("/{resource}/date/{days}.json")).await;
    let days = body[format!("activities-{}", resource.replace('/', "-"))]
        .as_array()
        .unwrap();
    let day = |day: &Value| {
        let number = day["value"].as_str().expect("a text").parse().unwrap();
        (day["dateTime"].as_str().unwrap().to_owned(), number)
    };
    days.iter().map(day).collect()
}

pub(crate) fn points(body: &Value, resource: &str) -> Vec<Value> {
    body[format!("activities-{resource}-intraday")]["dataset"]
        .as_array()
        .unwrap()
        .clone()
}

pub(crate) fn sum(points: &[Value]) -> f64 {
    points
        .iter()
        .map(|point| point["value"].as_f64().unwrap())
        .sum()
}

/// The days that the tests look at: usual ones, one with exercise past midnight, and that of a change of clocks.
pub(crate) async fn days(sandbox: &Sandbox) -> Vec<String> {
    let mut days = vec![
        "2026-05-20".to_owned(),
        "2026-03-29".to_owned(),
        "2025-10-26".to_owned(),
    ];
    let list = read(
        sandbox,
        OPEN,
        "/list.json?beforeDate=2026-05-20&sort=desc&limit=40&offset=0",
    )
    .await;
    let starts = list["activities"].as_array().unwrap().iter();
    days.extend(starts.map(|entry| entry["startTime"].as_str().unwrap()[..10].to_owned()));
    days
}

#[tokio::test]
async fn a_day_says_the_same_in_its_summary_in_the_series_and_minute_by_minute() {
    let sandbox = sandbox().await;
    for day in days(&sandbox).await {
        let body = read(&sandbox, OPEN, &format!("/date/{day}.json")).await;
        let summary = &body["summary"];
        let distance = summary["distances"][0]["distance"].clone();
        for (resource, said) in [
            ("steps", &summary["steps"]),
            ("floors", &summary["floors"]),
            ("elevation", &summary["elevation"]),
            ("calories", &summary["caloriesOut"]),
            ("distance", &distance),
        ] {
            let said = said.as_f64().unwrap();
            let of_series = series(&sandbox, OPEN, resource, &format!("{day}/1d")).await;
            assert_eq!(of_series[0].0, day);
            let intraday = read(
                &sandbox,
                OPEN,
                &format!("/{resource}/date/{day}/1d/1min.json"),
            )
            .await;
            let by_minute = sum(&points(&intraday, resource));
            let by_quarter = read(
                &sandbox,
                OPEN,
                &format!("/{resource}/date/{day}/1d/15min.json"),
            )
            .await;
            let by_quarter = sum(&points(&by_quarter, resource));
            for other in [of_series[0].1, by_minute, by_quarter] {
                assert!(
                    (said - other).abs() < 0.51,
                    "{day} {resource}: {said} {other}"
                );
                if matches!(resource, "steps" | "floors") {
                    assert!(
                        (said - other).abs() < 0.01,
                        "{day} {resource}: {said} {other}"
                    );
                }
            }
            let beside = &intraday[format!("activities-{resource}")];
            let days = read(&sandbox, OPEN, &format!("/{resource}/date/{day}/1d.json")).await;
            assert_eq!(*beside, days[format!("activities-{resource}")]);
        }
        for (resource, said) in [
            ("minutesSedentary", "sedentaryMinutes"),
            ("minutesLightlyActive", "lightlyActiveMinutes"),
            ("minutesFairlyActive", "fairlyActiveMinutes"),
            ("minutesVeryActive", "veryActiveMinutes"),
            ("activityCalories", "activityCalories"),
            ("caloriesBMR", "caloriesBMR"),
        ] {
            let of_series = series(&sandbox, OPEN, resource, &format!("{day}/1d")).await;
            assert_eq!(summary[said].as_f64(), Some(of_series[0].1), "{day} {said}");
        }
    }
}

#[tokio::test]
async fn the_levels_of_a_whole_day_fill_it_and_so_do_its_minutes() {
    let sandbox = sandbox().await;
    for (day, minutes) in [("2026-05-18", 1_440), ("2026-05-20", 12 * 60 + 17)] {
        let summary = read(&sandbox, OPEN, &format!("/date/{day}.json")).await["summary"].clone();
        let levels = ["sedentary", "lightlyActive", "fairlyActive", "veryActive"];
        let sum: u64 = levels
            .iter()
            .map(|level| summary[format!("{level}Minutes")].as_u64().unwrap())
            .sum();
        assert_eq!(sum, minutes, "{day}");
        let steps = read(&sandbox, OPEN, &format!("/steps/date/{day}/1d/1min.json")).await;
        assert_eq!(
            points(&steps, "steps").len(),
            usize::try_from(minutes).unwrap()
        );
    }
}

#[tokio::test]
async fn exercise_of_the_log_is_in_the_summary_and_in_the_minutes_of_its_day() {
    let sandbox = sandbox().await;
    let list = read(
        &sandbox,
        OPEN,
        "/list.json?beforeDate=2026-05-20&sort=desc&limit=60&offset=0",
    )
    .await;
    let (mut with_steps, mut with_heart) = (0, 0);
    for entry in list["activities"].as_array().unwrap() {
        let start = entry["startTime"].as_str().unwrap();
        let day = &start[..10];
        let body = read(&sandbox, OPEN, &format!("/date/{day}.json")).await;
        let listed = body["activities"].as_array().unwrap().iter();
        let logged = listed
            .clone()
            .find(|logged| logged["logId"] == entry["logId"])
            .expect("the day lists it");
        for (one, other) in [
            ("calories", "calories"),
            ("steps", "steps"),
            ("distance", "distance"),
            ("duration", "duration"),
            ("lastModified", "lastModified"),
        ] {
            assert_eq!(entry[one], logged[other], "{day} {one}");
        }
        assert_eq!(logged["startTime"], start[11..16]);
        let length = jiff::SignedDuration::from_millis(entry["duration"].as_i64().unwrap());
        let first: jiff::civil::DateTime = start[..19].parse().unwrap();
        // The minutes that the exercise has: as many as are full.
        let end = first
            .saturating_add(length)
            .saturating_sub(jiff::SignedDuration::from_secs(
                60 + i64::from(first.second()),
            ));
        let window = |resource: &str| {
            format!(
                "/{resource}/date/{}/{}/1min/time/{}/{}.json",
                day,
                end.date(),
                &start[11..16],
                end.strftime("%H:%M")
            )
        };
        if let Some(steps) = entry["steps"].as_f64() {
            with_steps += 1;
            let body = read(&sandbox, OPEN, &window("steps")).await;
            assert!(
                (sum(&points(&body, "steps")) - steps).abs() < 200.0,
                "{day}"
            );
        }
        if let Some(average) = entry["averageHeartRate"].as_f64() {
            with_heart += 1;
            let body = read(&sandbox, OPEN, &window("heart")).await;
            let points = points(&body, "heart");
            let mean = sum(&points) / f64::from(u32::try_from(points.len()).unwrap());
            assert!((mean - average).abs() < 3.0, "{day}: {mean} {average}");
        }
    }
    assert!(
        with_steps > 20 && with_heart > 20,
        "{with_steps} {with_heart}"
    );
}

#[tokio::test]
async fn what_was_typed_in_is_missing_in_the_series_of_the_tracker() {
    let sandbox = sandbox().await;
    let all = series(&sandbox, OPEN, "steps", "2026-05-19/1y").await;
    let of_tracker = series(&sandbox, OPEN, "tracker/steps", "2026-05-19/1y").await;
    assert_eq!(all.len(), 365);
    assert!(
        all.iter()
            .zip(&of_tracker)
            .all(|(all, tracker)| all.0 == tracker.0 && all.1 >= tracker.1)
    );
    assert!(
        all.iter()
            .zip(&of_tracker)
            .any(|(all, tracker)| all.1 > tracker.1)
    );
    let distance = &read(&sandbox, OPEN, "/date/2026-05-18.json").await["summary"]["distances"];
    let of = |name: &str| {
        let found = distance
            .as_array()
            .unwrap()
            .iter()
            .find(|part| part["activity"] == name);
        found.unwrap()["distance"].as_f64().unwrap()
    };
    assert!((of("total") - of("tracker") - of("loggedActivities")).abs() < 0.02);
    let levels =
        of("veryActive") + of("moderatelyActive") + of("lightlyActive") + of("sedentaryActive");
    assert!((of("total") - levels).abs() < 0.03);
}

#[tokio::test]
async fn totals_are_those_of_the_series_and_best_days_are_in_it() {
    let sandbox = sandbox().await;
    let body = read(&sandbox, OPEN, ".json").await;
    let steps = series(&sandbox, OPEN, "steps", "2024-05-20/2026-05-20").await;
    let sum: f64 = steps.iter().map(|(_, steps)| steps).sum();
    assert_eq!(body["lifetime"]["total"]["steps"].as_f64(), Some(sum));
    let best = &body["best"]["total"]["steps"];
    let most = steps.iter().map(|(_, steps)| *steps).fold(0.0, f64::max);
    assert_eq!(best["value"].as_f64(), Some(most));
    let day = steps.iter().find(|(_, steps)| *steps >= most).unwrap();
    assert_eq!(best["date"], day.0);
    assert_eq!(
        (
            &body["lifetime"]["total"]["caloriesOut"],
            &body["lifetime"]["tracker"]["activeScore"]
        ),
        (&json!(-1), &json!(-1))
    );
    assert!(
        read(&sandbox, UNFILLED, ".json")
            .await
            .get("best")
            .is_none()
    );
}

#[tokio::test]
async fn the_leaderboard_counts_the_steps_of_the_series() {
    let sandbox = sandbox().await;
    let body = get(&sandbox, OPEN, "/1/user/-/friends/leaderboard.json")
        .await
        .json();
    let steps = series(&sandbox, OPEN, "steps", "today/7d").await;
    let sum: f64 = steps.iter().map(|(_, steps)| steps).sum();
    let friends = body["friends"].as_array().unwrap();
    let own = friends
        .iter()
        .find(|friend| friend["user"]["encodedId"] == OPEN)
        .unwrap();
    assert_eq!(own["summary"]["steps"].as_f64(), Some(sum));
}

#[tokio::test]
async fn days_in_utc_are_the_same_minutes_cut_elsewhere() {
    let sandbox = sandbox().await;
    // Denver is six hours behind UTC in May.
    let own = read(&sandbox, NO_TEXT, "/steps/date/2026-05-17/1d/1min.json").await;
    let utc = read(
        &sandbox,
        NO_TEXT,
        "/steps/date/2026-05-17/1d/1min.json?timezone=UTC",
    )
    .await;
    let (own, utc) = (points(&own, "steps"), points(&utc, "steps"));
    assert_eq!((own.len(), utc.len()), (1_440, 1_440));
    let values = |points: &[Value]| {
        points
            .iter()
            .map(|point| point["value"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&own[..18 * 60]), values(&utc[6 * 60..]));
    assert_eq!(utc[0]["time"], "00:00:00");
    let wrong = get(
        &sandbox,
        NO_TEXT,
        &format!("{ACTIVITIES}/steps/date/today/1d.json?timezone=CET"),
    )
    .await;
    assert_eq!((wrong.status, wrong.error().1.as_str()), (400, "timezone"));
}

#[tokio::test]
async fn a_day_does_not_change_while_it_goes_on() {
    let day = "/steps/date/2026-05-20/1d/1min.json";
    let mut answers = Vec::new();
    for hours in [0, 3, 40] {
        let now = Clock::STANDSTILL + jiff::SignedDuration::from_hours(hours);
        let sandbox = Sandbox::builder().clock(Clock::fixed(now));
        let body = read(&sandbox.start().await.unwrap(), OPEN, day).await;
        answers.push(points(&body, "steps"));
    }
    let lengths: Vec<usize> = answers.iter().map(Vec::len).collect();
    assert_eq!(lengths, [12 * 60 + 17, 15 * 60 + 17, 1_440]);
    for answer in &answers {
        assert_eq!(answers[0], answer[..lengths[0]]);
    }
}

#[tokio::test]
async fn a_window_has_the_points_of_the_day_from_the_first_time_to_the_last() {
    let sandbox = sandbox().await;
    let day = points(
        &read(&sandbox, OPEN, "/steps/date/2026-05-18/1d/5min.json").await,
        "steps",
    );
    let window = read(
        &sandbox,
        OPEN,
        "/steps/date/2026-05-18/1d/5min/time/8:15/09:00:00.json",
    )
    .await;
    assert_eq!(points(&window, "steps")[..], day[8 * 12 + 3..=9 * 12]);
    assert_eq!(window["activities-steps-intraday"]["datasetInterval"], 5);
    let night = read(
        &sandbox,
        OPEN,
        "/steps/date/2026-05-18/2026-05-19/1min/time/20:00/08:00.json",
    )
    .await;
    assert_eq!(points(&night, "steps").len(), 4 * 60 + 8 * 60 + 1);
    assert_eq!(night["activities-steps"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn ranges_that_are_too_long_or_upside_down_are_refused() {
    let sandbox = sandbox().await;
    for (rest, field) in [
        ("/steps/date/2026-05-18/2026-05-20/1min.json", "n/a"),
        ("/steps/date/2026-05-18/2026-05-19/1min.json", "n/a"),
        (
            "/steps/date/2026-05-18/2026-05-19/1min/time/08:00/08:01.json",
            "n/a",
        ),
        ("/heart/date/2026-05-18/2026-05-19/1sec.json", "n/a"),
        (
            "/active-zone-minutes/date/2026-05-18/2026-05-20/1min.json",
            "n/a",
        ),
        ("/activityCalories/date/2026-01-01/2026-05-19.json", "n/a"),
        ("/steps/date/2020-01-01/2026-05-19.json", "n/a"),
        ("/heart/date/2025-01-01/2026-05-19.json", "n/a"),
        (
            "/steps/date/2026-05-18/1d/1min/time/09:00/08:00.json",
            "end-time",
        ),
        (
            "/steps/date/2026-05-18/1d/1min/time/09:00/24:00.json",
            "end-time",
        ),
        (
            "/steps/date/2026-05-19/2026-05-18.json",
            "end-date-or-period",
        ),
        ("/steps/date/2026-05-18/max.json", "period"),
        ("/heart/date/2026-05-18/3m.json", "period"),
        ("/steps/date/2026-02-30/1d.json", "date"),
        ("/stairs/date/2026-05-18/1d.json", "resource"),
        ("/tracker/caloriesBMR/date/2026-05-18/1d.json", "resource"),
        ("/minutesSedentary/date/2026-05-18/1d/1min.json", "resource"),
        ("/steps/date/2026-05-18/1d/1sec.json", "detail-level"),
        ("/goals/monthly.json", "period"),
    ] {
        let reply = get(&sandbox, OPEN, &format!("{ACTIVITIES}{rest}")).await;
        assert_eq!(
            (reply.status, reply.error().1.as_str()),
            (400, field),
            "{rest}"
        );
    }
    let reply = get(
        &sandbox,
        OPEN,
        &format!("{ACTIVITIES}/steps/date/2026-05-18/2026-05-20/1min.json"),
    )
    .await;
    assert_eq!(
        reply.json()["errors"][0]["message"],
        "Time range should not be bigger than 24 hours."
    );
    assert_eq!(
        series(&sandbox, OPEN, "activityCalories", "2026-05-19/1y")
            .await
            .len(),
        30
    );
}

#[tokio::test]
async fn days_to_come_are_not_there_and_days_before_the_account_are_zero() {
    let sandbox = sandbox().await;
    let days = series(&sandbox, OPEN, "steps", "2026-05-19/2026-05-30").await;
    assert_eq!(days.len(), 2);
    let early = series(&sandbox, OPEN, "distance", "2023-01-01/7d").await;
    assert!(early.iter().all(|(_, value)| *value == 0.0) && early.len() == 7);
    let raw = read(&sandbox, OPEN, "/distance/date/2023-01-01/1d.json").await;
    assert_eq!(raw["activities-distance"][0]["value"], "0.0");
    let empty = read(&sandbox, OPEN, "/steps/date/2023-01-01/1d/1min.json").await;
    assert!(points(&empty, "steps").is_empty());
}
