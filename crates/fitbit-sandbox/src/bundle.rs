//! What the sandbox knows about the API: operations, read from the spec's bundle at first use.
//!
//! It holds no list of endpoints of its own, and no answers: those are in [`crate::operations`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use http::Method;
use serde_json::Value;

use crate::privacy::Setting;

/// The spec in one file, as `cargo xtask codegen` put it beside this crate.
pub(crate) const TEXT: &str = include_str!("../openapi.bundle.json");

/// All operations of the bundle, in the order of their paths.
pub(crate) static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| operations(&BUNDLE));

/// Every scope that the bundle declares.
pub(crate) static SCOPES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let schemes = BUNDLE["components"]["securitySchemes"]
        .as_object()
        .into_iter()
        .flatten();
    let flows = schemes.flat_map(|(_, scheme)| scheme["flows"].as_object().into_iter().flatten());
    flows
        .flat_map(|(_, flow)| flow["scopes"].as_object().into_iter().flatten())
        .map(|(scope, _)| scope.clone())
        .collect()
});

/// The whole bundle.
pub(crate) fn document() -> &'static Value {
    &BUNDLE
}

static BUNDLE: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(TEXT).expect("the embedded bundle is JSON: a test reads it")
});

/// One operation, as far as a server needs to know it.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) template: String,
    pub(crate) scopes: Scopes,
    pub(crate) own_data_only: bool,
    /// The settings of the person in the path that refuse the whole call when they are closed.
    pub(crate) refused_by: Vec<Setting>,
    /// The `max-limit` of a paged operation.
    pub(crate) max_limit: Option<u64>,
    /// Whether it answers points within a day, which not every application may read.
    pub(crate) intraday: bool,
    /// The operation as the bundle has it: the rules of its parameters are read there when a call comes.
    definition: &'static Value,
    /// The parameters of all operations of its path.
    shared_parameters: &'static Value,
}

impl Operation {
    /// Errors of resources under `/1.1/` have JSON:API's shape, all others the legacy one.
    pub(crate) fn speaks_json_api(&self) -> bool {
        speaks_json_api(&self.template)
    }

    /// The values that a parameter may have, or none if it is free.
    pub(crate) fn choices(&self, parameter: &str) -> Option<Vec<&'static str>> {
        texts(&resolved(&self.parameter(parameter)?["schema"])["enum"])
    }

    /// Whether this value of a parameter is a word where the bundle has a number.
    pub(crate) fn is_no_number(&self, parameter: &str, value: &str) -> bool {
        let schema = self.parameter(parameter).map(|found| &found["schema"]);
        schema.is_some_and(|schema| schema["type"] == "integer" || schema["format"] == "log-id")
            && value.bytes().any(|byte| byte.is_ascii_alphabetic())
    }

    /// The periods that a series has, by the parameter that takes them.
    pub(crate) fn periods(&self, parameter: &str) -> Vec<&'static str> {
        let listed = self
            .parameter(parameter)
            .and_then(|parameter| texts(&parameter["x-periods"]));
        listed.unwrap_or_default()
    }

    /// The longest range in days, where it can depend on the value of a path parameter.
    pub(crate) fn max_days(&self, value_of: impl Fn(&str) -> String) -> Option<i64> {
        let range = &self.definition["x-max-range"];
        match range["parameter"].as_str() {
            Some(parameter) => range["days"][value_of(parameter)].as_i64(),
            None => range["days"].as_i64(),
        }
    }

    /// The schema of a success that is JSON.
    pub(crate) fn success_schema(&self) -> Option<&'static Value> {
        self.success()?.1["content"]["application/json"].get("schema")
    }

    /// The status and the response of a success.
    pub(crate) fn success(&self) -> Option<(&'static str, &'static Value)> {
        let responses = self.definition["responses"].as_object()?;
        let mut responses = responses.iter();
        let (status, response) = responses.find(|(status, _)| status.starts_with('2'))?;
        Some((status, response))
    }

    /// Whether the spec has this status among the answers.
    #[cfg(feature = "conformity")]
    pub(crate) fn declares(&self, status: http::StatusCode) -> bool {
        self.definition["responses"].get(status.as_str()).is_some()
    }

    /// The schema of the body of a failure; of one that the operation does not declare, that of errors.
    #[cfg(feature = "conformity")]
    pub(crate) fn failure_schema(&self, status: http::StatusCode) -> &'static Value {
        let declared = &self.definition["responses"][status.as_str()];
        let response = match resolved(declared) {
            Value::Null => &BUNDLE["components"]["responses"]["Error"],
            response => response,
        };
        &response["content"]["application/json"]["schema"]
    }

    /// The root element of a success that is XML.
    #[cfg(feature = "conformity")]
    pub(crate) fn xml_root(&self) -> Option<&'static str> {
        let content = self.success()?.1["content"].as_object()?;
        content.values().next()?["schema"]["xml"]["name"].as_str()
    }

    /// All parameters but those that many operations share.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'static Value> {
        let own = self.definition["parameters"].as_array();
        let shared = self.shared_parameters.as_array();
        own.into_iter().chain(shared).flatten()
    }

    /// The media type and the schema of the body that it takes.
    pub(crate) fn body(&self) -> Option<(&'static str, &'static Value)> {
        let content = self.definition["requestBody"]["content"].as_object()?;
        let (media_type, body) = content.iter().next()?;
        Some((media_type.as_str(), &body["schema"]))
    }

    /// The arguments of which a call has exactly one.
    pub(crate) fn either_or(&self) -> Vec<&'static str> {
        texts(&self.definition["x-either-or"]).unwrap_or_default()
    }

    fn parameter(&self, name: &str) -> Option<&'static Value> {
        self.parameters()
            .find(|parameter| parameter["name"] == name)
    }
}

/// The schema that a reference leads to, or the schema itself.
pub(crate) fn resolved(schema: &'static Value) -> &'static Value {
    match schema["$ref"].as_str() {
        Some(reference) => BUNDLE
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or(&Value::Null),
        None => schema,
    }
}

fn texts(list: &'static Value) -> Option<Vec<&'static str>> {
    let list = list.as_array()?;
    Some(list.iter().filter_map(Value::as_str).collect())
}

/// See [`Operation::speaks_json_api`]; for paths that no operation has.
pub(crate) fn speaks_json_api(path: &str) -> bool {
    path.starts_with("/1.1/")
}

/// The scopes that a token must carry.
#[derive(Debug)]
pub(crate) enum Scopes {
    /// All scopes of any one of these lists; no list: none is needed.
    AnyOf(Vec<Vec<String>>),
    /// All scopes of the list that a path parameter's value names.
    ByParameter {
        parameter: String,
        scopes: BTreeMap<String, Vec<String>>,
    },
}

fn operations(bundle: &'static Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (template, item) in bundle["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let Ok(method) = Method::from_bytes(method.to_ascii_uppercase().as_bytes()) else {
                continue;
            };
            // A path item also holds `parameters` and `summary`, which are no operations.
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            operations.push(Operation {
                id: id.to_owned(),
                method,
                template: template.clone(),
                scopes: scopes(
                    operation.get("security").unwrap_or(&bundle["security"]),
                    operation,
                ),
                refused_by: refusing_settings(operation)
                    .filter_map(Setting::of_name)
                    .collect(),
                own_data_only: operation["x-own-data-only"] == true,
                max_limit: operation["x-pagination"]["max-limit"].as_u64(),
                intraday: operation["x-intraday"] == true,
                definition: operation,
                shared_parameters: &item["parameters"],
            });
        }
    }
    operations
}

/// The names of the settings whose effect is on the call.
fn refusing_settings(operation: &Value) -> impl Iterator<Item = &str> {
    let settings = operation["x-privacy"].as_array().into_iter().flatten();
    let refusing = settings.filter(|setting| setting["effect"] == "call");
    refusing.filter_map(|setting| setting["setting"].as_str())
}

fn scopes(security: &Value, operation: &Value) -> Scopes {
    let by_parameter = &operation["x-scopes-by-parameter"];
    if let Some(parameter) = by_parameter["parameter"].as_str() {
        let scopes = by_parameter["scopes"].as_object().into_iter().flatten();
        return Scopes::ByParameter {
            parameter: parameter.to_owned(),
            scopes: scopes
                .map(|(value, scopes)| (value.clone(), strings(scopes)))
                .collect(),
        };
    }
    let requirements = security.as_array().into_iter().flatten();
    Scopes::AnyOf(
        requirements
            .map(|requirement| {
                requirement
                    .as_object()
                    .into_iter()
                    .flatten()
                    .flat_map(|(_, scopes)| strings(scopes))
                    .collect()
            })
            .collect(),
    )
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_refuses_a_call_is_known() {
        let paths = BUNDLE["paths"].as_object().unwrap().values();
        let operations = paths.flat_map(|item| item.as_object().unwrap().values());
        let names: Vec<&str> = operations.flat_map(refusing_settings).collect();
        assert!(names.contains(&"friends"));
        for name in names {
            assert!(Setting::of_name(name).is_some(), "{name} is not known");
        }
    }

    #[test]
    fn the_embedded_bundle_has_operations_with_scopes() {
        let badges = OPERATIONS
            .iter()
            .find(|operation| operation.id == "get_badges")
            .expect("badges are in the bundle");
        assert_eq!(badges.method, Method::GET);
        assert!(SCOPES.contains("profile") && SCOPES.contains("heartrate"));
        assert!(matches!(&badges.scopes, Scopes::AnyOf(lists) if lists == &[["profile"]]));
    }
}
