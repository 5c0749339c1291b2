//! Rules about references: where they may lead, and that everything is led to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Lint, Place};
use crate::spec::{members, references, text, walk};

/// The components that something must refer to.
const SECTIONS: [&str; 5] = [
    "headers",
    "parameters",
    "requestBodies",
    "responses",
    "schemas",
];

pub(super) fn check(lint: &mut Lint<'_>) {
    let mut places: Vec<(Place, &Value)> = Vec::new();
    for (template, item) in lint.spec.paths() {
        places.push((lint.at_path(template), item));
    }
    for section in SECTIONS {
        for (name, component) in members(&lint.spec.document["components"][section]) {
            let at = match section {
                "schemas" => lint.at_schema(name),
                _ => Lint::at_trunk(format!("components.{section}.{name}")),
            };
            places.push((at, component));
        }
    }
    for (at, value) in places {
        walk(value, &mut |value| {
            let Some(reference) = text(value, "$ref") else {
                return;
            };
            if !reference.starts_with("#/components/") {
                lint.report(
                    &at,
                    "external-ref",
                    format!("`{reference}` does not begin with `#/components/`"),
                );
            } else if lint.spec.target(reference).is_none() {
                lint.report(&at, "dangling-ref", format!("`{reference}` leads nowhere"));
            }
            if members(value).count() > 1 {
                lint.report(
                    &at,
                    "ref-siblings",
                    format!(
                        "what stands beside `{reference}` has no meaning in OpenAPI 3.0; write `allOf: [$ref]`"
                    ),
                );
            }
        });
    }
    unused(lint);
}

fn unused(lint: &mut Lint<'_>) {
    let mut found: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&Value> = lint.spec.paths().map(|(_, item)| item).collect();
    while let Some(value) = open.pop() {
        for reference in references(value) {
            if found.insert(reference) {
                open.extend(lint.spec.target(reference));
            }
        }
    }
    for section in SECTIONS {
        for (name, _) in members(&lint.spec.document["components"][section]) {
            if !found.contains(format!("#/components/{section}/{name}").as_str()) {
                let at = match section {
                    "schemas" => lint.at_schema(name),
                    _ => Lint::at_trunk(format!("components.{section}.{name}")),
                };
                lint.report(&at, "unused-component", "no operation leads to it");
            }
        }
    }
}
