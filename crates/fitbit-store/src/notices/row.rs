//! A notice as a row, the same on every database.

use std::time::Duration;

use fitbit_core::inbox::{Lease, Notice};
use fitbit_core::jiff::Timestamp;

use crate::fault::Fault;

pub(crate) fn read(text: &str, fence: i64, attempt: i64) -> Result<Lease, Fault> {
    let notice: Notice = text.parse().map_err(|_| Fault::Unreadable)?;
    let fence = u64::try_from(fence).map_err(|_| Fault::Unreadable)?;
    let attempt = u32::try_from(attempt).unwrap_or(u32::MAX);
    Ok(Lease::new(notice, fence, attempt))
}

/// The largest time there is stands for every later one.
pub(crate) fn later(now: i64, by: Duration) -> i64 {
    let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
    now.saturating_add(by).min(Timestamp::MAX.as_millisecond())
}

pub(crate) fn limit(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
