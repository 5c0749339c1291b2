//! One module a concern out of progenitor's single file: the client, the types, the operations of each tag.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use quote::{format_ident, quote};
use syn::Item;

use crate::codegen::MARK;
use crate::failure::Failure;
use crate::spec::Spec;

/// The modules that other steps write, and what each holds.
const TABLES: [&str; 5] = ["bodies", "enums", "operations", "requests", "schemas"];

/// Names of modules that no tag may have.
pub(crate) const RESERVED: [&str; 8] = [
    "bodies",
    "builder",
    "enums",
    "operations",
    "prelude",
    "requests",
    "schemas",
    "types",
];

/// The generated module's files, by their name in its folder.
pub(crate) fn split(spec: Spec<'_>, file: syn::File) -> Result<BTreeMap<String, String>, Failure> {
    let mut parts = Parts::new(spec);
    for item in file.items {
        parts.add(item)?;
    }
    let mut files = BTreeMap::new();
    types_files(parts.types, &mut files);
    for (tag, items) in &parts.tags {
        let mut all: Vec<Item> = vec![syn::parse_quote!(
            #[allow(unused_imports)]
            use super::{
                builder, encode_path, types, Client, ClientHooks, ClientInfo, Error, OperationInfo,
                RequestBuilderExt, ResponseValue,
            };
        )];
        all.extend(items.iter().cloned());
        files.insert(
            format!("{tag}.rs"),
            print(&format!("The operations of the group `{tag}`."), all),
        );
    }
    files.insert(
        "mod.rs".to_owned(),
        root_file(parts.root, parts.prelude, &parts.tags),
    );
    Ok(files)
}

/// progenitor's items, sorted by the file that they go to.
struct Parts {
    /// The tag's module, by the name of an operation's builder or of a tag's trait.
    owners: BTreeMap<String, String>,
    root: Vec<Item>,
    types: Vec<Item>,
    prelude: Option<Item>,
    tags: BTreeMap<String, Vec<Item>>,
}

impl Parts {
    fn new(spec: Spec<'_>) -> Self {
        let mut owners = BTreeMap::new();
        for operation in spec.operations() {
            let tag = operation.tag().to_owned();
            let name = format!("Client{}Ext", tag.to_upper_camel_case());
            owners.insert(name, tag.clone());
            owners.insert(operation.id().to_upper_camel_case(), tag);
        }
        Self {
            owners,
            root: Vec::new(),
            types: Vec::new(),
            prelude: None,
            tags: BTreeMap::new(),
        }
    }

    fn add(&mut self, item: Item) -> Result<(), Failure> {
        match item {
            Item::Mod(module) if module.ident == "types" => self.types = content(module),
            Item::Mod(module) if module.ident == "prelude" => {
                self.prelude = Some(Item::Mod(module));
            }
            Item::Mod(module) if module.ident == "builder" => {
                // Its imports are left out: each file has its own.
                let items = content(module).into_iter();
                for item in items.filter(|item| !matches!(item, Item::Use(_))) {
                    self.add_to_tag(item)?;
                }
            }
            Item::Trait(_) => self.add_to_tag(item)?,
            Item::Impl(ref block)
                if trait_of(block).is_some_and(|name| self.owners.contains_key(&name)) =>
            {
                self.add_to_tag(item)?;
            }
            other => self.root.push(other),
        }
        Ok(())
    }

    fn add_to_tag(&mut self, item: Item) -> Result<(), Failure> {
        let name = match &item {
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Trait(item) => Some(item.ident.to_string()),
            Item::Impl(block) => trait_of(block)
                .filter(|name| self.owners.contains_key(name))
                .or_else(|| type_of(block)),
            // A macro of ours names the type first.
            Item::Macro(item) => {
                let first = item.mac.tokens.clone().into_iter().next();
                first.map(|first| first.to_string())
            }
            _ => None,
        };
        let tag = name
            .as_ref()
            .and_then(|name| self.owners.get(name))
            .ok_or_else(|| {
                let name = name.as_deref().unwrap_or("something");
                Failure::new(format!(
                    "progenitor wrote {name}, which belongs to no operation"
                ))
            })?;
        self.tags.entry(tag.clone()).or_default().push(item);
        Ok(())
    }
}

/// The types, and their builders where any are left.
fn types_files(types: Vec<Item>, files: &mut BTreeMap<String, String>) {
    let mut all: Vec<Item> = vec![syn::parse_quote!(
        #[allow(unused_imports)]
        pub use super::enums::*;
    )];
    for item in types {
        match item {
            Item::Mod(module) if module.ident == "builder" => {
                let docs = "Builders of request bodies.";
                files.insert("types/builder.rs".to_owned(), print(docs, content(module)));
                all.push(syn::parse_quote!(
                    pub mod builder;
                ));
            }
            other => all.push(other),
        }
    }
    files.insert(
        "types.rs".to_owned(),
        print(
            "What stands in requests and answers: a type for each schema.",
            all,
        ),
    );
}

fn root_file(rest: Vec<Item>, prelude: Option<Item>, tags: &BTreeMap<String, Vec<Item>>) -> String {
    let (imports, rest): (Vec<Item>, Vec<Item>) = rest
        .into_iter()
        .partition(|item| matches!(item, Item::Use(_)));
    let mut items: Vec<Item> = Vec::new();
    for tag in tags.keys() {
        let tag = format_ident!("{tag}");
        items.push(syn::parse_quote!(mod #tag;));
    }
    for name in TABLES {
        let name = format_ident!("{name}");
        items.push(syn::parse_quote!(pub mod #name;));
    }
    items.push(syn::parse_quote!(
        pub mod types;
    ));
    items.extend(imports);
    let mut builders = Vec::new();
    for (tag, content) in tags {
        let tag = format_ident!("{tag}");
        for item in content {
            match item {
                Item::Trait(item) => {
                    let name = &item.ident;
                    items.push(syn::parse_quote!(pub use #tag::#name;));
                }
                Item::Struct(item) => {
                    let name = &item.ident;
                    builders.push(quote!(pub use super::#tag::#name;));
                }
                _ => {}
            }
        }
    }
    items.extend(rest);
    items.push(syn::parse_quote!(
        /// A builder for each operation.
        pub mod builder {
            #(#builders)*
        }
    ));
    items.extend(prelude);
    let mut file = whole(items);
    file.attrs.push(syn::parse_quote!(
        #![allow(clippy::all, clippy::pedantic, clippy::unwrap_used, missing_docs, unused_qualifications)]
    ));
    mark("The raw client, as the spec says.", &file)
}

/// A file with the mark, a line of documentation and the items.
fn print(docs: &str, items: Vec<Item>) -> String {
    mark(docs, &whole(items))
}

fn mark(docs: &str, file: &syn::File) -> String {
    format!("{MARK}\n//! {docs}\n\n{}", prettyplease::unparse(file))
}

fn whole(items: Vec<Item>) -> syn::File {
    syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items,
    }
}

fn content(module: syn::ItemMod) -> Vec<Item> {
    module.content.map(|(_, items)| items).unwrap_or_default()
}

fn trait_of(block: &syn::ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    path.segments.last().map(|last| last.ident.to_string())
}

fn type_of(block: &syn::ItemImpl) -> Option<String> {
    match block.self_ty.as_ref() {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}
