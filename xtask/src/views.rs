//! Accessors of `fitbit-core`: what a value means in its context, made from the facts of its fields. A field that means
//! no more than it says gets none, because the raw field is reachable beside them.

mod meaning;
mod pages;
mod property;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::codegen::MARK;
use crate::columns::Columns;
use crate::docs::ident;
use crate::enums::variant;
use crate::failure::Failure;
use crate::spec::{Spec, list, schema_name, text};
use crate::tables::print;

use pages::paged_list;
use property::Property;

/// What a view is called by itself; an accessor of that name would hide it.
const RESERVED: [&str; 8] = [
    "raw",
    "subject",
    "context",
    "part",
    "parts",
    "person",
    "verdict",
    "evidently_closed",
];

/// The files of the module, by name.
pub(crate) fn files(spec: Spec<'_>) -> Result<Vec<(&'static str, String)>, Failure> {
    let mut views = TokenStream::new();
    for name in spec.reachable_from_successes() {
        let Some(schema) = spec.schema(name) else {
            continue;
        };
        views.extend(view(spec, name, schema)?);
    }
    let lists = spec
        .operations_by_id()
        .into_values()
        .filter_map(|operation| {
            let facts = operation.value.get("x-pagination")?;
            paged_list(
                spec,
                operation.id(),
                spec.success_schema(&operation)?,
                facts,
            )
        });
    Ok(vec![
        (
            "mod.rs",
            format!(
                "{MARK}\n//! What values mean in their context, and which of them are pages of a list.\n\npub(crate) mod operations;\nmod pages;\nmod views;\n"
            ),
        ),
        (
            "views.rs",
            print(
                "Accessors for units, privacy, times, links and parts.",
                &quote! {
                    #![allow(clippy::all, clippy::pedantic, unused_imports, unused_qualifications)]

                    use fitbit_api::facts::Sentinel;
                    use fitbit_api::types;

                    use crate::civil::CivilTime;
                    use crate::link::{self, LinkError};
                    use crate::privacy::{Field, Setting, is_blank_number, is_blank_text};
                    use crate::units;
                    use crate::view::{View, Whose};

                    #views
                },
            )?,
        ),
        (
            "pages.rs",
            print(
                "Which answers are pages of a list.",
                &quote! {
                    use fitbit_api::types;

                    use crate::page::{Fingerprint, PagedList};

                    #(#lists)*
                },
            )?,
        ),
    ])
}

fn view(spec: Spec<'_>, name: &str, schema: &Value) -> Result<TokenStream, Failure> {
    let required = spec.required(schema);
    let mut accessors = Vec::new();
    let mut evidence = Vec::new();
    for (wire, property) in spec.properties(schema) {
        let field = Property {
            spec,
            object: schema,
            wire,
            value: property,
            // `nullable` makes an Option of a required field too.
            optional: !required.contains(wire) || property["nullable"] == true,
        };
        let place = || format!("{name}.{wire}");
        let Some((result, body)) = field
            .accessor()
            .map_err(|reason| Failure::new(format!("{}: {reason}", place())))?
        else {
            continue;
        };
        let ident = field.ident();
        if RESERVED.contains(&ident.to_string().as_str()) {
            return Err(Failure::new(format!(
                "{}: `{ident}` is a method of every view",
                place()
            )));
        }
        let docs = field.docs();
        accessors.push(quote! {
            #(#[doc = #docs])*
            pub fn #ident(self) -> #result { #body }
        });
        if let Some(facts) = property
            .get("x-privacy")
            .filter(|facts| facts["evidence"] != false)
        {
            let setting = format_ident!("{}", variant(text(facts, "setting").unwrap_or_default()));
            evidence.push(quote!((Setting::#setting, self.#ident().visibility())));
        }
    }
    if schema.get("x-person").is_some() && !evidence.is_empty() {
        accessors.push(quote! {
            /// The settings of this person that are evidently closed.
            ///
            /// A setting is named only when every returned field of its group is blank and the person is known not to
            /// be the token's owner. Any other setting may be open or closed: a blank field alone proves nothing.
            pub fn evidently_closed(self) -> Vec<Setting> {
                self.verdict(&[#(#evidence),*])
            }
        });
    }
    accessors.extend(items(spec, schema));
    accessors.extend(choices(spec, name, schema));
    if accessors.is_empty() {
        return Ok(TokenStream::new());
    }
    let ty = format_ident!("{name}");
    Ok(quote! {
        impl<'a> View<'a, types::#ty> {
            #(#accessors)*
        }
    })
}

/// The items of a list that is a type of its own.
fn items(spec: Spec<'_>, schema: &Value) -> Option<TokenStream> {
    let item = schema_name(&schema["items"]).filter(|name| has_view(spec, name))?;
    if Columns::of(spec, schema).is_some() {
        return None;
    }
    let ty = format_ident!("{item}");
    Some(quote! {
        /// The items.
        pub fn items(self) -> impl ExactSizeIterator<Item = View<'a, types::#ty>> {
            self.parts(self.raw().0.as_slice())
        }
    })
}

/// What a choice may be, one accessor each.
fn choices(spec: Spec<'_>, name: &str, schema: &Value) -> Vec<TokenStream> {
    let this = format_ident!("{name}");
    list(&schema["oneOf"])
        .iter()
        .filter_map(schema_name)
        .filter(|name| has_view(spec, name))
        .map(|name| {
            // The variant is called like the schema.
            let ty = format_ident!("{name}");
            let method = ident(name);
            let docs = format!(" The [`{name}`](types::{name}) that it is, if it is one.");
            quote! {
                #[doc = #docs]
                pub fn #method(self) -> Option<View<'a, types::#ty>> {
                    #[allow(unreachable_patterns)]
                    match self.raw() {
                        types::#this::#ty(raw) => Some(self.part(raw)),
                        _ => None,
                    }
                }
            }
        })
        .collect()
}

/// Whether values of this schema are seen in a context: enums, texts and points within a day are not.
pub(crate) fn has_view(spec: Spec<'_>, name: &str) -> bool {
    spec.schema(name).is_some_and(|schema| {
        text(schema, "type") == Some("object")
            || schema.get("oneOf").is_some()
            || (schema.get("items").is_some() && Columns::of(spec, schema).is_none())
    })
}
