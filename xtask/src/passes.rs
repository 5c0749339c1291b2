//! What is changed in progenitor's code before it is written: each pass does one thing to the syntax tree. What a pass
//! needs to know about the API it takes from the spec, never from a list of its own.

mod builders;
mod checks;
pub(crate) mod choices;
mod client;
mod debug;
mod decode;
mod documentation;
mod messages;
mod names;
mod readers;
mod responses;
mod sends;
mod setters;

use proc_macro2::TokenStream;

use crate::failure::Failure;
use crate::spec::Spec;

/// progenitor's code with every pass applied.
pub(crate) fn apply(spec: Spec<'_>, tokens: TokenStream) -> Result<syn::File, Failure> {
    let mut file: syn::File = syn::parse2(tokens).map_err(|error| {
        Failure::new(format!(
            "progenitor wrote code that does not parse: {error}"
        ))
    })?;
    builders::strip_dead(&mut file)?;
    choices::name_variants(&mut file, spec)?;
    documentation::tidy(&mut file, spec)?;
    responses::mark(&mut file, spec)?;
    readers::assign(&mut file, spec)?;
    client::keep_constructors_inside(&mut file);
    debug::mask(&mut file);
    decode::redirect(&mut file);
    checks::insert(&mut file, spec)?;
    messages::reword(&mut file, spec)?;
    sends::hand_over(&mut file)?;
    setters::shorten(&mut file)?;
    names::shorten(&mut file);
    Ok(file)
}

/// The items of a module at the top of the file.
fn module<'a>(file: &'a mut syn::File, name: &str) -> Result<&'a mut Vec<syn::Item>, Failure> {
    file.items
        .iter_mut()
        .find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == name => {
                module.content.as_mut().map(|(_, items)| items)
            }
            _ => None,
        })
        .ok_or_else(|| Failure::new(format!("progenitor wrote no module `{name}`")))
}

/// The last segment of a type's path, which is its name wherever it is written.
fn name_of(ty: &syn::Type) -> Option<&syn::Ident> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// The text of a doc attribute.
fn doc_text(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else {
        return None;
    };
    if !meta.path.is_ident("doc") {
        return None;
    }
    match &meta.value {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

#[cfg(test)]
mod testing {
    //! A file with a `types` and a `builder` module, for the tests of the passes.

    /// Parses the items of the two modules.
    pub(super) fn file(types: &str, builder: &str) -> syn::File {
        syn::parse_str(&format!(
            "pub mod types {{ {types} }} pub mod builder {{ {builder} }}"
        ))
        .unwrap()
    }

    /// The file as formatted text.
    pub(super) fn text(file: &syn::File) -> String {
        prettyplease::unparse(file)
    }
}
