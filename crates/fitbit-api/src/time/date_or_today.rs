//! The day that a path asks for.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::TimeError;
use super::text::{date, serde_as_text};
use crate::masked::debug_type_name;

/// A date, or the day that it is now on the person's clock.
///
/// ```
/// use fitbit_api::{DateOrToday, jiff::civil::date};
///
/// assert_eq!(DateOrToday::from(date(2026, 1, 31)).to_string(), "2026-01-31");
/// assert_eq!(DateOrToday::Today.to_string(), "today");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub enum DateOrToday {
    /// `today`: the server knows the person's zone, and decides.
    Today,
    /// `yyyy-MM-dd`
    Date(Date),
}

debug_type_name!(DateOrToday);

impl DateOrToday {
    /// The date, if it is one.
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::Today => None,
            Self::Date(date) => Some(date),
        }
    }
}

impl From<Date> for DateOrToday {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl fmt::Display for DateOrToday {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Today => formatter.write_str("today"),
            Self::Date(date) => date.fmt(formatter),
        }
    }
}

impl FromStr for DateOrToday {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "today" => Ok(Self::Today),
            text => date(text).map(Self::Date).ok_or(TimeError(
                "expected a date that exists, yyyy-MM-dd, or `today`",
            )),
        }
    }
}

serde_as_text!(DateOrToday, "a date or `today`");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        for text in [
            "2026-02-30",
            "2026-2-3",
            "Today",
            "",
            "today/1d",
            "2026-01-01T00:00",
        ] {
            assert!(text.parse::<DateOrToday>().is_err(), "{text}");
        }
    }

    #[test]
    fn both_forms_survive_the_way_in_and_out() {
        for text in ["today", "2026-02-28"] {
            assert_eq!(text.parse::<DateOrToday>().unwrap().to_string(), text);
        }
    }
}
