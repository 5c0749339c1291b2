//! Sleep that is still worked out is a state, with the server's own delay, and no lack of sleep.

use std::time::Duration;

use fitbit_core::DateRange;
use fitbit_core::jiff::civil::date;

use crate::scripted::{Scripted, json};

const PENDING: &str = r#"{"meta":{"retryDuration":3000,"state":"pending"}}"#;
const DONE: &str = r#"{"sleep":[]}"#;

#[tokio::test]
async fn a_pending_day_says_when_to_come_again_and_a_day_without_sleep_is_done() {
    let odd = [
        r#"{"meta":{"state":"pending"}}"#,
        r#"{"meta":{"retryDuration":-1,"state":"pending"},"sleep":[]}"#,
    ];
    let turns = [PENDING, DONE, odd[0], odd[1]].map(|body| json("200 OK", body));
    let server = Scripted::start(turns).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let reply = server
            .user()
            .get_sleep_log_by_date(date(2026, 5, 20))
            .await
            .unwrap();
        seen.push(
            reply
                .view()
                .pending()
                .map(fitbit_core::PendingSleep::retry_after),
        );
    }
    assert_eq!(
        seen,
        [
            Some(Some(Duration::from_secs(3))),
            None,
            Some(None),
            Some(None)
        ]
    );
}

#[tokio::test]
async fn a_pending_range_is_pending_in_each_of_its_answers() {
    let server = Scripted::start([DONE, PENDING].map(|body| json("200 OK", body))).await;
    let days = DateRange::new(date(2026, 1, 1), date(2026, 5, 20)).unwrap();
    let mut answers = server.user().get_sleep_log_over(days).answers();
    assert!(
        answers
            .next()
            .await
            .unwrap()
            .unwrap()
            .view()
            .pending()
            .is_none()
    );
    assert!(
        answers
            .next()
            .await
            .unwrap()
            .unwrap()
            .view()
            .pending()
            .is_some()
    );
    assert!(answers.next().await.is_none());
}
