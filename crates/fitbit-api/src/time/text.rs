//! What the forms of times share: their texts are read and written through `FromStr` and `Display`, and the parsers of
//! their parts. jiff's own parsers take more than the wire may say: they pass over a time behind a date, or an offset.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;

/// `yyyy-MM-dd` and nothing behind it.
pub(super) fn date(text: &str) -> Option<Date> {
    if text.len() != "yyyy-MM-dd".len() {
        return None;
    }
    match date_and_time(text)? {
        (date, None) => Some(date),
        (_, Some(_)) => None,
    }
}

/// A date and time without an offset or a zone.
pub(super) fn date_time(text: &str) -> Option<DateTime> {
    match date_and_time(text)? {
        (date, Some(time)) => Some(date.to_datetime(time)),
        (_, None) => None,
    }
}

/// A date, and a time if there is one; nothing that names a place on earth.
pub(super) fn date_and_time(text: &str) -> Option<(Date, Option<Time>)> {
    let pieces = Pieces::parse(text).ok()?;
    let is_civil = pieces.offset().is_none() && pieces.time_zone_annotation().is_none();
    is_civil.then(|| (pieces.date(), pieces.time()))
}

/// `HH:mm` or `HH:mm:ss`, and whether the seconds are said.
pub(crate) fn clock(text: &str) -> Option<(Time, bool)> {
    let mut parts = text.split(':').map(|part| {
        let is_pair = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
        is_pair.then(|| part.parse::<i8>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => Some(second?),
        None => None,
    };
    if parts.next().is_some() {
        return None;
    }
    let time = Time::new(hour, minute, second.unwrap_or(0), 0).ok()?;
    Some((time, second.is_some()))
}

/// Reads and writes a type as text, through `FromStr` and `Display`.
macro_rules! serde_as_text {
    ($name:ident, $expecting:literal) => {
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                struct Visitor;

                impl ::serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(
                        &self,
                        formatter: &mut ::std::fmt::Formatter<'_>,
                    ) -> ::std::fmt::Result {
                        formatter.write_str($expecting)
                    }

                    fn visit_str<E: ::serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|_| {
                            E::invalid_value(::serde::de::Unexpected::Other("a text"), &self)
                        })
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = super::TimeError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}

pub(super) use serde_as_text;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_date_with_something_behind_it_is_no_date() {
        assert!(date("2019-01-03").is_some());
        for text in ["2019-01-03T00:00", "2019-1-3", "20190103", "2019-02-30", ""] {
            assert!(date(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_clock_has_two_digits_each_and_no_hour_24() {
        assert_eq!(clock("07:05"), Some((jiff::civil::time(7, 5, 0, 0), false)));
        assert_eq!(
            clock("23:59:58"),
            Some((jiff::civil::time(23, 59, 58, 0), true))
        );
        for text in [
            "7:05",
            "24:00",
            "12:60",
            "12:00:60",
            "12:00:00.5",
            "ab:cd",
            "１２:00",
        ] {
            assert!(clock(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_a_parser_panic(text in "\\PC{0,32}") {
            let _ = (date(&text), date_time(&text), clock(&text));
        }
    }
}
