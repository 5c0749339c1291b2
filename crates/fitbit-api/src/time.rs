//! Times as the server writes them: with an offset, without one, or not at all.
//!
//! Nothing here turns a civil time into an instant: that takes a zone, and no body carries one.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::masked::debug_type_name;

/// Why a text is not a time of the wanted kind. It never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeError(&'static str);

impl fmt::Display for TimeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for TimeError {}

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
        let pieces = Pieces::parse(text)
            .ok()
            .filter(|pieces| pieces.offset().is_none() && pieces.time_zone_annotation().is_none())
            .ok_or(TimeError(
                "expected yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss, without a zone",
            ))?;
        Ok(match pieces.time() {
            None => Self::Date(pieces.date()),
            Some(time) => Self::DateTime(pieces.date().to_datetime(time)),
        })
    }
}

/// Text forms are read and written through `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($name:ident, $expecting:literal) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str($expecting)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse()
                            .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    };
}

serde_as_text!(OffsetDateTime, "a date and time with an offset");
serde_as_text!(DateOrDateTime, "a date, or a date and time without a zone");

/// Reads a date and time without zone, and refuses one with a zone: an offset must not be lost unseen.
pub(crate) fn civil_date_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<DateTime, D::Error> {
    deserializer.deserialize_str(CivilDateTime)
}

/// [`civil_date_time`], or null.
pub(crate) fn optional_civil_date_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime>, D::Error> {
    #[derive(Deserialize)]
    struct Present(#[serde(deserialize_with = "civil_date_time")] DateTime);

    Option::<Present>::deserialize(deserializer).map(|present| present.map(|present| present.0))
}

struct CivilDateTime;

impl de::Visitor<'_> for CivilDateTime {
    type Value = DateTime;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a date and time without a zone")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
        match text.parse() {
            Ok(DateOrDateTime::DateTime(date_time)) => Ok(date_time),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }
}

/// A value that the server blanks to `""` instead of leaving it out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blankable<T> {
    /// `""`: hidden by a setting, or never filled in. The API does not tell which.
    Blank,
    /// The value.
    Value(T),
}

/// A civil date, or `""`.
pub type DateOrBlank = Blankable<Date>;

impl<T> Blankable<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Blank => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> fmt::Debug for Blankable<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Blankable")
    }
}

impl<T: fmt::Display> Serialize for Blankable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Blank => serializer.serialize_str(""),
            Self::Value(value) => serializer.collect_str(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Blankable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Blankable<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value as text, or an empty text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Blankable<T>, E> {
                if text.is_empty() {
                    return Ok(Blankable::Blank);
                }
                T::deserialize(de::value::StrDeserializer::new(text)).map(Blankable::Value)
            }
        }

        deserializer.deserialize_str(Visitor(std::marker::PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T> schemars::JsonSchema for Blankable<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Blankable".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

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

    #[test]
    fn a_civil_time_refuses_an_offset_instead_of_dropping_it() {
        #[derive(Deserialize)]
        struct Sample {
            #[serde(default, deserialize_with = "optional_civil_date_time")]
            at: Option<DateTime>,
        }

        let read = |wire| serde_json::from_str::<Sample>(wire).map(|sample| sample.at);
        assert_eq!(
            read(r#"{"at":"2012-06-05T02:26:29.000"}"#).unwrap(),
            Some(jiff::civil::date(2012, 6, 5).at(2, 26, 29, 0))
        );
        assert_eq!(read(r#"{"at":null}"#).unwrap(), None);
        assert_eq!(read("{}").unwrap(), None);
        assert!(read(r#"{"at":"2012-06-05T02:26:29.000-07:00"}"#).is_err());
        assert!(read(r#"{"at":"2012-06-05T02:26:29Z"}"#).is_err());
        assert!(read(r#"{"at":"2012-06-05"}"#).is_err());
    }

    #[test]
    fn an_empty_date_is_blank_and_a_wrong_one_is_an_error() {
        let read = serde_json::from_str::<DateOrBlank>;
        assert!(read("\"\"").unwrap() == Blankable::Blank);
        assert!(
            read("\"1970-02-18\"").unwrap() == Blankable::Value(jiff::civil::date(1970, 2, 18))
        );
        assert!(read("\"1970-02-30\"").is_err());
        assert_eq!(
            format!("{:?}", read("\"1970-02-18\"").unwrap()),
            "Blankable"
        );
    }

    proptest::proptest! {
        #[test]
        fn a_time_with_an_offset_is_a_fixed_point_of_writing_and_reading(
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
            let _ = text.parse::<DateOrDateTime>();
            let _ = text.parse::<crate::UserIdOrOwn>();
        }
    }
}
