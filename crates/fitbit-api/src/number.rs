//! Integers that the server sometimes writes with a fraction of zero.
//!
//! The same field comes as `15220` from one endpoint and as `15220.0` from another. A number with a real fraction is
//! still a misfit: rounding would hide it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, de};

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

/// Reads a list of integers.
#[allow(
    dead_code,
    reason = "generated types use it as soon as the spec has such a field"
)]
pub(crate) fn integers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    Vec::<Lenient>::deserialize(deserializer)
        .map(|list| list.into_iter().map(|item| item.0).collect())
}

/// Reads a list of integers, or null.
#[allow(
    dead_code,
    reason = "generated types use it as soon as the spec has such a field"
)]
pub(crate) fn optional_integers<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<i64>>, D::Error> {
    let list = Option::<Vec<Lenient>>::deserialize(deserializer)?;
    Ok(list.map(|list| list.into_iter().map(|item| item.0).collect()))
}

/// Reads integers by name.
#[allow(
    dead_code,
    reason = "generated types use it as soon as the spec has such a field"
)]
pub(crate) fn integer_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, i64>, D::Error> {
    let map = BTreeMap::<String, Lenient>::deserialize(deserializer)?;
    Ok(map
        .into_iter()
        .map(|(name, value)| (name, value.0))
        .collect())
}

/// Reads integers by name, or null.
#[allow(
    dead_code,
    reason = "generated types use it as soon as the spec has such a field"
)]
pub(crate) fn optional_integer_map<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<BTreeMap<String, i64>>, D::Error> {
    let map = Option::<BTreeMap<String, Lenient>>::deserialize(deserializer)?;
    Ok(map.map(|map| {
        map.into_iter()
            .map(|(name, value)| (name, value.0))
            .collect()
    }))
}

/// An integer within something larger.
#[derive(Deserialize)]
struct Lenient(#[serde(deserialize_with = "integer")] i64);

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
    fn integers_within_lists_and_maps_are_as_lenient() {
        #[derive(Deserialize)]
        struct Sample {
            #[serde(deserialize_with = "super::integers")]
            list: Vec<i64>,
            #[serde(default, deserialize_with = "super::optional_integers")]
            more: Option<Vec<i64>>,
            #[serde(deserialize_with = "super::integer_map")]
            map: std::collections::BTreeMap<String, i64>,
            #[serde(default, deserialize_with = "super::optional_integer_map")]
            rest: Option<std::collections::BTreeMap<String, i64>>,
        }

        let wire = r#"{"list": [1, 2.0], "more": [3.0], "map": {"a": 4.0}, "rest": null}"#;
        let sample: Sample = serde_json::from_str(wire).unwrap();
        assert_eq!((sample.list, sample.more), (vec![1, 2], Some(vec![3])));
        assert_eq!((sample.map["a"], sample.rest), (4, None));
        let error = serde_json::from_str::<Sample>(r#"{"list": [1.5]}"#);
        assert!(error.is_err());
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
