//! Days in a row, and how to split them into as few calls as their maximum allows.
//!
//! [`DateRange`] and its plan are plain arithmetic and know no API. [`Ranged`] is a series of this API over such a range.

mod plan;
mod ranged;

use std::fmt;
use std::num::NonZeroU32;

use fitbit_api::jiff::Span;
use fitbit_api::jiff::civil::Date;

pub use plan::Plan;
pub use ranged::{Chunk, Ranged};

/// Days in a row, both ends counted. There is one day at least.
///
/// ```
/// use std::num::NonZeroU32;
///
/// use fitbit_core::{DateRange, jiff::civil::date};
///
/// let year = DateRange::new(date(2025, 1, 1), date(2025, 12, 31))?;
/// assert_eq!(year.days(), 365);
/// let most = NonZeroU32::new(100);
/// assert_eq!(year.plan(most).len(), 4);
/// # Ok::<(), fitbit_core::RangeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    start: Date,
    end: Date,
}

/// An end that is before its beginning. It does not show the days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RangeError;

impl fmt::Display for RangeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the last day is before the first: give the earlier one first")
    }
}

impl std::error::Error for RangeError {}

impl DateRange {
    /// The days from `start` to `end`, both of them part of it.
    ///
    /// # Errors
    ///
    /// [`RangeError`] when `end` is before `start`.
    pub fn new(start: Date, end: Date) -> Result<Self, RangeError> {
        if end < start {
            return Err(RangeError);
        }
        Ok(Self { start, end })
    }

    /// The first day.
    pub const fn start(self) -> Date {
        self.start
    }

    /// The last day.
    pub const fn end(self) -> Date {
        self.end
    }

    /// How many days there are.
    #[expect(
        clippy::missing_panics_doc,
        reason = "it cannot: the end is not before the start"
    )]
    pub fn days(self) -> u32 {
        let days = self.start.duration_until(self.end).as_hours() / 24;
        u32::try_from(days).expect("the end is not before the start, and jiff has 20,000 years") + 1
    }

    /// Whether the day is one of them.
    pub fn contains(self, day: Date) -> bool {
        (self.start..=self.end).contains(&day)
    }

    /// The fewest ranges of at most `most` days that are these days, in order; one range without a maximum.
    pub const fn plan(self, most: Option<NonZeroU32>) -> Plan {
        Plan::new(self, most)
    }

    /// The first days, at most so many.
    fn first(self, most: NonZeroU32) -> Self {
        let end = steps(most).and_then(|days| self.start.checked_add(days));
        Self {
            end: end.map_or(self.end, |end| end.min(self.end)),
            ..self
        }
    }

    /// The last days, at most so many.
    fn last(self, most: NonZeroU32) -> Self {
        let start = steps(most).and_then(|days| self.end.checked_sub(days));
        Self {
            start: start.map_or(self.start, |start| start.max(self.start)),
            ..self
        }
    }

    /// The days of this range after all of `other`.
    fn after(self, other: Self) -> Option<Self> {
        let start = other.end.tomorrow().ok()?;
        Self::new(start, self.end).ok()
    }

    /// The days of this range before all of `other`.
    fn before(self, other: Self) -> Option<Self> {
        let end = other.start.yesterday().ok()?;
        Self::new(self.start, end).ok()
    }
}

/// From the first of so many days to the last; an error where no calendar has so many.
fn steps(days: NonZeroU32) -> Result<Span, jiff::Error> {
    Span::new().try_days(i64::from(days.get()) - 1)
}

/// One day.
impl From<Date> for DateRange {
    fn from(day: Date) -> Self {
        Self {
            start: day,
            end: day,
        }
    }
}

impl fmt::Debug for DateRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DateRange")
    }
}
