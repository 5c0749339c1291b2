//! The accessor of one field: a part of the object, a link, something private, or a plain value with a meaning.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::meaning::Meaning;
use crate::docs::{self, ident};
use crate::enums::variant;
use crate::spec::{Spec, list, schema_name, text};
use crate::tables::sentinel;

/// One field of an object, seen from its facts.
pub(super) struct Property<'a> {
    pub(super) spec: Spec<'a>,
    pub(super) object: &'a Value,
    pub(super) wire: &'a str,
    pub(super) value: &'a Value,
    /// Whether the type has an `Option` there.
    pub(super) optional: bool,
}

/// A return type and a body.
type Accessor = (TokenStream, TokenStream);

impl<'a> Property<'a> {
    /// The method, which is called like the field.
    pub(super) fn ident(&self) -> Ident {
        ident(self.wire)
    }

    /// The accessor; `None` when the field means no more than it says.
    pub(super) fn accessor(&self) -> Result<Option<Accessor>, String> {
        if let Some(kind) = text(self.value, "x-link") {
            return self.link(kind).map(Some);
        }
        if let Some(part) = self.object_named(self.value) {
            return Ok(Some(self.part(part)));
        }
        if let Some(part) = self.object_named(&self.value["items"]) {
            return Ok(Some(self.parts(part)));
        }
        if let Some(facts) = self.value.get("x-privacy") {
            return self.private(facts).map(Some);
        }
        let Some(meaning) = self.meaning()? else {
            return Ok(None);
        };
        Ok(Some(self.plain(meaning)))
    }

    /// The name of the schema that a value refers to, if its values are seen in a context.
    fn object_named(&self, value: &'a Value) -> Option<&'a str> {
        schema_name(value).filter(|name| super::has_view(self.spec, name))
    }

    fn part(&self, name: &str) -> Accessor {
        let ident = self.ident();
        let ty = format_ident!("{name}");
        let one = self.one(name);
        if self.optional {
            (
                quote!(Option<View<'a, types::#ty>>),
                quote!(self.raw().#ident.as_ref().map(|raw| #one)),
            )
        } else {
            (
                quote!(View<'a, types::#ty>),
                quote!({ let raw = &self.raw().#ident; #one }),
            )
        }
    }

    fn parts(&self, name: &str) -> Accessor {
        let ident = self.ident();
        let ty = format_ident!("{name}");
        let all = if self.optional {
            quote!(self.raw().#ident.as_deref().unwrap_or_default())
        } else {
            quote!(self.raw().#ident.as_slice())
        };
        let body = if self.value.get("x-whose").is_some() {
            let one = self.one(name);
            quote!(#all.iter().map(move |raw| #one))
        } else {
            quote!(self.parts(#all))
        };
        (
            quote!(impl ExactSizeIterator<Item = View<'a, types::#ty>>),
            body,
        )
    }

    /// The view of one part, `raw`; of another person where the spec says so.
    fn one(&self, name: &str) -> TokenStream {
        let Some(whose) = text(self.value, "x-whose") else {
            return quote!(self.part(raw));
        };
        let whose = format_ident!("{}", variant(whose));
        let schema = self.spec.schema(name);
        let id = schema
            .and_then(|schema| text(&schema["x-person"], "id"))
            .map_or(quote!(None), |id| {
                let field = ident(id);
                let required = schema.is_some_and(|schema| self.spec.required(schema).contains(id));
                if required {
                    quote!(Some(&raw.#field))
                } else {
                    quote!(raw.#field.as_ref())
                }
            });
        quote!(self.person(raw, #id, Whose::#whose))
    }

    fn link(&self, kind: &str) -> Result<Accessor, String> {
        let ident = self.ident();
        let (reader, reference) = match kind {
            "intraday" => (quote!(link::intraday), quote!(link::IntradayReference)),
            "activity" => (quote!(link::activity), quote!(link::ActivityReference)),
            "tcx" => (quote!(link::tcx), quote!(link::ActivityReference)),
            other => return Err(format!("there is no reader for links of kind `{other}`")),
        };
        if self.optional {
            Ok((
                quote!(Result<Option<#reference>, LinkError>),
                quote!(self.raw().#ident.as_deref().filter(|link| !link.is_empty()).map(#reader).transpose()),
            ))
        } else {
            Ok((
                quote!(Result<#reference, LinkError>),
                quote!(#reader(&self.raw().#ident)),
            ))
        }
    }

    fn private(&self, facts: &Value) -> Result<Accessor, String> {
        let ident = self.ident();
        let sentinels: Vec<TokenStream> =
            list(&facts["blank"]).iter().filter_map(sentinel).collect();
        if text(self.value, "format") == Some("date-or-blank") {
            let raw = if self.optional {
                quote!(self.raw().#ident)
            } else {
                quote!(Some(self.raw().#ident))
            };
            return Ok((
                quote!(Field<fitbit_api::jiff::civil::Date>),
                quote!(match #raw {
                    None => Field::Absent,
                    Some(fitbit_api::Blankable::Blank) => Field::Blank,
                    Some(fitbit_api::Blankable::Value(value)) => Field::Shown(value),
                }),
            ));
        }
        let (ty, value, blank) = match (schema_name(self.value), text(self.value, "type")) {
            (Some(name), _) => {
                let ty = format_ident!("{name}");
                let value = if self.optional {
                    quote!(self.raw().#ident.as_ref())
                } else {
                    quote!(Some(&self.raw().#ident))
                };
                (
                    quote!(&'a types::#ty),
                    value,
                    quote!(|value| is_blank_text(value.as_str(), &[#(#sentinels),*])),
                )
            }
            (None, Some("string")) if self.value.get("format").is_none() => {
                let value = if self.optional {
                    quote!(self.raw().#ident.as_deref())
                } else {
                    quote!(Some(self.raw().#ident.as_str()))
                };
                (
                    quote!(&'a str),
                    value,
                    quote!(|value| is_blank_text(value, &[#(#sentinels),*])),
                )
            }
            (None, Some(number @ ("number" | "integer"))) => {
                let value = if self.optional {
                    quote!(self.raw().#ident)
                } else {
                    quote!(Some(self.raw().#ident))
                };
                let ty = if number == "number" {
                    quote!(f64)
                } else {
                    quote!(i64)
                };
                let blank = match (sentinels.is_empty(), number) {
                    (true, _) => quote!(|_| false),
                    (false, "number") => {
                        quote!(|value| is_blank_number(*value, &[#(#sentinels),*]))
                    }
                    (false, _) => {
                        quote!(|value| is_blank_number(*value as f64, &[#(#sentinels),*]))
                    }
                };
                (ty, value, blank)
            }
            _ => return Err("a private field is a text, a number, an enum or a date".to_owned()),
        };
        Ok(match self.meaning()? {
            Some(Meaning {
                ty,
                change,
                fallible: false,
            }) => (
                quote!(Field<#ty>),
                quote!(Field::of(#value, #blank).map(|value| #change)),
            ),
            Some(_) => {
                return Err(
                    "a private field cannot be measured in a unit that another field names"
                        .to_owned(),
                );
            }
            None => (quote!(Field<#ty>), quote!(Field::of(#value, #blank))),
        })
    }

    fn plain(&self, meaning: Meaning) -> Accessor {
        let ident = self.ident();
        let Meaning {
            ty,
            change,
            fallible,
        } = meaning;
        match (self.optional, fallible) {
            (true, false) => (
                quote!(Option<#ty>),
                quote!(self.raw().#ident.map(|value| #change)),
            ),
            (true, true) => (
                quote!(Option<#ty>),
                quote!(self.raw().#ident.and_then(|value| #change)),
            ),
            (false, false) => (
                quote!(#ty),
                quote!({ let value = self.raw().#ident; #change }),
            ),
            (false, true) => (
                quote!(Option<#ty>),
                quote!({ let value = self.raw().#ident; #change }),
            ),
        }
    }

    /// The lines of its documentation.
    pub(super) fn docs(&self) -> Vec<String> {
        let mut lines = docs::property(self.spec, self.value);
        if lines.is_empty() {
            lines.push(format!(" `{}`.", self.wire));
        }
        let mut notes = Vec::new();
        if text(&self.value["x-unit"], "named-by").is_some()
            && text(&self.value["x-unit"], "kind") != Some("badge-goal")
        {
            notes.push(" `None` too when the answer names a unit that measures no length; the raw field has the number then.".to_owned());
        }
        if self.value.get("x-link").is_some() {
            notes.push(" # Errors".to_owned());
            notes.push(String::new());
            notes.push(" [`LinkError`] when the link refers to something else; the raw field has the text.".to_owned());
        }
        if !notes.is_empty() {
            lines.push(String::new());
            lines.extend(notes);
        }
        lines
    }
}
