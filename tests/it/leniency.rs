//! What this API is known to do to any field: drop it, send null, write a whole number with a fraction of zero, a value or
//! a field that nobody has heard of. Done to every place of every operation's example, one at a time.

use fitbit_core::decode::{self, Misfit};
use fitbit_core::facts::{OPERATIONS, Operation};
use serde_json::{Value, json};

const BUNDLE: &str = include_str!("../../spec/openapi.bundle.json");

/// A place in an example.
struct Place<'a> {
    pointer: String,
    schema: &'a Value,
    /// The object that it is a field of says that it is always there. True for the root and for items of lists.
    is_required: bool,
    is_field: bool,
}

struct Spec(Value);

impl Spec {
    fn new() -> Self {
        Self(serde_json::from_str(BUNDLE).unwrap())
    }

    /// The schema that a reference leads to.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let reference = schema
            .get("$ref")
            .or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
        reference
            .and_then(Value::as_str)
            .map_or(schema, |reference| {
                let name = reference.rsplit('/').next().unwrap();
                self.resolved(&self.0["components"]["schemas"][name])
            })
    }

    /// The schema and the example of an operation's success, where it is JSON.
    fn answer(&self, operation: &Operation) -> Option<(&Value, &Value)> {
        let methods = &self.0["paths"][operation.path];
        let responses = methods[operation.method.to_lowercase()]["responses"].as_object()?;
        let (_, success) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))?;
        let media = success["content"].get("application/json")?;
        Some((&media["schema"], media.get("example")?))
    }

    fn places<'a>(&'a self, schema: &'a Value, value: &Value) -> Vec<Place<'a>> {
        let mut places = Vec::new();
        self.walk(
            Place {
                pointer: String::new(),
                schema,
                is_required: true,
                is_field: false,
            },
            value,
            &mut places,
        );
        places
    }

    fn walk<'a>(&'a self, place: Place<'a>, value: &Value, places: &mut Vec<Place<'a>>) {
        let schema = self.resolved(place.schema);
        let pointer = place.pointer.clone();
        places.push(place);
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let Some(property) = schema["properties"].get(key) else {
                        continue;
                    };
                    let required = schema["required"].as_array();
                    let place = Place {
                        pointer: format!("{pointer}/{key}"),
                        schema: property,
                        is_required: required.is_some_and(|names| names.contains(&json!(key))),
                        is_field: true,
                    };
                    self.walk(place, value, places);
                }
            }
            // Points are read by hand-written code, which has tests of its own.
            Value::Array(items) if schema["x-columns"] != true => {
                for (index, value) in items.iter().enumerate() {
                    let place = Place {
                        pointer: format!("{pointer}/{index}"),
                        schema: &schema["items"],
                        is_required: true,
                        is_field: false,
                    };
                    self.walk(place, value, places);
                }
            }
            _ => {}
        }
    }
}

/// Changes one place after another of each example, where `change` makes something of it; `judge` sees what came of it.
fn at_every_place(
    change: impl Fn(&Spec, &Place<'_>, &Value) -> Option<Value>,
    judge: impl Fn(&str, Result<(), Misfit>),
) {
    let spec = Spec::new();
    let mut count = 0;
    for operation in OPERATIONS {
        let Some((schema, example)) = spec.answer(operation) else {
            continue;
        };
        for place in spec.places(schema, example) {
            let Some(changed) = change(&spec, &place, example.pointer(&place.pointer).unwrap())
            else {
                continue;
            };
            let mut body = example.clone();
            *body.pointer_mut(&place.pointer).unwrap() = changed;
            let result = decode::check(operation, body.to_string().as_bytes()).unwrap();
            judge(&format!("{} at {}", operation.id, place.pointer), result);
            count += 1;
        }
    }
    // The examples have the places that this is about.
    assert!(count > 20, "only {count} places");
}

fn is_read(place: &str, result: Result<(), Misfit>) {
    if let Err(misfit) = result {
        panic!("{place}: {misfit}");
    }
}

#[test]
fn a_field_that_may_be_missing_may_be_null() {
    at_every_place(
        |_, place, _| (place.is_field && !place.is_required).then_some(Value::Null),
        is_read,
    );
}

#[test]
fn a_field_that_is_always_there_is_missed_when_it_is_null() {
    at_every_place(
        |_, place, _| (place.is_field && place.is_required).then_some(Value::Null),
        |place, result| assert!(result.is_err(), "{place}: read as if it were there"),
    );
}

#[test]
fn a_whole_number_may_have_a_fraction_of_zero() {
    at_every_place(
        |spec, place, value| {
            let is_id = spec.resolved(place.schema)["format"] == "log-id";
            #[expect(clippy::cast_precision_loss, reason = "examples have small numbers")]
            value
                .as_i64()
                .filter(|_| !is_id)
                .map(|number| json!(number as f64))
        },
        is_read,
    );
}

#[test]
fn an_object_may_have_fields_that_nobody_has_heard_of() {
    at_every_place(
        |_, _, value| {
            let mut object = value.as_object()?.clone();
            object.insert("neverHeardOf".to_owned(), json!({"of": [1, null, "it"]}));
            Some(Value::Object(object))
        },
        is_read,
    );
}

#[test]
fn an_enum_may_have_values_that_nobody_has_heard_of() {
    at_every_place(
        |spec, place, value| {
            let is_open = spec
                .resolved(place.schema)
                .get("x-extensible-enum")
                .is_some();
            (is_open && value.is_string()).then(|| json!("NEVER_HEARD_OF"))
        },
        is_read,
    );
}

#[test]
fn a_number_written_as_a_text_may_be_a_number() {
    at_every_place(
        |spec, place, value| {
            let format = &spec.resolved(place.schema)["format"];
            let number: f64 = value.as_str()?.parse().ok()?;
            (format == "number-text" || format == "vo2-max").then(|| json!(number))
        },
        is_read,
    );
}

#[test]
fn an_enum_that_the_server_sends_is_open() {
    let spec = Spec::new();
    for operation in OPERATIONS {
        let Some((schema, example)) = spec.answer(operation) else {
            continue;
        };
        for place in spec.places(schema, example) {
            let schema = spec.resolved(place.schema);
            assert!(
                schema.get("enum").is_none(),
                "{} at {}",
                operation.id,
                place.pointer
            );
        }
    }
}
