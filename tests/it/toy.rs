//! Another API on the same walks and the same plan: the next page is a token in the body, 300 calls a minute, no word
//! about the quota in any header. What is generic stays generic as long as this compiles.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fitbit_core::jiff::Timestamp;
use fitbit_core::jiff::civil::{Date, date};
use fitbit_core::{
    BoxFuture, Clock, Cursor, DateRange, Entry, Fingerprint, ItemSource, Items, ManualClock,
    PageSource, Pages, WalkError,
};
use serde_json::{Value, json};

#[derive(Debug, PartialEq, Eq)]
enum ToyError {
    TooManyRequests,
    NotJson,
    Walk(WalkError),
}

impl From<WalkError> for ToyError {
    fn from(error: WalkError) -> Self {
        Self::Walk(error)
    }
}

/// The service: a reading an hour, a few on a page.
struct Service {
    clock: ManualClock,
    readings: u64,
    calls: Mutex<(i64, u32)>,
}

impl Service {
    fn get(&self, token: Option<&str>) -> Result<String, ToyError> {
        let minute = self.clock.now().as_second() / 60;
        let mut calls = self.calls.lock().unwrap();
        if calls.0 != minute {
            *calls = (minute, 0);
        }
        if calls.1 == 300 {
            return Err(ToyError::TooManyRequests);
        }
        calls.1 += 1;
        let first: u64 = token.map_or(0, |token| {
            token.trim_start_matches("after-").parse().unwrap()
        });
        let end = (first + 3).min(self.readings);
        let readings: Vec<Value> = (first..end)
            .map(|id| json!({"name": format!("readings/{id}")}))
            .collect();
        let next = if end < self.readings {
            format!("after-{end}")
        } else {
            String::new()
        };
        Ok(json!({"dataPoints": readings, "nextPageToken": next}).to_string())
    }
}

struct Readings(Arc<Service>);

impl PageSource for Readings {
    type Page = Value;
    type Error = ToyError;

    fn list(&self) -> Fingerprint {
        Fingerprint::of(["readings"])
    }

    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<Value, ToyError>> {
        let answer = self.0.get(place);
        Box::pin(async move { serde_json::from_str(&answer?).map_err(|_| ToyError::NotJson) })
    }

    fn following(&self, page: &Value) -> Option<Box<str>> {
        let token = page["nextPageToken"].as_str()?;
        (!token.is_empty()).then(|| token.into())
    }
}

impl ItemSource for Readings {
    type Item = String;

    fn entries(&self, page: Value) -> Vec<Entry<String, ToyError>> {
        let readings = page["dataPoints"].as_array().cloned().unwrap_or_default();
        readings
            .iter()
            .map(|reading| {
                let name = reading["name"].as_str().unwrap_or_default();
                Entry {
                    key: Fingerprint::of([name]),
                    item: Ok(name.to_owned()),
                }
            })
            .collect()
    }
}

#[tokio::test]
async fn a_list_with_tokens_is_read_whole_over_minutes_and_restarts() {
    let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
    let service = Arc::new(Service {
        clock: clock.clone(),
        readings: 2000,
        calls: Mutex::default(),
    });
    let mut items = Items::new(Arc::new(Readings(Arc::clone(&service)))).with_prefetch();
    let mut names = Vec::new();
    let mut waits = 0;
    while let Some(item) = items.next().await {
        match item {
            Ok(name) => names.push(name),
            Err(error) => {
                assert_eq!(error, ToyError::TooManyRequests);
                waits += 1;
                clock.advance(Duration::from_mins(1));
                let kept: Cursor = items.cursor().to_text().parse().unwrap();
                items = Items::resume(Arc::new(Readings(Arc::clone(&service))), &kept).unwrap();
            }
        }
    }
    assert_eq!(names.len(), 2000);
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), 2000);
    assert_eq!(waits, 2, "667 pages at 300 a minute");
}

/// A series of the toy, at most a week a call.
struct Week(DateRange);

impl PageSource for Week {
    type Page = DateRange;
    type Error = WalkError;

    fn list(&self) -> Fingerprint {
        Fingerprint::of([
            "week",
            &self.0.start().to_string(),
            &self.0.end().to_string(),
        ])
    }

    fn fetch(&self, place: Option<&str>) -> BoxFuture<'static, Result<DateRange, WalkError>> {
        let start: Date = place.map_or(self.0.start(), |place| place.parse().unwrap());
        let left = DateRange::new(start, self.0.end()).unwrap();
        let week = left.plan(NonZeroU32::new(7)).next();
        Box::pin(async move { week.ok_or(WalkError::Malformed) })
    }

    fn following(&self, week: &DateRange) -> Option<Box<str>> {
        (week.end() < self.0.end()).then(|| week.end().tomorrow().unwrap().to_string().into())
    }
}

#[tokio::test]
async fn a_series_of_another_service_is_split_by_the_same_plan() {
    let range = DateRange::new(date(2026, 1, 1), date(2026, 1, 31)).unwrap();
    let mut weeks = Pages::new(Arc::new(Week(range)));
    let mut seen = Vec::new();
    while let Some(week) = weeks.next().await {
        seen.push(week.unwrap());
        weeks = Pages::resume(Arc::new(Week(range)), &weeks.cursor()).unwrap();
    }
    assert_eq!(seen, range.plan(NonZeroU32::new(7)).collect::<Vec<_>>());
    assert_eq!(seen.len(), 5);
}
