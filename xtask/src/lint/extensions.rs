//! Which extensions there are and where each may stand. What their values may be is the business of [`super::facts`].

use serde_json::Value;

use super::{Lint, Place, facts};
use crate::spec::{list, members};

const ON_OPERATIONS: [&str; 10] = [
    "x-covers",
    "x-either-or",
    "x-idempotency",
    "x-intraday",
    "x-max-range",
    "x-own-data-only",
    "x-pagination",
    "x-privacy",
    "x-scopes-by-parameter",
    "x-units",
];
const ON_SCHEMAS: [&str; 5] = [
    "x-columns",
    "x-empty",
    "x-extensible-enum",
    "x-person",
    "x-root-forms",
];
const ON_PARAMETERS: [&str; 1] = ["x-periods"];
const ON_PROPERTIES: [&str; 5] = ["x-link", "x-privacy", "x-scope", "x-unit", "x-whose"];

pub(super) fn check(lint: &mut Lint<'_>) {
    for operation in lint.spec.operations().collect::<Vec<_>>() {
        let at = lint.at_operation(&operation);
        only(lint, &at, operation.value, &ON_OPERATIONS);
        for (key, value) in members(operation.value) {
            if key == "parameters" {
                for parameter in list(value) {
                    only(lint, &at, parameter, &ON_PARAMETERS);
                    none_below(lint, &at, &parameter["schema"]);
                }
            } else if !key.starts_with("x-") {
                none_below(lint, &at, value);
            }
        }
        facts::operation(lint, &at, &operation);
    }
    for (template, item) in lint.spec.paths() {
        let at = lint.at_path(template);
        only(lint, &at, item, &[]);
        none_below(lint, &at, &item["parameters"]);
    }
    for (name, schema) in lint.spec.schemas().collect::<Vec<_>>() {
        let at = lint.at_schema(name);
        only(lint, &at, schema, &ON_SCHEMAS);
        facts::schema(lint, &at, schema);
        let parts = std::iter::once(schema).chain(list(&schema["allOf"]));
        for (name, property) in parts.flat_map(|part| members(&part["properties"])) {
            let at = at.within(&format!(".{name}"));
            only(lint, &at, property, &ON_PROPERTIES);
            facts::property(lint, &at, schema, property);
            for key in ["items", "additionalProperties", "allOf", "oneOf"] {
                if let Some(inner) = property.get(key) {
                    none_below(lint, &at, inner);
                }
            }
        }
        for part in list(&schema["allOf"]) {
            only(lint, &at, part, &[]);
        }
    }
    let document = lint.spec.document;
    let at = Lint::at_trunk("document");
    only(lint, &at, document, &[]);
    for key in ["info", "tags", "servers"] {
        none_below(lint, &at, &document[key]);
    }
    for (section, components) in members(&document["components"]) {
        if section != "schemas" {
            none_below(lint, &at, components);
        }
    }
}

/// `value` has none but these extensions.
fn only(lint: &mut Lint<'_>, at: &Place, value: &Value, known: &[&str]) {
    for (key, _) in members(value) {
        if key.starts_with("x-") && !known.contains(&key.as_str()) {
            lint.report(at, "extension", format!("`{key}` has no meaning here"));
        }
    }
}

fn none_below(lint: &mut Lint<'_>, at: &Place, value: &Value) {
    crate::spec::walk(value, &mut |value| only(lint, at, value, &[]));
}
