//! A day of one-second heart rate, 86,400 points, read in three ways in one run: as row structs by serde, as columns by
//! serde, and as this crate reads it. `cargo bench -p fitbit-api` prints medians; it judges nothing.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use fitbit_api::facts::Operation;
use fitbit_api::{decode, types};
use serde::Deserialize;

const POINTS: usize = 86_400;
const ROUNDS: usize = 31;

/// The document as row structs, the way a generator without columns would have it.
#[derive(Deserialize)]
struct Rows {
    #[serde(rename = "activities-heart-intraday")]
    intraday: RowIntraday,
}

#[derive(Deserialize)]
struct RowIntraday {
    dataset: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    time: String,
    value: i64,
}

/// An invented day: a heart that beats faster by day than by night.
fn day() -> String {
    let mut body = String::from(
        r#"{"activities-heart":[{"dateTime":"2026-05-20","value":{"customHeartRateZones":[],"heartRateZones":[{"caloriesOut":1650.5,"max":98,"min":30,"minutes":1320,"name":"Out of Range"}],"restingHeartRate":58}}],"activities-heart-intraday":{"dataset":["#,
    );
    for second in 0..POINTS {
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let value = 55 + hour * 2 + second % 7 + if hour == 18 { 60 } else { 0 };
        if second > 0 {
            body.push(',');
        }
        let _ = write!(
            body,
            r#"{{"time":"{hour:02}:{minute:02}:{:02}","value":{value}}}"#,
            second % 60
        );
    }
    body.push_str(r#"],"datasetInterval":1,"datasetType":"second"}}"#);
    body
}

fn median<T>(mut read: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(read());
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn main() {
    let body = day();
    let bytes = body.as_bytes();
    let operation = Operation::find("get_heart_rate_intraday_by_date").expect("the spec has it");

    let rows = || serde_json::from_slice::<Rows>(bytes).expect("the day fits");
    let by_serde =
        || serde_json::from_str::<types::HeartRateIntraday>(&body).expect("the day fits");
    let ours = || decode::body::<types::HeartRateIntraday>(operation, bytes).expect("the day fits");

    let read = rows();
    let in_rows = read.intraday.dataset.capacity() * size_of::<Row>()
        + read
            .intraday
            .dataset
            .iter()
            .map(|row| row.time.capacity())
            .sum::<usize>();
    black_box(
        read.intraday
            .dataset
            .iter()
            .map(|row| row.value)
            .sum::<i64>(),
    );
    let day = ours();
    let points = day
        .activities_heart_intraday
        .as_ref()
        .and_then(|intraday| intraday.dataset.as_ref())
        .expect("the day has points");
    assert_eq!(points.len(), POINTS);
    let in_columns = points.heap_bytes();

    let times = [
        ("row structs, serde", median(rows), in_rows),
        ("columns, serde", median(by_serde), in_columns),
        ("columns, as decoded here", median(ours), in_columns),
    ];
    println!(
        "{POINTS} points, {} bytes of JSON, median of {ROUNDS}",
        bytes.len()
    );
    let first = times[0].1.as_secs_f64();
    for (name, time, heap) in times {
        println!(
            "{name:<26} {:>7.3} ms  {:>4.2} of rows  {:>5.1} bytes a point",
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / first,
            f64::from(u32::try_from(heap).unwrap_or(u32::MAX)) / 86_400.0,
        );
    }
}
