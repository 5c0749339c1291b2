//! Columns as serde reads and writes them: as the list of objects that they are on the wire.

use std::fmt;

use jiff::civil::Time;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Columns, Measure, Point};
use crate::time::clock;

/// Seconds since midnight.
pub(super) fn seconds_of(time: Time) -> u32 {
    let part = |value: i8| u32::from(value.unsigned_abs());
    part(time.hour()) * 3600 + part(time.minute()) * 60 + part(time.second())
}

/// The time of so many seconds since midnight; the last second of the day where there are more than it has.
pub(super) fn time_of(seconds: u32) -> Time {
    let part = |value: u32| i8::try_from(value).unwrap_or_default();
    let seconds = seconds.min(86_399);
    Time::constant(
        part(seconds / 3600),
        part(seconds / 60 % 60),
        part(seconds % 60),
        0,
    )
}

/// A point as it is on the wire.
#[derive(Deserialize)]
#[serde(bound = "V: Measure")]
struct Row<V> {
    #[serde(deserialize_with = "seconds")]
    time: u32,
    #[serde(deserialize_with = "V::read")]
    value: V,
    #[serde(default)]
    level: Option<Small<u8>>,
    #[serde(default)]
    mets: Option<Small<u16>>,
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    struct Visitor;

    impl de::Visitor<'_> for Visitor {
        type Value = u32;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a time of day, HH:mm:ss")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<u32, E> {
            clock(text)
                .map(|(time, _)| seconds_of(time))
                .ok_or_else(|| E::invalid_value(de::Unexpected::Other("a text"), &self))
        }
    }

    deserializer.deserialize_str(Visitor)
}

/// A count that fits a column. The largest stands for none.
struct Small<T>(T);

impl<'de, T: TryFrom<i64> + PartialEq + Bounded> Deserialize<'de> for Small<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::try_from(crate::number::integer(deserializer)?)
            .ok()
            .filter(|value| *value != T::LARGEST)
            .map(Self)
            .ok_or_else(|| {
                de::Error::invalid_value(
                    de::Unexpected::Other("a number out of range"),
                    &"a small number",
                )
            })
    }
}

trait Bounded {
    const LARGEST: Self;
}

impl Bounded for u8 {
    const LARGEST: Self = super::NO_LEVEL;
}

impl Bounded for u16 {
    const LARGEST: Self = super::NO_METS;
}

impl<'de, V: Measure> Deserialize<'de> for Columns<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<V>(std::marker::PhantomData<V>);

        impl<'de, V: Measure> de::Visitor<'de> for Visitor<V> {
            type Value = Columns<V>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of points")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut rows: A) -> Result<Columns<V>, A::Error> {
                let mut columns = Columns::new();
                while let Some(row) = rows.next_element::<Row<V>>()? {
                    columns.push(Point {
                        seconds: row.time,
                        value: row.value,
                        level: row.level.map(|Small(level)| level),
                        mets: row.mets.map(|Small(mets)| mets),
                    });
                }
                columns.shrink();
                Ok(columns)
            }
        }

        deserializer.deserialize_seq(Visitor(std::marker::PhantomData))
    }
}

impl<V: Measure> Serialize for Columns<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for point in self.iter() {
            list.serialize_element(&point)?;
        }
        list.end()
    }
}

impl<V: Measure> Serialize for Point<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(level) = self.level() {
            map.serialize_entry("level", &level)?;
        }
        if let Some(mets) = self.mets() {
            map.serialize_entry("mets", &mets)?;
        }
        let time = crate::TimeOfDay::to_the_second(self.time());
        map.serialize_entry("time", &time)?;
        map.serialize_entry("value", &self.value())?;
        map.end()
    }
}

#[cfg(feature = "schema")]
impl<V> schemars::JsonSchema for Columns<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Columns".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "array",
            "items": {
                "type": "object",
                "required": ["time", "value"],
                "properties": { "time": { "type": "string" }, "value": { "type": "number" } },
            },
        })
    }
}
