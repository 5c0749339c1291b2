//! A number that stands on the wire as a text, as the values of every series do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::masked::debug_type_name;

/// Why a text is not a number. It never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberError(pub(crate) &'static str);

impl fmt::Display for NumberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for NumberError {}

/// A number written as a text, `"1892.7"`; a JSON number is taken too, a text is always written.
///
/// Its value survives, not its spelling: `"0.0"` is written back as `"0"`.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct NumberText(f64);

debug_type_name!(NumberText);

impl NumberText {
    /// The number; always finite.
    pub const fn get(self) -> f64 {
        self.0
    }

    fn finite(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }
}

impl TryFrom<f64> for NumberText {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::finite(value).ok_or(NumberError("expected a finite number"))
    }
}

impl fmt::Display for NumberText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for NumberText {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Rust also reads words such as `inf` as numbers.
        text.bytes()
            .all(|sign| matches!(sign, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
            .then(|| text.parse().ok().and_then(Self::finite))
            .flatten()
            .ok_or(NumberError("expected a number as a text"))
    }
}

impl Serialize for NumberText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NumberText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = NumberText;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, as a text or bare")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<NumberText, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Other("a text"), &self))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<NumberText, E> {
                NumberText::finite(value)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Other("a number"), &self))
            }

            #[expect(clippy::cast_precision_loss, reason = "as any JSON number is read")]
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<NumberText, E> {
                self.visit_f64(value as f64)
            }

            #[expect(clippy::cast_precision_loss, reason = "as any JSON number is read")]
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<NumberText, E> {
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
    fn texts_and_numbers_are_read_and_nothing_else() {
        for (wire, value) in [
            ("\"2504\"", 2504.0),
            ("\"1892.7099609375\"", 1_892.709_960_937_5),
            ("\"0.0\"", 0.0),
            ("64.2", 64.2),
            ("-1", -1.0),
        ] {
            assert!(serde_json::from_str::<NumberText>(wire).unwrap() == NumberText(value));
        }
        for wire in [
            "\"\"",
            "\"inf\"",
            "\"1e999\"",
            "\"12 kg\"",
            "null",
            "true",
            "\"1,5\"",
        ] {
            assert!(serde_json::from_str::<NumberText>(wire).is_err(), "{wire}");
        }
    }

    proptest! {
        #[test]
        fn the_value_survives_the_way_in_and_out(value in proptest::num::f64::NORMAL | proptest::num::f64::ZERO) {
            let number = NumberText::try_from(value).unwrap();
            let wire = serde_json::to_string(&number).unwrap();
            prop_assert!(serde_json::from_str::<NumberText>(&wire).unwrap() == number);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = text.parse::<NumberText>();
        }
    }
}
