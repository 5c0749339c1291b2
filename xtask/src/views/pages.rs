//! Which answers are pages of a list, and where in them the items and the links stand.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::docs::ident;
use crate::spec::{Spec, schema_name, text};

/// The list of an operation that goes on behind links.
pub(super) fn paged_list(
    spec: Spec<'_>,
    operation: &str,
    schema: &str,
    facts: &Value,
) -> Option<TokenStream> {
    let ty = format_ident!("{schema}");
    let root = spec.schema(schema)?;
    let list = spec.properties(root).get(text(facts, "items")?).copied()?;
    let item = format_ident!("{}", schema_name(&list["items"])?);
    // Without an id, all that an item says tells it from the others.
    let key = spec
        .schema(schema_name(&list["items"])?)
        .and_then(|item| {
            let id = spec.properties(item).get("logId").copied()?;
            (text(id, "format") == Some("log-id") && spec.required(item).contains("logId"))
                .then_some(())
        })
        .map(|()| {
            quote! {
                fn key(item: &Self::Item) -> Fingerprint {
                    Fingerprint::of_id(item.log_id.get())
                }
            }
        });
    let wire = text(facts, "items")?;
    let [items, object, next, previous] = ["items", "object", "next", "previous"]
        .map(|key| ident(text(facts, key).unwrap_or_default()));
    let is_always = |key: &str| {
        let name = text(facts, key).unwrap_or_default();
        spec.required(root).contains(name) && spec.properties(root)[name]["nullable"] != true
    };
    let (borrowed, owned) = if is_always("items") {
        (quote!(&self.#items), quote!(self.#items))
    } else {
        (
            quote!(self.#items.as_deref().unwrap_or_default()),
            quote!(self.#items.unwrap_or_default()),
        )
    };
    let links = if is_always("object") {
        quote!(self.#object)
    } else {
        quote!(self.#object.as_ref()?)
    };
    Some(quote! {
        impl PagedList for types::#ty {
            type Item = types::#item;

            const OPERATION: &'static str = #operation;

            const LIST: &'static str = #wire;

            fn items(&self) -> &[Self::Item] {
                #borrowed
            }

            fn into_items(self) -> Vec<Self::Item> {
                #owned
            }

            fn next(&self) -> Option<&str> {
                #links.#next.as_deref().filter(|link| !link.is_empty())
            }

            fn previous(&self) -> Option<&str> {
                #links.#previous.as_deref().filter(|link| !link.is_empty())
            }

            #key
        }
    })
}
