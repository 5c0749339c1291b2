//! The facts of the spec as Rust tables, in the shapes that `fitbit-api` writes by hand. A fact that has no shape there
//! is not a fact for programs, and stays in the bundle.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::codegen::MARK;
use crate::failure::Failure;
use crate::spec::{Operation, Spec, list, members, schema_name, strings, text};

/// The table of operations, by id.
pub(crate) fn operations(spec: Spec<'_>) -> Result<String, Failure> {
    let rows = spec
        .operations_by_id()
        .into_values()
        .map(|operation| row(spec, &operation));
    print(
        "The facts about every operation, sorted by id.",
        &quote! {
            #[allow(unused_imports)]
            use crate::facts::{
                Empty, Idempotency, MaxRange, Operation, OperationPrivacy, Pagination, PrivacyEffect, ScopesByParameter,
                Units,
            };

            /// Every operation, sorted by id.
            pub static OPERATIONS: &[Operation] = &[#(#rows),*];
        },
    )
}

/// The table of schemas that can stand in a success, by name.
pub(crate) fn schemas(spec: Spec<'_>) -> Result<String, Failure> {
    let rows = spec.reachable_from_successes().into_iter().filter_map(|name| {
        let schema = spec.schema(name)?;
        let fields = spec
            .properties(schema)
            .into_iter()
            .map(|(name, property)| field(name, property));
        let values = strings(&schema["enum"]);
        let person = option(text(&schema["x-person"], "id").map(|id| quote!(#id)));
        Some(quote! {
            Schema { name: #name, fields: &[#(#fields),*], values: &[#(#values),*], person_id: #person }
        })
    });
    print(
        "The facts about every schema of an answer, sorted by name.",
        &quote! {
            #[allow(unused_imports)]
            use crate::facts::{Field, FieldPrivacy, Schema, Sentinel, Shape};

            /// Every schema that can stand in an answer, sorted by name.
            pub static SCHEMAS: &[Schema] = &[#(#rows),*];
        },
    )
}

/// The check of a recorded body against the type of its operation.
pub(crate) fn bodies(spec: Spec<'_>) -> Result<String, Failure> {
    let arms = spec
        .operations_by_id()
        .into_iter()
        .filter_map(|(id, operation)| {
            let schema = format_ident!("{}", spec.success_schema(&operation)?);
            Some(quote!(#id => fits::<types::#schema>(operation, body)))
        });
    print(
        "Recorded bodies against the types of their operations.",
        &quote! {
            use super::types;
            use crate::decode::{self, Misfit};
            use crate::facts::Operation;

            /// Whether `body` is a success of the operation; `None` when its success is not JSON.
            pub fn check(operation: &Operation, body: &[u8]) -> Option<Result<(), Misfit>> {
                Some(match operation.id {
                    #(#arms,)*
                    _ => return None,
                })
            }

            fn fits<T: serde::de::DeserializeOwned>(operation: &Operation, body: &[u8]) -> Result<(), Misfit> {
                decode::body::<T>(operation, body).map(drop)
            }
        },
    )
}

fn row(spec: Spec<'_>, operation: &Operation<'_>) -> TokenStream {
    let value = operation.value;
    let id = operation.id();
    let covers = covers(operation);
    let method = operation.method.to_uppercase();
    let path = operation.path;
    let group = operation.tag();
    let deprecated = operation.is_deprecated();
    let scopes = operation.scopes().into_iter();
    let by_parameter = option(value.get("x-scopes-by-parameter").map(|facts| {
        let parameter = text(facts, "parameter").unwrap_or_default();
        let rows = members(&facts["scopes"]).map(|(value, scopes)| {
            let scopes = strings(scopes);
            quote!((#value, &[#(#scopes),*]))
        });
        quote!(ScopesByParameter { parameter: #parameter, scopes: &[#(#rows),*] })
    }));
    let idempotency = match text(value, "x-idempotency") {
        Some("idempotent") => quote!(Idempotency::Idempotent),
        Some("none") => quote!(Idempotency::None),
        _ => quote!(Idempotency::Safe),
    };
    let own_data_only = operation.is_own_data_only();
    let pagination = option(value.get("x-pagination").map(|facts| {
        let [items, object, next, previous] =
            ["items", "object", "next", "previous"].map(|key| text(facts, key).unwrap_or_default());
        let max_limit = number(&facts["max-limit"]);
        quote!(Pagination {
            items: #items, object: #object, next: #next, previous: #previous, max_limit: #max_limit
        })
    }));
    let max_range = option(value.get("x-max-range").map(max_range));
    let either_or = strings(&value["x-either-or"]);
    let units = if text(value, "x-units") == Some("profile") {
        quote!(Units::Profile)
    } else {
        quote!(Units::Header)
    };
    let privacy = list(&value["x-privacy"]).iter().map(|rule| {
        let setting = text(rule, "setting").unwrap_or_default();
        let effect = if text(rule, "effect") == Some("items") {
            let items = text(rule, "items").unwrap_or_default();
            quote!(PrivacyEffect::Items(#items))
        } else {
            quote!(PrivacyEffect::Call)
        };
        let of_listed = text(rule, "of") == Some("listed");
        quote!(OperationPrivacy { setting: #setting, of_listed: #of_listed, effect: #effect })
    });
    let success_name = spec.success_schema(operation);
    let success = option(success_name.map(|name| quote!(#name)));
    let root = success_name.and_then(|name| spec.schema(name));
    let empty = match root.and_then(|schema| text(schema, "x-empty")) {
        Some("object") => quote!(Empty::Object),
        Some("body") => quote!(Empty::Body),
        _ => quote!(Empty::Never),
    };
    let root_list = option(
        root.and_then(|schema| text(&schema["x-root-forms"], "list"))
            .map(|field| quote!(#field)),
    );
    quote! {
        Operation {
            id: #id,
            covers: &[#(#covers),*],
            method: #method,
            path: #path,
            group: #group,
            deprecated: #deprecated,
            scopes: &[#(#scopes),*],
            scopes_by_parameter: #by_parameter,
            idempotency: #idempotency,
            own_data_only: #own_data_only,
            pagination: #pagination,
            max_range: #max_range,
            either_or: &[#(#either_or),*],
            units: #units,
            privacy: &[#(#privacy),*],
            success: #success,
            empty: #empty,
            root_list: #root_list,
        }
    }
}

/// The documented operations that this one serves.
pub(crate) fn covers<'a>(operation: &Operation<'a>) -> Vec<&'a str> {
    match operation.value.get("x-covers") {
        Some(ids) => strings(ids).collect(),
        None => vec![operation.id()],
    }
}

fn max_range(facts: &Value) -> TokenStream {
    let Some(parameter) = text(facts, "parameter") else {
        let days = number(&facts["days"]);
        return quote!(MaxRange::Days(#days));
    };
    let rows = members(&facts["days"]).map(|(value, days)| {
        let days = number(days);
        quote!((#value, #days))
    });
    quote!(MaxRange::ByParameter { parameter: #parameter, days: &[#(#rows),*] })
}

fn field(name: &str, property: &Value) -> TokenStream {
    let shape = shape(property);
    let scope = option(text(property, "x-scope").map(|scope| quote!(#scope)));
    let privacy = option(property.get("x-privacy").map(|facts| {
        let setting = text(facts, "setting").unwrap_or_default();
        let blank = list(&facts["blank"]).iter().filter_map(sentinel);
        let evidence = facts["evidence"] != false;
        quote!(FieldPrivacy { setting: #setting, blank: &[#(#blank),*], evidence: #evidence })
    }));
    quote!(Field { name: #name, shape: #shape, scope: #scope, privacy: #privacy })
}

fn sentinel(value: &Value) -> Option<TokenStream> {
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
        Some("object") => schema_name(&value["additionalProperties"])
            .map_or(quote!(Shape::Any), |name| quote!(Shape::MapOf(#name))),
        _ if is_plain(value) => quote!(Shape::Plain),
        _ => quote!(Shape::Any),
    }
}

fn option(tokens: Option<TokenStream>) -> TokenStream {
    tokens.map_or(quote!(None), |tokens| quote!(Some(#tokens)))
}

fn number(value: &Value) -> Literal {
    Literal::u64_unsuffixed(value.as_u64().unwrap_or_default())
}

fn print(docs: &str, tokens: &TokenStream) -> Result<String, Failure> {
    let file: syn::File = syn::parse2(tokens.clone())
        .map_err(|error| Failure::new(format!("a table does not parse: {error}")))?;
    Ok(format!(
        "{MARK}\n//! {docs}\n\n{}",
        prettyplease::unparse(&file)
    ))
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

    #[test]
    fn the_facts_of_the_fixture_are_all_in_the_tables() {
        let root = crate::root().join("xtask/fixtures");
        let bundle = crate::bundle::load(&root).unwrap();
        let spec = Spec::new(&bundle.document);
        let operations = operations(spec).unwrap();
        for fact in [
            "covers: &[\"add_plant\", \"add_seed\"]",
            "idempotency: Idempotency::None",
            "own_data_only: true",
            "either_or: &[\"seedId\", \"plantName\"]",
            "max_range: Some(MaxRange::Days(31))",
            "days: &[(\"bulbs\", 30), (\"seeds\", 1095)]",
            "scopes: &[(\"bulbs\", &[\"plants\"]), (\"seeds\", &[\"orders\"])]",
            "effect: PrivacyEffect::Items(\"Heavy plants.\")",
            "of_listed: true",
            "units: Units::Profile",
            "deprecated: true",
            "empty: Empty::Body",
            "root_list: Some(\"orders\")",
            "success: None",
            "max_limit: 100",
        ] {
            assert!(operations.contains(fact), "{fact}: {operations}");
        }
        let schemas = schemas(spec).unwrap();
        for fact in [
            "person_id: Some(\"encodedId\")",
            "values: &[\"TREE\", \"flower_bed\", \"Herb\"]",
            "blank: &[Sentinel::DefaultAvatar]",
            "evidence: false",
            "scope: Some(\"soil\")",
            "shape: Shape::MapOf(\"Gardener\")",
        ] {
            assert!(schemas.contains(fact), "{fact}: {schemas}");
        }
        assert!(!schemas.contains("\"NewPlant\""), "a request is no answer");
    }
}
