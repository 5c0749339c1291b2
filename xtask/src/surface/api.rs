//! The code's side of the surface: read back from the generated text, so that it shows what a new progenitor does too.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use crate::codegen::{self, Files};
use crate::failure::Failure;

/// One line an operation's builder with its setters, then one line a type with its fields.
pub(crate) fn api(files: &Files) -> Result<String, Failure> {
    let mut builders = BTreeSet::new();
    let mut types = BTreeSet::new();
    let mut enums = String::new();
    for (path, text) in files {
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let file = syn::parse_file(text)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let folder = Path::new(codegen::FOLDERS[0]);
        let is_types = path == &folder.join("types.rs");
        for item in &file.items {
            match item {
                Item::Impl(block) if block.trait_.is_none() => builders.extend(builder(block)),
                Item::Struct(item) if is_types => {
                    types.insert(match &item.fields {
                        syn::Fields::Unnamed(_) => {
                            format!("struct {}({})", item.ident, fields(&item.fields))
                        }
                        named => {
                            let marks = marks(&item.attrs);
                            format!("struct {}{marks} {{ {} }}", item.ident, fields(named))
                        }
                    });
                }
                Item::Enum(item) if is_types => {
                    let variants: Vec<String> = item
                        .variants
                        .iter()
                        .map(|variant| match &variant.fields {
                            syn::Fields::Unit => variant.ident.to_string(),
                            held => format!("{}({})", variant.ident, fields(held)),
                        })
                        .collect();
                    types.insert(format!("enum {} {{ {} }}", item.ident, variants.join(", ")));
                }
                Item::Type(item) if is_types => {
                    types.insert(format!("type {} = {}", item.ident, short(&item.ty)));
                }
                Item::Macro(item)
                    if item.mac.path.segments.last().is_some_and(|last| {
                        last.ident == "open_enum" || last.ident == "closed_enum"
                    }) =>
                {
                    if item
                        .mac
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "closed_enum")
                    {
                        enums.push_str("closed ");
                    }
                    enums.push_str(&listed_enum(&item.mac.tokens));
                    enums.push('\n');
                }
                _ => {}
            }
        }
    }
    let lines = |lines: BTreeSet<String>| {
        lines
            .into_iter()
            .map(|line| line + "\n")
            .collect::<String>()
    };
    Ok(format!("{}\n{}\n{}", lines(builders), lines(types), enums))
}

/// The builder's line; `None` for what sends nothing.
fn builder(block: &syn::ItemImpl) -> Option<String> {
    let mut setters = Vec::new();
    let mut answer = None;
    for item in &block.items {
        let syn::ImplItem::Fn(function) = item else {
            continue;
        };
        let name = function.sig.ident.to_string();
        if name == "send" {
            answer = match &function.sig.output {
                syn::ReturnType::Type(_, ty) => Some(short(ty)),
                syn::ReturnType::Default => None,
            };
        } else if name != "new" {
            setters.push(format!("{name}({})", takes(&function.sig)));
        }
    }
    let name = short(&block.self_ty).replace("<'a>", "");
    Some(format!("{name} {} -> {}", setters.join(" "), answer?))
}

/// What a setter takes: the type that its argument is turned into, or the argument itself.
fn takes(signature: &syn::Signature) -> String {
    let bound = signature
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates)
        .find_map(|predicate| match predicate {
            syn::WherePredicate::Type(predicate) => predicate.bounds.first(),
            _ => None,
        });
    match bound {
        Some(bound) => short(bound).replace("std::ops::FnOnce ", "FnOnce"),
        None => signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(input) => {
                    let ty = short(&input.ty);
                    let target = ty
                        .strip_prefix("impl TryInto<")
                        .and_then(|rest| rest.strip_suffix('>'));
                    Some(target.map_or(ty.clone(), str::to_owned))
                }
                syn::FnArg::Receiver(_) => None,
            })
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn fields(fields: &syn::Fields) -> String {
    fields
        .iter()
        .map(|field| match &field.ident {
            Some(name) => format!("{name}: {}", short(&field.ty)),
            None => short(&field.ty),
        })
        .collect::<Vec<_>>()
        .join(", ")
}

fn marks(attributes: &[syn::Attribute]) -> &'static str {
    let is_open = attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if is_open { "" } else { " (request)" }
}

/// `enum NAME { VARIANT = "value", ... }`, without its doc comments.
fn listed_enum(tokens: &TokenStream) -> String {
    let mut out = Vec::new();
    let mut tokens = tokens.clone().into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                tokens.next();
            }
            TokenTree::Group(group) => out.push(format!("{{ {} }}", listed_enum(&group.stream()))),
            TokenTree::Ident(word) if word == "pub" => {}
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                if let Some(last) = out.last_mut() {
                    last.push(',');
                }
            }
            other => out.push(other.to_string()),
        }
    }
    out.join(" ").trim_end_matches(',').to_owned()
}

/// Tokens with only the blanks that a person would write, and without the paths that say nothing.
fn short(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (long, short) in [
        (":: std :: option :: ", ""),
        (":: std :: vec :: ", ""),
        (":: std :: string :: ", ""),
        (":: std :: collections :: ", ""),
        (":: jiff :: civil :: ", ""),
        (":: serde_json :: ", ""),
        ("crate :: generated :: enums :: ", ""),
        ("crate :: ", ""),
        ("types :: ", ""),
        (" :: ", "::"),
        (" < ", "<"),
        (" > ", ">"),
        (" >", ">"),
        (" ,)", ")"),
        (" ,>", ">"),
        (",>", ">"),
        (" , ", ", "),
        ("& ", "&"),
    ] {
        text = text.replace(long, short);
    }
    text.trim().to_owned()
}
