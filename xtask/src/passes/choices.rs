//! The variants of a choice between schemas are called like what they hold, not by the rules of a generator that has to
//! make up names: `Variant0` says nothing, and a name that is the rest of a common beginning changes with its siblings.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};

use super::{module, name_of};
use crate::failure::Failure;
use crate::spec::{Spec, list, schema_name, text};

/// What a part of a choice is called in Rust: its schema, its title, or its type in words.
pub(crate) fn variant_name(part: &Value) -> String {
    if let Some(name) = schema_name(part) {
        return name.to_owned();
    }
    if let Some(title) = text(part, "title") {
        return title.to_upper_camel_case();
    }
    match text(part, "type") {
        Some("integer") => "Integer",
        Some("number") => "Number",
        Some("boolean") => "Flag",
        Some("array") => "List",
        _ => "Text",
    }
    .to_owned()
}

pub(super) fn name_variants(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let items = module(file, "types")?;
    for (name, schema) in spec.schemas() {
        let parts = list(&schema["oneOf"]);
        if parts.is_empty() {
            continue;
        }
        let mut renamed = BTreeMap::new();
        for item in items.iter_mut() {
            let syn::Item::Enum(item) = item else {
                continue;
            };
            if item.ident != name {
                continue;
            }
            if item.variants.len() != parts.len() {
                return Err(Failure::new(format!(
                    "schema {name}: progenitor makes {} variants of {} choices",
                    item.variants.len(),
                    parts.len()
                )));
            }
            for (variant, part) in item.variants.iter_mut().zip(parts) {
                let new = syn::Ident::new(&variant_name(part), variant.ident.span());
                renamed.insert(variant.ident.to_string(), new.clone());
                variant.ident = new;
            }
        }
        let mut rename = Rename(renamed);
        for item in items.iter_mut() {
            if let syn::Item::Impl(block) = item
                && name_of(&block.self_ty).is_some_and(|ty| ty == name)
            {
                rename.visit_item_impl_mut(block);
            }
        }
    }
    Ok(())
}

/// Renames what stands behind `Self::`.
struct Rename(BTreeMap<String, syn::Ident>);

impl VisitMut for Rename {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        if path.segments.len() == 2
            && path.segments[0].ident == "Self"
            && let Some(new) = self.0.get(&path.segments[1].ident.to_string())
        {
            path.segments[1].ident = new.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::{file, text as rust};
    use super::*;

    #[test]
    fn a_choice_is_called_like_what_it_holds() {
        let document = json!({"components": {"schemas": {"Day": {"oneOf": [
            {"$ref": "#/components/schemas/Zones"},
            {"type": "string", "format": "number-text", "title": "mean"},
            {"type": "integer"},
        ]}}}});
        let mut file = file(
            "pub enum Day { Zones(Zones), Variant1(N), Int64(i64) }
             impl From<N> for Day { fn from(value: N) -> Self { Self::Variant1(value) } }
             impl Other { fn new() -> Self { Self::Variant1 } }",
            "",
        );
        name_variants(&mut file, Spec::new(&document)).unwrap();
        let text = rust(&file);
        for part in [
            "Mean(N)",
            "Integer(i64)",
            "Self::Mean(value)",
            "Self::Variant1\n",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }

    #[test]
    fn a_choice_that_the_generator_merges_is_a_failure() {
        let document = json!({"components": {"schemas": {"Day": {"oneOf": [
            {"type": "integer"}, {"type": "number"},
        ]}}}});
        let mut file = file("pub enum Day { A(i64) }", "");
        assert!(name_variants(&mut file, Spec::new(&document)).is_err());
    }
}
