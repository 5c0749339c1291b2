//! A time of day with an offset from UTC, as alarms have it.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;
use jiff::tz::Offset;

use super::TimeError;
use super::text::{clock, serde_as_text};
use crate::masked::debug_type_name;

/// A time of day with an offset from UTC, `07:15-08:00`. Seconds are not said.
///
/// ```
/// use fitbit_api::{OffsetTime, jiff::{civil::time, tz::offset}};
///
/// assert_eq!(OffsetTime::new(time(7, 15, 0, 0), offset(-8)).to_string(), "07:15-08:00");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct OffsetTime {
    time: Time,
    offset: Offset,
}

debug_type_name!(OffsetTime);

impl OffsetTime {
    /// A time at an offset from UTC; what is less than a minute is left out, of both.
    pub fn new(time: Time, offset: Offset) -> Self {
        let minutes = offset.seconds() / 60;
        Self {
            time: Time::constant(time.hour(), time.minute(), 0, 0),
            // Nearer to zero than an offset in range is in range.
            offset: Offset::from_seconds(minutes * 60).unwrap_or(offset),
        }
    }

    /// The time on the clock at that offset.
    pub const fn time(self) -> Time {
        self.time
    }

    /// The offset of that clock from UTC.
    pub const fn offset(self) -> Offset {
        self.offset
    }
}

impl fmt::Display for OffsetTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        write!(
            formatter,
            "{:02}:{:02}{sign}{:02}:{:02}",
            self.time.hour(),
            self.time.minute(),
            minutes / 60,
            minutes % 60
        )
    }
}

impl FromStr for OffsetTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or(TimeError(
            "expected a time with an offset, as in 07:15-08:00",
        ))
    }
}

/// Seconds of zero and `Z` are taken too: other times of this API have them.
fn read(text: &str) -> Option<OffsetTime> {
    let at = text.rfind(['+', '-', 'Z'])?;
    let (time, offset) = text.split_at(at);
    let (time, _) = clock(time)?;
    (time.second() == 0).then_some(OffsetTime::new(time, read_offset(offset)?))
}

fn read_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let (digits, has_seconds) = clock(&text[1..])?;
    let seconds = i32::from(digits.hour()) * 3600 + i32::from(digits.minute()) * 60;
    let signed = match text.as_bytes()[0] {
        b'+' => seconds,
        b'-' => -seconds,
        _ => return None,
    };
    Offset::from_seconds(signed).ok().filter(|_| !has_seconds)
}

serde_as_text!(OffsetTime, "a time of day with an offset");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_without_an_offset_or_with_lost_seconds_is_refused() {
        assert_eq!(
            "07:15:00Z".parse::<OffsetTime>().unwrap().to_string(),
            "07:15+00:00"
        );
        for text in [
            "07:15",
            "07:15:30-08:00",
            "07:15-0800",
            "-08:00",
            "+",
            "Z",
            "07:15-ä",
        ] {
            assert!(text.parse::<OffsetTime>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn time_and_offset_survive_the_way_in_and_out(text in "([01][0-9]|2[0-3]):[0-5][0-9][+-](0[1-9]|1[0-9]):[0-5][0-9]") {
            let time: OffsetTime = text.parse().unwrap();
            prop_assert_eq!(time.to_string(), text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,16}") {
            let _ = text.parse::<OffsetTime>();
        }
    }
}
