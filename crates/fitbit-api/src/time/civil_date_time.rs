//! Readers of a date and time without a zone: jiff's own would pass over an offset.

use std::fmt;

use jiff::civil::DateTime;
use serde::{Deserialize, Deserializer, de};

use super::text::date_time;

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
        date_time(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("a text"), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
