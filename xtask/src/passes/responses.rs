//! Marks on types: a response may gain fields without that being a breaking change, and every type has a JSON Schema
//! where that is asked for.

use std::collections::BTreeSet;

use super::module;
use crate::failure::Failure;
use crate::spec::Spec;

pub(super) fn mark(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let requests: BTreeSet<String> = spec
        .reachable_from_requests()
        .into_iter()
        .map(str::to_owned)
        .collect();
    for item in module(file, "types")? {
        match item {
            syn::Item::Struct(item) => {
                if matches!(item.fields, syn::Fields::Named(_))
                    && !requests.contains(&item.ident.to_string())
                {
                    item.attrs.push(syn::parse_quote!(#[non_exhaustive]));
                }
                item.attrs.push(json_schema());
            }
            syn::Item::Enum(item) => item.attrs.push(json_schema()),
            _ => {}
        }
    }
    Ok(())
}

fn json_schema() -> syn::Attribute {
    syn::parse_quote!(#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn a_response_may_grow_and_a_request_may_not() {
        let document = serde_json::json!({
            "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Body"}}}}}}},
            "components": {"schemas": {"Body": {"type": "object"}, "Reply": {"type": "object"}}},
        });
        let mut file = file("pub struct Body { a: i64 } pub struct Reply { a: i64 }", "");
        mark(&mut file, Spec::new(&document)).unwrap();
        let text = text(&file);
        assert_eq!(text.matches("#[non_exhaustive]").count(), 1, "{text}");
        assert_eq!(
            text.matches("derive(schemars::JsonSchema)").count(),
            2,
            "{text}"
        );
        assert!(
            text.find("non_exhaustive") > text.find("struct Body"),
            "{text}"
        );
    }
}
