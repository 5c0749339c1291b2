//! The table of schemas that answers have.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::print;
use crate::failure::Failure;
use crate::spec::{Spec, list, schema_name, strings, text};

/// The table of schemas that can stand in a success, by name.
pub(crate) fn schemas(spec: Spec<'_>) -> Result<String, Failure> {
    let rows = spec
        .reachable_from_successes()
        .into_iter()
        .filter_map(|name| {
            let schema = spec.schema(name)?;
            let fields = spec
                .properties(schema)
                .into_iter()
                .map(|(name, property)| field(name, property));
            let values = strings(&schema["enum"]);
            let one_of = list(&schema["oneOf"]);
            Some(if let Some(items) = schema.get("items") {
                let items = shape(items);
                quote!(Schema::list(#name, #items))
            } else if !one_of.is_empty() {
                let cases = one_of.iter().map(shape);
                quote!(Schema::choice(#name, &[#(#cases),*]))
            } else if schema.get("enum").is_some() {
                quote!(Schema::values(#name, &[#(#values),*]))
            } else if let Some(id) = text(&schema["x-person"], "id") {
                quote!(Schema::object(#name, &[#(#fields),*]).of_person(#id))
            } else {
                quote!(Schema::object(#name, &[#(#fields),*]))
            })
        });
    print(
        "The facts about every schema of an answer, sorted by name.",
        &quote! {
            #[allow(unused_imports)]
            use crate::facts::{Field, Schema, Sentinel, Shape};

            /// Every schema that can stand in an answer, sorted by name.
            pub static SCHEMAS: &[Schema] = &[#(#rows),*];
        },
    )
}

fn field(name: &str, property: &Value) -> TokenStream {
    let shape = shape(property);
    let scope = text(property, "x-scope").map(|scope| quote!(.scoped(#scope)));
    let privacy = property.get("x-privacy").map(|facts| {
        let setting = text(facts, "setting").unwrap_or_default();
        let blank = list(&facts["blank"]).iter().filter_map(sentinel);
        let evidence = facts["evidence"] != false;
        quote!(.private(#setting, &[#(#blank),*], #evidence))
    });
    quote!(Field::new(#name, #shape) #scope #privacy)
}

/// A value that stands for "not shown".
pub(crate) fn sentinel(value: &Value) -> Option<TokenStream> {
    match value {
        Value::String(text) if text == "default-avatar" => Some(quote!(Sentinel::DefaultAvatar)),
        Value::String(text) => Some(quote!(Sentinel::Text(#text))),
        Value::Number(number) => {
            let number = Literal::f64_unsuffixed(number.as_f64()?);
            Some(quote!(Sentinel::Number(#number)))
        }
        _ => None,
    }
}

fn shape(value: &Value) -> TokenStream {
    if let Some(name) = schema_name(value) {
        return quote!(Shape::Schema(#name));
    }
    let is_plain = |value: &Value| {
        text(value, "type").is_some_and(|kind| !["array", "object"].contains(&kind))
    };
    let items = &value["items"];
    match text(value, "type") {
        Some("array") => schema_name(items).map_or_else(
            || {
                if is_plain(items) {
                    quote!(Shape::List)
                } else {
                    quote!(Shape::Any)
                }
            },
            |name| quote!(Shape::ListOf(#name)),
        ),
        Some("object") => {
            let values = &value["additionalProperties"];
            schema_name(values).map_or_else(
                || {
                    if is_plain(values) {
                        quote!(Shape::Map)
                    } else {
                        quote!(Shape::Any)
                    }
                },
                |name| quote!(Shape::MapOf(#name)),
            )
        }
        _ if is_plain(value) => quote!(Shape::Plain),
        _ => quote!(Shape::Any),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_names_what_it_leads_to_and_is_any_where_the_spec_does_not_say() {
        let part = serde_json::json!({"$ref": "#/components/schemas/Part"});
        for (schema, expected) in [
            (part.clone(), "Shape :: Schema (\"Part\")"),
            (
                serde_json::json!({"allOf": [part]}),
                "Shape :: Schema (\"Part\")",
            ),
            (serde_json::json!({"type": "string"}), "Shape :: Plain"),
            (
                serde_json::json!({"type": "array", "items": part}),
                "Shape :: ListOf (\"Part\")",
            ),
            (
                serde_json::json!({"type": "array", "items": {"type": "integer"}}),
                "Shape :: List",
            ),
            (
                serde_json::json!({"type": "array", "items": {}}),
                "Shape :: Any",
            ),
            (
                serde_json::json!({"type": "object", "additionalProperties": part}),
                "Shape :: MapOf (\"Part\")",
            ),
            (
                serde_json::json!({"type": "object", "additionalProperties": {"type": "integer"}}),
                "Shape :: Map",
            ),
            (
                serde_json::json!({"description": "Unknown."}),
                "Shape :: Any",
            ),
        ] {
            assert_eq!(shape(&schema).to_string(), expected, "{schema}");
        }
    }

    #[test]
    fn a_sentinel_is_a_text_a_number_or_the_default_avatar() {
        for (value, expected) in [
            (serde_json::json!(""), "Sentinel :: Text (\"\")"),
            (serde_json::json!(0), "Sentinel :: Number (0.0)"),
            (
                serde_json::json!("default-avatar"),
                "Sentinel :: DefaultAvatar",
            ),
        ] {
            assert_eq!(sentinel(&value).unwrap().to_string(), expected);
        }
    }
}
