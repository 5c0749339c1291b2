//! Arguments survive the way to the wire and back, whatever is in them.

use fitbit_core::jiff::civil::{Date, date, time};
use fitbit_core::{
    DateOrToday, EndOrPeriod, ErrorKind, Invitee, LogId, Period, TimeOfDay, User, requests, types,
};
use proptest::prelude::*;
use url::Url;

use crate::scripted::Scripted;

/// What came to a server that hangs up, from one call.
fn sent<T>(call: impl AsyncFnOnce(User) -> T) -> Request {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = Scripted::start([]).await;
        call(server.user()).await;
        Request::of(&server.requests().remove(0))
    })
}

struct Request {
    path: Vec<String>,
    query: Vec<(String, String)>,
    body: String,
}

impl Request {
    fn of(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let target = head.split(' ').nth(1).unwrap();
        let url = Url::parse("http://localhost")
            .unwrap()
            .join(target)
            .unwrap();
        // A plus is a plus in a path, and only a query or a form reads it as a blank.
        let decoded = |text: &str| {
            let pair = format!("x={}", text.replace('+', "%2B").replace('&', "%26"));
            url::form_urlencoded::parse(pair.as_bytes())
                .next()
                .unwrap()
                .1
                .into_owned()
        };
        Self {
            path: target
                .split('?')
                .next()
                .unwrap()
                .split('/')
                .skip(1)
                .map(decoded)
                .collect(),
            query: url.query_pairs().into_owned().collect(),
            body: body.to_owned(),
        }
    }

    fn argument(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(of, _)| of == name)?;
        Some(&found.1)
    }
}

fn any_date() -> impl Strategy<Value = Date> {
    (1990_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_text_in_a_query(text in "\\PC{1,40}") {
        let request = sent(async |user: User| user.search_foods(text.clone()).await.map(drop));
        prop_assert_eq!(request.argument("query"), Some(text.as_str()));
    }

    #[test]
    fn a_text_in_a_path(text in "[^\\p{C}./\\\\]{1,20}") {
        let request = sent(async |user: User| user.get_alarms(text.clone()).await.map(drop));
        prop_assert_eq!(request.path.get(5), Some(&text));
        prop_assert_eq!(request.path.len(), 7);
    }

    #[test]
    fn a_number_in_a_query(weight in 0.1_f64..900.0, day in any_date()) {
        let request = sent(async |user: User| user.create_weight_log(weight, day).await.map(drop));
        prop_assert_eq!(request.argument("weight").unwrap().parse::<f64>().unwrap().to_bits(), weight.to_bits());
        let expected = day.to_string();
        prop_assert_eq!(request.argument("date"), Some(expected.as_str()));
        prop_assert_eq!(request.body, "");
    }

    #[test]
    fn a_log_id_in_a_path(id in any::<u64>()) {
        let request = sent(async |user: User| user.delete_activity_log(LogId::new(id)).await.map(drop));
        prop_assert_eq!(request.path.last(), Some(&format!("{id}.json")));
    }

    #[test]
    fn a_range_in_a_path(first in any_date(), days in 0_i32..1000) {
        let last = first.saturating_add(fitbit_core::jiff::Span::new().days(days));
        let request = sent(async |user: User| {
            user.get_activity_time_series(types::ActivityResource::Steps, first, last).await.map(drop)
        });
        let end: EndOrPeriod = request.path.last().unwrap().trim_end_matches(".json").parse().unwrap();
        prop_assert!(end == EndOrPeriod::from(last));
        let begin: DateOrToday = request.path[request.path.len() - 2].parse().unwrap();
        prop_assert!(begin == DateOrToday::from(first));
    }

    #[test]
    fn an_address_in_a_form(name in "[^\\s\\p{C}@]{1,20}") {
        let address = format!("{name}@example.com");
        let invitee = Invitee::Email(address.clone());
        let request = sent(async |user: User| user.invite_friend_v1(invitee).await.map(drop));
        let form: Vec<_> = url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        prop_assert_eq!(form, [("invitedUserEmail".to_owned(), address)]);
    }
}

#[tokio::test]
async fn a_text_that_would_change_the_path_is_refused_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    for wrong in ["", ".", "..", "a/b", "a\\b", "a\nb"] {
        let error = server.user().get_alarms(wrong).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("tracker-id"), "{error}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_period_and_a_window_in_a_path() {
    let request = sent(async |user: User| {
        user.get_heart_rate_time_series(DateOrToday::Today, Period::SevenDays)
            .await
            .map(drop)
    });
    assert_eq!(request.path[5..], ["date", "today", "7d.json"]);
    let window = [time(8, 5, 0, 0), time(9, 30, 0, 0)].map(TimeOfDay::from);
    let request = sent(async |user: User| {
        let level = types::HeartRateDetailLevel::OneMin;
        let [from, to] = window;
        user.get_heart_rate_intraday_by_date_time_window(date(2026, 5, 20), level, from, to)
            .await
            .map(drop)
    });
    assert_eq!(
        request.path[5..],
        [
            "date",
            "2026-05-20",
            "1d",
            "1min",
            "time",
            "08:05",
            "09:30.json"
        ]
    );
}

#[test]
fn a_time_is_written_in_the_form_that_the_operation_documents() {
    let day = date(2026, 5, 20);
    for at in ["07:15", "07:15:00"] {
        let at: TimeOfDay = at.parse().unwrap();
        let request = sent(async |user: User| {
            let log = user.create_weight_log(72.5, day).with_time(at);
            log.await.map(drop)
        });
        assert_eq!(request.argument("time"), Some("07:15:00"));
        let request = sent(async |user: User| {
            let log = user.create_sleep_log(day, at, 3_600_000);
            log.await.map(drop)
        });
        assert_eq!(request.argument("startTime"), Some("07:15"));
    }
}

#[tokio::test]
async fn seconds_that_an_operation_does_not_take_are_refused_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    let at = TimeOfDay::from(time(7, 15, 30, 0));
    let error = server
        .user()
        .create_sleep_log(date(2026, 5, 20), at, 3_600_000)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.to_string().contains("startTime has seconds"),
        "{error}"
    );
    assert!(server.requests().is_empty());
}

#[test]
fn a_request_shows_no_argument_when_it_is_formatted() {
    let request = sent(async |user: User| {
        let request: requests::SearchFoods<'_> = user.search_foods("canary");
        assert!(!format!("{request:?}").contains("canary"));
        request.await.map(drop)
    });
    assert_eq!(request.argument("query"), Some("canary"));
}
