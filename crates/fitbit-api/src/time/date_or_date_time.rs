//! An edge in time that a request sends: a date, or a date and time without a zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

use super::TimeError;
use super::text::{date_and_time, serde_as_text};
use crate::masked::debug_type_name;

/// What a request sends as an edge in time: a whole date, or a date and time on the person's clock.
///
/// ```
/// use fitbit_api::{DateOrDateTime, jiff::civil::date};
///
/// assert_eq!(DateOrDateTime::from(date(2019, 1, 3)).to_string(), "2019-01-03");
/// assert_eq!(
///     DateOrDateTime::from(date(2019, 1, 3).at(8, 5, 0, 0)).to_string(),
///     "2019-01-03T08:05:00"
/// );
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrDateTime {
    /// `yyyy-MM-dd`
    Date(Date),
    /// `yyyy-MM-ddTHH:mm:ss`
    DateTime(DateTime),
}

debug_type_name!(DateOrDateTime);

impl From<Date> for DateOrDateTime {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime> for DateOrDateTime {
    fn from(date_time: DateTime) -> Self {
        Self::DateTime(date_time)
    }
}

impl fmt::Display for DateOrDateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(formatter),
            // The API knows no fractions here.
            Self::DateTime(date_time) => write!(formatter, "{date_time:.0}"),
        }
    }
}

impl FromStr for DateOrDateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match date_and_time(text) {
            Some((date, None)) => Ok(Self::Date(date)),
            Some((date, Some(time))) => Ok(Self::DateTime(date.to_datetime(time))),
            None => Err(TimeError(
                "expected yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss, without a zone",
            )),
        }
    }
}

serde_as_text!(DateOrDateTime, "a date, or a date and time without a zone");
