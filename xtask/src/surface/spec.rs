//! The spec's side of the surface: its operations.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::spec::{Operation, Spec, list, members, schema_name, text};
use crate::tables;

/// One entry an operation, sorted by id.
pub(crate) fn json(spec: Spec<'_>) -> Value {
    spec.operations_by_id()
        .into_values()
        .map(|operation| {
            json!({
                "operation_id": operation.id(),
                "covers": tables::covers(&operation),
                "method": operation.method.to_uppercase(),
                "path": operation.path,
                "scopes": operation.scopes(),
                "deprecated": operation.is_deprecated(),
                "pagination": operation.value["x-pagination"],
                "max_range": operation.value["x-max-range"],
                "intraday": operation.value["x-intraday"] == true,
                "periods": spec.periods(&operation),
            })
        })
        .collect()
}

/// One line an operation, sorted by id.
pub(crate) fn operations(spec: Spec<'_>) -> String {
    spec.operations_by_id()
        .into_values()
        .map(|operation| line(spec, &operation) + "\n")
        .collect()
}

fn line(spec: Spec<'_>, operation: &Operation<'_>) -> String {
    let mut line = format!(
        "{} {} {} [{}]",
        operation.id(),
        operation.method.to_uppercase(),
        operation.path,
        operation.scopes().into_iter().collect::<Vec<_>>().join(" "),
    );
    if operation.is_deprecated() {
        line.push_str(" deprecated");
    }
    for (key, value) in members(operation.value).filter(|(key, _)| key.starts_with("x-")) {
        let _ = write!(line, " {}={}", &key[2..], brief(value));
    }
    let parameters: Vec<String> = spec
        .parameters(operation)
        .into_iter()
        .map(|parameter| {
            let name = text(parameter, "name").unwrap_or_default();
            let place = text(parameter, "in").unwrap_or_default();
            let mark = if parameter["required"] == true {
                "!"
            } else {
                ""
            };
            format!("{place} {name}{mark}: {}", kind(&parameter["schema"]))
        })
        .collect();
    if !parameters.is_empty() {
        let _ = write!(line, " ({})", parameters.join(", "));
    }
    for (media_type, media) in spec.request_bodies(operation) {
        let _ = write!(line, " < {media_type} {}", kind(&media["schema"]));
    }
    for (status, response) in operation.successes() {
        let response = spec.resolve(response).unwrap_or(response);
        let _ = write!(line, " > {status}");
        for (media_type, media) in members(&response["content"]) {
            let body = schema_name(&media["schema"]).unwrap_or(media_type);
            let _ = write!(line, " {body}");
        }
    }
    line
}

pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = schema_name(schema) {
        return name.to_owned();
    }
    if let Some(inner) = schema.get("items") {
        return format!("[{}]", kind(inner));
    }
    if let Some(inner) = schema.get("additionalProperties") {
        return format!("{{{}}}", kind(inner));
    }
    if !list(&schema["oneOf"]).is_empty() {
        let parts: Vec<String> = list(&schema["oneOf"]).iter().map(kind).collect();
        return parts.join(" | ");
    }
    text(schema, "format")
        .or_else(|| text(schema, "type"))
        .unwrap_or("any")
        .to_owned()
}

/// A value of an extension in few characters.
pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() && !text.contains(' ') => text.clone(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(brief).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{key}:{}", brief(value)))
                .collect();
            format!("({})", members.join(" "))
        }
        other => other.to_string(),
    }
}
