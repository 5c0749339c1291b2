//! A date and time with its offset from UTC. The offset is never thrown away.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;

use super::TimeError;
use super::text::serde_as_text;
use crate::masked::debug_type_name;

/// A local time with its offset from UTC, as in `2019-01-03T12:08:29.000-08:00`, or with `Z`.
///
/// The offset is part of the value: it tells the local day, which an instant alone does not.
///
/// ```
/// use fitbit_api::OffsetDateTime;
///
/// let start: OffsetDateTime = "2019-01-03T23:30:00.000-08:00".parse()?;
/// assert_eq!(start.civil().date().to_string(), "2019-01-03");
/// assert_eq!(start.timestamp().to_string(), "2019-01-04T07:30:00Z");
/// # Ok::<(), fitbit_api::TimeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct OffsetDateTime {
    civil: DateTime,
    offset: Offset,
    /// `Z` and `+00:00` are the same instant but not the same statement about the place.
    zulu: bool,
}

debug_type_name!(OffsetDateTime);

impl OffsetDateTime {
    /// The time on the person's clock.
    pub const fn civil(&self) -> DateTime {
        self.civil
    }

    /// The offset of that clock from UTC; zero for `Z`.
    pub const fn offset(&self) -> Offset {
        self.offset
    }

    /// The instant.
    pub fn timestamp(&self) -> Timestamp {
        // Out of range only within a day of the years -9999 and 9999; jiff then answers with an error, which parsing
        // has already ruled out.
        self.offset
            .to_timestamp(self.civil)
            .unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for OffsetDateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:.3}", self.civil)?;
        if self.zulu {
            return formatter.write_str("Z");
        }
        let seconds = self.offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.abs() / 60;
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for OffsetDateTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: TimeError = TimeError(
            "expected a date and time with an offset, as in 2019-01-03T12:08:29.000-08:00",
        );

        let pieces = Pieces::parse(text).map_err(|_| EXPECTED)?;
        let civil = pieces.date().to_datetime(pieces.time().ok_or(EXPECTED)?);
        let (offset, zulu) = match pieces.offset().ok_or(EXPECTED)? {
            PiecesOffset::Zulu => (Offset::UTC, true),
            PiecesOffset::Numeric(numeric) => (numeric.offset(), false),
            _ => return Err(EXPECTED),
        };
        offset.to_timestamp(civil).map_err(|_| EXPECTED)?;
        Ok(Self {
            civil,
            offset,
            zulu,
        })
    }
}

serde_as_text!(OffsetDateTime, "a date and time with an offset");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_survives_the_way_in_and_out() {
        for text in [
            "2019-01-03T12:08:29.000-08:00",
            "2020-10-11T13:00:00.000+03:00",
            "2019-01-04T19:31:15.000Z",
            "2019-06-04T19:31:15.250+00:00",
            "2014-10-07T16:00:39.237-07:00",
            "2021-01-01T00:15:00.000+05:45",
        ] {
            let time: OffsetDateTime = text.parse().unwrap();
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn a_time_without_an_offset_is_not_one_with() {
        for text in ["2019-01-03T12:08:29.000", "2019-01-03", "", "nonsense"] {
            assert!(text.parse::<OffsetDateTime>().is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn writing_and_reading_is_a_fixed_point(
            seconds in -2_000_000_000_i64..4_000_000_000,
            millis in 0_i64..1000,
            quarters in -48_i32..=56,
        ) {
            let offset = Offset::from_seconds(quarters * 900).unwrap();
            let instant = Timestamp::from_millisecond(seconds * 1000 + millis).unwrap();
            let sign = if quarters < 0 { '-' } else { '+' };
            let minutes = quarters.abs() * 15;
            let text = format!(
                "{:.3}{sign}{:02}:{:02}", offset.to_datetime(instant), minutes / 60, minutes % 60
            );
            let time: OffsetDateTime = text.parse().unwrap();
            proptest::prop_assert_eq!(time.timestamp(), instant);
            proptest::prop_assert_eq!(time.to_string(), text);
        }

        #[test]
        fn no_text_makes_a_parser_panic(text in ".*") {
            let _ = text.parse::<OffsetDateTime>();
            let _ = text.parse::<crate::DateOrDateTime>();
            let _ = text.parse::<crate::UserIdOrOwn>();
        }
    }
}
