//! Any value that the spec allows is read, and what was read is written so that it reads the same again.

use fitbit_core::decode;
use fitbit_core::facts::OPERATIONS;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const BUNDLE: &str = include_str!("../../spec/openapi.bundle.json");

/// Makes values that a schema allows, by a seed.
struct Maker<'a> {
    document: &'a Value,
    state: u64,
    /// Within a column: its numbers are what a sensor measures.
    column: bool,
}

impl<'a> Maker<'a> {
    fn new(document: &'a Value, seed: u64) -> Self {
        Self {
            document,
            state: seed | 1,
            column: false,
        }
    }

    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // xorshift64: any spread does, the seed is proptest's.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % end
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn schema(&self, name: &str) -> &'a Value {
        &self.document["components"]["schemas"][name]
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let reference = schema
            .get("$ref")
            .or_else(|| schema.get("allOf")?.get(0)?.get("$ref"));
        match reference.and_then(Value::as_str) {
            Some(reference) if schema.get("properties").is_none() => {
                self.schema(reference.rsplit('/').next().unwrap())
            }
            _ => schema,
        }
    }

    /// The root of an answer, in any of its forms.
    fn root(&mut self, name: &str) -> Value {
        let schema = self.schema(name);
        let empty = schema["x-empty"].as_str().unwrap_or("none");
        if empty != "none" && self.once_in(8) {
            return json!({});
        }
        let mut value = self.value(schema, 0);
        for form in ["list", "item"] {
            // Without its field, an object with something new in it is no form of the answer.
            if let Some(field) = schema["x-root-forms"][form].as_str()
                && value.get(field).is_none()
                && let Some(object) = value.as_object_mut()
            {
                object.remove("neverHeardOf");
            }
        }
        // An object with nothing but something new in it is none either.
        let fields = schema["properties"].as_object();
        if let (Some(object), Some(fields)) = (value.as_object_mut(), fields)
            && !object.keys().any(|key| fields.contains_key(key))
        {
            object.remove("neverHeardOf");
        }
        match schema["x-root-forms"]["list"].as_str() {
            Some(list) if self.once_in(3) => value
                .get(list)
                .filter(|list| list.is_array())
                .cloned()
                .unwrap_or(json!([])),
            _ => value,
        }
    }

    fn value(&mut self, schema: &'a Value, depth: u32) -> Value {
        if schema["nullable"] == true && self.once_in(6) {
            return Value::Null;
        }
        let schema = self.resolved(schema);
        if let Some(values) = schema["x-extensible-enum"].as_array() {
            if self.once_in(10) {
                return json!("never listed");
            }
            let index = usize::try_from(self.below(values.len() as u64)).unwrap();
            return values[index].clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            let index = usize::try_from(self.below(values.len() as u64)).unwrap();
            return values[index].clone();
        }
        if let Some(cases) = schema["oneOf"].as_array() {
            let index = usize::try_from(self.below(cases.len() as u64)).unwrap();
            return self.value(&cases[index], depth + 1);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let length = if depth > 8 { 0 } else { self.below(3) };
                let around = std::mem::replace(&mut self.column, schema["x-columns"] == true);
                let items = (0..length)
                    .map(|_| self.value(&schema["items"], depth + 1))
                    .collect();
                self.column = around;
                items
            }
            Some("integer") => self.integer(schema),
            Some("number") => json!(self.float()),
            Some("boolean") => json!(self.once_in(2)),
            Some("string") => self.string(schema),
            _ => json!({"anything": [1, "two", null]}),
        }
    }

    fn object(&mut self, schema: &'a Value, depth: u32) -> Value {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || !self.once_in(3) {
                object.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if let Some(additional) = schema
            .get("additionalProperties")
            .filter(|value| value.is_object())
        {
            object.insert("some key".to_owned(), self.value(additional, depth + 1));
        } else if self.once_in(12) {
            object.insert("neverHeardOf".to_owned(), json!({"x": 1}));
        }
        Value::Object(object)
    }

    fn integer(&mut self, schema: &Value) -> Value {
        if schema["format"] == "log-id" {
            return json!(self.below(u64::MAX));
        }
        if self.column {
            return json!(self.below(4));
        }
        let value = i64::try_from(self.below(2_000_000)).unwrap() - 1_000_000;
        match self.below(4) {
            // The same number, as the server sometimes writes it.
            #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
            0 => json!(value as f64),
            1 => json!(value.signum()),
            _ => json!(value),
        }
    }

    fn float(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let value = self.below(10_000_000) as f64 / 1000.0;
        match self.below(4) {
            0 => value.trunc(),
            1 => -value,
            _ => value,
        }
    }

    fn date(&mut self) -> String {
        let (year, month, day) = (
            1960 + self.below(100),
            1 + self.below(12),
            1 + self.below(28),
        );
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn time(&mut self) -> String {
        let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
        format!("{hour:02}:{minute:02}:{second:02}")
    }

    fn date_time(&mut self) -> String {
        let fraction = ["", ".000", ".313"][usize::try_from(self.below(3)).unwrap()];
        format!("{}T{}{fraction}", self.date(), self.time())
    }

    fn offset(&mut self) -> String {
        let sign = if self.once_in(2) { '+' } else { '-' };
        format!("{sign}{:02}:{:02}", self.below(13), self.below(4) * 15)
    }

    fn string(&mut self, schema: &Value) -> Value {
        let text = match schema["format"].as_str() {
            Some("date-or-blank" | "civil-date-time-or-blank") if self.once_in(3) => String::new(),
            Some("date" | "date-or-blank" | "date-or-date-time" | "date-or-today") => self.date(),
            Some("civil-date-time" | "civil-date-time-or-blank") => self.date_time(),
            Some("offset-date-time") if self.once_in(2) => format!("{}Z", self.date_time()),
            Some("offset-date-time") => format!("{}{}", self.date_time(), self.offset()),
            Some("date-or-offset-date-time") if self.once_in(2) => self.date(),
            Some("date-or-offset-date-time") => format!("{}Z", self.date_time()),
            Some("time-of-day") if self.once_in(2) => self.time()[..5].to_owned(),
            Some("time-or-date-time") if self.once_in(2) => self.date_time(),
            Some("time-of-day" | "time-or-date-time") => self.time(),
            Some("offset-time") => format!("{}{}", &self.time()[..5], self.offset()),
            Some("boolean-text") if self.once_in(3) => return json!(self.once_in(2)),
            Some("boolean-text") => self.once_in(2).to_string(),
            Some("number-text") if self.once_in(3) => return json!(self.float()),
            Some("number-text") => self.float().to_string(),
            Some("vo2-max") if self.once_in(2) => {
                format!("{}-{}", 30 + self.below(10), 41 + self.below(10))
            }
            Some("vo2-max") => (30 + self.below(30)).to_string(),
            Some("log-id") => self.below(1 << 60).to_string(),
            Some("user-id") => format!("2{:05}", self.below(100_000)),
            _ => [
                "",
                "a text",
                "Zwölf Boxkämpfer",
                "\"quoted\" \\ and \u{1F3C3}",
            ][usize::try_from(self.below(4)).unwrap()]
            .to_owned(),
        };
        json!(text)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_value_that_the_spec_allows_is_read_and_written_to_a_fixed_point(seed in any::<u64>()) {
        let document: Value = serde_json::from_str(BUNDLE).unwrap();
        for operation in OPERATIONS {
            let Some(schema) = operation.success else { continue };
            let value = Maker::new(&document, seed).root(schema);
            let body = value.to_string();
            let Some(first) = decode::rewrite(operation, body.as_bytes()) else { continue };
            let first = match first {
                Ok(first) => first,
                Err(misfit) => {
                    return Err(TestCaseError::fail(format!("{}: {misfit} in {body}", operation.id)));
                }
            };
            let second = decode::rewrite(operation, first.as_bytes()).unwrap();
            prop_assert_eq!(second.as_ref(), Ok(&first), "{}", operation.id);
        }
    }
}
