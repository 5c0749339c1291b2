//! What the extensions may say: each value one that is known, each name that of something that exists.

mod operation;

use std::collections::BTreeMap;

use serde_json::Value;

pub(super) use operation::operation;

use super::operations::known_scopes;
use super::{Lint, Place};
use crate::columns::Columns;
use crate::spec::{members, schema_name, text};
use crate::{enums, units};

const SETTINGS: [&str; 11] = [
    "about-me",
    "age-and-height",
    "average-daily-step-count",
    "activities",
    "foods",
    "friends",
    "hide-me-from-rankings",
    "location",
    "my-achievements",
    "my-body",
    "sleep",
];

const VALUE: &str = "extension-value";
const FIELD: &str = "unknown-field";

/// The extensions of a schema.
pub(super) fn schema(lint: &mut Lint<'_>, at: &Place, schema: &Value) {
    one_of(lint, at, schema, "x-empty", &["none", "object", "body"]);
    if schema.get("x-extensible-enum").is_some()
        && (!enums::is_open(schema) || schema.get("enum").is_none())
    {
        lint.report(at, VALUE, "`x-extensible-enum` is `true`, on an enum");
    }
    if schema.get("x-columns").is_some() && Columns::of(lint.spec, schema).is_none() {
        lint.report(
            at,
            VALUE,
            "`x-columns` is `true`, on a list of points that require `time` and `value` and may have `level` and `mets`",
        );
    }
    let fields = lint.spec.properties(schema);
    if let Some(facts) = schema.get("x-root-forms") {
        root_forms(lint, at, facts, &fields);
    }
    if let Some(facts) = schema.get("x-person") {
        keys(lint, at, "x-person", facts, &["id"], &[]);
        let name = text(facts, "id").unwrap_or_default();
        if !fields.contains_key(name) {
            lint.report(at, FIELD, format!("`x-person`: no field `{name}`"));
        }
    }
}

/// The field of a root that the API sometimes leaves out the object around: a list, or one object.
fn root_forms(lint: &mut Lint<'_>, at: &Place, facts: &Value, fields: &BTreeMap<&str, &Value>) {
    keys(lint, at, "x-root-forms", facts, &[], &["list", "item"]);
    let bare_list = text(facts, "list");
    let item = text(facts, "item");
    if bare_list.is_some() == item.is_some() {
        lint.report(at, VALUE, "`x-root-forms` has a `list` or an `item`");
    }
    if let Some(name) = bare_list
        && fields
            .get(name)
            .is_none_or(|field| text(field, "type") != Some("array"))
    {
        lint.report(at, FIELD, format!("`x-root-forms`: no list `{name}`"));
    }
    if let Some(name) = item
        && fields
            .get(name)
            .is_none_or(|field| schema_name(field).is_none())
    {
        lint.report(at, FIELD, format!("`x-root-forms`: no object `{name}`"));
    }
}

/// The extensions of a property.
pub(super) fn property(lint: &mut Lint<'_>, at: &Place, schema: &Value, property: &Value) {
    if let Some(facts) = property.get("x-unit") {
        keys(
            lint,
            at,
            "x-unit",
            facts,
            &["kind"],
            &["named-by", "follows"],
        );
        one_of(lint, at, facts, "kind", units::KINDS);
        one_of(lint, at, facts, "follows", &["profile"]);
        if let Some(name) = facts.get("named-by") {
            let name = name.as_str().unwrap_or_default();
            if !lint.spec.properties(schema).contains_key(name) {
                lint.report(at, FIELD, format!("`x-unit`: no field `{name}` beside it"));
            }
        }
    }
    if let Some(facts) = property.get("x-privacy") {
        keys(
            lint,
            at,
            "x-privacy",
            facts,
            &["setting", "blank"],
            &["evidence"],
        );
        one_of(lint, at, facts, "setting", &SETTINGS);
        let is_right = facts["blank"].as_array().is_some_and(|blank| {
            blank
                .iter()
                .all(|sentinel| sentinel.is_string() || sentinel.is_number())
        });
        if !is_right {
            lint.report(
                at,
                VALUE,
                "`x-privacy`: `blank` is a list of texts and numbers",
            );
        }
        if facts
            .get("evidence")
            .is_some_and(|evidence| !evidence.is_boolean())
        {
            lint.report(at, VALUE, "`x-privacy`: `evidence` is `true` or `false`");
        }
    }
    if let Some(scope) = property.get("x-scope") {
        let scope = scope.as_str().unwrap_or_default();
        if !known_scopes(lint.spec.document).contains(scope) {
            lint.report(at, "unknown-scope", format!("no scope `{scope}`"));
        }
    }
    one_of(
        lint,
        at,
        property,
        "x-link",
        &["intraday", "activity", "tcx"],
    );
    one_of(
        lint,
        at,
        property,
        "x-whose",
        &["owner", "friend", "ranked"],
    );
    if property.get("x-whose").is_some() {
        let person = schema_name(property)
            .or_else(|| schema_name(&property["items"]))
            .and_then(|name| lint.spec.schema(name))
            .is_some_and(|target| target.get("x-person").is_some());
        if !person {
            lint.report(at, FIELD, "`x-whose` on something that is no person");
        }
    }
}

/// `value[key]`, where it is there, is one of these texts.
fn one_of(lint: &mut Lint<'_>, at: &Place, value: &Value, key: &str, known: &[&str]) {
    if let Some(value) = value.get(key)
        && !value.as_str().is_some_and(|value| known.contains(&value))
    {
        lint.report(
            at,
            VALUE,
            format!("`{key}` is one of {}, not {value}", known.join(", ")),
        );
    }
}

/// `value` is an object with all the required keys, and none besides those and the optional ones.
fn keys(
    lint: &mut Lint<'_>,
    at: &Place,
    name: &str,
    value: &Value,
    required: &[&str],
    optional: &[&str],
) {
    for key in required {
        if value.get(key).is_none() {
            lint.report(at, VALUE, format!("`{name}` has no `{key}`"));
        }
    }
    for (key, _) in members(value) {
        if !required.contains(&key.as_str()) && !optional.contains(&key.as_str()) {
            lint.report(at, VALUE, format!("`{name}` knows no `{key}`"));
        }
    }
}
