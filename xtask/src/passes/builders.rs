//! A builder for each response type is more than half of what progenitor writes, and nobody builds responses. Only the
//! builders of request bodies stay: the ones that an operation's builder names.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};

use super::{module, name_of};
use crate::failure::Failure;

pub(super) fn strip_dead(file: &mut syn::File) -> Result<(), Failure> {
    let mut named = Named::default();
    for item in module(file, "builder")? {
        named.visit_item_mut(item);
    }
    let alive = named.builders;
    let types = module(file, "types")?;
    for item in types.iter_mut() {
        if let syn::Item::Impl(block) = item
            && block.trait_.is_none()
            && name_of(&block.self_ty).is_some_and(|name| !alive.contains(&name.to_string()))
        {
            block.items.retain(
                |item| !matches!(item, syn::ImplItem::Fn(function) if function.sig.ident == "builder"),
            );
        }
    }
    types.retain(|item| {
        !matches!(item, syn::Item::Impl(block) if block.trait_.is_none() && block.items.is_empty())
    });
    for item in types.iter_mut() {
        if let syn::Item::Mod(module) = item
            && module.ident == "builder"
            && let Some((_, items)) = &mut module.content
        {
            items.retain(|item| match item {
                syn::Item::Struct(item) => alive.contains(&item.ident.to_string()),
                syn::Item::Impl(block) => {
                    name_of(&block.self_ty).is_some_and(|name| alive.contains(&name.to_string()))
                        || built(block).is_some_and(|name| alive.contains(&name))
                }
                _ => true,
            });
        }
    }
    types.retain(|item| match item {
        syn::Item::Mod(module) if module.ident == "builder" => module
            .content
            .as_ref()
            .is_some_and(|(_, items)| !items.is_empty()),
        _ => true,
    });
    Ok(())
}

/// The builder that `impl TryFrom<Builder> for super::Type` reads.
fn built(block: &syn::ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    let syn::PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => name_of(ty).map(ToString::to_string),
        _ => None,
    }
}

/// Collects every `types::builder::NAME`.
#[derive(Default)]
struct Named {
    builders: BTreeSet<String>,
}

impl VisitMut for Named {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if let [.., types, builder, name] = names.as_slice()
            && types == "types"
            && builder == "builder"
        {
            self.builders.insert(name.clone());
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    const TYPES: &str = "
        pub struct Body {} impl Body { pub fn builder() -> builder::Body { todo!() } }
        pub struct Reply {} impl Reply { pub fn builder() -> builder::Reply { todo!() } }
        pub mod builder {
            pub struct Body {}
            impl Default for Body {}
            impl ::std::convert::TryFrom<Body> for super::Body {}
            pub struct Reply {}
            impl Default for Reply {}
            impl ::std::convert::TryFrom<Reply> for super::Reply {}
            impl ::std::convert::From<super::Reply> for Reply {}
        }";

    #[test]
    fn only_builders_that_an_operation_names_stay() {
        let mut file = file(
            TYPES,
            "pub struct Send { body: Result<types::builder::Body, String> }",
        );
        strip_dead(&mut file).unwrap();
        let text = text(&file);
        assert!(text.contains("pub fn builder() -> builder::Body"), "{text}");
        assert!(text.contains("TryFrom<Body> for super::Body"), "{text}");
        assert_eq!(text.matches("Reply").count(), 1, "{text}");
    }

    #[test]
    fn a_module_without_builders_goes() {
        let mut file = file(TYPES, "");
        strip_dead(&mut file).unwrap();
        assert!(
            !text(&file).contains("mod builder {\n    "),
            "{}",
            text(&file)
        );
    }
}
