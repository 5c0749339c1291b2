//! A time that the server blanks to `""` instead of leaving it out.

use std::fmt;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::text;

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

/// A date and time without a zone, or `""`.
pub type DateTimeOrBlank = Blankable<DateTime>;

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

/// A time of the person's clock as text, read strictly.
pub trait CivilText: Sized {
    /// What it is, in words.
    const WHAT: &'static str;

    /// The value; `None` when the text says something else, or more.
    fn read(text: &str) -> Option<Self>;
}

impl CivilText for Date {
    const WHAT: &'static str = "a date, or an empty text";

    fn read(text: &str) -> Option<Self> {
        text::date(text)
    }
}

impl CivilText for DateTime {
    const WHAT: &'static str = "a date and time without a zone, or an empty text";

    fn read(text: &str) -> Option<Self> {
        text::date_time(text)
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

impl<'de, T: CivilText> Deserialize<'de> for Blankable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);

        impl<T: CivilText> de::Visitor<'_> for Visitor<T> {
            type Value = Blankable<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(T::WHAT)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Blankable<T>, E> {
                if text.is_empty() {
                    return Ok(Blankable::Blank);
                }
                T::read(text)
                    .map(Blankable::Value)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Other("a text"), &self))
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
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_empty_date_is_blank_and_a_wrong_one_is_an_error() {
        let read = serde_json::from_str::<DateOrBlank>;
        assert!(read("\"\"").unwrap() == Blankable::Blank);
        assert!(read("\"1970-02-18\"").unwrap() == Blankable::Value(date(1970, 2, 18)));
        assert!(read("\"1970-02-30\"").is_err());
        assert!(read("\"1970-02-18T08:00:00\"").is_err());
        assert_eq!(
            format!("{:?}", read("\"1970-02-18\"").unwrap()),
            "Blankable"
        );
    }

    #[test]
    fn an_empty_date_and_time_is_blank_and_an_offset_is_not_dropped() {
        let read = serde_json::from_str::<DateTimeOrBlank>;
        assert!(read("\"\"").unwrap() == Blankable::Blank);
        let value = date(2014, 10, 7).at(16, 0, 39, 0);
        assert!(read("\"2014-10-07T16:00:39.000\"").unwrap() == Blankable::Value(value));
        assert!(read("\"2014-10-07T16:00:39.000-07:00\"").is_err());
        assert!(read("\"2014-10-07\"").is_err());
    }
}
