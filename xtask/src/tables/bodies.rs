//! How the bodies of successes are read.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::print;
use crate::columns::Columns;
use crate::docs::ident;
use crate::failure::Failure;
use crate::spec::{Spec, schema_name, text};

/// How deep below a root a dataset is looked for.
const DEPTH: usize = 4;

/// The readers of root schemas, and the way of any body through the type of its operation.
pub(crate) fn bodies(spec: Spec<'_>) -> Result<String, Failure> {
    let mut roots = BTreeSet::new();
    let mut arms = Vec::new();
    for (id, operation) in spec.operations_by_id() {
        if let Some(name) = spec.success_schema(&operation) {
            roots.insert(name);
            let schema = format_ident!("{name}");
            arms.push(quote!(#id => reader.json::<types::#schema>()));
        } else if spec.xml_root(&operation).is_some() {
            arms.push(quote!(#id => reader.document()));
        }
    }
    let readers = roots.into_iter().map(|name| reader(spec, name));
    print(
        "How the bodies of successes are read, whichever operation they are of.",
        &quote! {
            use super::types;
            use crate::decode::{Body, Reader};

            /// Hands the reader the type that a success of the operation is read as; `None` when it has no body.
            pub(crate) fn read_with<R: Reader>(operation_id: &str, reader: R) -> Option<R::Output> {
                Some(match operation_id {
                    #(#arms,)*
                    _ => return None,
                })
            }

            #(#readers)*
        },
    )
}

fn reader(spec: Spec<'_>, name: &str) -> TokenStream {
    let ty = format_ident!("{name}");
    let slots = slots(spec, name);
    // The reader looks for one dataset of one type, and no two of them may be borrowed from the same field.
    let kinds: BTreeSet<&str> = slots.iter().map(|slot| slot.kind.rust()).collect();
    let fields: BTreeSet<&Ident> = slots.iter().filter_map(Slot::field).collect();
    let [first, rest @ ..] = slots.as_slice() else {
        return quote!(impl Body for types::#ty {});
    };
    if kinds.len() > 1 || fields.len() < slots.len() {
        return quote!(impl Body for types::#ty {});
    }
    let rest = rest.iter().map(Slot::place);
    let first = first.place();
    quote! {
        impl Body for types::#ty {
            fn from_text(text: &str) -> serde_json::Result<Self> {
                crate::columns::read(text, |root: &mut Self| #first #(.or(#rest))*)
            }
        }
    }
}

/// A place below a root that holds a dataset.
struct Slot {
    /// The fields on the way, and whether each is an `Option`.
    path: Vec<(Ident, bool)>,
    kind: Columns,
}

impl Slot {
    /// The field of the root.
    fn field(&self) -> Option<&Ident> {
        self.path.first().map(|(field, _)| field)
    }

    fn place(&self) -> TokenStream {
        let mut place = TokenStream::new();
        for (index, (field, optional)) in self.path.iter().enumerate() {
            place = match (index, optional) {
                (0, true) => quote!(root.#field.as_mut()),
                (0, false) => quote!(Some(&mut root.#field)),
                (_, true) => quote!(#place.and_then(|part| part.#field.as_mut())),
                (_, false) => quote!(#place.map(|part| &mut part.#field)),
            };
        }
        place
    }
}

fn slots(spec: Spec<'_>, root: &str) -> Vec<Slot> {
    let mut found = Vec::new();
    let mut open = vec![(root.to_owned(), Vec::new())];
    while let Some((name, path)) = open.pop() {
        let Some(schema) = spec.schema(&name) else {
            continue;
        };
        if let Some(kind) = Columns::of(spec, schema) {
            found.push(Slot { path, kind });
            continue;
        }
        if text(schema, "type") != Some("object") || path.len() == DEPTH {
            continue;
        }
        let required = spec.required(schema);
        let properties: BTreeMap<&str, &Value> = spec.properties(schema);
        for (wire, property) in properties {
            if let Some(part) = schema_name(property) {
                let optional = !required.contains(wire) || property["nullable"] == true;
                let mut path: Vec<(Ident, bool)> = path.clone();
                path.push((ident(wire), optional));
                open.push((part.to_owned(), path));
            }
        }
    }
    found
}
