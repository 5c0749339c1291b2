//! Fields of answers that are read by hand-written functions of `fitbit-api`, because the server writes more than the
//! type's own reader takes, or less than it would make of it.

use std::collections::BTreeSet;

use super::module;
use crate::failure::Failure;
use crate::spec::Spec;

/// The types, and who reads a field that is always there and one that is not.
const READERS: [(&str, &str, &str); 4] = [
    (
        "i64",
        "crate::number::integer",
        "crate::number::optional_integer",
    ),
    (
        "::std::vec::Vec<i64>",
        "crate::number::integers",
        "crate::number::optional_integers",
    ),
    (
        "::std::collections::BTreeMap<::std::string::String, i64>",
        "crate::number::integer_map",
        "crate::number::optional_integer_map",
    ),
    (
        "::jiff::civil::DateTime",
        "crate::time::civil_date_time",
        "crate::time::optional_civil_date_time",
    ),
];

pub(super) fn assign(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let answers: BTreeSet<String> = spec
        .reachable_from_answers()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let readers: Vec<Reader> = READERS
        .iter()
        .map(|(ty, always, sometimes)| {
            let ty: syn::Type = syn::parse_str(ty).expect("the types above are types of Rust");
            let optional = syn::parse_quote!(::std::option::Option<#ty>);
            (ty, optional, *always, *sometimes)
        })
        .collect();
    for item in module(file, "types")? {
        if let syn::Item::Enum(item) = item
            && answers.contains(&item.ident.to_string())
        {
            assign_variants(item, &readers);
        }
        let syn::Item::Struct(item) = item else {
            continue;
        };
        if !answers.contains(&item.ident.to_string()) {
            continue;
        }
        for field in &mut item.fields {
            for (ty, optional, always, sometimes) in &readers {
                if field.ty == *ty {
                    field
                        .attrs
                        .push(syn::parse_quote!(#[serde(deserialize_with = #always)]));
                } else if field.ty == *optional {
                    let count = field.attrs.len();
                    field.attrs.retain(|attribute| !is_reader(attribute));
                    // A field that is always there and may be null has a reader already; where it is absent is a
                    // misfit. With a reader of its own, any other field that is absent would no longer be `None`.
                    field.attrs.push(if field.attrs.len() < count {
                        syn::parse_quote!(#[serde(deserialize_with = #sometimes)])
                    } else {
                        syn::parse_quote!(#[serde(default, deserialize_with = #sometimes)])
                    });
                }
            }
        }
    }
    Ok(())
}

/// A type, the same as an option, and who reads each.
type Reader = (syn::Type, syn::Type, &'static str, &'static str);

/// Readers of what the variants of a choice hold.
fn assign_variants(item: &mut syn::ItemEnum, readers: &[Reader]) {
    for variant in &mut item.variants {
        let syn::Fields::Unnamed(fields) = &variant.fields else {
            continue;
        };
        for (ty, _, always, _) in readers {
            if fields.unnamed.len() == 1 && fields.unnamed[0].ty == *ty {
                variant
                    .attrs
                    .push(syn::parse_quote!(#[serde(deserialize_with = #always)]));
            }
        }
    }
}

/// Whether this says who reads the field, and nothing else.
fn is_reader(attribute: &syn::Attribute) -> bool {
    let mut keys = Vec::new();
    let parsed = attribute.path().is_ident("serde")
        && attribute
            .parse_nested_meta(|meta| {
                keys.push(meta.path.is_ident("deserialize_with"));
                let _: syn::Expr = meta.value()?.parse()?;
                Ok(())
            })
            .is_ok();
    parsed && keys == [true]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn integers_and_civil_times_of_answers_have_a_reader_and_those_of_requests_none() {
        let document = serde_json::json!({
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Reply"}}}}}}}},
            "components": {"schemas": {"Body": {"type": "object"}, "Choice": {}, "Reply": {
                "type": "object", "properties": {"c": {"$ref": "#/components/schemas/Choice"}}}}},
        });
        let mut file = file(
            "pub struct Body { a: i64 } pub enum Choice { A(i64), B(String) }
             pub struct Reply { f: ::std::option::Option<::std::vec::Vec<i64>>, g: ::std::collections::BTreeMap<::std::string::String, i64>, a: i64, #[serde(deserialize_with = \"x\")] e: ::std::option::Option<i64>, b: ::std::option::Option<i64>, c: String,
                                d: ::std::option::Option<::jiff::civil::DateTime> }",
            "",
        );
        assign(&mut file, Spec::new(&document)).unwrap();
        let text = text(&file);
        for reader in [
            "#[serde(deserialize_with = \"crate::number::integer\")]\n        A(i64)",
            "#[serde(deserialize_with = \"crate::number::integer\")]\n        a: i64",
            "(default, deserialize_with = \"crate::number::optional_integer\")",
            "(deserialize_with = \"crate::number::optional_integer\")",
            "(default, deserialize_with = \"crate::number::optional_integers\")",
            "(deserialize_with = \"crate::number::integer_map\")",
            "(default, deserialize_with = \"crate::time::optional_civil_date_time\")",
        ] {
            assert_eq!(text.matches(reader).count(), 1, "{reader}: {text}");
        }
    }
}
