//! Whether an answer fits the spec, for the tests of everything that runs on a sandbox: the bundle's schemas as JSON
//! Schema, with one rule more. A field that the spec does not know is a misfit, so that spec and sandbox stay in step.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use http::StatusCode;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::bundle::{self, Operation};
use crate::outgoing::{Delivery, Outgoing};

/// The schemas of the bundle in JSON Schema's dialect.
static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let mut schemas = bundle::document()["components"]["schemas"].clone();
    for schema in schemas
        .as_object_mut()
        .into_iter()
        .flat_map(Map::values_mut)
    {
        convert(schema);
    }
    schemas
});

/// By reference, each built when it is needed first: one takes longer than many answers.
static VALIDATORS: LazyLock<Mutex<HashMap<&'static str, Arc<Validator>>>> =
    LazyLock::new(Mutex::default);

/// What is wrong with an answer of an operation. Names fields and rules, and shows the values: the people are invented.
pub(crate) fn misfits(operation: &'static Operation, outgoing: &Outgoing) -> Vec<String> {
    if outgoing.delivery == Delivery::Reset {
        return Vec::new();
    }
    let told = |misfit: String| format!("{} {}: {misfit}", operation.id, outgoing.status);
    let found = match std::str::from_utf8(&outgoing.body) {
        Err(_) => vec!["the body is no text".to_owned()],
        Ok(text) if outgoing.status.is_success() => of_success(operation, outgoing.status, text),
        Ok(text) => of_error(operation, outgoing.status, text),
    };
    found.into_iter().map(told).collect()
}

fn of_success(operation: &'static Operation, status: StatusCode, text: &str) -> Vec<String> {
    let Some((declared, response)) = operation.success() else {
        return vec!["the spec has no success".to_owned()];
    };
    // What is there already is told with 200 where something new is 201; one answer can stand in the spec only.
    let is_there_already = declared == "201" && status == StatusCode::OK;
    if declared != status.as_str() && !is_there_already && !operation.declares(status) {
        return vec![format!("the spec has {declared}")];
    }
    if let Some(root) = operation.xml_root() {
        let is_xml = text.starts_with("<?xml") && text.trim_end().ends_with(&format!("</{root}>"));
        let misfit = (!is_xml).then(|| format!("no document of {root}"));
        return misfit.into_iter().collect();
    }
    let schema = &response["content"]["application/json"]["schema"];
    let Some(reference) = schema["$ref"].as_str() else {
        let misfit = (!text.is_empty()).then(|| "a body where none belongs".to_owned());
        return misfit.into_iter().collect();
    };
    let root = bundle::resolved(schema);
    if text.is_empty() && root["x-empty"] == "body" {
        return Vec::new();
    }
    validated(reference, whole_root(root, text).as_deref().unwrap_or(text))
}

/// Where the API leaves out the object around a list or an item, the document with it.
fn whole_root(root: &Value, text: &str) -> Option<String> {
    let forms = &root["x-root-forms"];
    let bare: Value = serde_json::from_str(text).ok()?;
    if let Some(field) = forms["item"].as_str() {
        return bare
            .get(field)
            .is_none()
            .then(|| json!({ field: bare }).to_string());
    }
    let field = forms["list"].as_str()?;
    match &bare {
        Value::Array(_) => Some(json!({ field: bare }).to_string()),
        Value::Object(item) if !item.is_empty() && !item.contains_key(field) => {
            Some(json!({ field: [bare] }).to_string())
        }
        _ => None,
    }
}

fn of_error(operation: &'static Operation, status: StatusCode, text: &str) -> Vec<String> {
    // The sandbox's own limit is no business of the spec.
    let is_own = status == StatusCode::PAYLOAD_TOO_LARGE;
    if !is_own && !operation.declares(status) {
        return vec!["the spec has no such status".to_owned()];
    }
    // A refusal by the quota was seen without a body.
    if text.is_empty() && status == StatusCode::TOO_MANY_REQUESTS {
        return Vec::new();
    }
    let schema = operation.failure_schema(status);
    schema["$ref"]
        .as_str()
        .map_or_else(Vec::new, |reference| validated(reference, text))
}

fn validated(reference: &'static str, text: &str) -> Vec<String> {
    match serde_json::from_str(text) {
        Ok(body) => validator(reference)
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn validator(reference: &'static str) -> Arc<Validator> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(reference).or_insert_with(|| {
        let root = json!({"$ref": reference, "components": {"schemas": *SCHEMAS}});
        let validator = jsonschema::draft202012::new(&root);
        Arc::new(validator.expect("the schemas of the bundle are valid: the tests build them all"))
    });
    validator.clone()
}

/// OpenAPI 3.0's dialect to JSON Schema's, in place.
fn convert(schema: &mut Value) {
    let Value::Object(schema) = schema else {
        return;
    };
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(convert),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(convert);
            }
            ("items" | "not" | "additionalProperties", schema) => convert(schema),
            _ => {}
        }
    }
    if schema.contains_key("properties") {
        schema
            .entry("additionalProperties")
            .or_insert(Value::Bool(false));
    }
    if schema.remove("nullable") == Some(Value::Bool(true)) {
        let strict = Value::Object(std::mem::take(schema));
        *schema = Map::from_iter([("anyOf".to_owned(), json!([strict, {"type": "null"}]))]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn badges() -> &'static Operation {
        let mut operations = bundle::OPERATIONS.iter();
        operations
            .find(|operation| operation.id == "get_badges")
            .expect("badges are in the bundle")
    }

    fn misfits_of(status: StatusCode, body: &'static str) -> Vec<String> {
        let mut outgoing = Outgoing::new(status);
        outgoing.body = body.as_bytes().into();
        misfits(badges(), &outgoing)
    }

    #[test]
    fn a_field_that_the_spec_does_not_know_is_a_misfit() {
        assert!(misfits_of(StatusCode::OK, r#"{"badges": []}"#).is_empty());
        for wrong in [
            r#"{"badges": [], "surprise": 1}"#,
            r#"{"badges": [{"surprise": 1}]}"#,
            r#"{"badges": 1}"#,
            r#"{"badges": []"#,
            "",
        ] {
            assert!(!misfits_of(StatusCode::OK, wrong).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn an_error_has_its_form_and_a_status_that_the_spec_has() {
        let error =
            r#"{"errors": [{"errorType": "validation", "message": "m"}], "success": false}"#;
        assert!(misfits_of(StatusCode::UNAUTHORIZED, error).is_empty());
        assert!(!misfits_of(StatusCode::UNAUTHORIZED, r#"{"surprise": 1}"#).is_empty());
        assert!(!misfits_of(StatusCode::IM_A_TEAPOT, error).is_empty());
        assert!(!misfits_of(StatusCode::CREATED, r#"{"badges": []}"#).is_empty());
    }

    #[test]
    fn null_fits_where_the_spec_says_nullable_and_nowhere_else() {
        let mut schema = json!({"properties": {
            "a": {"type": "array", "items": {"type": "string"}, "nullable": true},
            "b": {"type": "string"},
        }});
        convert(&mut schema);
        let fits = |body: &Value| {
            jsonschema::draft202012::new(&schema).is_ok_and(|validator| validator.is_valid(body))
        };
        assert!(fits(&json!({"a": null, "b": ""})) && fits(&json!({"a": ["x"]})));
        assert!(!fits(&json!({"b": null})) && !fits(&json!({"a": [null]})));
    }

    #[test]
    fn every_schema_of_a_success_is_valid() {
        for operation in bundle::OPERATIONS.iter() {
            if let Some(reference) = operation
                .success_schema()
                .and_then(|schema| schema["$ref"].as_str())
            {
                validator(reference);
            }
        }
    }
}
