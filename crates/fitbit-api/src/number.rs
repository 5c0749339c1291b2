//! Integers that the server sometimes writes with a fraction of zero.
//!
//! The same field comes as `15220` from one endpoint and as `15220.0` from another. A number with a real fraction is
//! still a misfit: rounding would hide it.

use std::fmt;

use serde::{Deserializer, de};

/// Reads an integer, also one written `15220.0`.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(Integer)
}

/// Reads an integer or null.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    deserializer.deserialize_option(OptionalInteger)
}

struct Integer;

impl de::Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer")
    }

    fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        /// Up to here every integer is its own `f64`.
        const EXACT: f64 = 9_007_199_254_740_992.0;

        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            return Ok(value as i64);
        }
        Err(E::invalid_value(de::Unexpected::Float(value), &self))
    }
}

struct OptionalInteger;

impl<'de> de::Visitor<'de> for OptionalInteger {
    type Value = Option<i64>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer or null")
    }

    fn visit_none<E>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<i64>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<i64>, D::Error> {
        integer(deserializer).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Sample {
        #[serde(deserialize_with = "super::integer")]
        always: i64,
        #[serde(default, deserialize_with = "super::optional_integer")]
        sometimes: Option<i64>,
    }

    #[test]
    fn a_fraction_of_zero_is_an_integer_and_a_real_one_is_not() {
        let sample: Sample =
            serde_json::from_str(r#"{"always": 15220.0, "sometimes": -3}"#).unwrap();
        assert_eq!((sample.always, sample.sometimes), (15220, Some(-3)));
        assert!(serde_json::from_str::<Sample>(r#"{"always": 1.5}"#).is_err());
        assert!(serde_json::from_str::<Sample>(r#"{"always": 1e300}"#).is_err());
        assert!(serde_json::from_str::<Sample>(r#"{"always": "1"}"#).is_err());
    }

    #[test]
    fn absent_and_null_are_none() {
        for wire in [r#"{"always": 1}"#, r#"{"always": 1, "sometimes": null}"#] {
            assert_eq!(
                serde_json::from_str::<Sample>(wire).unwrap().sometimes,
                None
            );
        }
    }
}
