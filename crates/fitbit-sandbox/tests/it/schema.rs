//! The bundle's response schemas as JSON Schema, with one rule more: a field that the spec does not know is an error, so
//! that spec and sandbox stay in step.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

/// What the spec says of one operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) template: String,
    pub(crate) success: u16,
    /// The statuses that it is said to answer with.
    pub(crate) statuses: Vec<u16>,
    /// None if the success has no JSON body.
    schema: Option<String>,
    /// The root element of a success that is XML.
    xml_root: Option<String>,
    /// Whether a success may be a body of no bytes.
    pub(crate) may_be_empty: bool,
    /// The field whose object may also come bare.
    root_item: Option<String>,
    /// The values of each parameter that has a list of them.
    pub(crate) choices: HashMap<String, Vec<String>>,
}

/// The whole spec.
pub(crate) struct Spec {
    pub(crate) operations: Vec<Operation>,
    /// All schemas, for the validators that are yet to be built.
    schemas: Value,
    /// Built when they are asked for: a test needs a few of them.
    validators: RefCell<HashMap<String, Rc<Validator>>>,
    error: String,
}

impl Spec {
    pub(crate) fn read() -> Self {
        let bundle: Value =
            serde_json::from_str(include_str!("../../openapi.bundle.json")).unwrap();
        let mut components = bundle["components"].clone();
        for schema in components["schemas"].as_object_mut().unwrap().values_mut() {
            convert(schema);
        }
        let mut operations = Vec::new();
        for (template, item) in bundle["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(id) = operation["operationId"].as_str() {
                    operations.push(Operation::read(&bundle, id, method, template, operation));
                }
            }
        }
        let error = bundle["components"]["responses"]["Error"]["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
        Self {
            operations,
            schemas: components["schemas"].take(),
            validators: RefCell::default(),
            error: error.to_owned(),
        }
    }

    fn validator(&self, reference: &str) -> Rc<Validator> {
        let mut validators = self.validators.borrow_mut();
        let known = validators.entry(reference.to_owned());
        let known = known.or_insert_with(|| {
            let root = json!({"$ref": reference, "components": {"schemas": self.schemas}});
            Rc::new(jsonschema::draft202012::new(&root).unwrap())
        });
        known.clone()
    }

    /// What is wrong with the body of a success.
    pub(crate) fn misfits(&self, operation: &Operation, text: &str) -> Vec<String> {
        if let Some(root) = &operation.xml_root {
            let is_xml =
                text.starts_with("<?xml") && text.trim_end().ends_with(&format!("</{root}>"));
            return if is_xml {
                Vec::new()
            } else {
                vec![format!("no {root}")]
            };
        }
        match &operation.schema {
            None if text.is_empty() => Vec::new(),
            None => vec!["a body where none belongs".to_owned()],
            Some(_) if text.is_empty() && operation.may_be_empty => Vec::new(),
            Some(reference) => {
                let enveloped = operation.root_item.as_ref().and_then(|field| {
                    let bare: Value = serde_json::from_str(text).ok()?;
                    (bare.get(field).is_none()).then(|| json!({ field: bare }).to_string())
                });
                misfits(
                    &self.validator(reference),
                    enveloped.as_deref().unwrap_or(text),
                )
            }
        }
    }

    /// What is wrong with the body of an error.
    pub(crate) fn error_misfits(&self, text: &str) -> Vec<String> {
        misfits(&self.validator(&self.error), text)
    }
}

impl Operation {
    fn read(bundle: &Value, id: &str, method: &str, template: &str, operation: &Value) -> Self {
        let responses = operation["responses"].as_object().unwrap();
        let (status, response) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .unwrap();
        let schema = response["content"]["application/json"]["schema"]["$ref"]
            .as_str()
            .map(str::to_owned);
        let root = schema
            .as_ref()
            .and_then(|reference| bundle.pointer(reference.trim_start_matches('#')));
        Self {
            id: id.to_owned(),
            method: method.to_ascii_uppercase(),
            template: template.to_owned(),
            success: status.parse().unwrap(),
            statuses: responses
                .keys()
                .filter_map(|status| status.parse().ok())
                .collect(),
            xml_root: response["content"]
                .as_object()
                .and_then(|content| content.values().next())
                .and_then(|media| media["schema"]["xml"]["name"].as_str())
                .map(str::to_owned),
            may_be_empty: root.is_some_and(|root| root["x-empty"] == "body"),
            root_item: root
                .and_then(|root| root["x-root-forms"]["item"].as_str())
                .map(str::to_owned),
            schema,
            choices: choices(bundle, operation),
        }
    }
}

fn choices(bundle: &Value, operation: &Value) -> HashMap<String, Vec<String>> {
    let mut choices = HashMap::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let schema = &parameter["schema"];
        let schema = schema["$ref"].as_str().map_or(schema, |reference| {
            bundle.pointer(reference.trim_start_matches('#')).unwrap()
        });
        if let (Some(name), Some(values)) = (parameter["name"].as_str(), schema["enum"].as_array())
        {
            let values = values
                .iter()
                .map(|value| value.as_str().unwrap().to_owned());
            choices.insert(name.to_owned(), values.collect());
        }
    }
    choices
}

fn misfits(validator: &Validator, text: &str) -> Vec<String> {
    match serde_json::from_str(text) {
        Ok(body) => validator
            .iter_errors(&body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect(),
        Err(error) => vec![error.to_string()],
    }
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

#[test]
fn a_field_that_the_spec_does_not_know_is_a_misfit() {
    let spec = Spec::read();
    let badges = spec
        .operations
        .iter()
        .find(|operation| operation.id == "get_badges")
        .unwrap();
    assert!(spec.misfits(badges, r#"{"badges": []}"#).is_empty());
    assert!(
        !spec
            .misfits(badges, r#"{"badges": [], "surprise": 1}"#)
            .is_empty()
    );
    assert!(
        !spec
            .misfits(badges, r#"{"badges": [{"surprise": 1}]}"#)
            .is_empty()
    );
    assert!(!spec.misfits(badges, r#"{"badges": 1}"#).is_empty());
}

#[test]
fn null_fits_where_the_spec_says_nullable_and_nowhere_else() {
    let mut schema = json!({"properties": {"a": {"type": "array", "items": {"type": "string"}, "nullable": true}, "b": {"type": "string"}}});
    convert(&mut schema);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(
        validator.is_valid(&json!({"a": null, "b": ""}))
            && validator.is_valid(&json!({"a": ["x"]}))
    );
    assert!(!validator.is_valid(&json!({"b": null})) && !validator.is_valid(&json!({"a": [null]})));
}
