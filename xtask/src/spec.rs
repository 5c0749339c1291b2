//! A view of the document by the words of OpenAPI: operations, parameters, schemas. It reads and never changes, and it
//! answers on a faulty document too, because the linter asks first.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// The members of a path item that are operations.
const METHODS: [&str; 8] = [
    "delete", "get", "head", "options", "patch", "post", "put", "trace",
];

/// The prefix of the one kind of reference that the spec has.
const COMPONENTS: &str = "#/components/";

/// The document, seen as a spec.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spec<'a> {
    pub(crate) document: &'a Value,
}

/// One operation and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<'a> {
    pub(crate) path: &'a str,
    /// Lower case, as in the document.
    pub(crate) method: &'a str,
    pub(crate) item: &'a Value,
    pub(crate) value: &'a Value,
}

impl<'a> Operation<'a> {
    /// The operation's id; empty when it has none.
    pub(crate) fn id(&self) -> &'a str {
        text(self.value, "operationId").unwrap_or_default()
    }

    /// The first tag; empty when there is none.
    pub(crate) fn tag(&self) -> &'a str {
        strings(&self.value["tags"]).next().unwrap_or_default()
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.value["deprecated"] == true
    }

    pub(crate) fn is_own_data_only(&self) -> bool {
        self.value["x-own-data-only"] == true
    }

    /// Every scope that `security` names, each once.
    pub(crate) fn scopes(&self) -> BTreeSet<&'a str> {
        list(&self.value["security"])
            .iter()
            .filter_map(Value::as_object)
            .flat_map(|requirement| requirement.values().flat_map(strings))
            .collect()
    }

    /// The success statuses with their responses, as written.
    pub(crate) fn successes(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        members(&self.value["responses"])
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, response)| (status.as_str(), response))
    }
}

impl<'a> Spec<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        Self { document }
    }

    pub(crate) fn paths(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        members(&self.document["paths"])
    }

    pub(crate) fn operations(self) -> impl Iterator<Item = Operation<'a>> {
        self.paths().flat_map(|(path, item)| {
            members(item)
                .filter(|(method, _)| METHODS.contains(&method.as_str()))
                .map(move |(method, value)| Operation {
                    path,
                    method,
                    item,
                    value,
                })
        })
    }

    /// The operations by id. Where an id stands twice, one of them.
    pub(crate) fn operations_by_id(self) -> BTreeMap<&'a str, Operation<'a>> {
        self.operations()
            .map(|operation| (operation.id(), operation))
            .collect()
    }

    pub(crate) fn schemas(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        members(&self.document["components"]["schemas"])
    }

    /// The schemas that list values.
    pub(crate) fn enums(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.schemas()
            .filter(|(_, schema)| schema.get("enum").is_some())
    }

    pub(crate) fn schema(self, name: &str) -> Option<&'a Value> {
        self.document["components"]["schemas"].get(name)
    }

    /// What a reference into the components leads to.
    pub(crate) fn target(self, reference: &str) -> Option<&'a Value> {
        let (section, name) = reference.strip_prefix(COMPONENTS)?.split_once('/')?;
        self.document["components"].get(section)?.get(name)
    }

    /// The value, or what it refers to.
    pub(crate) fn resolve(self, value: &'a Value) -> Option<&'a Value> {
        match text(value, "$ref") {
            Some(reference) => self.target(reference),
            None => Some(value),
        }
    }

    /// The parameters of an operation and of its path, references followed.
    pub(crate) fn parameters(self, operation: &Operation<'a>) -> Vec<&'a Value> {
        list(&operation.item["parameters"])
            .iter()
            .chain(list(&operation.value["parameters"]))
            .filter_map(|parameter| self.resolve(parameter))
            .collect()
    }

    /// The name of the schema that a JSON success has.
    pub(crate) fn success_schema(self, operation: &Operation<'a>) -> Option<&'a str> {
        let (_, response) = operation.successes().next()?;
        let response = self.resolve(response)?;
        schema_name(&response["content"]["application/json"]["schema"])
    }

    /// The root element of an XML success: what the schema of its bytes says in OpenAPI's own `xml`.
    pub(crate) fn xml_root(self, operation: &Operation<'a>) -> Option<&'a str> {
        let (_, response) = operation.successes().next()?;
        let response = self.resolve(response)?;
        let (_, media) = members(&response["content"]).find(|(name, _)| name.ends_with("xml"))?;
        let schema = self.resolve(&media["schema"])?;
        text(&schema["xml"], "name")
    }

    /// The periods that the series of an operation has.
    pub(crate) fn periods(self, operation: &Operation<'a>) -> Vec<&'a str> {
        self.parameters(operation)
            .into_iter()
            .flat_map(|parameter| strings(&parameter["x-periods"]))
            .collect()
    }

    /// The media types and schemas of the request body.
    pub(crate) fn request_bodies(
        self,
        operation: &Operation<'a>,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> {
        operation
            .value
            .get("requestBody")
            .and_then(|body| self.resolve(body))
            .into_iter()
            .flat_map(|body| members(&body["content"]))
    }

    /// The names of all schemas that can stand in a success.
    pub(crate) fn reachable_from_successes(self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for operation in self.operations() {
            for (_, response) in operation.successes() {
                self.collect(response, &mut found);
            }
        }
        found
    }

    /// The names of all schemas that can stand in an answer, be it a success or a failure.
    pub(crate) fn reachable_from_answers(self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for operation in self.operations() {
            self.collect(&operation.value["responses"], &mut found);
        }
        found
    }

    /// The names of all schemas that can stand in a request: in its body or a parameter.
    pub(crate) fn reachable_from_requests(self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for operation in self.operations() {
            if let Some(body) = operation.value.get("requestBody") {
                self.collect(body, &mut found);
            }
            for parameter in self.parameters(&operation) {
                self.collect(parameter, &mut found);
            }
        }
        found
    }

    /// The names of all schemas that can stand in a request's body.
    pub(crate) fn reachable_from_bodies(self) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        for operation in self.operations() {
            if let Some(body) = operation.value.get("requestBody") {
                self.collect(body, &mut found);
            }
        }
        found
    }

    /// Adds the names of all schemas below `value`, references followed.
    pub(crate) fn collect(self, value: &'a Value, found: &mut BTreeSet<&'a str>) {
        for reference in references(value) {
            let is_new = match schema_of(reference) {
                Some(name) => found.insert(name),
                None => true,
            };
            if let (true, Some(target)) = (is_new, self.target(reference)) {
                self.collect(target, found);
            }
        }
    }

    /// The properties of an object, those of its `allOf` parts included.
    pub(crate) fn properties(self, schema: &'a Value) -> BTreeMap<&'a str, &'a Value> {
        let mut found = BTreeMap::new();
        self.gather_properties(schema, &mut found, 0);
        found
    }

    fn gather_properties(
        self,
        schema: &'a Value,
        found: &mut BTreeMap<&'a str, &'a Value>,
        depth: usize,
    ) {
        // A schema that contains itself by `allOf` is a fault for the linter to name, not a reason to hang.
        if depth > 16 {
            return;
        }
        for part in list(&schema["allOf"]) {
            if let Some(part) = self.resolve(part) {
                self.gather_properties(part, found, depth + 1);
            }
        }
        for (name, property) in members(&schema["properties"]) {
            found.insert(name, property);
        }
    }

    /// The required properties of an object, those of its `allOf` parts included.
    pub(crate) fn required(self, schema: &'a Value) -> BTreeSet<&'a str> {
        list(&schema["allOf"])
            .iter()
            .filter(|part| {
                text(part, "$ref").and_then(schema_of).is_none_or(|name| {
                    self.schema(name)
                        .is_none_or(|target| !std::ptr::eq(target, schema))
                })
            })
            .filter_map(|part| self.resolve(part))
            .flat_map(|part| strings(&part["required"]))
            .chain(strings(&schema["required"]))
            .collect()
    }
}

/// The either-or rules of an operation: of each list, exactly one is sent. A rule alone needs no list around it.
pub(crate) fn either_or<'a>(operation: &Operation<'a>) -> Vec<Vec<&'a str>> {
    let rules = &operation.value["x-either-or"];
    if list(rules).iter().any(Value::is_array) {
        list(rules)
            .iter()
            .map(|rule| strings(rule).collect())
            .collect()
    } else if list(rules).is_empty() {
        Vec::new()
    } else {
        vec![strings(rules).collect()]
    }
}

/// The members of an object; none when it is something else.
pub(crate) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// The items of a list; none when it is something else.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// The texts in a list.
pub(crate) fn strings(value: &Value) -> impl Iterator<Item = &str> {
    list(value).iter().filter_map(Value::as_str)
}

/// The text at `key`.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// The name of the schema that a reference text leads to.
pub(crate) fn schema_of(reference: &str) -> Option<&str> {
    reference.strip_prefix(COMPONENTS)?.strip_prefix("schemas/")
}

/// The name of the schema that `value` refers to, directly or as the only part of an `allOf`, which is how OpenAPI 3.0
/// says something beside a reference.
pub(crate) fn schema_name(value: &Value) -> Option<&str> {
    let reference = text(value, "$ref").or_else(|| match list(&value["allOf"]) {
        [only] if value.get("properties").is_none() => text(only, "$ref"),
        _ => None,
    })?;
    schema_of(reference)
}

/// Every reference below `value`, in order.
pub(crate) fn references(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    walk(value, &mut |value| {
        if let Some(reference) = text(value, "$ref") {
            found.push(reference);
        }
    });
    found
}

/// Visits `value` and everything below it. Examples are data, not spec, and are left out.
pub(crate) fn walk<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a Value)) {
    visit(value);
    match value {
        Value::Array(items) => {
            for item in items {
                walk(item, visit);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if key != "example" && key != "examples" {
                    walk(member, visit);
                }
            }
        }
        _ => {}
    }
}

/// The parameters of a path template, in order, each as often as it stands there.
pub(crate) fn template_parameters(template: &str) -> Vec<&str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}
