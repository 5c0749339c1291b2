//! Series over days of any number: the fewest calls, in order, countable, resumable.

use fitbit_core::jiff::ToSpan;
use fitbit_core::jiff::civil::{Date, date};
use fitbit_core::types::{self, ActivityResource};
use fitbit_core::{AccessToken, Client, Cursor, DateRange, Direction, ErrorKind, User};
use fitbit_sandbox::{Sandbox, people};
use futures_util::TryStreamExt;

use crate::scripted::{Scripted, Turn, json};

fn days(start: Date, end: Date) -> DateRange {
    DateRange::new(start, end).unwrap()
}

fn paths(server: &Scripted) -> Vec<String> {
    let requests = server.requests();
    requests
        .iter()
        .map(|request| request.split(' ').nth(1).unwrap().to_owned())
        .collect()
}

fn sandbox_user(sandbox: &Sandbox) -> User {
    Client::builder()
        .base_url(sandbox.url())
        .build()
        .unwrap()
        .user(AccessToken::new(sandbox.token(people::OPEN)).unwrap())
}

fn empty_answers(count: usize) -> Vec<Turn> {
    vec![json("200 OK", r#"{"activities-steps":[]}"#); count]
}

#[tokio::test]
async fn every_day_of_a_long_series_comes_once_and_in_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let user = sandbox_user(&sandbox);
    let end = date(2026, 5, 20);
    let start = end.checked_sub(2500.days()).unwrap();
    let steps = user.get_activity_time_series_over(ActivityResource::Steps, days(start, end));
    assert_eq!(steps.calls_needed(), 3);
    let mut expected = start;
    let mut answers = steps.answers().with_prefetch();
    let mut calls = 0;
    while let Some(answer) = answers.next().await {
        let answer = answer.unwrap();
        calls += 1;
        assert_eq!(answer.days().start(), expected);
        for day in answer.raw().activities_steps.as_ref().unwrap() {
            assert_eq!(day.date_time, Some(expected));
            expected = expected.tomorrow().unwrap();
        }
    }
    assert_eq!((calls, expected), (3, end.tomorrow().unwrap()));
}

#[tokio::test]
async fn the_maximum_goes_by_the_resource() {
    let server = Scripted::start([]).await;
    let user = server.user();
    let decade = days(date(2016, 1, 1), date(2025, 12, 31));
    let calls = |resource| {
        user.get_activity_time_series_over(resource, decade)
            .calls_needed()
    };
    // 3,653 days.
    assert_eq!(calls(ActivityResource::Steps), 4);
    assert_eq!(calls(ActivityResource::ActivityCalories), 122);
    let body = |resource: types::BodyResource| {
        user.get_body_time_series_over(resource, decade)
            .calls_needed()
    };
    assert_eq!(
        [
            types::BodyResource::Bmi,
            types::BodyResource::Fat,
            types::BodyResource::Weight
        ]
        .map(body),
        [4, 122, 118]
    );
    assert_eq!(user.get_sleep_log_over(decade).calls_needed(), 37);
    assert_eq!(
        user.get_heart_rate_time_series_over(decade).calls_needed(),
        11
    );
    // No maximum is documented.
    assert_eq!(user.get_spo2_summary_over(decade).calls_needed(), 1);
    assert_eq!(user.get_hrv_intraday_over(decade).calls_needed(), 122);
    assert_eq!(
        user.get_daily_activity_summary_over(decade).calls_needed(),
        3653
    );
    assert!(server.requests().is_empty(), "counted before any call");
}

#[tokio::test]
async fn the_calls_are_those_that_the_plan_says_in_both_directions() {
    let range = days(date(2025, 1, 1), date(2025, 3, 10));
    for direction in [Direction::Forward, Direction::Backward] {
        let server = Scripted::start(empty_answers(3)).await;
        let series = server
            .user()
            .get_activity_time_series_over(ActivityResource::ActivityCalories, range)
            .with_direction(direction);
        let answers: Vec<_> = series.answers().try_collect().await.unwrap();
        assert_eq!(answers.len(), series.calls_needed());
        let ends: &[&str] = match direction {
            Direction::Forward => &[
                "2025-01-01/2025-01-30",
                "2025-01-31/2025-03-01",
                "2025-03-02/2025-03-10",
            ],
            Direction::Backward => &[
                "2025-02-09/2025-03-10",
                "2025-01-10/2025-02-08",
                "2025-01-01/2025-01-09",
            ],
        };
        let expected: Vec<String> = ends
            .iter()
            .map(|days| format!("/1/user/-/activities/activityCalories/date/{days}.json"))
            .collect();
        assert_eq!(paths(&server), expected);
    }
}

#[tokio::test]
async fn a_series_within_days_takes_a_call_a_day() {
    let body = r#"{"activities-heart":[],"activities-heart-intraday":{"dataset":[],"datasetInterval":1,"datasetType":"minute"}}"#;
    let server = Scripted::start(vec![json("200 OK", body); 3]).await;
    let series = server.user().get_heart_rate_intraday_over(
        days(date(2024, 2, 28), date(2024, 3, 1)),
        types::HeartRateDetailLevel::OneMin,
    );
    assert_eq!(series.calls_needed(), 3);
    let answers: Vec<_> = series.answers().try_collect().await.unwrap();
    assert_eq!(answers.len(), 3);
    let day = |day: &str| format!("/1/user/-/activities/heart/date/{day}/1d/1min.json");
    assert_eq!(
        paths(&server),
        ["2024-02-28", "2024-02-29", "2024-03-01"].map(day)
    );
}

#[tokio::test]
async fn after_an_error_a_series_goes_on_with_the_days_that_are_left() {
    let mut turns = empty_answers(4);
    turns.insert(2, json("500 Internal Server Error", ""));
    let server = Scripted::start(turns).await;
    let range = days(date(2025, 1, 1), date(2025, 4, 30));
    let series = server
        .user()
        .get_activity_time_series_over(ActivityResource::ActivityCalories, range);
    let mut answers = series.answers();
    assert!(answers.next().await.unwrap().is_ok());
    assert!(answers.next().await.unwrap().is_ok());
    assert_eq!(
        answers.next().await.unwrap().unwrap_err().kind(),
        ErrorKind::Server
    );
    assert!(answers.next().await.is_none());
    let cursor: Cursor = answers.cursor().to_text().parse().unwrap();
    assert_eq!(series.calls_left(&cursor).unwrap(), 2);
    let mut rest = series.resume(&cursor).unwrap();
    let third = rest.next().await.unwrap().unwrap();
    assert_eq!(third.days().start(), date(2025, 3, 2));
    assert!(rest.next().await.unwrap().is_ok());
    assert!(rest.next().await.is_none());
    assert_eq!(series.calls_left(&rest.cursor()).unwrap(), 0);
}

#[tokio::test]
async fn a_cursor_of_other_days_or_another_resource_is_refused() {
    let server = Scripted::start(empty_answers(1)).await;
    let user = server.user();
    let range = days(date(2020, 1, 1), date(2025, 12, 31));
    let mut answers = user
        .get_activity_time_series_over(ActivityResource::Steps, range)
        .answers();
    answers.next().await.unwrap().unwrap();
    let cursor = answers.cursor();
    for (resource, range) in [
        (ActivityResource::Floors, range),
        (
            ActivityResource::Steps,
            days(date(2020, 1, 2), date(2025, 12, 31)),
        ),
    ] {
        let series = user.get_activity_time_series_over(resource, range);
        assert_eq!(
            series.resume(&cursor).unwrap_err().kind(),
            ErrorKind::Cursor
        );
        assert_eq!(
            series.calls_left(&cursor).unwrap_err().kind(),
            ErrorKind::Cursor
        );
    }
}

#[tokio::test]
async fn no_data_is_an_empty_answer_and_a_malformed_one_is_an_error() {
    let server = Scripted::start([
        json("200 OK", ""),
        json("200 OK", "[]"),
        json("200 OK", r#"{"br":7}"#),
    ])
    .await;
    let range = days(date(2025, 1, 1), date(2025, 3, 31));
    let mut answers = server
        .user()
        .get_breathing_rate_summary_over(range)
        .answers();
    assert!(answers.next().await.unwrap().unwrap().raw().br.is_none());
    assert_eq!(
        answers.next().await.unwrap().unwrap_err().kind(),
        ErrorKind::Decode
    );
    assert!(answers.next().await.is_none());
}

#[tokio::test]
async fn one_bad_day_costs_the_others_only_if_nobody_said_that_it_shall_not() {
    let body = r#"{"activities-steps":[{"dateTime":"2025-01-01","value":"7"},{"dateTime":"2025-01-02","value":"secret"}]}"#;
    let server = Scripted::start(vec![json("200 OK", body); 3]).await;
    let range = days(date(2025, 1, 1), date(2025, 1, 2));
    let user = server.user();
    let series = user.get_activity_time_series_over(ActivityResource::Steps, range);
    assert_eq!(
        series.answers().next().await.unwrap().unwrap_err().kind(),
        ErrorKind::Decode
    );

    let user = user.with_bad_items_apart();
    let series = user.get_activity_time_series_over(ActivityResource::Steps, range);
    let answer = series.answers().next().await.unwrap().unwrap();
    let call = user
        .get_activity_time_series(ActivityResource::Steps, range.start(), range.end())
        .await
        .unwrap();
    for reply in [&*answer, &call] {
        assert_eq!(reply.raw().activities_steps.as_ref().unwrap().len(), 1);
        assert_eq!(
            reply.misfits()[0].misfit().path(),
            "$.activities-steps[1].value"
        );
        assert!(!format!("{reply:?} {:?}", reply.misfits()).contains("secret"));
    }
}
