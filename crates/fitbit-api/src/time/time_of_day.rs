//! A time on the person's clock, without a date. The form is kept: some arguments have seconds and some have none.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;

use super::TimeError;
use super::text::{clock, serde_as_text};
use crate::masked::debug_type_name;

/// A time on the person's clock, `07:15` or `07:15:30`.
///
/// ```
/// use fitbit_api::{TimeOfDay, jiff::civil::time};
///
/// assert_eq!(TimeOfDay::from(time(7, 15, 0, 0)).to_string(), "07:15");
/// assert_eq!(TimeOfDay::from(time(7, 15, 30, 0)).to_string(), "07:15:30");
/// assert_eq!(TimeOfDay::to_the_second(time(7, 15, 0, 0)).to_string(), "07:15:00");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct TimeOfDay {
    time: Time,
    has_seconds: bool,
}

debug_type_name!(TimeOfDay);

impl TimeOfDay {
    /// The time as `HH:mm`; what is less than a minute is left out.
    pub fn to_the_minute(time: Time) -> Self {
        Self {
            time: Time::constant(time.hour(), time.minute(), 0, 0),
            has_seconds: false,
        }
    }

    /// The time as `HH:mm:ss`; what is less than a second is left out.
    pub fn to_the_second(time: Time) -> Self {
        Self {
            time: Time::constant(time.hour(), time.minute(), time.second(), 0),
            has_seconds: true,
        }
    }

    /// The time. No zone is known.
    pub const fn time(self) -> Time {
        self.time
    }
}

/// `HH:mm` on the full minute, else `HH:mm:ss`.
impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        if time.second() == 0 {
            Self::to_the_minute(time)
        } else {
            Self::to_the_second(time)
        }
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:02}:{:02}",
            self.time.hour(),
            self.time.minute()
        )?;
        if self.has_seconds {
            write!(formatter, ":{:02}", self.time.second())?;
        }
        Ok(())
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        clock(text)
            .map(|(time, has_seconds)| Self { time, has_seconds })
            .ok_or(TimeError("expected a time of day, HH:mm or HH:mm:ss"))
    }
}

serde_as_text!(TimeOfDay, "a time of day, HH:mm or HH:mm:ss");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_form_of_a_time_survives_the_way_in_and_out(text in "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?") {
            let time: TimeOfDay = text.parse().unwrap();
            prop_assert_eq!(time.to_string(), text);
        }
    }
}
