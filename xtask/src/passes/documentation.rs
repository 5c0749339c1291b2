//! Doc comments: the schema's source text goes, what the spec says about fields and arguments comes in.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};
use syn::visit_mut::VisitMut;

use super::{doc_text, module, name_of};
use crate::docs;
use crate::failure::Failure;
use crate::spec::{Spec, text};

pub(super) fn tidy(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let types = module(file, "types")?;
    for item in types.iter_mut() {
        match item {
            syn::Item::Struct(item) => {
                strip_details(&mut item.attrs);
                if let Some(schema) = spec.schema(&item.ident.to_string()) {
                    describe_fields(item, &spec.properties(schema), spec);
                }
            }
            syn::Item::Enum(item) => strip_details(&mut item.attrs),
            syn::Item::Type(item) => strip_details(&mut item.attrs),
            _ => {}
        }
    }
    describe_arguments(module(file, "builder")?, spec);
    Lines.visit_file_mut(file);
    Ok(())
}

/// A doc comment of several lines as several lines, each set off by a space: as a person would write it.
struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
        let mut out = Vec::with_capacity(attributes.len());
        for attribute in attributes.drain(..) {
            let Some(text) = doc_text(&attribute) else {
                out.push(attribute);
                continue;
            };
            // What progenitor shows as an example is each setter's name once more.
            let text = text
                .split_once("```ignore")
                .map_or(text.as_str(), |(before, _)| before);
            for line in text.trim_end().lines() {
                let line = match line.trim_end() {
                    line if line.is_empty() || line.starts_with(' ') => line.to_owned(),
                    line => format!(" {line}"),
                };
                out.push(syn::parse_quote!(#[doc = #line]));
            }
        }
        *attributes = out;
    }
}

fn describe_arguments(items: &mut [syn::Item], spec: Spec<'_>) {
    let arguments = arguments(spec);
    for item in items {
        let syn::Item::Impl(block) = item else {
            continue;
        };
        let Some(arguments) =
            name_of(&block.self_ty).and_then(|name| arguments.get(&name.to_string()))
        else {
            continue;
        };
        for item in &mut block.items {
            if let syn::ImplItem::Fn(function) = item
                && !function
                    .attrs
                    .iter()
                    .any(|attribute| attribute.path().is_ident("doc"))
                && let Some(description) = arguments.get(&function.sig.ident.to_string())
            {
                function
                    .attrs
                    .push(syn::parse_quote!(#[doc = #description]));
            }
        }
    }
}

/// typify appends each schema's JSON; it is in the bundle already.
fn strip_details(attributes: &mut Vec<syn::Attribute>) {
    for attribute in attributes.iter_mut() {
        if let Some(text) = doc_text(attribute)
            && let Some((description, _)) = text.split_once("<details>")
        {
            let description = description.trim_end();
            *attribute = syn::parse_quote!(#[doc = #description]);
        }
    }
    attributes.retain(|attribute| doc_text(attribute).is_none_or(|text| !text.trim().is_empty()));
}

fn describe_fields(
    item: &mut syn::ItemStruct,
    properties: &BTreeMap<&str, &serde_json::Value>,
    spec: Spec<'_>,
) {
    for field in &mut item.fields {
        let wire = wire_name(field);
        let Some(property) = wire.and_then(|wire| properties.get(wire.as_str()).copied()) else {
            continue;
        };
        let lines = docs::property(spec, property);
        if !lines.is_empty() {
            field
                .attrs
                .retain(|attribute| !attribute.path().is_ident("doc"));
            let text = lines.join("\n");
            field.attrs.insert(0, syn::parse_quote!(#[doc = #text]));
        }
    }
}

/// The field's name on the wire.
pub(crate) fn wire_name(field: &syn::Field) -> Option<String> {
    let mut name = field.ident.as_ref().map(ToString::to_string);
    for attribute in &field.attrs {
        if attribute.path().is_ident("serde") {
            // What is not understood here is not a name.
            let _ = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    let value: syn::LitStr = meta.value()?.parse()?;
                    name = Some(value.value());
                } else if meta.input.peek(syn::Token![=]) {
                    let _: syn::Expr = meta.value()?.parse()?;
                }
                Ok(())
            });
        }
    }
    name.map(|name| name.trim_start_matches("r#").to_owned())
}

/// The description of every method of every operation's builder.
fn arguments(spec: Spec<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    spec.operations()
        .map(|operation| {
            let mut methods: BTreeMap<String, String> = [
                ("new", "A request with nothing filled in."),
                ("body", "The body, whole."),
                (
                    "body_map",
                    "The body, filled in or changed through its builder.",
                ),
            ]
            .map(|(method, description)| (method.to_owned(), description.to_owned()))
            .into();
            for parameter in spec.parameters(&operation) {
                let name = text(parameter, "name").unwrap_or_default();
                let description = text(parameter, "description").unwrap_or_default();
                methods.insert(name.to_snake_case(), docs::escape(description));
            }
            (operation.id().to_upper_camel_case(), methods)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text as rust};
    use super::*;

    #[test]
    fn fields_and_arguments_say_what_the_spec_says() {
        let document = serde_json::json!({
            "paths": {"/a/{user-id}": {"get": {
                "operationId": "get_a",
                "parameters": [{"name": "user-id", "in": "path", "description": "Whose [id]."}],
            }}},
            "components": {"schemas": {"Reply": {"type": "object", "properties": {
                "startTime": {"$ref": "#/components/schemas/Time"},
            }}, "Time": {"description": "A time."}}},
        });
        let mut file = file(
            "#[doc = \"A reply.\\n\\n<details><summary>JSON schema</summary></details>\"]
             pub struct Reply { #[serde(rename = \"startTime\", default)] pub start_time: i64 }",
            "impl<'a> GetA<'a> { pub fn user_id(self) -> Self { self } }",
        );
        tidy(&mut file, Spec::new(&document)).unwrap();
        let text = rust(&file);
        assert!(text.contains("/// A reply.\n"), "{text}");
        assert!(text.contains("/// A time.\n"), "{text}");
        assert!(text.contains("/// Whose \\[id\\].\n"), "{text}");
        assert!(!text.contains("JSON schema"), "{text}");
    }
}
