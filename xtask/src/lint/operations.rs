//! Rules about operations: their names, their scopes, what they are sent and what they answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Lint, Place, is_snake_case};
use crate::spec::{Operation, list, members, schema_of, strings, text};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn check(lint: &mut Lint<'_>) {
    let operations: Vec<Operation<'_>> = lint.spec.operations().collect();
    ids(lint, &operations);
    let scopes = known_scopes(lint.spec.document);
    for operation in &operations {
        let at = lint.at_operation(operation);
        if list(&operation.value["tags"]).len() != 1 {
            lint.report(&at, "one-tag", "an operation has exactly one tag");
        }
        for key in ["summary", "description"] {
            if text(operation.value, key).is_none_or(|text| text.trim().is_empty()) {
                lint.report(&at, "description", format!("no {key}"));
            }
        }
        security(lint, &at, operation, &scopes);
        success(lint, &at, operation);
        errors(lint, &at, operation);
        request(lint, &at, operation);
    }
}

/// Every scope that the security schemes declare.
pub(super) fn known_scopes(document: &Value) -> BTreeSet<&str> {
    members(&document["components"]["securitySchemes"])
        .flat_map(|(_, scheme)| members(&scheme["flows"]))
        .flat_map(|(_, flow)| members(&flow["scopes"]))
        .map(|(scope, _)| scope.as_str())
        .collect()
}

fn ids(lint: &mut Lint<'_>, operations: &[Operation<'_>]) {
    let mut seen: BTreeMap<&str, &Operation<'_>> = BTreeMap::new();
    for operation in operations {
        let id = operation.id();
        let at = lint.at_operation(operation);
        if id.is_empty() {
            lint.report(&at, "operation-id", "no operationId");
        } else if !is_snake_case(id) {
            lint.report(&at, "operation-id", "the operationId is not snake_case");
        } else if let Some(first) = seen.insert(id, operation) {
            lint.report(
                &at,
                "operation-id",
                format!(
                    "{} {} has this id too",
                    first.method.to_uppercase(),
                    first.path
                ),
            );
        }
    }
}

fn security(lint: &mut Lint<'_>, at: &Place, operation: &Operation<'_>, known: &BTreeSet<&str>) {
    let Some(requirements) = operation.value.get("security").and_then(Value::as_array) else {
        lint.report(
            at,
            "security",
            "no `security`: the scopes are facts that must be stated",
        );
        return;
    };
    if requirements.len() > 1 {
        lint.report(at, "security", "more than one way to be allowed");
    }
    let schemes = &lint.spec.document["components"]["securitySchemes"];
    for (scheme, scopes) in requirements.iter().flat_map(members) {
        if schemes.get(scheme).is_none() {
            lint.report(at, "security", format!("no security scheme `{scheme}`"));
        }
        for scope in strings(scopes).filter(|scope| !known.contains(scope)) {
            lint.report(at, "unknown-scope", format!("no scope `{scope}`"));
        }
    }
}

fn success(lint: &mut Lint<'_>, at: &Place, operation: &Operation<'_>) {
    let successes: Vec<(&str, &Value)> = operation.successes().collect();
    if successes.len() != 1 {
        lint.report(
            at,
            "one-success",
            format!("{} success statuses, not one", successes.len()),
        );
    }
    for (_, response) in successes {
        let Some(response) = lint.spec.resolve(response) else {
            continue;
        };
        if text(response, "description").is_none() {
            lint.report(at, "description", "the success has no description");
        }
        let content = &response["content"];
        if members(content).count() > 1 {
            lint.report(at, "one-success", "more than one success media type");
        }
        for (media_type, media) in members(content) {
            if media_type.contains("json") && media_type != JSON {
                lint.report(
                    at,
                    "media-type",
                    format!("write `{JSON}`, not `{media_type}`"),
                );
            }
            body_schema(lint, at, media_type, media, "success");
        }
        // The one reading of a body without bytes is in the facts of its schema.
        if content.as_object().is_some_and(serde_json::Map::is_empty) {
            lint.report(at, "media-type", "`content` is empty: leave it out");
        }
    }
}

/// A JSON body has a schema, and the schema is a component.
fn body_schema(lint: &mut Lint<'_>, at: &Place, media_type: &str, media: &Value, what: &str) {
    let Some(schema) = media.get("schema") else {
        lint.report(
            at,
            "media-type",
            format!("the {what} `{media_type}` has no schema"),
        );
        return;
    };
    let is_component = text(schema, "$ref").and_then(schema_of).is_some();
    if [JSON, FORM].contains(&media_type) && !is_component {
        lint.report(
            at,
            "inline-body",
            format!("the schema of the {what} is not a component"),
        );
    }
}

/// What a failure can be: an error, or the one that has the body of a success.
const FAILURES: [&str; 2] = [
    "#/components/responses/Error",
    "#/components/responses/SubscriptionConflict",
];

fn errors(lint: &mut Lint<'_>, at: &Place, operation: &Operation<'_>) {
    for (status, response) in members(&operation.value["responses"]) {
        // A range is good enough for failures, which are read in one place.
        let is_status = status.len() == 3
            && status.starts_with(|first: char| ('1'..='5').contains(&first))
            && (status[1..].chars().all(|letter| letter.is_ascii_digit())
                || ["4XX", "5XX"].contains(&status.as_str()));
        if !is_status {
            lint.report(at, "status", format!("`{status}` is not one status"));
        } else if !status.starts_with('2')
            && !text(response, "$ref").is_some_and(|reference| FAILURES.contains(&reference))
        {
            lint.report(
                at,
                "error-response",
                format!("{status} is not `$ref: '#/components/responses/Error'`"),
            );
        }
    }
}

fn request(lint: &mut Lint<'_>, at: &Place, operation: &Operation<'_>) {
    let Some(body) = operation.value.get("requestBody") else {
        return;
    };
    let body = lint.spec.resolve(body).unwrap_or(body);
    if body["required"] != true {
        lint.report(
            at,
            "request-body",
            "a body that may be left out cannot be generated",
        );
    }
    let content: Vec<(&String, &Value)> = members(&body["content"]).collect();
    if content.len() != 1 {
        lint.report(
            at,
            "one-request-type",
            format!("{} request media types, not one", content.len()),
        );
    }
    for (media_type, media) in content {
        if ![JSON, FORM].contains(&media_type.as_str()) {
            lint.report(at, "media-type", format!("`{media_type}` cannot be sent"));
        }
        body_schema(lint, at, media_type, media, "request");
        if media_type == FORM
            && let Some(schema) = lint.spec.resolve(&media["schema"])
        {
            for (name, property) in lint.spec.properties(schema) {
                let property = lint.spec.resolve(property).unwrap_or(property);
                if matches!(text(property, "type"), Some("array" | "object")) {
                    lint.report(at, "form-field", format!("`{name}` cannot stand in a form"));
                }
            }
        }
    }
}
