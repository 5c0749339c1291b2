//! The operations of the bundle, as far as a test needs to know them. Whether an answer fits its schema is checked in the
//! sandbox itself, by the feature `conformity`.

use std::collections::HashMap;

use serde_json::Value;

/// What the spec says of one operation.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) template: String,
    pub(crate) success: u16,
    /// The values of each parameter that has a list of them.
    pub(crate) choices: HashMap<String, Vec<String>>,
}

impl Operation {
    /// All of them.
    pub(crate) fn all() -> Vec<Self> {
        let bundle: Value =
            serde_json::from_str(include_str!("../../openapi.bundle.json")).unwrap();
        let mut operations = Vec::new();
        for (template, item) in bundle["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if let Some(id) = operation["operationId"].as_str() {
                    operations.push(Self::read(&bundle, id, method, template, operation));
                }
            }
        }
        operations
    }

    fn read(bundle: &Value, id: &str, method: &str, template: &str, operation: &Value) -> Self {
        let mut statuses = operation["responses"].as_object().unwrap().keys();
        let success = statuses.find(|status| status.starts_with('2')).unwrap();
        Self {
            id: id.to_owned(),
            method: method.to_ascii_uppercase(),
            template: template.to_owned(),
            success: success.parse().unwrap(),
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
