//! No type of the API prints its values: health data must not reach a log by way of a derived `Debug`.

use super::module;

/// Takes `Debug` out of every derive and puts the masked one in its place.
pub(super) fn mask(file: &mut syn::File) {
    mask_items(&mut file.items);
    for name in ["types", "builder"] {
        let Ok(items) = module(file, name) else {
            continue;
        };
        mask_items(items);
        for item in items.iter_mut() {
            if let syn::Item::Mod(inner) = item
                && inner.ident == "builder"
                && let Some((_, items)) = &mut inner.content
            {
                mask_items(items);
            }
        }
    }
}

fn mask_items(items: &mut Vec<syn::Item>) {
    let mut out = Vec::with_capacity(items.len());
    for mut item in items.drain(..) {
        let masked = match &mut item {
            syn::Item::Struct(item) => Some((&mut item.attrs, &item.ident, &item.generics)),
            syn::Item::Enum(item) => Some((&mut item.attrs, &item.ident, &item.generics)),
            _ => None,
        }
        .map(|(attributes, name, generics)| {
            strip(attributes);
            let lifetimes = (!generics.params.is_empty()).then_some(generics);
            let masked: syn::Item = syn::parse_quote! {
                crate::masked::debug_type_name!(#name #lifetimes);
            };
            masked
        });
        out.push(item);
        out.extend(masked);
    }
    *items = out;
}

fn strip(attributes: &mut Vec<syn::Attribute>) {
    attributes.retain_mut(|attribute| {
        if !attribute.path().is_ident("derive") {
            return true;
        }
        let mut kept = Vec::new();
        let parsed = attribute.parse_nested_meta(|meta| {
            if meta
                .path
                .segments
                .last()
                .is_none_or(|last| last.ident != "Debug")
            {
                kept.push(meta.path);
            }
            Ok(())
        });
        if parsed.is_ok() {
            *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
        }
        !kept.is_empty()
    });
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn no_derive_of_debug_is_left_anywhere() {
        let mut file = file(
            "#[derive(Clone, Debug)] pub struct Reply {} #[derive(Debug)] pub enum Sort { Asc }
             pub mod builder { #[derive(Clone, Debug)] pub struct Body {} }",
            "#[derive(Debug, Clone)] pub struct Get<'a> { client: &'a () }",
        );
        file.items.push(syn::parse_quote!(
            #[derive(Clone, Debug)]
            pub struct Client {}
        ));
        mask(&mut file);
        let text = text(&file);
        assert!(!text.contains("Debug"), "{text}");
        for masked in ["(Reply)", "(Sort)", "(Body)", "(Get < 'a >)", "(Client)"] {
            assert!(
                text.contains(&format!("debug_type_name!{masked};")),
                "{masked}: {text}"
            );
        }
    }
}
