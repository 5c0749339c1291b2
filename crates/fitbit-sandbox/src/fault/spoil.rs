//! Changes to a JSON body that break what a client may rely on. Knows schemas, not operations.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::bundle::{self, Operation};
use crate::outgoing::Outgoing;

/// A value of every enum that no spec has.
const NEW_VALUE: &str = "SANDBOX_NEW_VALUE";

/// A field that no spec has.
const NEW_FIELD: &str = "sandboxNewField";

/// Changes the body, if it is JSON.
pub(super) fn body(outgoing: &mut Outgoing, change: impl FnOnce(&mut Value)) {
    if let Ok(mut body) = serde_json::from_slice(&outgoing.body) {
        change(&mut body);
        outgoing.body = Bytes::from(body.to_string());
    }
}

/// Puts another value wherever the schema has a list of them.
pub(super) fn enums(body: &mut Value, operation: Option<&'static Operation>) {
    if let Some(schema) = operation.and_then(Operation::success_schema) {
        put_new_values(body, schema);
    }
}

fn put_new_values(value: &mut Value, schema: &'static Value) {
    let schema = bundle::resolved(schema);
    if value.is_string() && has_values(schema) {
        *value = NEW_VALUE.into();
    }
    each_part(value, schema, put_new_values);
}

fn has_values(schema: &Value) -> bool {
    schema["enum"].is_array() || schema["x-extensible-enum"].is_array()
}

/// Puts null wherever a field may be missing.
pub(super) fn nulls(body: &mut Value, operation: Option<&'static Operation>) {
    if let Some(schema) = operation.and_then(Operation::success_schema) {
        put_nulls(body, schema);
    }
}

fn put_nulls(value: &mut Value, schema: &'static Value) {
    let schema = bundle::resolved(schema);
    if let Value::Object(fields) = value {
        let required = schema["required"].as_array();
        for (name, value) in fields.iter_mut() {
            let is_required = required.is_some_and(|required| required.contains(&json!(name)));
            if schema["properties"].get(name).is_some() && !is_required && !value.is_object() {
                *value = Value::Null;
            }
        }
    }
    each_part(value, schema, put_nulls);
}

/// Calls `change` for every part of a value together with the schema of that part.
fn each_part(value: &mut Value, schema: &'static Value, change: fn(&mut Value, &'static Value)) {
    for choice in ["allOf", "anyOf", "oneOf"] {
        for schema in schema[choice].as_array().into_iter().flatten() {
            change(value, schema);
        }
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let named = schema["properties"].get(name);
                let others = || schema.get("additionalProperties");
                if let Some(schema) = named.or_else(others) {
                    change(value, schema);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                if let Some(schema) = schema.get("items") {
                    change(item, schema);
                }
            }
        }
        _ => {}
    }
}

/// Puts an unknown field into every object.
pub(super) fn fields(body: &mut Value) {
    match body {
        Value::Object(fields) => {
            fields.values_mut().for_each(self::fields);
            fields.insert(NEW_FIELD.to_owned(), json!({"of": ["no", "spec"]}));
        }
        Value::Array(items) => items.iter_mut().for_each(fields),
        _ => {}
    }
}

/// Lets a page lead there.
pub(super) fn next(body: &mut Value, url: &str) {
    if let Value::Object(fields) = body {
        let pagination = fields
            .entry("pagination")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(pagination) = pagination {
            pagination.insert("next".to_owned(), url.into());
        }
    }
}
