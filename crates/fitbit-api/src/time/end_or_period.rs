//! The last segment of a series: either the other end of a range, or a period.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::text::serde_as_text;
use super::{DateOrToday, Period, TimeError};
use crate::masked::debug_type_name;

/// How far a series goes: to a last day, or back over a period.
///
/// With a last day, the series begins on the date before it in the path; with a period, it ends there. Both ends are
/// part of it.
///
/// ```
/// use fitbit_api::{EndOrPeriod, Period, jiff::civil::date};
///
/// assert_eq!(EndOrPeriod::from(Period::ThirtyDays).to_string(), "30d");
/// assert_eq!(EndOrPeriod::from(date(2026, 1, 31)).to_string(), "2026-01-31");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub enum EndOrPeriod {
    /// The last day of the range.
    End(DateOrToday),
    /// The period that ends on the date before it in the path.
    Period(Period),
}

debug_type_name!(EndOrPeriod);

impl From<Date> for EndOrPeriod {
    fn from(date: Date) -> Self {
        Self::End(date.into())
    }
}

impl From<DateOrToday> for EndOrPeriod {
    fn from(date: DateOrToday) -> Self {
        Self::End(date)
    }
}

impl From<Period> for EndOrPeriod {
    fn from(period: Period) -> Self {
        Self::Period(period)
    }
}

impl fmt::Display for EndOrPeriod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End(date) => date.fmt(formatter),
            Self::Period(period) => period.fmt(formatter),
        }
    }
}

impl FromStr for EndOrPeriod {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(period) = text.parse() {
            return Ok(Self::Period(period));
        }
        text.parse().map(Self::End).map_err(|_| {
            TimeError("expected a date that exists, yyyy-MM-dd, `today`, or a period such as 30d")
        })
    }
}

serde_as_text!(EndOrPeriod, "a date, `today`, or a period such as 30d");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_survives_the_way_in_and_out() {
        for text in ["today", "2026-02-28", "1d", "max"] {
            assert_eq!(text.parse::<EndOrPeriod>().unwrap().to_string(), text);
        }
        for text in ["2026-02-29", "2d", "", "30D"] {
            assert!(text.parse::<EndOrPeriod>().is_err(), "{text}");
        }
    }
}
