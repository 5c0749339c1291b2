//! Rules about the document as a whole: its version, its tags, its paths, and how its texts are written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Lint, is_snake_case};
use crate::spec::{Operation, list, members, text, walk};
use crate::split;

/// The members that a path item may have besides operations.
const ITEM_MEMBERS: [&str; 3] = ["description", "parameters", "summary"];

pub(super) fn check(lint: &mut Lint<'_>) {
    version(lint);
    tags(lint);
    paths(lint);
    texts(lint);
}

fn version(lint: &mut Lint<'_>) {
    let document = lint.spec.document;
    let at = Lint::at_trunk("document");
    if text(document, "openapi") != Some("3.0.3") {
        lint.report(&at, "openapi-version", "`openapi` is not 3.0.3");
    }
    for key in ["title", "version"] {
        if text(&document["info"], key).is_none() {
            lint.report(&at, "info", format!("`info` has no {key}"));
        }
    }
}

fn tags(lint: &mut Lint<'_>) {
    let declared: Vec<&Value> = list(&lint.spec.document["tags"]).iter().collect();
    let mut names = BTreeSet::new();
    for tag in declared {
        let name = text(tag, "name").unwrap_or_default();
        let at = Lint::at_trunk(format!("tag {name}"));
        if !is_snake_case(name) || split::RESERVED.contains(&name) {
            lint.report(&at, "tag-name", "a tag is snake_case and becomes a module");
        }
        if text(tag, "description").is_none() {
            lint.report(&at, "description", "no description");
        }
        if !names.insert(name) {
            lint.report(&at, "tag-name", "declared twice");
        }
    }
    for operation in lint.spec.operations().collect::<Vec<_>>() {
        let tag = operation.tag();
        if !tag.is_empty() && !names.contains(tag) {
            let at = lint.at_operation(&operation);
            lint.report(
                &at,
                "tag-name",
                format!("the trunk declares no tag `{tag}`"),
            );
        }
    }
}

fn paths(lint: &mut Lint<'_>) {
    let mut shapes: BTreeMap<String, &str> = BTreeMap::new();
    let methods: BTreeSet<(&str, &str)> = lint
        .spec
        .operations()
        .map(|Operation { path, method, .. }| (path, method))
        .collect();
    for (template, item) in lint.spec.paths() {
        let at = lint.at_path(template);
        match shape(template) {
            Some(shape) => {
                if let Some(first) = shapes.insert(shape, template) {
                    lint.report(
                        &at,
                        "identical-paths",
                        format!("only the names of its parameters tell it from {first}"),
                    );
                }
            }
            None => lint.report(
                &at,
                "path-form",
                "a path begins with `/`, closes its braces and has no query",
            ),
        }
        for (key, _) in members(item) {
            if !methods.contains(&(template.as_str(), key.as_str()))
                && !ITEM_MEMBERS.contains(&key.as_str())
                && !key.starts_with("x-")
            {
                lint.report(&at, "path-member", format!("`{key}` is no method"));
            }
        }
    }
}

/// The template with the names of its parameters left out; `None` when it is malformed.
fn shape(template: &str) -> Option<String> {
    if !template.starts_with('/') || template.contains(['?', '#', ' ']) {
        return None;
    }
    let mut shape = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if before.contains('}') || name.is_empty() || name.contains('{') {
            return None;
        }
        shape.push_str(before);
        shape.push_str("{}");
        rest = after;
    }
    (!rest.contains('}')).then(|| shape + rest)
}

fn texts(lint: &mut Lint<'_>) {
    let mut places = Vec::new();
    for operation in lint.spec.operations() {
        places.push((lint.at_operation(&operation), operation.value));
    }
    for (template, item) in lint.spec.paths() {
        places.push((lint.at_path(template), &item["parameters"]));
    }
    for (name, schema) in lint.spec.schemas() {
        places.push((lint.at_schema(name), schema));
    }
    for (section, components) in members(&lint.spec.document["components"]) {
        if section != "schemas" && section != "securitySchemes" {
            for (name, component) in members(components) {
                places.push((
                    Lint::at_trunk(format!("components.{section}.{name}")),
                    component,
                ));
            }
        }
    }
    places.push((Lint::at_trunk("info"), &lint.spec.document["info"]));
    places.push((Lint::at_trunk("tags"), &lint.spec.document["tags"]));
    for (at, value) in places {
        let mut bare = false;
        walk(value, &mut |value| {
            for key in ["description", "summary"] {
                bare |= text(value, key).is_some_and(has_bare_url);
            }
        });
        if bare {
            lint.report(&at, "bare-url", "a URL in a description stands in `<>`");
        }
    }
}

/// Whether a URL stands outside angle brackets and code spans.
fn has_bare_url(description: &str) -> bool {
    // Every second piece between backticks is code.
    description.split('`').step_by(2).any(|piece| {
        piece
            .match_indices("http")
            .filter(|(at, _)| {
                let rest = &piece[*at..];
                rest.starts_with("http://") || rest.starts_with("https://")
            })
            .any(|(at, _)| !piece[..at].ends_with('<'))
    })
}
