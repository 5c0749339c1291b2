//! A boolean that stands on the wire as a text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::masked::debug_type_name;

/// `"true"` or `"false"`; a JSON boolean is taken too, a text is always written.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
pub struct BooleanText(bool);

debug_type_name!(BooleanText);

impl BooleanText {
    /// The boolean.
    pub const fn get(self) -> bool {
        self.0
    }
}

impl From<bool> for BooleanText {
    fn from(value: bool) -> Self {
        Self(value)
    }
}

impl Serialize for BooleanText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.0 { "true" } else { "false" })
    }
}

impl<'de> Deserialize<'de> for BooleanText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = BooleanText;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("\"true\" or \"false\"")
            }

            fn visit_bool<E>(self, value: bool) -> Result<BooleanText, E> {
                Ok(BooleanText(value))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<BooleanText, E> {
                match text {
                    "true" => Ok(BooleanText(true)),
                    "false" => Ok(BooleanText(false)),
                    other => Err(E::invalid_value(de::Unexpected::Str(other), &self)),
                }
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_are_read_and_the_text_is_written() {
        for wire in ["\"true\"", "true"] {
            let value: BooleanText = serde_json::from_str(wire).unwrap();
            assert!(value.get());
            assert_eq!(serde_json::to_string(&value).unwrap(), "\"true\"");
        }
        assert!(serde_json::from_str::<BooleanText>("\"\"").is_err());
    }
}
