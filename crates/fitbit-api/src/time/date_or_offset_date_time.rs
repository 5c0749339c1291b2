//! A day that is sometimes written as a date and sometimes as a date and time with an offset.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::text::{date, serde_as_text};
use super::{OffsetDateTime, TimeError};
use crate::masked::debug_type_name;

/// A date, or a date and time with an offset.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub enum DateOrOffsetDateTime {
    /// The day alone. In which zone is not said.
    Date(Date),
    /// The time with its offset.
    DateTime(OffsetDateTime),
}

debug_type_name!(DateOrOffsetDateTime);

impl DateOrOffsetDateTime {
    /// The day, on the clock that the value itself names.
    pub fn date(&self) -> Date {
        match self {
            Self::Date(date) => *date,
            Self::DateTime(date_time) => date_time.civil().date(),
        }
    }
}

impl fmt::Display for DateOrOffsetDateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(formatter),
            Self::DateTime(date_time) => date_time.fmt(formatter),
        }
    }
}

impl FromStr for DateOrOffsetDateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(date) = date(text) {
            return Ok(Self::Date(date));
        }
        text.parse()
            .map(Self::DateTime)
            .map_err(|_| TimeError("expected yyyy-MM-dd, or a date and time with an offset"))
    }
}

serde_as_text!(
    DateOrOffsetDateTime,
    "a date, or a date and time with an offset"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_survive_the_way_in_and_out() {
        for text in [
            "2019-01-01",
            "2019-01-01T10:00:00.000Z",
            "2019-01-01T10:00:00.000+02:00",
        ] {
            let value: DateOrOffsetDateTime = text.parse().unwrap();
            assert_eq!(value.to_string(), text);
            assert_eq!(value.date(), jiff::civil::date(2019, 1, 1));
        }
        assert!(
            "2019-01-01T10:00:00"
                .parse::<DateOrOffsetDateTime>()
                .is_err()
        );
    }
}
