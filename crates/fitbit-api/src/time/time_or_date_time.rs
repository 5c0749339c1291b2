//! A point within a day: some answers say the time alone, some the date with it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{DateTime, Time};

use super::text::{date_time, serde_as_text};
use super::{TimeError, TimeOfDay};
use crate::masked::debug_type_name;

/// A time of day, or a date and time, on the person's clock.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub enum TimeOrDateTime {
    /// The time alone; the day stands elsewhere in the answer.
    Time(TimeOfDay),
    /// The date with it.
    DateTime(DateTime),
}

debug_type_name!(TimeOrDateTime);

impl TimeOrDateTime {
    /// The time of day.
    pub fn time(self) -> Time {
        match self {
            Self::Time(time) => time.time(),
            Self::DateTime(date_time) => date_time.time(),
        }
    }
}

impl fmt::Display for TimeOrDateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(formatter),
            Self::DateTime(date_time) => date_time.fmt(formatter),
        }
    }
}

impl FromStr for TimeOrDateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(time) = text.parse() {
            return Ok(Self::Time(time));
        }
        date_time(text).map(Self::DateTime).ok_or(TimeError(
            "expected HH:mm:ss or yyyy-MM-ddTHH:mm:ss, without a zone",
        ))
    }
}

serde_as_text!(
    TimeOrDateTime,
    "a time of day, or a date and time without a zone"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_offset_is_refused_and_not_dropped() {
        assert!("2026-03-05T12:00:00Z".parse::<TimeOrDateTime>().is_err());
        assert!("12:00:00+01:00".parse::<TimeOrDateTime>().is_err());
        assert!("2026-03-05".parse::<TimeOrDateTime>().is_err());
    }

    proptest! {
        #[test]
        fn both_forms_survive_the_way_in_and_out(text in "(2026-03-0[1-9]T)?([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]") {
            let time: TimeOrDateTime = text.parse().unwrap();
            prop_assert_eq!(time.to_string(), text);
        }
    }
}
