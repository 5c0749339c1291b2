//! Where an answer holds more than the spec knows: unknown fields and unlisted enum values, by JSON path.
//!
//! It walks a body along the table of schemas, apart from the types: drift is no error, and decoding does not pay for
//! it. It names places and never a value.

mod observer;

use std::fmt;

pub use observer::DriftCount;
pub(crate) use observer::Observer;

use fitbit_api::facts::{Operation, Schema, Shape};
use serde_json::Value;

/// One place where a body holds something that the spec does not list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// The JSON path, with `[]` for any item of a list and `*` for any key of a map.
    pub path: String,
    /// What is there.
    pub kind: DriftKind,
}

/// What the spec does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DriftKind {
    /// A field of an object. Its name is the end of the path.
    Field,
    /// A value of an enum.
    EnumValue,
}

impl fmt::Display for Drift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            DriftKind::Field => "unknown field",
            DriftKind::EnumValue => "unlisted value",
        };
        write!(formatter, "{kind} at {}", self.path)
    }
}

/// The drift in a success of `operation`, each place once, sorted.
pub fn observe(operation: &Operation, body: &Value) -> Vec<Drift> {
    let mut found = Vec::new();
    if let Some(schema) = operation.success.and_then(Schema::find) {
        match (operation.root_list, body) {
            (Some(list), Value::Array(_)) => {
                if let Some(field) = schema.field(list) {
                    walk(field.shape, body, &mut "$".to_owned(), &mut found);
                }
            }
            (Some(list), Value::Object(object))
                if !object.is_empty() && !object.contains_key(list) =>
            {
                if let Some(Shape::ListOf(item)) = schema.field(list).map(|field| field.shape) {
                    walk(Shape::Schema(item), body, &mut "$".to_owned(), &mut found);
                }
            }
            (None, Value::Object(object))
                if operation
                    .root_item
                    .is_some_and(|item| !object.is_empty() && !object.contains_key(item)) =>
            {
                if let Some(field) = operation.root_item.and_then(|item| schema.field(item)) {
                    walk(field.shape, body, &mut "$".to_owned(), &mut found);
                }
            }
            _ => walk(
                Shape::Schema(schema.name),
                body,
                &mut "$".to_owned(),
                &mut found,
            ),
        }
    }
    found.sort();
    found.dedup();
    found
}

fn walk(shape: Shape, value: &Value, path: &mut String, found: &mut Vec<Drift>) {
    match (shape, value) {
        (Shape::Schema(name), value) => {
            if let Some(schema) = Schema::find(name) {
                walk_schema(schema, value, path, found);
            }
        }
        (Shape::ListOf(name), Value::Array(items)) => {
            for item in items {
                at(path, "[]", |path| {
                    walk(Shape::Schema(name), item, path, found);
                });
            }
        }
        (Shape::MapOf(name), Value::Object(entries)) => {
            for entry in entries.values() {
                at(path, ".*", |path| {
                    walk(Shape::Schema(name), entry, path, found);
                });
            }
        }
        _ => {}
    }
}

fn walk_schema(schema: &'static Schema, value: &Value, path: &mut String, found: &mut Vec<Drift>) {
    if let Some(shape) = closest(schema.one_of, value) {
        walk(shape, value, path, found);
        return;
    }
    match value {
        Value::Array(items) => {
            if let Some(shape) = schema.items {
                for item in items {
                    at(path, "[]", |path| walk(shape, item, path, found));
                }
            }
        }
        Value::Object(object) if !schema.fields.is_empty() => {
            // Fields of a record stand beside each other. Where none is known, the keys may be somebody's names.
            let is_record = object.keys().any(|key| schema.field(key).is_some());
            for (key, value) in object {
                match schema.field(key) {
                    Some(field) => {
                        at(path, &format!(".{key}"), |path| {
                            walk(field.shape, value, path, found);
                        });
                    }
                    None => found.push(Drift {
                        path: format!("{path}.{}", printable(key, is_record)),
                        kind: DriftKind::Field,
                    }),
                }
            }
        }
        Value::String(text)
            if !schema.values.is_empty() && !schema.values.contains(&text.as_str()) =>
        {
            found.push(Drift {
                path: path.clone(),
                kind: DriftKind::EnumValue,
            });
        }
        _ => {}
    }
}

/// Of several shapes, the one that knows the most of the value.
fn closest(shapes: &[Shape], value: &Value) -> Option<Shape> {
    shapes
        .iter()
        .copied()
        // Of equals the first counts, as in decoding.
        .rev()
        .max_by_key(|shape| known(*shape, value))
}

fn known(shape: Shape, value: &Value) -> usize {
    let Shape::Schema(name) = shape else {
        return usize::from(shape == Shape::Plain && !value.is_object() && !value.is_array());
    };
    let Some(schema) = Schema::find(name) else {
        return 0;
    };
    match value {
        Value::Object(object) => object
            .keys()
            .filter(|key| schema.field(key).is_some())
            .count(),
        Value::Array(_) => usize::from(schema.items.is_some()),
        _ => usize::from(!schema.values.is_empty()),
    }
}

fn at(path: &mut String, segment: &str, step: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push_str(segment);
    step(path);
    path.truncate(length);
}

/// A key is the name of a field beside other fields, as long as it is spelled like theirs; anything else may be data: a
/// date, an id, a person's name.
fn printable(key: &str, is_record: bool) -> &str {
    let name = is_record
        && key.len() <= 40
        && key.starts_with(|sign: char| sign.is_ascii_lowercase())
        && key
            .chars()
            .all(|sign| sign.is_ascii_alphabetic() || matches!(sign, '_' | '-'));
    if name { key } else { "*" }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(operation: &str, body: &Value) -> Vec<String> {
        observe(Operation::find(operation).unwrap(), body)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_unknown_field_is_named_once_without_its_value() {
        let body = json!({"badges": [
            {"badgeType": "DAILY_STEPS", "sparkle": "secret"},
            {"badgeType": "DAILY_STEPS", "sparkle": "secret"},
        ]});
        assert_eq!(
            seen("get_badges", &body),
            ["unknown field at $.badges[].sparkle"]
        );
    }

    #[test]
    fn an_unlisted_enum_value_is_noted_by_its_place() {
        let body = json!({"badges": [{"badgeType": "DAILY_MOONWALKS"}]});
        assert_eq!(
            seen("get_badges", &body),
            ["unlisted value at $.badges[].badgeType"]
        );
    }

    #[test]
    fn a_key_that_may_be_data_is_not_shown() {
        for key in ["2019-01-03", "Ada", "2ABCDE", "ada lovelace"] {
            let body = json!({"badges": [], key: 1});
            assert_eq!(seen("get_badges", &body), ["unknown field at $.*"]);
        }
        // A list that became a map by person.
        let body = json!({"sleep": [], "meta": {"ada": {}, "grace": {}}});
        assert_eq!(
            seen("get_sleep_log_by_date", &body),
            ["unknown field at $.meta.*"]
        );
    }

    #[test]
    fn the_bare_forms_of_a_list_are_walked_as_its_items() {
        let item = json!({"collectionType": "activities", "subscriptionId": "1", "colour": 1});
        for body in [
            item.clone(),
            json!([item.clone()]),
            json!({"apiSubscriptions": [item]}),
        ] {
            let notes = seen("get_subscription_list", &body);
            assert_eq!(notes.len(), 1, "{notes:?}");
            assert!(notes[0].ends_with(".colour"));
        }
    }

    #[test]
    fn a_list_at_the_root_is_walked_item_by_item() {
        let body = json!([{"id": "1", "battery": "Purring", "colour": 1}]);
        assert_eq!(
            seen("get_devices", &body),
            [
                "unlisted value at $[].battery",
                "unknown field at $[].colour"
            ]
        );
    }

    #[test]
    fn of_several_forms_the_one_that_is_meant_is_walked() {
        let zones = json!({"activities-heart": [
            {"dateTime": "2026-05-20", "value": {"restingHeartRate": 58, "colour": 1}},
            {"dateTime": "2026-05-21", "value": "64.2"},
        ]});
        assert_eq!(
            seen("get_heart_rate_intraday_by_date", &zones),
            ["unknown field at $.activities-heart[].value.colour"]
        );
    }

    #[test]
    fn a_bare_object_is_walked_as_the_one_that_it_stands_for() {
        let meal = json!({"id": 1, "name": "Breakfast", "colour": 1});
        let notes = [
            seen("get_meal", &meal),
            seen("get_meal", &json!({"meal": meal})),
        ];
        assert_eq!(notes[0], ["unknown field at $.colour"]);
        assert_eq!(notes[1], ["unknown field at $.meal.colour"]);
    }
}
