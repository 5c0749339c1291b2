//! The operations as services call them: methods of `fitbit-core`'s handles, one file a group of the documentation.
//!
//! What an operation cannot do without is an argument, so that the compiler asks for it; the rest is set on a request.
//! A paged list is a listing. What needs a shape of its own is written by hand in core and named in [`BY_HAND`].

mod arguments;
mod method;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proc_macro2::TokenStream;
use quote::quote;

use crate::codegen::MARK;
use crate::failure::Failure;
use crate::spec::Spec;

use method::Method;

/// Operations with a method written by hand: an either-or that is better a type of its own.
const BY_HAND: [&str; 2] = ["invite_friend_v1", "respond_friend_invitation_v1"];

/// The files of the module `operations`, by name.
pub(crate) fn files(spec: Spec<'_>) -> Result<Vec<(String, String)>, Failure> {
    let mut groups: BTreeMap<String, Vec<Method<'_>>> = BTreeMap::new();
    for (id, operation) in spec.operations_by_id() {
        if !BY_HAND.contains(&id) {
            let method = Method::new(spec, operation)?;
            groups
                .entry(operation.tag().replace('-', "_"))
                .or_default()
                .push(method);
        }
    }
    let mut names: Vec<String> = groups.values().flatten().flat_map(Method::names).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.array_windows().find(|[name, next]| name == next) {
        return Err(Failure::new(format!(
            "two operations would be called `{name}` by services"
        )));
    }
    let mut files = Vec::new();
    let mut index =
        format!("{MARK}\n//! The operations of the API, by the groups of its documentation.\n\n");
    for (group, methods) in groups {
        let _ = writeln!(index, "mod {group};");
        files.push((format!("{group}.rs"), file(&group, &methods)?));
    }
    index.push_str("\n/// Requests with arguments that may be left out.\npub mod requests {\n");
    for (name, text) in &files {
        if text.contains("pub struct ") {
            let _ = writeln!(
                index,
                "    pub use super::{}::*;",
                name.trim_end_matches(".rs")
            );
        }
    }
    index.push_str("}\n");
    files.push(("mod.rs".to_owned(), index));
    Ok(files)
}

fn file(group: &str, methods: &[Method<'_>]) -> Result<String, Failure> {
    let on_person: Vec<TokenStream> = methods
        .iter()
        .filter(|method| !method.is_for_owner())
        .map(Method::tokens)
        .collect();
    let on_user: Vec<TokenStream> = methods
        .iter()
        .filter(|method| method.is_for_owner())
        .map(Method::tokens)
        .collect();
    let requests = methods.iter().map(Method::request);
    let block = |name: TokenStream, methods: &[TokenStream]| {
        (!methods.is_empty()).then(|| quote! { impl #name { #(#methods)* } })
    };
    let person = block(quote!(Person), &on_person);
    let user = block(quote!(User), &on_user);
    let tokens = quote! {
        #![allow(
            clippy::all, clippy::pedantic, unused_imports, unused_qualifications, unreachable_pub, deprecated
        )]

        use std::sync::Arc;

        use fitbit_api::prelude::*;
        use fitbit_api::types;

        use crate::error::Error;
        use crate::page::{Edge, ListQuery, Listing};
        use crate::person::{Person, User};
        use crate::range::{DateRange, Ranged};
        use crate::reply::Reply;

        #person
        #user
        #(#requests)*
    };
    let parsed: syn::File = syn::parse2(tokens)
        .map_err(|error| Failure::new(format!("the methods of {group} do not parse: {error}")))?;
    Ok(format!(
        "{MARK}\n//! The operations of the group `{group}`.\n\n{}",
        prettyplease::unparse(&parsed)
    ))
}
