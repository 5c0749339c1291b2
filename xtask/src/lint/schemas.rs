//! Rules about schemas: what may be one, and what one in an answer may not say.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lint, Place};
use crate::spec::{list, members, schema_name, strings, text};
use crate::{enums, generate, lower};

/// The types of JSON Schema that OpenAPI 3.0 has.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// What a schema is used for, as far as formats depend on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Use<'a> {
    /// In a parameter, of this kind.
    Parameter(&'a str),
    /// In a component that answers lead to.
    Answer,
    /// In a component that only requests lead to.
    Request,
}

pub(super) fn check(lint: &mut Lint<'_>) {
    let answers = lint.spec.reachable_from_answers();
    for (name, schema) in lint.spec.schemas().collect::<Vec<_>>() {
        let at = lint.at_schema(name);
        let usage = if answers.contains(name.as_str()) {
            Use::Answer
        } else {
            Use::Request
        };
        if !is_type_name(name) {
            lint.report(
                &at,
                "schema-name",
                "a schema is named like a type: `UpperCamelCase`, `HttpError`",
            );
        }
        let is_type = matches!(text(schema, "type"), Some("object" | "array"))
            || ["allOf", "oneOf", "enum"]
                .iter()
                .any(|key| schema.get(key).is_some());
        if !is_type {
            lint.report(
                &at,
                "component-kind",
                "only objects, lists, enums and choices between them are components",
            );
        }
        if text(schema, "description").is_none_or(|text| text.trim().is_empty()) {
            lint.report(&at, "description", "no description");
        }
        enumeration(lint, &at, schema, usage);
        object(lint, &at, schema, usage);
        nested(lint, &at, schema, usage, Depth::Component);
    }
    roots(lint);
}

/// Whether the generator leaves the name as it is: words with a capital, no two capitals in a row.
fn is_type_name(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.first().is_some_and(char::is_ascii_uppercase)
        && letters.iter().all(char::is_ascii_alphanumeric)
        && !letters
            .windows(2)
            .any(|pair| pair.iter().all(char::is_ascii_uppercase))
}

fn enumeration(lint: &mut Lint<'_>, at: &Place, schema: &Value, usage: Use<'_>) {
    if schema.get("enum").is_none() {
        return;
    }
    if text(schema, "type") != Some("string")
        || strings(&schema["enum"]).count() != list(&schema["enum"]).len()
    {
        lint.report(at, "enum-values", "an enum is a list of strings");
    }
    for fault in enums::faults(schema) {
        lint.report(at, "enum-values", fault);
    }
    if usage == Use::Answer && !enums::is_open(schema) {
        lint.report(
            at,
            "open-enum",
            "the server sends it, so a value may come that is not listed: `x-extensible-enum: true`",
        );
    }
}

fn object(lint: &mut Lint<'_>, at: &Place, schema: &Value, usage: Use<'_>) {
    let properties = lint.spec.properties(schema);
    let required = lint.spec.required(schema);
    for name in strings(&schema["required"]) {
        if !properties.contains_key(name) {
            lint.report(
                at,
                "unknown-field",
                format!("`{name}` is required and no property"),
            );
        }
    }
    for (name, property) in members(&schema["properties"]) {
        let at = at.within(&format!(".{name}"));
        let refers = text(property, "$ref").is_some();
        if !refers && text(property, "description").is_none_or(|text| text.trim().is_empty()) {
            lint.report(&at, "description", "no description");
        }
        let is_many = text(property, "type") == Some("array") || is_map(property);
        if usage == Use::Answer
            && is_many
            && !required.contains(name.as_str())
            && property["nullable"] != true
        {
            lint.report(
                &at,
                "nullable-list",
                "a list or map in an answer is required or `nullable: true`",
            );
        }
    }
}

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Depth {
    Component,
    Within,
}

fn nested(lint: &mut Lint<'_>, at: &Place, schema: &Value, usage: Use<'_>, depth: Depth) {
    for (key, rule) in [("anyOf", "any-of"), ("not", "not")] {
        if schema.get(key).is_some() {
            lint.report(at, rule, format!("`{key}` makes no type that can be read"));
        }
    }
    if depth == Depth::Within {
        if schema.get("enum").is_some() {
            lint.report(at, "inline-enum", "the enum is not a component");
        }
        let is_object = text(schema, "type") == Some("object") && !is_map(schema);
        if is_object || schema.get("properties").is_some() {
            lint.report(at, "inline-object", "the object is not a component");
        }
        if list(&schema["allOf"]).len() > 1 {
            lint.report(
                at,
                "inline-object",
                "an `allOf` of several parts is not a component",
            );
        }
    }
    if schema["additionalProperties"] == false {
        lint.report(
            at,
            "closed-object",
            "a field that the spec does not list is never an error",
        );
    }
    if usage == Use::Answer {
        for key in lower::CONSTRAINTS {
            if schema.get(key).is_some() {
                lint.report(at, "answer-constraint", format!("`{key}` in an answer"));
            }
        }
    }
    one_type(lint, at, schema, usage);
    for (name, property) in members(&schema["properties"]) {
        nested(
            lint,
            &at.within(&format!(".{name}")),
            property,
            usage,
            Depth::Within,
        );
    }
    for (key, part) in [("items", "[]"), ("additionalProperties", ".*")] {
        if let Some(inner) = schema.get(key) {
            nested(lint, &at.within(part), inner, usage, Depth::Within);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for part in list(&schema[key]) {
            // The parts of a component's `allOf` are merged into it, so an object among them is not inline.
            let is_merged = key == "allOf" && depth == Depth::Component;
            let depth = if is_merged {
                Depth::Component
            } else {
                Depth::Within
            };
            nested(lint, at, part, usage, depth);
        }
    }
}

/// Types and formats of a schema and of the items in it.
pub(super) fn types_and_formats(lint: &mut Lint<'_>, at: &Place, schema: &Value, usage: Use<'_>) {
    one_type(lint, at, schema, usage);
    if let Some(items) = schema.get("items") {
        types_and_formats(lint, at, items, usage);
    }
}

fn one_type(lint: &mut Lint<'_>, at: &Place, schema: &Value, usage: Use<'_>) {
    let Some(kind) = schema.get("type") else {
        return;
    };
    let Some(kind) = kind.as_str().filter(|kind| TYPES.contains(kind)) else {
        lint.report(at, "type", format!("{kind} is not a type"));
        return;
    };
    if kind == "array" && schema.get("items").is_none() {
        lint.report(at, "type", "an array without `items`");
    }
    let Some(format) = schema.get("format") else {
        return;
    };
    let name = format.as_str().unwrap_or_default();
    if !generate::is_known_format(kind, name) {
        lint.report(at, "format", format!("no format {format} of {kind}"));
    }
    if generate::IN_PATHS_ONLY.contains(&name) && usage != Use::Parameter("path") {
        lint.report(
            at,
            "format",
            format!("`{name}` stands in path parameters only"),
        );
    }
    if generate::IN_REQUESTS_ONLY.contains(&name) && usage == Use::Answer {
        lint.report(at, "format", format!("`{name}` stands in requests only"));
    }
}

/// Whether it is an object of any names with one kind of value.
fn is_map(schema: &Value) -> bool {
    schema["additionalProperties"].is_object() && schema.get("properties").is_none()
}

/// The schemas at the root of a success say what an answer without data looks like.
fn roots(lint: &mut Lint<'_>) {
    let mut roots = BTreeSet::new();
    for operation in lint.spec.operations() {
        for (_, response) in operation.successes() {
            let response = lint.spec.resolve(response).unwrap_or(response);
            roots.extend(schema_name(
                &response["content"]["application/json"]["schema"],
            ));
        }
    }
    for (name, schema) in lint.spec.schemas().collect::<Vec<_>>() {
        let at = lint.at_schema(name);
        let empty = text(schema, "x-empty");
        if roots.contains(name.as_str()) {
            let required = !lint.spec.required(schema).is_empty();
            if !required && schema.get("x-empty").is_none() {
                lint.report(
                    &at,
                    "empty-root",
                    "nothing is required: `x-empty` must say what an answer without data looks like",
                );
            }
            if required && matches!(empty, Some("object" | "body")) {
                lint.report(
                    &at,
                    "empty-root",
                    "something is required, and yet it may be empty",
                );
            }
        } else {
            for key in ["x-empty", "x-root-forms"] {
                if schema.get(key).is_some() {
                    lint.report(
                        &at,
                        "empty-root",
                        format!("`{key}` on a schema that is no root of a success"),
                    );
                }
            }
        }
    }
}
