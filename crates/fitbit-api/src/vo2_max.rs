//! Cardio fitness: a number, or a range where the estimate is no better.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::masked::debug_type_name;
use crate::number_text::{NumberError, NumberText};

/// VO2 max in millilitres a kilogram and minute: `"46"`, or a range, `"42-46"`. A JSON number is taken too.
///
/// ```
/// use fitbit_api::Vo2Max;
///
/// let estimate: Vo2Max = "42-46".parse()?;
/// assert_eq!((estimate.low(), estimate.high()), (42.0, 46.0));
/// assert_eq!(estimate.exact(), None);
/// # Ok::<(), fitbit_api::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct Vo2Max {
    low: NumberText,
    high: NumberText,
    is_range: bool,
}

debug_type_name!(Vo2Max);

impl Vo2Max {
    /// The lower end of the range; the number itself where it is no range.
    pub const fn low(self) -> f64 {
        self.low.get()
    }

    /// The upper end of the range; the number itself where it is no range.
    pub const fn high(self) -> f64 {
        self.high.get()
    }

    /// The number, where it is no range.
    pub fn exact(self) -> Option<f64> {
        (!self.is_range).then(|| self.low())
    }

    fn number(value: NumberText) -> Self {
        Self {
            low: value,
            high: value,
            is_range: false,
        }
    }
}

impl fmt::Display for Vo2Max {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.low.fmt(formatter)?;
        if self.is_range {
            write!(formatter, "-{}", self.high)?;
        }
        Ok(())
    }
}

impl FromStr for Vo2Max {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: NumberError = NumberError("expected a number, or a range as in 42-46");

        // Signs and exponents would make the hyphen ambiguous, and nobody breathes so.
        let part = |text: &str| {
            let text = text.trim();
            let is_plain = text
                .bytes()
                .all(|sign| sign.is_ascii_digit() || sign == b'.');
            if is_plain {
                text.parse()
            } else {
                Err(EXPECTED)
            }
            .map_err(|_| EXPECTED)
        };
        match text.split_once('-') {
            None => part(text).map(Self::number),
            Some((low, high)) => {
                let (low, high): (NumberText, NumberText) = (part(low)?, part(high)?);
                if low > high {
                    return Err(EXPECTED);
                }
                Ok(Self {
                    low,
                    high,
                    is_range: true,
                })
            }
        }
    }
}

impl Serialize for Vo2Max {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Vo2Max {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Vo2Max;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, or a range as a text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Vo2Max, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Other("a text"), &self))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Vo2Max, E> {
                match NumberText::try_from(value) {
                    Ok(number) if value >= 0.0 => Ok(Vo2Max::number(number)),
                    _ => Err(E::invalid_value(de::Unexpected::Other("a number"), &self)),
                }
            }

            #[expect(clippy::cast_precision_loss, reason = "as any JSON number is read")]
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Vo2Max, E> {
                self.visit_f64(value as f64)
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_exact_and_a_range_is_not() {
        let read = |wire| serde_json::from_str::<Vo2Max>(wire).unwrap();
        assert_eq!(read("\"46\"").exact(), Some(46.0));
        assert_eq!(read("46.5").exact(), Some(46.5));
        let range = read("\"42-46\"");
        assert_eq!(
            (range.low(), range.high(), range.exact()),
            (42.0, 46.0, None)
        );
    }

    #[test]
    fn what_is_neither_is_refused() {
        for wire in [
            "\"\"",
            "\"-46\"",
            "\"46-42\"",
            "\"42-\"",
            "\"1-2-3\"",
            "\"low\"",
            "-1",
            "null",
        ] {
            assert!(serde_json::from_str::<Vo2Max>(wire).is_err(), "{wire}");
        }
    }

    proptest! {
        #[test]
        fn the_value_survives_the_way_in_and_out(low in 10_u32..60, more in 0_u32..9) {
            for text in [low.to_string(), format!("{low}-{}", low + more)] {
                prop_assert_eq!(text.parse::<Vo2Max>().unwrap().to_string(), text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,16}") {
            let _ = text.parse::<Vo2Max>();
        }
    }
}
