//! The promises of the budget: the count alone, the count against a server, and the queue on a clock that tests move.

mod foreign;
mod ledger;
mod memory;
mod server;
mod shared;
mod waiting;

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;

use super::*;
use crate::rate::RateLimit;

const HOUR: Duration = Duration::from_hours(1);

fn at(time: &str) -> Timestamp {
    format!("2026-05-20T{time}Z").parse().unwrap()
}

fn key() -> BudgetKey {
    BudgetKey::new("app", "person")
}

fn hourly(limit: u32) -> BudgetSettings {
    let settings = BudgetSettings::new(limit, HOUR).unwrap();
    settings.with_margin(Duration::from_secs(30)).unwrap()
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn rate(limit: u32, remaining: u32, reset: u64) -> RateLimit {
    RateLimit {
        limit: Some(limit),
        remaining: Some(remaining),
        reset: Some(secs(reset)),
        retry_after: None,
    }
}

fn answered(rate: RateLimit, status: u16) -> Outcome {
    Outcome::Answered {
        rate,
        status: StatusCode::from_u16(status).unwrap(),
        took: Duration::ZERO,
    }
}
