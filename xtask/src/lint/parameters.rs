//! Rules about parameters: that they fit the path template, and that they can be written into a URL.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lint, Place};
use crate::spec::{members, references, schema_of, template_parameters, text};

/// Headers that the client or its transport writes and nobody else.
const NEVER: [&str; 3] = ["accept", "authorization", "content-type"];

pub(super) fn check(lint: &mut Lint<'_>) {
    for operation in lint.spec.operations().collect::<Vec<_>>() {
        let at = lint.at_operation(&operation);
        let mut seen = BTreeSet::new();
        let mut in_path = BTreeSet::new();
        for parameter in lint.spec.parameters(&operation) {
            let name = text(parameter, "name").unwrap_or_default();
            let kind = text(parameter, "in").unwrap_or_default();
            if !seen.insert((name, kind)) {
                lint.report(&at, "duplicate-parameter", format!("`{name}` stands twice"));
            }
            if kind == "path" {
                in_path.insert(name);
            }
            one(
                lint,
                &at.within(&format!(", parameter {name}")),
                name,
                kind,
                parameter,
            );
        }
        let mut in_template = BTreeSet::new();
        for name in template_parameters(operation.path) {
            if !in_template.insert(name) {
                lint.report(
                    &at,
                    "path-parameters",
                    format!("the path names `{name}` twice"),
                );
            }
        }
        for name in in_template.difference(&in_path) {
            lint.report(
                &at,
                "path-parameters",
                format!("no parameter `{name}`, which the path names"),
            );
        }
        for name in in_path.difference(&in_template) {
            lint.report(
                &at,
                "path-parameters",
                format!("a parameter `{name}`, which the path does not name"),
            );
        }
    }
}

fn one(lint: &mut Lint<'_>, at: &Place, name: &str, kind: &str, parameter: &Value) {
    if name.is_empty() {
        lint.report(at, "parameter-kind", "no name");
    }
    match kind {
        "path" if parameter["required"] != true => {
            lint.report(
                at,
                "path-parameters",
                "a path parameter is `required: true`",
            );
        }
        "header" if NEVER.contains(&name.to_lowercase().as_str()) => {
            lint.report(at, "parameter-kind", "the transport writes this header");
        }
        "path" | "query" | "header" => {}
        _ => lint.report(at, "parameter-kind", format!("`in: {kind}` cannot be sent")),
    }
    if text(parameter, "description").is_none_or(|text| text.trim().is_empty()) {
        lint.report(at, "description", "no description");
    }
    if parameter["explode"] == false {
        lint.report(
            at,
            "explode",
            "`explode: false` is not followed: a list with commas is a string",
        );
    }
    if parameter.get("style").is_some() {
        lint.report(at, "explode", "`style` is not followed");
    }
    let Some(schema) = parameter.get("schema") else {
        lint.report(at, "parameter-kind", "no schema");
        return;
    };
    if schema.get("enum").is_some() {
        lint.report(at, "inline-enum", "the enum is not a component");
    }
    for key in ["oneOf", "anyOf"] {
        let below = references(schema)
            .into_iter()
            .filter(|reference| schema_of(reference).is_some())
            .filter_map(|reference| lint.spec.target(reference));
        if std::iter::once(schema)
            .chain(below)
            .any(|schema| schema.get(key).is_some())
        {
            lint.report(
                at,
                "one-of-parameter",
                format!("`{key}` cannot be written into a URL"),
            );
        }
    }
    let target = lint.spec.resolve(schema).unwrap_or(schema);
    if text(target, "type") == Some("object") || members(&target["properties"]).next().is_some() {
        lint.report(
            at,
            "parameter-kind",
            "an object cannot be written into a URL",
        );
    }
    super::schemas::types_and_formats(lint, at, schema, super::schemas::Use::Parameter(kind));
}
