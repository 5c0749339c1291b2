//! One full, invented example an operation: every field there once, values that could be a person's and are nobody's.
//!
//! It is made from the schemas alone, so it cannot fall behind them. The bundle carries it for other tools, the docs of
//! the core's methods show it, and a snapshot holds it.

use serde_json::{Map, Value, json};

use crate::spec::{Spec, list, members, schema_name, text};

/// Deeper than any answer nests; a schema that contains itself ends here.
const DEEPEST: usize = 24;

/// The example of an operation's success; `None` where a success has no JSON body.
pub(crate) fn of_success(spec: Spec<'_>, schema: &str) -> Option<Value> {
    spec.schema(schema)
        .map(|schema| example(spec, "", schema, 0))
}

/// Puts the examples into a document, beside the schemas of its successes.
pub(crate) fn insert(document: &mut Value) {
    let copy = document.clone();
    let spec = Spec::new(&copy);
    for operation in spec.operations() {
        let Some(value) = spec
            .success_schema(&operation)
            .and_then(|schema| of_success(spec, schema))
        else {
            continue;
        };
        for (status, _) in operation.successes() {
            let media = &mut document["paths"][operation.path][operation.method]["responses"]
                [status]["content"]["application/json"];
            if let Some(media) = media.as_object_mut() {
                media.insert("example".to_owned(), value.clone());
            }
        }
    }
}

fn example(spec: Spec<'_>, name: &str, schema: &Value, depth: usize) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if depth > DEEPEST {
        return Value::Null;
    }
    if let Some(target) = schema_name(schema).and_then(|name| spec.schema(name)) {
        return example(spec, name, target, depth + 1);
    }
    if let Some(first) = list(&schema["enum"]).first() {
        return first.clone();
    }
    if let Some(first) = list(&schema["oneOf"]).first() {
        return example(spec, name, first, depth + 1);
    }
    match text(schema, "type") {
        Some("array") => json!([example(spec, name, &schema["items"], depth + 1)]),
        Some("object") => {
            let mut object = Map::new();
            for (name, property) in spec.properties(schema) {
                object.insert(name.to_owned(), example(spec, name, property, depth + 1));
            }
            if let Some(additional) = schema
                .get("additionalProperties")
                .filter(|value| value.is_object())
            {
                object.insert(
                    "name".to_owned(),
                    example(spec, "name", additional, depth + 1),
                );
            }
            Value::Object(object)
        }
        Some("integer") => json!(number(schema).map_or(3, whole)),
        Some("number") => json!(number(schema).unwrap_or(3.5)),
        Some("boolean") => json!(true),
        Some("string") => json!(string(name, schema)),
        _ => match members(&schema["properties"]).next() {
            Some(_) => json!({}),
            None => json!("anything"),
        },
    }
}

fn whole(value: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the values below are small and whole"
    )]
    {
        value as i64
    }
}

/// A number that a person could have.
fn number(schema: &Value) -> Option<f64> {
    if text(schema, "format") == Some("log-id") {
        return Some(31_415_926_535.0);
    }
    Some(match text(&schema["x-unit"], "kind")? {
        "distance" => 5.2,
        "elevation" => 48.0,
        "height" => 171.5,
        "stride-length" => 74.2,
        "weight" => 68.4,
        "speed" => 9.1,
        "pace" => 395.6,
        "duration-ms" => 1_800_000.0,
        "duration-s" => 1_800.0,
        "minutes" => 30.0,
        "energy-kcal" => 240.0,
        "steps" => 8_421.0,
        "beats-per-minute" => 72.0,
        "breaths-per-minute" => 15.4,
        "temperature" => 36.6,
        "temperature-delta" => -0.4,
        "percent" => 96.5,
        "water-volume" => 750.0,
        _ => return None,
    })
}

fn string(name: &str, schema: &Value) -> String {
    match text(schema, "format") {
        Some(
            "date"
            | "date-or-blank"
            | "date-or-date-time"
            | "date-or-today"
            | "date-or-offset-date-time",
        ) => "2026-05-20",
        Some("civil-date-time" | "civil-date-time-or-blank") => "2026-05-20T07:30:00.000",
        Some("offset-date-time") => "2026-05-20T07:30:00.000+02:00",
        Some("time-of-day" | "time-or-date-time" | "time-to-the-second") => "07:30:00",
        Some("time-to-the-minute") => "07:30",
        Some("offset-time") => "07:30+02:00",
        Some("boolean-text") => "false",
        Some("number-text") => return number(schema).unwrap_or(12.5).to_string(),
        Some("vo2-max") => "42-46",
        Some("user-id" | "user-id-or-own") => "2ABCDE",
        Some("log-id") => "31415926535",
        _ => return words(name, schema),
    }
    .to_owned()
}

fn words(name: &str, schema: &Value) -> String {
    let link = text(schema, "x-link");
    let lower = name.to_ascii_lowercase();
    match link {
        Some("intraday") => {
            "https://api.fitbit.com/1/user/-/activities/calories/date/2026-05-20/2026-05-20/1min/time/7:30/8:00.json"
        }
        Some("tcx") => "https://api.fitbit.com/1/user/-/activities/31415926535.tcx",
        Some(_) => "https://api.fitbit.com/1/user/-/activities/31415926535.json",
        None if lower.ends_with("next") || lower.ends_with("previous") => "",
        None if lower.contains("image") || lower.contains("avatar") => {
            "https://static0.fitbit.com/images/profile/defaultProfile_150_male.png"
        }
        None if lower.contains("url") || lower.contains("link") => "https://example.com/",
        None if lower.contains("color") => "A0B1C2",
        None if lower == "timezone" => "Europe/Oslo",
        None if lower.contains("locale") || lower.contains("language") => "en_US",
        None if lower.contains("name") => "Invented Name",
        None => "text",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn every_group_has_an_example_of_each_of_its_answers() {
        let bundle = crate::bundle::load(&crate::root()).unwrap();
        let spec = Spec::new(&bundle.document);
        let mut groups: BTreeMap<&str, String> = BTreeMap::new();
        for (id, operation) in spec.operations_by_id() {
            if let Some(value) = spec
                .success_schema(&operation)
                .and_then(|schema| of_success(spec, schema))
            {
                let group = groups.entry(operation.tag()).or_default();
                let _ = writeln!(group, "{id}\n{value:#}\n");
            }
        }
        insta::with_settings!({snapshot_path => "snapshots/examples", prepend_module_to_snapshot => false}, {
            for (group, examples) in groups {
                insta::assert_snapshot!(group, examples);
            }
        });
    }
}
