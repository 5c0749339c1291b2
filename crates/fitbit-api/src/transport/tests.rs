//! What goes over the wire, byte for byte, and what never gets there.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use jiff::civil::date;

use super::*;
use crate::prelude::*;
use crate::{InvalidArgument, Period, carried, types};

/// A server for one request: it hands back what it was sent.
fn listen() -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        let mut part = [0; 1024];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let length = stream.read(&mut part).unwrap();
            request.extend_from_slice(&part[..length]);
        }
        stream
            .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            .unwrap();
        String::from_utf8(request).unwrap()
    });
    (base_url, server)
}

fn client(base_url: &str) -> Client {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Client::with_transport(base_url, http, Arc::new(Direct))
}

/// Whether the request got as far as the server. Its answer without a body is none here.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the calls read better without a reference"
)]
fn was_sent<T>(answer: Result<T, Error<()>>) -> bool {
    !matches!(answer, Err(Error::InvalidRequest(_)))
}

/// The header's values, each as often as it was sent.
fn header<'a>(request: &'a str, name: &str) -> Vec<&'a str> {
    request
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
        .collect()
}

#[tokio::test]
async fn a_post_without_a_body_says_that_its_length_is_zero() {
    let (base_url, server) = listen();
    let answer = client(&base_url)
        .create_water_log()
        .amount(250.0)
        .date(date(2026, 5, 20))
        .send()
        .await;
    assert!(was_sent(answer));
    let request = server.join().unwrap();
    assert!(
        request.starts_with(
            "POST /1/user/-/foods/log/water.json?amount=250&date=2026-05-20 HTTP/1.1\r\n"
        ) || request.starts_with(
            "POST /1/user/-/foods/log/water.json?amount=250.0&date=2026-05-20 HTTP/1.1\r\n"
        ),
        "{request}"
    );
    assert_eq!(header(&request, "content-length"), ["0"]);
    assert!(header(&request, "transfer-encoding").is_empty());
    assert!(header(&request, "api-version").is_empty());
    assert!(request.ends_with("\r\n\r\n"), "{request}");
}

#[tokio::test]
async fn a_get_says_nothing_of_a_length() {
    let (base_url, server) = listen();
    assert!(was_sent(
        client(&base_url).get_devices().user_id("-").send().await
    ));
    let request = server.join().unwrap();
    assert!(request.starts_with("GET /1/user/-/devices.json HTTP/1.1\r\n"));
    assert!(header(&request, "content-length").is_empty());
}

/// Nothing may get here.
struct Unreachable;

impl Transport for Unreachable {
    fn execute<'a>(
        &'a self,
        _: &'a reqwest::Client,
        _: reqwest::Request,
        _: Call<'a>,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        panic!("a request that breaks a rule was sent")
    }
}

fn nowhere() -> Client {
    Client::with_transport(
        "http://127.0.0.1:1",
        reqwest::Client::new(),
        Arc::new(Unreachable),
    )
}

/// What a refusal says.
fn refusal<T>(result: Result<T, Error<()>>) -> String {
    match result {
        Ok(_) => panic!("accepted"),
        Err(Error::InvalidRequest(message)) => message,
        Err(error) => carried::<InvalidArgument>(&error)
            .expect("refused for its arguments")
            .to_string(),
    }
}

#[tokio::test]
async fn numbers_out_of_bounds_are_refused_before_anything_is_sent() {
    let client = nowhere();
    let weight = client
        .create_weight_log()
        .weight(-80.5)
        .date(date(2026, 5, 20));
    let message = refusal(weight.send().await);
    assert!(message.starts_with("weight is too small"), "{message}");
    assert!(!message.contains("80"), "{message}");
    let day = date(2026, 5, 20);
    assert_eq!(
        refusal(
            client
                .create_weight_log()
                .weight(0.0)
                .date(day)
                .send()
                .await
        ),
        "weight is too small: give a number above 0"
    );
    assert_eq!(
        refusal(
            client
                .create_body_fat_log()
                .fat(100.5)
                .date(day)
                .send()
                .await
        ),
        "fat is out of range: give a number above 0, at most 100"
    );
    assert_eq!(
        refusal(client.create_water_log().amount(0.0).date(day).send().await),
        "amount is too small: give a number above 0"
    );
    let list = || {
        client
            .get_activity_log_list()
            .user_id("-")
            .after_date(date(2026, 5, 20))
            .sort(types::SortOrder::Asc)
    };
    for limit in [0, 101] {
        assert_eq!(
            refusal(list().limit(limit).offset(0).send().await),
            "limit is out of range: give a number from 1 to 100"
        );
    }
    assert_eq!(
        refusal(list().limit(10).offset(1).send().await),
        "offset must be 0: give 0"
    );
}

#[tokio::test]
async fn arguments_that_do_not_go_together_are_refused_by_both_names() {
    let client = nowhere();
    let list = || {
        client
            .get_activity_log_list()
            .user_id("-")
            .sort(types::SortOrder::Asc)
            .limit(10)
            .offset(0)
    };
    let day = date(2026, 5, 20);
    assert_eq!(
        refusal(list().before_date(day).send().await),
        "sort does not go with beforeDate: give desc"
    );
    assert_eq!(
        refusal(list().send().await),
        "one of beforeDate and afterDate must be sent: give one"
    );
    assert_eq!(
        refusal(list().before_date(day).after_date(day).send().await),
        "only one of beforeDate and afterDate can be sent: leave the rest out"
    );
    let goal = client.create_food_goal();
    assert_eq!(
        refusal(goal.send().await),
        "one of calories and intensity must be sent: give one"
    );
    let exercise = || {
        let log = client.create_activity_log().date(day).start_time("07:15");
        log.duration_millis(60_000)
    };
    assert_eq!(
        refusal(exercise().send().await),
        "one of activityId and activityName must be sent: give one"
    );
    let both = exercise()
        .activity_id(crate::ActivityId::new(90_013))
        .activity_name("Walk");
    assert_eq!(
        refusal(both.send().await),
        "only one of activityId and activityName can be sent: leave the rest out"
    );
    let food = client
        .create_food_log()
        .meal_type_id(3)
        .unit_id(crate::FoodUnitId::new(1));
    assert_eq!(
        refusal(food.amount(1.5).date(day).send().await),
        "one of foodId and foodName must be sent: give one"
    );
    assert_eq!(
        refusal(client.invite_friend_v1().body_map(|body| body).send().await),
        "one of invitedUserEmail and invitedUserId must be sent: give one"
    );
}

#[tokio::test]
async fn ranges_that_the_series_does_not_answer_are_refused() {
    let client = nowhere();
    let weight = || client.get_weight_time_series().user_id("-");
    let day = |month, day| date(2026, month, day);
    assert_eq!(
        refusal(
            weight()
                .date(day(2, 1))
                .end_date_or_period(day(1, 1))
                .send()
                .await
        ),
        "end-date-or-period is before date: give the earlier one as date"
    );
    assert_eq!(
        refusal(
            weight()
                .date(day(1, 1))
                .end_date_or_period(day(2, 1))
                .send()
                .await
        ),
        "end-date-or-period is too far from date: ask for at most 31 days at a time, both ends counted"
    );
    let message = refusal(
        weight()
            .date(day(1, 1))
            .end_date_or_period(Period::Max)
            .send()
            .await,
    );
    assert!(
        message
            .starts_with("end-date-or-period is a period that this series does not have: use 1d, "),
        "{message}"
    );
    let body = |resource| {
        let series = client.get_body_time_series().user_id("-");
        let series = series.resource(resource).date(day(1, 1));
        series.end_date_or_period(day(1, 31)).send()
    };
    assert_eq!(
        refusal(body(types::BodyResource::Fat).await),
        "end-date-or-period is too far from date: ask for at most 30 days at a time, both ends counted"
    );
    let breath = client.get_breathing_rate_summary_by_interval().user_id("-");
    assert_eq!(
        refusal(breath.start_date(day(1, 1)).end_date("30d").send().await),
        "end-date is not a date that exists, or `today`"
    );
    let message = refusal(weight().date("2026-02-30").send().await);
    assert_eq!(message, "date is not a date that exists, or `today`");
}
