//! The document as progenitor should see it. What it would answer with a panic, turn into a worse API or put into the
//! client's hands though the client may not choose, is taken out here; the committed bundle never shows it.

use serde_json::{Map, Value};

use crate::docs;
use crate::failure::Failure;
use crate::spec::{Operation, Spec, list, text};

/// Headers that the client sets on its own.
const OWN_HEADERS: [&str; 2] = ["accept-language", "accept-locale"];

/// What would make a type stricter than the server is, or pull in a crate for regular expressions. The rules stay in
/// the bundle, for readers and for servers.
pub(crate) const CONSTRAINTS: [&str; 14] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Lowers a document that has passed the linter.
pub(crate) fn lower(document: &Value) -> Result<Value, Failure> {
    let spec = Spec::new(document);
    let mut paths = Map::new();
    for operation in spec.operations() {
        let (path, value) = lower_operation(spec, &operation);
        let item = paths
            .entry(path.clone())
            .or_insert_with(|| Value::Object(Map::new()));
        let item = item
            .as_object_mut()
            .expect("every entry was made an object above");
        if item.insert(operation.method.to_owned(), value).is_some() {
            return Err(Failure::new(format!(
                "operation {}: another operation is {} {path} once `-` is put in",
                operation.id(),
                operation.method.to_uppercase(),
            )));
        }
    }
    let mut schemas = document["components"]["schemas"].clone();
    simplify(&mut schemas, Names::Data);
    let mut info = document["info"].clone();
    simplify(&mut info, Names::Keywords);
    let mut tags = document["tags"].clone();
    simplify(&mut tags, Names::Keywords);
    let mut lowered = serde_json::json!({
        "openapi": "3.0.3",
        "info": info,
        "paths": paths,
        "components": {"schemas": schemas},
    });
    if !tags.is_null() {
        lowered["tags"] = tags;
    }
    Ok(lowered)
}

fn lower_operation(spec: Spec<'_>, operation: &Operation<'_>) -> (String, Value) {
    let own = operation.is_own_data_only();
    let path = if own {
        operation.path.replace("{user-id}", "-")
    } else {
        operation.path.to_owned()
    };
    let parameters: Vec<Value> = spec
        .parameters(operation)
        .into_iter()
        .filter(|parameter| {
            let name = text(parameter, "name").unwrap_or_default();
            match text(parameter, "in") {
                Some("header") => !OWN_HEADERS.contains(&name.to_lowercase().as_str()),
                Some("path") => !(own && name == "user-id"),
                _ => true,
            }
        })
        .cloned()
        .collect();
    let mut lowered = Map::new();
    for key in ["operationId", "tags", "summary", "description"] {
        if let Some(value) = operation.value.get(key) {
            lowered.insert(key.to_owned(), value.clone());
        }
    }
    if operation.is_deprecated() {
        lowered.insert("deprecated".to_owned(), Value::Bool(true));
    }
    lowered.insert("parameters".to_owned(), Value::Array(parameters));
    if let Some(body) = operation.value.get("requestBody") {
        let body = spec.resolve(body).cloned().unwrap_or_default();
        lowered.insert("requestBody".to_owned(), body);
    }
    let mut responses = Map::new();
    if let Some((_, response)) = operation.successes().next() {
        let response = spec.resolve(response).unwrap_or(response);
        let mut kept = Map::new();
        kept.insert("description".to_owned(), response["description"].clone());
        if let Some(content) = response.get("content") {
            kept.insert("content".to_owned(), content.clone());
        }
        responses.insert("2XX".to_owned(), Value::Object(kept));
    }
    lowered.insert("responses".to_owned(), Value::Object(responses));
    let mut lowered = Value::Object(lowered);
    simplify(&mut lowered, Names::Keywords);
    (path, lowered)
}

/// What the keys of an object are.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Names {
    /// Words of OpenAPI.
    Keywords,
    /// Names that the spec gives, such as those of properties: never to be taken for words of OpenAPI.
    Data,
}

fn simplify(value: &mut Value, names: Names) {
    match value {
        Value::Array(items) => {
            for item in items {
                simplify(item, Names::Keywords);
            }
        }
        Value::Object(members) => {
            if names == Names::Keywords {
                members.retain(|key, _| {
                    !key.starts_with("x-")
                        && !CONSTRAINTS.contains(&key.as_str())
                        && !["example", "examples", "externalDocs", "xml"].contains(&key.as_str())
                });
                for key in ["description", "summary"] {
                    if let Some(Value::String(description)) = members.get_mut(key) {
                        *description = docs::escape(description);
                    }
                }
                unwrap_single(members);
            }
            for (key, member) in members.iter_mut() {
                let names = match key.as_str() {
                    "properties" | "schemas" | "content" | "responses"
                        if names == Names::Keywords =>
                    {
                        Names::Data
                    }
                    _ => Names::Keywords,
                };
                simplify(member, names);
            }
        }
        _ => {}
    }
}

/// A reference in an `allOf` of one is a reference: the generator would make a type of its own of it.
fn unwrap_single(members: &mut Map<String, Value>) {
    let Some([Value::Object(only)]) = members.get("allOf").map(list) else {
        return;
    };
    // Of a field that is always there, `null` must stay possible.
    if members.contains_key("properties") || members.contains_key("nullable") {
        return;
    }
    if let Some(reference) = only.get("$ref").cloned() {
        members.clear();
        members.insert("$ref".to_owned(), reference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered() -> Value {
        let root = crate::root().join("xtask/fixtures");
        lower(&crate::bundle::load(&root).unwrap().document).unwrap()
    }

    #[test]
    fn the_one_success_is_any_success_and_failures_are_gone() {
        let lowered = lowered();
        let spec = Spec::new(&lowered);
        assert_eq!(spec.operations().count(), 7);
        for operation in spec.operations() {
            let statuses: Vec<&String> = operation.value["responses"]
                .as_object()
                .unwrap()
                .keys()
                .collect();
            assert_eq!(statuses, ["2XX"], "{}", operation.id());
        }
    }

    #[test]
    fn own_data_only_splits_the_path_and_drops_the_parameter() {
        let paths = &lowered()["paths"];
        let shared = &paths["/1/user/{user-id}/plants.json"];
        let own = &paths["/1/user/-/plants.json"]["post"];
        assert_eq!(shared["get"]["operationId"], "get_plants");
        assert!(shared.get("post").is_none());
        assert_eq!(own["operationId"], "add_plant");
        assert_eq!(own["parameters"], serde_json::json!([]));
    }

    #[test]
    fn own_data_only_that_meets_another_operation_is_refused() {
        let root = crate::root().join("xtask/fixtures");
        let mut document = crate::bundle::load(&root).unwrap().document;
        document["paths"]["/1/user/-/plants.json"] =
            serde_json::json!({"post": {"operationId": "add_mine", "responses": {}}});
        let failure = lower(&document).unwrap_err().to_string();
        assert!(
            failure.contains("another operation is POST /1/user/-/plants.json"),
            "{failure}"
        );
    }

    #[test]
    fn headers_of_the_client_extensions_and_constraints_are_gone() {
        let lowered = lowered();
        let text = lowered.to_string();
        for gone in [
            "Accept-Language",
            "\"x-",
            "\"pattern\"",
            "\"minimum\"",
            "\"xml\"",
            "\"security",
        ] {
            assert!(!text.contains(gone), "{gone}: {lowered:#}");
        }
    }

    #[test]
    fn a_property_may_be_called_like_a_word_of_openapi() {
        let mut schemas = serde_json::json!({
            "Badge": {"properties": {"description": {"type": "string", "default": "a"}, "pattern": {"type": "string"}}},
        });
        simplify(&mut schemas, Names::Data);
        assert_eq!(
            schemas["Badge"]["properties"],
            serde_json::json!({"description": {"type": "string"}, "pattern": {"type": "string"}})
        );
    }

    #[test]
    fn a_reference_with_a_description_is_a_reference() {
        let mut schema = serde_json::json!({"description": "Who.", "allOf": [{"$ref": "#/components/schemas/Who"}]});
        simplify(&mut schema, Names::Keywords);
        assert_eq!(
            schema,
            serde_json::json!({"$ref": "#/components/schemas/Who"})
        );
    }
}
