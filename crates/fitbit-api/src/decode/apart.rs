//! Sets the bad items of a list apart, so that one of them does not cost the others.
//!
//! A body is read the fast way first. Only when it is JSON of another shape is it read again, item by item: what fits
//! is kept in its order, what does not is handed out beside it with its place and its text. A misfit outside the lists
//! at the root stays a misfit of the whole body.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

use super::misfit::safe_path;
use super::{Body, Misfit, locate, prepared};
use crate::facts::{Operation, Schema, Shape};

/// A body with its bad items set apart.
pub struct Apart<T> {
    /// The body without them.
    pub value: T,
    /// The bad items, in the order of the body.
    pub misfits: Vec<ItemMisfit>,
}

/// An item that does not fit, in a list at the root of a body.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemMisfit {
    list: Box<str>,
    index: usize,
    misfit: Misfit,
    text: Box<str>,
}

impl ItemMisfit {
    /// The field with the list; blank where the root itself is the list.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// Which item of the list it was, from 0, the bad ones counted.
    pub fn index(&self) -> usize {
        self.index
    }

    /// What is wrong, by JSON path from the root of the body. Line and column count from the head of the item.
    pub fn misfit(&self) -> &Misfit {
        &self.misfit
    }

    /// The item as it came. It is health data: never log it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for ItemMisfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ItemMisfit({})", self.misfit)
    }
}

impl<T> fmt::Debug for Apart<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Apart")
            .field("misfits", &self.misfits)
            .finish_non_exhaustive()
    }
}

/// Reads `bytes` as a success of `operation`, with the bad items of its lists set apart.
///
/// Where nothing is bad it costs what [`body`](super::body) costs.
///
/// # Errors
///
/// A [`Misfit`] that names the place, when it is outside the lists at the root.
pub fn body_apart<T: Body>(operation: &Operation, bytes: &[u8]) -> Result<Apart<T>, Misfit> {
    let text = prepared(operation, bytes)?;
    let error = match T::from_text(&text) {
        Ok(value) => {
            return Ok(Apart {
                value,
                misfits: Vec::new(),
            });
        }
        Err(error) => error,
    };
    let whole = || locate::<T>(&text, &error);
    if !error.is_data() {
        return Err(whole());
    }
    let schema = operation.success.and_then(Schema::find).ok_or_else(whole)?;
    let found = RefCell::default();
    let document: &RawValue = serde_json::from_str(&text).map_err(|_| whole())?;
    let root = Node {
        text: document.get(),
        place: Place::Root(schema),
        found: &found,
    };
    let value = T::deserialize(root).map_err(|_| whole())?;
    let misfits = found.into_inner();
    if misfits.is_empty() {
        // The misfit is nothing that an item has.
        return Err(whole());
    }
    Ok(Apart { value, misfits })
}

type Found = RefCell<Vec<ItemMisfit>>;

#[derive(Clone, Copy)]
enum Place<'a> {
    Root(&'a Schema),
    /// A list at the root, by the name of its field.
    List(&'a str),
    Elsewhere,
}

/// A part of the document that is read at this place.
struct Node<'de, 'a> {
    text: &'de str,
    place: Place<'a>,
    found: &'a Found,
}

impl<'de> Node<'de, '_> {
    fn plain(&self) -> serde_json::Deserializer<serde_json::de::StrRead<'de>> {
        serde_json::Deserializer::from_str(self.text)
    }
}

impl<'de> Deserializer<'de> for Node<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.place {
            Place::Root(schema) if self.text.starts_with('{') => visitor.visit_map(Members {
                rest: serde_json::from_str::<Object<'de>>(self.text)?
                    .0
                    .into_iter(),
                value: None,
                schema,
                found: self.found,
            }),
            Place::Root(schema) if schema.items.is_some() && self.text.starts_with('[') => visitor
                .visit_seq(Elements {
                    items: serde_json::from_str::<Vec<&'de RawValue>>(self.text)?.into_iter(),
                    index: 0,
                    list: "",
                    found: self.found,
                }),
            Place::List(list) if self.text.starts_with('[') => visitor.visit_seq(Elements {
                items: serde_json::from_str::<Vec<&'de RawValue>>(self.text)?.into_iter(),
                index: 0,
                list,
                found: self.found,
            }),
            _ => self.plain().deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.text == "null" {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The members of an object, unread. A key that stands twice is left for the type to refuse.
struct Object<'de>(Vec<(Cow<'de, str>, &'de RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unread;

        impl<'de> Visitor<'de> for Unread {
            type Value = Object<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }

        deserializer.deserialize_map(Unread)
    }
}

struct Members<'de, 'a> {
    rest: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    value: Option<(Cow<'de, str>, &'de RawValue)>,
    schema: &'a Schema,
    found: &'a Found,
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some((key.clone(), value));
        seed.deserialize(CowStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, value) = self
            .value
            .take()
            .ok_or_else(|| de::Error::custom("a value without a key"))?;
        let is_list = self
            .schema
            .fields
            .iter()
            .any(|field| field.name == key && matches!(field.shape, Shape::ListOf(_)));
        seed.deserialize(Node {
            text: value.get(),
            place: if is_list {
                Place::List(&key)
            } else {
                Place::Elsewhere
            },
            found: self.found,
        })
    }
}

struct Elements<'de, 'a> {
    items: std::vec::IntoIter<&'de RawValue>,
    index: usize,
    list: &'a str,
    found: &'a Found,
}

impl<'de> Elements<'de, '_> {
    /// Notes the item that was read last.
    fn set_apart<T: Deserialize<'de>>(&self, index: usize, text: &'de str, error: &Error) {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let misfit = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Err(located) => Misfit::from_json(located.inner(), safe_path(located.path())),
            Ok(_) => Misfit::from_json(error, "$".to_owned()),
        };
        let dot = if self.list.is_empty() { "" } else { "." };
        self.found.borrow_mut().push(ItemMisfit {
            list: self.list.into(),
            index,
            misfit: misfit.below(&format!("${dot}{}[{index}]", self.list)),
            text: text.into(),
        });
    }
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        // A seed is good for one try only; the lists of the types come by `next_element`.
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        self.index += 1;
        seed.deserialize(&mut serde_json::Deserializer::from_str(item.get()))
            .map(Some)
    }

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, Error> {
        while let Some(item) = self.items.next() {
            let index = self.index;
            self.index += 1;
            match serde_json::from_str(item.get()) {
                Ok(item) => return Ok(Some(item)),
                Err(error) => self.set_apart::<T>(index, item.get(), &error),
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types;

    fn apart<T: Body>(operation: &str, text: &str) -> Result<Apart<T>, Misfit> {
        body_apart(Operation::find(operation).unwrap(), text.as_bytes())
    }

    fn ids(list: &Apart<types::ActivityLogList>) -> Vec<u64> {
        let ids = list.value.activities.iter();
        ids.map(|activity| activity.log_id.get()).collect()
    }

    #[test]
    fn a_bad_item_is_told_by_its_place_and_the_others_stay_in_order() {
        let list = apart::<types::ActivityLogList>(
            "get_activity_log_list",
            r#"{"activities":[{"logId":1},{"logId":"secret"},{"logId":3},{"logId":4,"steps":{}},7,{"logId":6}],
                "pagination":{"next":"","previous":"x"}}"#,
        )
        .unwrap();
        assert_eq!(ids(&list), [1, 3, 6]);
        let places: Vec<(usize, &str)> = list
            .misfits
            .iter()
            .map(|misfit| (misfit.index(), misfit.misfit().path()))
            .collect();
        assert_eq!(
            places,
            [
                (1, "$.activities[1].logId"),
                (3, "$.activities[3].steps"),
                (4, "$.activities[4]")
            ]
        );
        assert_eq!(list.misfits[2].text(), "7");
        assert!(!format!("{list:?}").contains("secret"));
        assert!(list.value.pagination.is_some());
    }

    #[test]
    fn what_is_wrong_outside_the_items_is_wrong_with_the_body() {
        for (text, path) in [
            (
                r#"{"activities":[{"logId":"x"}],"pagination":7}"#,
                "$.activities[0].logId",
            ),
            (
                r#"{"activities":[{"logId":1}],"pagination":7}"#,
                "$.pagination",
            ),
            (r#"{"activities":{"logId":1}}"#, "$.activities"),
            (r#"{"activities":[{"logId":"x"},"#, "$.activities[0].logId"),
        ] {
            let misfit =
                apart::<types::ActivityLogList>("get_activity_log_list", text).unwrap_err();
            assert_eq!(misfit.path(), path, "{text}");
        }
    }

    #[test]
    fn a_list_that_is_the_root_is_one_too() {
        let days = apart::<types::SpO2DayList>(
            "get_spo2_summary_by_interval",
            r#"[{"dateTime":"2026-05-20"},{"dateTime":"2026-02-30"},{"dateTime":"2026-05-22"}]"#,
        )
        .unwrap();
        assert_eq!(days.value.0.len(), 2);
        assert_eq!(days.misfits[0].misfit().path(), "$[1].dateTime");
    }

    #[test]
    fn a_series_keeps_its_good_days() {
        let series = apart::<types::ActivityTimeSeries>(
            "get_activity_time_series",
            r#"{"activities-steps":[{"dateTime":"2026-05-20","value":"1"},{"dateTime":"2026-05-21","value":"a lot"}]}"#,
        )
        .unwrap();
        assert_eq!(series.value.activities_steps.unwrap().len(), 1);
        assert_eq!(
            series.misfits[0].misfit().path(),
            "$.activities-steps[1].value"
        );
    }

    proptest::proptest! {
        #[test]
        fn good_items_come_in_order_and_bad_ones_at_their_place(good in proptest::collection::vec(proptest::bool::ANY, 0..30)) {
            let items: Vec<String> = good
                .iter()
                .enumerate()
                .map(|(id, good)| if *good { format!(r#"{{"logId":{id}}}"#) } else { format!(r#"{{"logId":[{id}]}}"#) })
                .collect();
            let text = format!(r#"{{"activities":[{}]}}"#, items.join(" , "));
            let list = apart::<types::ActivityLogList>("get_activity_log_list", &text).unwrap();
            let expected = |wanted: bool| good.iter().enumerate().filter(move |(_, good)| **good == wanted).map(|(id, _)| id);
            proptest::prop_assert!(ids(&list).into_iter().eq(expected(true).map(|id| id as u64)));
            proptest::prop_assert!(list.misfits.iter().map(ItemMisfit::index).eq(expected(false)));
        }
    }
}
