//! Which lists of points within a day are read into columns, and into which. The columns are a hand-written type of
//! `fitbit-api`; what its points may have stands here once, for the linter and the generator.

use serde_json::Value;

use crate::spec::{Spec, schema_name, text};

/// The type of the values of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Small counts, such as beats a minute.
    Whole,
    /// Any numbers.
    Real,
}

/// The fields that a point may have: its name, and its types and formats.
const FIELDS: [(&str, &[(&str, &str)]); 4] = [
    ("level", &[("integer", "int64")]),
    ("mets", &[("integer", "int64")]),
    ("time", &[("string", "time-of-day")]),
    ("value", &[("integer", "int64"), ("number", "double")]),
];

impl Columns {
    /// The columns of an array, if it says that it has such and its points can be read into them.
    pub(crate) fn of(spec: Spec<'_>, schema: &Value) -> Option<Self> {
        if schema["x-columns"] != true || text(schema, "type") != Some("array") {
            return None;
        }
        let point = spec.schema(schema_name(&schema["items"])?)?;
        let fields = spec.properties(point);
        let fits = |(name, field): (&&str, &&Value)| {
            let kind = (
                text(field, "type").unwrap_or_default(),
                text(field, "format").unwrap_or_default(),
            );
            FIELDS
                .iter()
                .any(|(known, kinds)| known == name && kinds.contains(&kind))
        };
        let is_complete = ["time", "value"]
            .iter()
            .all(|name| fields.contains_key(name) && spec.required(point).contains(name));
        if !is_complete || !fields.iter().all(fits) {
            return None;
        }
        Some(match text(fields["value"], "type") {
            Some("integer") => Self::Whole,
            _ => Self::Real,
        })
    }

    /// The Rust type.
    pub(crate) fn rust(self) -> &'static str {
        match self {
            Self::Whole => "crate::Columns<u16>",
            Self::Real => "crate::Columns<f64>",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn columns(point: &Value) -> Option<Columns> {
        let document = json!({"components": {"schemas": {"Point": point}}});
        let array = json!({
            "type": "array",
            "x-columns": true,
            "items": {"$ref": "#/components/schemas/Point"},
        });
        Columns::of(Spec::new(&document), &array)
    }

    #[test]
    fn points_have_a_time_and_a_value_and_little_besides() {
        let time = json!({"type": "string", "format": "time-of-day"});
        let whole = json!({"type": "integer", "format": "int64"});
        let real = json!({"type": "number", "format": "double"});
        let point = |properties: Value, required: Value| {
            columns(&json!({"type": "object", "required": required, "properties": properties}))
        };
        let both = json!(["time", "value"]);
        assert_eq!(
            point(json!({"time": time, "value": whole}), both.clone()),
            Some(Columns::Whole)
        );
        assert_eq!(
            point(
                json!({"time": time, "value": real, "level": whole, "mets": whole}),
                both.clone()
            ),
            Some(Columns::Real)
        );
        for properties in [
            json!({"time": time}),
            json!({"time": whole, "value": whole}),
            json!({"time": time, "value": time}),
            json!({"time": time, "value": whole, "colour": whole}),
        ] {
            assert_eq!(point(properties, both.clone()), None);
        }
        assert_eq!(
            point(json!({"time": time, "value": whole}), json!(["time"])),
            None
        );
    }
}
