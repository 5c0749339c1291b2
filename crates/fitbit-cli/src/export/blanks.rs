//! Counts the fields that came blank, by the setting that governs them.
//!
//! It walks an answer along the table of schemas, so that no field is named here.

use std::collections::BTreeMap;

use fitbit_core::Setting;
use fitbit_core::facts::{Field, Operation, Schema, Shape};
use serde_json::Value;

/// How many fields came blank for each setting.
pub(crate) type Blanks = BTreeMap<Setting, usize>;

/// Adds the blank fields of an answer of `operation`.
pub(crate) fn count(operation: &str, body: &Value, blanks: &mut Blanks) {
    if let Some(name) = Operation::find(operation).and_then(|operation| operation.success) {
        walk(Shape::Schema(name), body, blanks);
    }
}

fn walk(shape: Shape, value: &Value, blanks: &mut Blanks) {
    match (shape, value) {
        (Shape::Schema(name), Value::Object(object)) => {
            let Some(schema) = Schema::find(name) else {
                return;
            };
            for (key, value) in object {
                if let Some(field) = schema.field(key) {
                    if let Some(setting) = blank_by(field, value) {
                        *blanks.entry(setting).or_default() += 1;
                    }
                    walk(field.shape, value, blanks);
                }
            }
        }
        (Shape::ListOf(name), Value::Array(items)) => {
            for item in items {
                walk(Shape::Schema(name), item, blanks);
            }
        }
        (Shape::MapOf(name), Value::Object(entries)) => {
            for entry in entries.values() {
                walk(Shape::Schema(name), entry, blanks);
            }
        }
        _ => {}
    }
}

fn blank_by(field: &Field, value: &Value) -> Option<Setting> {
    let privacy = field.privacy.as_ref()?;
    privacy
        .is_blank(value)
        .then(|| Setting::named(privacy.setting))
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sentinels_are_counted_by_setting_and_values_are_not() {
        let body = json!({"friends": [
            {"user": {"encodedId": "2AAAAA", "weight": 0, "height": 180.5, "gender": "NA", "aboutMe": ""}},
            {"user": {"encodedId": "2BBBBB", "weight": 70, "offsetFromUTCMillis": 0, "city": ""}},
        ]});
        let mut blanks = Blanks::new();
        count("get_friends_v1", &body, &mut blanks);
        let expected = [
            (Setting::AboutMe, 2),
            (Setting::Location, 1),
            (Setting::MyBody, 1),
        ];
        assert_eq!(blanks, Blanks::from(expected));
    }
}
