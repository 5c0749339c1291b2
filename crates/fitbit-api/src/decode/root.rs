//! A look at the root of a document, before it is read as a type.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{self, IgnoredAny};

use crate::facts::Field;

pub(super) struct RootKeys {
    /// Whether there is any key.
    pub(super) any: bool,
    /// Whether a wanted one is there.
    pub(super) found: bool,
}

/// What keys the root object has; `None` when the root is not an object.
pub(super) fn root_keys(text: &str, wanted: &[&str]) -> Option<RootKeys> {
    struct Visitor<'a>(&'a [&'a str]);

    impl<'de> de::Visitor<'de> for Visitor<'_> {
        type Value = RootKeys;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<RootKeys, A::Error> {
            let mut keys = RootKeys {
                any: false,
                found: false,
            };
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                keys.any = true;
                keys.found |= self.0.contains(&&*key);
                map.next_value::<IgnoredAny>()?;
            }
            Ok(keys)
        }
    }

    de::Deserializer::deserialize_map(
        &mut serde_json::Deserializer::from_str(text),
        Visitor(wanted),
    )
    .ok()
}

/// Whether the root object has keys and none of them is a field. It looks no further than the first that is one.
pub(super) fn is_strange(text: &str, fields: &[Field]) -> bool {
    struct Visitor<'a> {
        fields: &'a [Field],
        any: &'a Cell<bool>,
        known: &'a Cell<bool>,
    }

    impl<'de> de::Visitor<'de> for Visitor<'_> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                self.any.set(true);
                if self.fields.iter().any(|field| field.name == key) {
                    self.known.set(true);
                    return Err(de::Error::custom("one is enough"));
                }
                map.next_value::<IgnoredAny>()?;
            }
            Ok(())
        }
    }

    let (any, known) = (Cell::new(false), Cell::new(false));
    let read = de::Deserializer::deserialize_map(
        &mut serde_json::Deserializer::from_str(text),
        Visitor {
            fields,
            any: &any,
            known: &known,
        },
    );
    read.is_ok() && any.get() && !known.get()
}
