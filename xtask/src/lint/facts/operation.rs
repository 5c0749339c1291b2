//! The extensions of operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{FIELD, SETTINGS, VALUE, keys, one_of};
use crate::lint::operations::known_scopes;
use crate::lint::{Lint, Place, is_snake_case};
use crate::spec::{Operation, list, members, schema_name, strings, text};

/// The periods that `fitbit-api` has a name for.
const PERIODS: [&str; 9] = ["1d", "7d", "30d", "1w", "1m", "3m", "6m", "1y", "max"];

/// The extensions of an operation.
pub(in crate::lint) fn operation<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let value = operation.value;
    if let Some(ids) = value.get("x-covers") {
        let known = strings(ids).filter(|id| is_snake_case(id)).count();
        if known == 0 || known != list(ids).len() {
            lint.report(at, VALUE, "`x-covers` is a list of operation ids");
        }
    }
    match value.get("x-idempotency") {
        None if operation.method == "get" => {}
        None => lint.report(at, "idempotency", "not a GET, and no `x-idempotency`"),
        Some(_) => one_of(
            lint,
            at,
            value,
            "x-idempotency",
            &["safe", "idempotent", "none"],
        ),
    }
    one_of(lint, at, value, "x-units", &["header", "profile"]);
    if let Some(own) = value.get("x-own-data-only") {
        if own != true {
            lint.report(at, VALUE, "`x-own-data-only` is `true` or left out");
        }
        if !operation.path.contains("{user-id}") {
            lint.report(
                at,
                FIELD,
                "`x-own-data-only`, and no `{user-id}` in the path",
            );
        }
    }
    scopes_by_parameter(lint, at, operation);
    pagination(lint, at, operation);
    max_range(lint, at, operation);
    either_or(lint, at, operation);
    periods(lint, at, operation);
    if value
        .get("x-intraday")
        .is_some_and(|intraday| intraday != true)
    {
        lint.report(at, VALUE, "`x-intraday` is `true` or left out");
    }
    xml(lint, at, operation);
    for rule in list(&value["x-privacy"]) {
        keys(
            lint,
            at,
            "x-privacy",
            rule,
            &["setting", "effect"],
            &["items", "of"],
        );
        one_of(lint, at, rule, "setting", &SETTINGS);
        one_of(lint, at, rule, "effect", &["call", "items"]);
        one_of(lint, at, rule, "of", &["subject", "listed"]);
        if (text(rule, "effect") == Some("items")) != text(rule, "items").is_some() {
            lint.report(
                at,
                VALUE,
                "`x-privacy`: `items` says which items are left out, and only then",
            );
        }
    }
    if value
        .get("x-privacy")
        .is_some_and(|rules| !rules.is_array())
    {
        lint.report(at, VALUE, "`x-privacy` of an operation is a list");
    }
}

fn scopes_by_parameter<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let Some(facts) = operation.value.get("x-scopes-by-parameter") else {
        return;
    };
    keys(
        lint,
        at,
        "x-scopes-by-parameter",
        facts,
        &["parameter", "scopes"],
        &[],
    );
    if !operation.scopes().is_empty() {
        lint.report(
            at,
            VALUE,
            "`x-scopes-by-parameter`, and scopes in `security` too",
        );
    }
    let known = known_scopes(lint.spec.document);
    for scope in members(&facts["scopes"]).flat_map(|(_, scopes)| strings(scopes)) {
        if !known.contains(scope) {
            lint.report(at, "unknown-scope", format!("no scope `{scope}`"));
        }
    }
    if members(&facts["scopes"]).any(|(_, scopes)| !scopes.is_array()) {
        lint.report(
            at,
            VALUE,
            "`x-scopes-by-parameter`: a value has a list of scopes",
        );
    }
    by_value(lint, at, operation, facts, "scopes");
}

fn max_range<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let Some(facts) = operation.value.get("x-max-range") else {
        return;
    };
    let is_count = |value: &Value| {
        value
            .as_u64()
            .is_some_and(|count| count > 0 && u32::try_from(count).is_ok())
    };
    if facts.get("hours").is_some() {
        keys(lint, at, "x-max-range", facts, &["hours"], &[]);
        if !is_count(&facts["hours"]) {
            lint.report(at, VALUE, "`x-max-range`: hours are a whole number above 0");
        }
        return;
    }
    keys(lint, at, "x-max-range", facts, &["days"], &["parameter"]);
    let is_right = if facts.get("parameter").is_some() {
        by_value(lint, at, operation, facts, "days");
        members(&facts["days"]).next().is_some()
            && members(&facts["days"]).all(|(_, days)| is_count(days))
    } else {
        is_count(&facts["days"])
    };
    if !is_right {
        lint.report(at, VALUE, "`x-max-range`: days are whole numbers above 0");
    }
}

/// `facts.parameter` is a path parameter, and `facts[key]` has just the values that it can take.
fn by_value<'a>(
    lint: &mut Lint<'a>,
    at: &Place,
    operation: &Operation<'a>,
    facts: &Value,
    key: &str,
) {
    let name = text(facts, "parameter").unwrap_or_default();
    let parameter = lint
        .spec
        .parameters(operation)
        .into_iter()
        .find(|parameter| {
            text(parameter, "name") == Some(name) && text(parameter, "in") == Some("path")
        });
    let Some(parameter) = parameter else {
        lint.report(at, FIELD, format!("no path parameter `{name}`"));
        return;
    };
    let schema = lint.spec.resolve(&parameter["schema"]).unwrap_or(parameter);
    let possible: BTreeSet<&str> = strings(&schema["enum"]).collect();
    let named: BTreeSet<&str> = members(&facts[key])
        .map(|(value, _)| value.as_str())
        .collect();
    if possible != named {
        lint.report(
            at,
            VALUE,
            format!("the values of `{key}` are not those of the parameter `{name}`"),
        );
    }
}

fn pagination<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let Some(facts) = operation.value.get("x-pagination") else {
        return;
    };
    let required = ["style", "items", "object", "next", "previous", "max-limit"];
    keys(lint, at, "x-pagination", facts, &required, &["order"]);
    order(lint, at, operation, &facts["order"]);
    one_of(lint, at, facts, "style", &["links"]);
    let is_limit = facts["max-limit"]
        .as_u64()
        .is_some_and(|limit| limit > 0 && u32::try_from(limit).is_ok());
    if !is_limit {
        lint.report(
            at,
            VALUE,
            "`x-pagination`: `max-limit` is a whole number above 0",
        );
    }
    let root = lint
        .spec
        .success_schema(operation)
        .and_then(|name| lint.spec.schema(name))
        .unwrap_or(&Value::Null);
    let fields = lint.spec.properties(root);
    let items = text(facts, "items").unwrap_or_default();
    if fields
        .get(items)
        .is_none_or(|field| text(field, "type") != Some("array"))
    {
        lint.report(
            at,
            FIELD,
            format!("`x-pagination`: the answer has no list `{items}`"),
        );
    }
    let object = text(facts, "object").unwrap_or_default();
    let links = fields
        .get(object)
        .and_then(|field| schema_name(field))
        .and_then(|name| lint.spec.schema(name))
        .map(|schema| lint.spec.properties(schema))
        .unwrap_or_default();
    if links.is_empty() {
        lint.report(
            at,
            FIELD,
            format!("`x-pagination`: the answer has no object `{object}`"),
        );
    }
    for link in ["next", "previous"].map(|key| text(facts, key).unwrap_or_default()) {
        if !links.is_empty() && !links.contains_key(link) {
            lint.report(
                at,
                FIELD,
                format!("`x-pagination`: `{object}` has no `{link}`"),
            );
        }
    }
}

/// The order that goes with each edge: of query parameters that may be left out, values of `sort`.
fn order<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>, order: &Value) {
    let parameters = lint.spec.parameters(operation);
    let query = |name: &str| {
        parameters.iter().copied().find(|parameter| {
            text(parameter, "in") == Some("query") && text(parameter, "name") == Some(name)
        })
    };
    let sort = query("sort").filter(|sort| sort["required"] == true);
    let values: Vec<&str> = sort
        .and_then(|sort| lint.spec.resolve(&sort["schema"]))
        .map(|schema| strings(&schema["enum"]).collect())
        .unwrap_or_default();
    for (edge, value) in members(order) {
        let is_edge = query(edge).is_some_and(|parameter| parameter["required"] != true);
        if !is_edge || !value.as_str().is_some_and(|value| values.contains(&value)) {
            lint.report(
                at,
                VALUE,
                format!("`x-pagination`: `order` gives `{edge}` no value of a required `sort`"),
            );
        }
    }
}

fn either_or<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let Some(rules) = operation.value.get("x-either-or") else {
        return;
    };
    let is_rule = |names: &Value| list(names).len() > 1 && list(names).iter().all(Value::is_string);
    let is_list_of_rules = !list(rules).is_empty() && list(rules).iter().all(is_rule);
    if !is_rule(rules) && !is_list_of_rules {
        lint.report(
            at,
            VALUE,
            "`x-either-or` is a list of two names or more, or a list of such lists",
        );
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut always: BTreeSet<&str> = BTreeSet::new();
    for parameter in lint.spec.parameters(operation) {
        if let (Some("query"), Some(name)) = (text(parameter, "in"), text(parameter, "name")) {
            known.insert(name);
            if parameter["required"] == true {
                always.insert(name);
            }
        }
    }
    for (_, media) in lint.spec.request_bodies(operation) {
        if let Some(schema) = lint.spec.resolve(&media["schema"]) {
            known.extend(lint.spec.properties(schema).into_keys());
            always.extend(lint.spec.required(schema));
        }
    }
    for name in crate::spec::either_or(operation).into_iter().flatten() {
        if !known.contains(name) {
            lint.report(
                at,
                FIELD,
                format!("`x-either-or`: no body field and no query parameter `{name}`"),
            );
        } else if always.contains(name) {
            lint.report(at, VALUE, format!("`x-either-or`: `{name}` is required"));
        }
    }
}

/// A series with periods says which.
fn periods<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    for parameter in lint.spec.parameters(operation) {
        let has_periods = text(&parameter["schema"], "format") == Some("end-or-period");
        let Some(periods) = parameter.get("x-periods") else {
            if has_periods {
                lint.report(at, VALUE, "an `end-or-period` without `x-periods`");
            }
            continue;
        };
        let distinct: BTreeSet<&str> = strings(periods).collect();
        let is_right = !distinct.is_empty()
            && distinct.len() == list(periods).len()
            && distinct.iter().all(|period| PERIODS.contains(period));
        if !has_periods || !is_right {
            lint.report(
                at,
                VALUE,
                format!(
                    "`x-periods` is a list of some of {}, each once, on an `end-or-period`",
                    PERIODS.join(", ")
                ),
            );
        }
    }
}

/// Bytes are XML that says its root element: nothing else could be told from an error page.
fn xml<'a>(lint: &mut Lint<'a>, at: &Place, operation: &Operation<'a>) {
    let has_bytes = operation
        .successes()
        .filter_map(|(_, response)| lint.spec.resolve(response))
        .flat_map(|response| members(&response["content"]))
        .any(|(media_type, _)| media_type != "application/json");
    if has_bytes && lint.spec.xml_root(operation).is_none() {
        lint.report(
            at,
            "xml-root",
            "a success that is not JSON is XML, and its schema says `xml: {name: ROOT}`",
        );
    }
}
