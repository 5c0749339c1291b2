//! The method for days of any number, of each series that is asked for by days.
//!
//! Which operations those are, and which of two that answer the same is the better one, follows from paths and facts.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Method;
use crate::spec::{Operation, Spec, template_parameters, text};

/// The formats of a path that say a day.
const DAYS: [&str; 3] = ["date", "date-or-today", "end-or-period"];

/// How an operation is asked for some days.
pub(super) struct Over {
    /// The arguments with the days: the first and the last, or one for both.
    days: Vec<Ident>,
    name: Ident,
}

impl Over {
    /// `None` for an operation that says no days, or where another one answers the same in fewer calls.
    pub(super) fn of<'a>(spec: Spec<'a>, operation: &Operation<'a>) -> Option<Self> {
        let days = days(spec, operation)?;
        let is_outdone = spec.operations().any(|other| {
            series(spec, &other).is_some_and(|other| Some(other) == series(spec, operation))
                && rank(spec, &other) > rank(spec, operation)
        });
        if is_outdone {
            return None;
        }
        let mut name = operation.id().to_owned();
        for words in ["_by_date_range", "_by_interval", "_by_date"] {
            name = name.replacen(words, "", 1);
        }
        Some(Self {
            days: days
                .iter()
                .map(|name| super::arguments::ident(name))
                .collect(),
            name: format_ident!("{name}_over"),
        })
    }

    pub(super) fn name(&self) -> &Ident {
        &self.name
    }
}

/// The path parameters that say days, if there are one or two of them and the answer is JSON.
fn days<'a>(spec: Spec<'a>, operation: &Operation<'a>) -> Option<Vec<&'a str>> {
    spec.success_schema(operation)?;
    let template = template_parameters(operation.path);
    let mut days: Vec<&str> = spec
        .parameters(operation)
        .into_iter()
        .filter(|parameter| {
            text(parameter, "in") == Some("path")
                && text(&parameter["schema"], "format").is_some_and(|format| DAYS.contains(&format))
        })
        .filter_map(|parameter| text(parameter, "name"))
        .collect();
    days.sort_by_key(|name| template.iter().position(|part| part == name));
    (operation.method == "get" && matches!(days.len(), 1 | 2)).then_some(days)
}

/// The path without its days: two operations with the same one answer the same.
fn series<'a>(spec: Spec<'a>, operation: &Operation<'a>) -> Option<String> {
    let mut path = operation.path.to_owned();
    for day in days(spec, operation)? {
        path = path.replace(&format!("/{{{day}}}"), "");
    }
    // A single day can be written as a period, too.
    Some(path.replace("/1d/", "/"))
}

/// How much an operation answers in one call: days, then a day, then a range that is no longer than a day.
fn rank<'a>(spec: Spec<'a>, operation: &Operation<'a>) -> u8 {
    let is_range = days(spec, operation).is_some_and(|days| days.len() == 2);
    let is_of_hours = operation.value["x-max-range"].get("hours").is_some();
    match (is_range, is_of_hours) {
        (true, false) => 2,
        (false, _) => 1,
        (true, true) => 0,
    }
}

impl Method<'_> {
    /// The method of the handle for days of any number.
    pub(super) fn over(&self) -> TokenStream {
        let Some(over) = &self.over else {
            return TokenStream::new();
        };
        let name = &over.name;
        let id = self.operation.id();
        let operation = format_ident!("{id}");
        let success = &self.success;
        let first = over.days.first();
        let is_day = |ident: &Ident| over.days.contains(ident);
        let parameters = self.required().filter_map(|argument| {
            let (ident, outer) = (&argument.ident, &argument.outer);
            if !is_day(ident) {
                return Some(quote!(#ident: #outer));
            }
            (Some(ident) == first).then(|| quote!(days: impl Into<DateRange>))
        });
        let others = || self.required().filter(|argument| !is_day(&argument.ident));
        let keeps = others().map(|argument| {
            let ident = &argument.ident;
            let kept = argument.keep(&quote!(#ident));
            quote!(let #ident = #kept;)
        });
        let named = others().map(|argument| {
            let (ident, name) = (&argument.ident, &argument.name);
            quote!((#name, #ident.to_string()))
        });
        let clones: Vec<TokenStream> = others()
            .map(|argument| {
                let ident = &argument.ident;
                quote!(let #ident = #ident.clone();)
            })
            .collect();
        let sets = self.required().map(|argument| {
            let (ident, kept) = (&argument.ident, &argument.kept);
            if !is_day(ident) {
                let passed = argument.pass(&quote!(#ident));
                return quote!(.#ident(#passed));
            }
            let is_last = over.days.len() == 2 && Some(ident) == over.days.last();
            let end = if is_last { quote!(end) } else { quote!(start) };
            quote!(.#ident(<#kept>::from(days.#end())))
        });
        let user = self.user(&quote!(person));
        let by_day = (over.days.len() == 1).then(|| quote!(.day_by_day()));
        let docs = self.over_docs(over);
        quote! {
            #(#[doc = #docs])*
            pub fn #name(&self, #(#parameters),*) -> Ranged<#success> {
                let days = days.into();
                #(#keeps)*
                Ranged::new(Person::clone(self), #id, vec![#(#named),*], days, {
                    Arc::new(move |person, days| {
                        #(#clones)*
                        Box::pin(async move {
                            person.read(#id, async |client| {
                                client.#operation() #user #(#sets)* .send().await
                            })
                            .await
                        })
                    })
                })
                #by_day
            }
        }
    }

    fn over_docs(&self, over: &Over) -> Vec<String> {
        let handle = self.handle();
        let id = self.operation.id();
        let calls = if over.days.len() == 1 {
            "one call a day"
        } else {
            "in as few calls as its maximum allows"
        };
        let mut lines = vec![
            format!(" Days of any number of [`{handle}::{id}`], {calls}."),
            String::new(),
        ];
        if self.arguments.iter().any(|argument| !argument.required) {
            lines.push(" What may be left out there is left out here.".to_owned());
            lines.push(String::new());
        }
        lines.push(" Nothing is sent before the first answer is wanted.".to_owned());
        lines
    }
}
