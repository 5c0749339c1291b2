//! One item of a batch, field by field. A field of another kind than expected must not lose what can be read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::MisfitKind;
use crate::notification::Notification;

/// The most bytes of an id and of a name: they are kept for long, and nothing that the service makes comes near.
const LONGEST: usize = 128;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default)]
    owner_id: Text,
    #[serde(default)]
    collection_type: Text,
    #[serde(default)]
    date: Text,
    #[serde(default)]
    owner_type: Text,
    #[serde(default)]
    subscription_id: Text,
}

/// Reads an item, and reports what is wrong with it.
pub(super) fn notification(item: &str, mut misfit: impl FnMut(MisfitKind)) -> Option<Notification> {
    // An array would be read as the fields in their order.
    let object = Some(item).filter(|item| item.starts_with('{'));
    let Some(wire) = object.and_then(|object| serde_json::from_str::<Wire>(object).ok()) else {
        misfit(MisfitKind::Shape);
        return None;
    };
    let Some(owner_id) = wire.owner_id.name() else {
        misfit(MisfitKind::Owner);
        return None;
    };
    let Some(collection) = wire.collection_type.name() else {
        misfit(MisfitKind::Collection);
        return None;
    };
    let mut optional = |name, text| match text {
        Text::Is(text) => Some(text),
        Text::Absent => None,
        Text::Unreadable => {
            misfit(MisfitKind::Field(name));
            None
        }
    };
    Some(Notification {
        owner_id,
        collection,
        date: optional("date", wire.date),
        owner_type: optional("ownerType", wire.owner_type),
        subscription_id: optional("subscriptionId", wire.subscription_id),
    })
}

/// A field that is a text, or a whole number instead of one.
#[derive(Default)]
enum Text {
    #[default]
    Absent,
    Is(Box<str>),
    Unreadable,
}

impl Text {
    /// The text, if it can be an id or a name.
    fn name(self) -> Option<Box<str>> {
        match self {
            Self::Is(text) if (1..=LONGEST).contains(&text.len()) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyKind;

        impl<'de> Visitor<'de> for AnyKind {
            type Value = Text;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("anything")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text::Is(text.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
                Ok(Text::Is(number.to_string().into()))
            }

            fn visit_unit<E>(self) -> Result<Text, E> {
                Ok(Text::Absent)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
                Ok(Text::Unreadable)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Text, E> {
                Ok(Text::Unreadable)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
                Ok(Text::Unreadable)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Text, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::Unreadable)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Text, A::Error> {
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::Unreadable)
            }
        }

        deserializer.deserialize_any(AnyKind)
    }
}
