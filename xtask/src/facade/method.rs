//! One operation as a method, and as a request where arguments may be left out.

mod over;

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::docs;
use crate::examples;
use crate::failure::Failure;
use crate::spec::{Operation, Spec, text};

use super::arguments::{self, Argument};
use over::Over;

pub(super) struct Method<'a> {
    operation: Operation<'a>,
    success: TokenStream,
    /// What its success looks like, where it is JSON.
    example: Option<Value>,
    /// Whether its success is JSON.
    is_json: bool,
    /// The most items of a page, for a paged list.
    page: Option<u64>,
    has_user: bool,
    /// Where it is asked for by days.
    over: Option<Over>,
    arguments: Vec<Argument>,
}

impl<'a> Method<'a> {
    pub(super) fn new(spec: Spec<'a>, operation: Operation<'a>) -> Result<Self, Failure> {
        let arguments = arguments::of(spec, &operation)
            .map_err(|reason| Failure::new(format!("operation {}: {reason}", operation.id())))?;
        let success = match spec.success_schema(&operation) {
            Some(name) => {
                let ty = format_ident!("{name}");
                quote!(types::#ty)
            }
            None if spec.xml_root(&operation).is_some() => quote!(fitbit_api::XmlDocument),
            None => quote!(()),
        };
        let example = spec
            .success_schema(&operation)
            .and_then(|name| examples::of_success(spec, name));
        Ok(Self {
            success,
            is_json: spec.success_schema(&operation).is_some(),
            example,
            page: operation.value["x-pagination"]["max-limit"].as_u64(),
            has_user: operation.path.contains("{user-id}") && !operation.is_own_data_only(),
            over: Over::of(spec, &operation),
            arguments,
            operation,
        })
    }

    /// Whether only the token's owner can be asked: the operation knows no other person, or no person at all.
    pub(super) fn is_for_owner(&self) -> bool {
        !self.has_user
    }

    fn has_options(&self) -> bool {
        self.page.is_none() && self.arguments.iter().any(|argument| !argument.required)
    }

    /// What the handle gets to be called by.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let over = self.over.as_ref().map(|over| over.name().to_string());
        [self.operation.id().to_owned()].into_iter().chain(over)
    }

    /// The methods of the handle.
    pub(super) fn tokens(&self) -> TokenStream {
        let (one, over) = (self.one(), self.over());
        quote!(#one #over)
    }

    /// The method that makes the call, or the listing or request that does.
    fn one(&self) -> TokenStream {
        let name = format_ident!("{}", self.operation.id());
        let success = &self.success;
        let docs = self.docs();
        if let Some(limit) = self.page {
            let limit = u32::try_from(limit).unwrap_or(u32::MAX);
            return quote! {
                #(#[doc = #docs])*
                pub fn #name(&self, query: ListQuery) -> Listing<#success> {
                    let who = self.who();
                    Listing::new(Person::clone(self), query, Arc::new(move |client| {
                        let who = who.clone();
                        Box::pin(async move {
                            let limit = query.limit(#limit)?;
                            // Later pages come by their links; no offset of one's own is supported.
                            let request = client.#name().user_id(who).limit(limit).offset(0);
                            match query.edge() {
                                Edge::After(edge) => request.after_date(edge).sort(types::SortOrder::Asc),
                                Edge::Before(edge) => request.before_date(edge).sort(types::SortOrder::Desc),
                            }
                            .send()
                            .await
                        })
                    }))
                }
            };
        }
        let parameters = self.required().map(|argument| {
            let (ident, outer) = (&argument.ident, &argument.outer);
            quote!(#ident: #outer)
        });
        if self.has_options() {
            let request = self.request_name();
            let fields = self.arguments.iter().map(|argument| {
                let ident = &argument.ident;
                if argument.required {
                    if argument.is_kept_as_it_is() {
                        return quote!(#ident);
                    }
                    let kept = argument.keep(&quote!(#ident));
                    quote!(#ident: #kept)
                } else {
                    quote!(#ident: None)
                }
            });
            return quote! {
                #(#[doc = #docs])*
                pub fn #name(&self, #(#parameters),*) -> #request<'_> {
                    #request { handle: self, #(#fields),* }
                }
            };
        }
        let id = self.operation.id();
        let call = self.call();
        let user = self.user(&quote!(self));
        let keeps = self
            .required()
            .filter(|argument| !argument.is_kept_as_it_is())
            .map(|argument| {
                let ident = &argument.ident;
                let kept = argument.keep(&quote!(#ident));
                quote!(let #ident = #kept;)
            });
        let sets = self.required().map(|argument| {
            let ident = &argument.ident;
            let passed = argument.pass(&quote!(#ident));
            quote!(.#ident(#passed))
        });
        quote! {
            #(#[doc = #docs])*
            pub async fn #name(&self, #(#parameters),*) -> Result<Reply<#success>, Error> {
                #(#keeps)*
                self.#call(#id, async move |client| {
                    client.#name() #user #(#sets)* .send().await
                })
                .await
            }
        }
    }

    /// The request with what may be left out, where there is such.
    pub(super) fn request(&self) -> TokenStream {
        if !self.has_options() {
            return TokenStream::new();
        }
        let name = format_ident!("{}", self.operation.id());
        let id = self.operation.id();
        let call = self.call();
        let request = self.request_name();
        let handle = self.handle();
        let success = &self.success;
        let fields = self.arguments.iter().map(|argument| {
            let (ident, kept) = (&argument.ident, &argument.kept);
            if argument.required {
                quote!(#ident: #kept)
            } else {
                quote!(#ident: Option<#kept>)
            }
        });
        let setters = self
            .arguments
            .iter()
            .filter(|argument| !argument.required)
            .map(|argument| {
                let (ident, outer) = (&argument.ident, &argument.outer);
                let keep = argument.keep(&quote!(value));
                let setter = format_ident!("with_{}", label(&ident.to_string()));
                let docs = &argument.docs;
                quote! {
                    #(#[doc = #docs])*
                    #[must_use]
                    pub fn #setter(mut self, value: #outer) -> Self {
                        self.#ident = Some(#keep);
                        self
                    }
                }
            });
        let user = self.user(&quote!(self.handle));
        let required = self.required().map(|argument| {
            let ident = &argument.ident;
            let passed = argument.pass(&quote!(self.#ident));
            quote!(.#ident(#passed))
        });
        let optional = self
            .arguments
            .iter()
            .filter(|argument| !argument.required)
            .map(|argument| {
                let ident = &argument.ident;
                let passed = argument.pass(&quote!(value));
                quote!(if let Some(value) = self.#ident { request = request.#ident(#passed); })
            });
        let title = format!(" A request of [`{handle}::{name}`], to be sent.");
        quote! {
            #[doc = #title]
            #[must_use = "a request does nothing until it is sent"]
            pub struct #request<'a> { handle: &'a #handle, #(#fields),* }

            impl #request<'_> {
                #(#setters)*

                /// Sends the request.
                ///
                /// # Errors
                ///
                /// See [`ErrorKind`](crate::ErrorKind); an argument that breaks a rule is told before anything is sent.
                pub async fn send(self) -> Result<Reply<#success>, Error> {
                    self.handle.#call(#id, async move |client| {
                        let mut request = client.#name() #user #(#required)*;
                        #(#optional)*
                        request.send().await
                    })
                    .await
                }
            }

            impl<'a> IntoFuture for #request<'a> {
                type Output = Result<Reply<#success>, Error>;
                type IntoFuture = fitbit_api::BoxFuture<'a, Self::Output>;

                fn into_future(self) -> Self::IntoFuture {
                    Box::pin(self.send())
                }
            }

            impl std::fmt::Debug for #request<'_> {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.write_str(stringify!(#request))
                }
            }
        }
    }

    fn required(&self) -> impl Iterator<Item = &Argument> {
        self.arguments.iter().filter(|argument| argument.required)
    }

    fn user(&self, handle: &TokenStream) -> TokenStream {
        if self.has_user {
            quote!(.user_id(#handle.who()))
        } else {
            TokenStream::new()
        }
    }

    /// How the handle makes a call with such an answer.
    fn call(&self) -> proc_macro2::Ident {
        if self.is_json {
            format_ident!("read")
        } else {
            format_ident!("call")
        }
    }

    fn handle(&self) -> TokenStream {
        if self.has_user {
            quote!(Person)
        } else {
            quote!(User)
        }
    }

    fn request_name(&self) -> proc_macro2::Ident {
        format_ident!("{}", self.operation.id().to_upper_camel_case())
    }

    fn docs(&self) -> Vec<String> {
        let value = self.operation.value;
        let mut lines = Vec::new();
        let mut push = |text: &str| {
            lines.extend(
                docs::escape(text)
                    .trim()
                    .lines()
                    .map(|line| format!(" {line}").trim_end().to_owned()),
            );
            lines.push(String::new());
        };
        push(text(value, "summary").unwrap_or_default());
        push(text(value, "description").unwrap_or_default());
        let required: Vec<String> = self
            .required()
            .filter(|_| self.page.is_none())
            .map(|argument| {
                format!(
                    " - `{}`: {}",
                    argument.ident,
                    argument.docs.join(" ").trim()
                )
            })
            .collect();
        if !required.is_empty() {
            lines.extend(required);
            lines.push(String::new());
        }
        if let Some(example) = &self.example {
            lines.push(" An answer, invented, with every field that there can be:".to_owned());
            lines.push(String::new());
            lines.push(" ```json".to_owned());
            lines.extend(
                format!("{example:#}")
                    .lines()
                    .map(|line| format!(" {line}")),
            );
            lines.push(" ```".to_owned());
            lines.push(String::new());
        }
        if let Some(url) = text(&value["externalDocs"], "url") {
            lines.push(format!(" Source: <{url}>."));
            lines.push(String::new());
        }
        if self.operation.is_deprecated() {
            lines.push(" Withdrawn from the documentation.".to_owned());
            lines.push(String::new());
        }
        if self.page.is_some() {
            lines.push(" Nothing is sent before the first item or page is wanted.".to_owned());
        } else if self.has_options() {
            lines.push(" Nothing is sent before the request is awaited.".to_owned());
        } else {
            lines.push(" # Errors".to_owned());
            lines.push(String::new());
            lines.push(" See [`ErrorKind`](crate::ErrorKind).".to_owned());
        }
        lines
    }
}

/// An argument's name without the marks of its place on the wire.
fn label(ident: &str) -> &str {
    let ident = ident.trim_end_matches('_');
    ident.strip_prefix("x_fitbit_").unwrap_or(ident)
}
