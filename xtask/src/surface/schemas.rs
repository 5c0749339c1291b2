//! The spec's side of the surface: its schemas.

use std::fmt::Write as _;

use serde_json::Value;

use super::spec::{brief, kind};
use crate::spec::{Spec, members, strings};

/// One line a schema, sorted by name.
pub(crate) fn schemas(spec: Spec<'_>) -> String {
    let mut out = String::new();
    for (name, schema) in spec.schemas() {
        let _ = write!(out, "{name}{}", facts(schema));
        let values: Vec<&str> = strings(&schema["enum"]).collect();
        if !values.is_empty() {
            let _ = write!(out, " = {}", values.join(" | "));
        }
        let required = spec.required(schema);
        let fields: Vec<String> = spec
            .properties(schema)
            .into_iter()
            .map(|(name, property)| {
                let mark = if required.contains(name) { "!" } else { "" };
                format!("{name}{mark}: {}{}", kind(property), facts(property))
            })
            .collect();
        if !fields.is_empty() {
            let _ = write!(out, " {{ {} }}", fields.join(", "));
        }
        out.push('\n');
    }
    out
}

/// What the extensions say.
fn facts(value: &Value) -> String {
    members(value)
        .filter_map(|(key, value)| Some(format!(" {}={}", key.strip_prefix("x-")?, brief(value))))
        .collect()
}
