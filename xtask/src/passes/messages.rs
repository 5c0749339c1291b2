//! What a builder says of an argument that it cannot take: progenitor names a Rust type and the setter, a caller wants
//! the argument as the spec calls it and what it should be.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;
use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};

use super::{module, name_of};
use crate::docs::ident;
use crate::failure::Failure;
use crate::generate;
use crate::spec::{Spec, text};

/// An argument by its name in Rust: its name in the spec, and what it is.
type Arguments = BTreeMap<String, (String, String)>;

pub(super) fn reword(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let mut operations: BTreeMap<String, Arguments> = BTreeMap::new();
    for operation in spec.operations() {
        let mut arguments = Arguments::new();
        for parameter in spec.parameters(&operation) {
            let name = text(parameter, "name").unwrap_or_default();
            let what = generate::words(spec, &parameter["schema"]);
            arguments.insert(ident(name).to_string(), (name.to_owned(), what));
        }
        arguments.insert(
            "body".to_owned(),
            ("the body".to_owned(), "complete".to_owned()),
        );
        operations.insert(operation.id().to_upper_camel_case(), arguments);
    }
    for item in module(file, "builder")? {
        if let syn::Item::Impl(block) = item
            && let Some(arguments) =
                name_of(&block.self_ty).and_then(|name| operations.get(&name.to_string()))
        {
            Reword(arguments).visit_item_impl_mut(block);
        }
    }
    let bodies: BTreeMap<String, Arguments> = spec
        .reachable_from_bodies()
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), spec.schema(name)?)))
        .map(|(name, schema)| {
            let fields = spec.properties(schema).into_iter().map(|(wire, property)| {
                let what = generate::words(spec, property);
                (ident(wire).to_string(), (wire.to_owned(), what))
            });
            (name, fields.collect())
        })
        .collect();
    for item in module(file, "types")? {
        if let syn::Item::Mod(inner) = item
            && inner.ident == "builder"
            && let Some((_, items)) = &mut inner.content
        {
            for item in items {
                if let syn::Item::Impl(block) = item
                    && let Some(fields) =
                        name_of(&block.self_ty).and_then(|name| bodies.get(&name.to_string()))
                {
                    Reword(fields).visit_item_impl_mut(block);
                }
            }
        }
    }
    Ok(())
}

struct Reword<'a>(&'a Arguments);

impl Reword<'_> {
    /// The message in our words; `None` when it is another one.
    fn message(&self, message: &str) -> Option<String> {
        if let Some(name) = message
            .strip_suffix(" was not initialized")
            .or_else(|| message.strip_prefix("no value supplied for "))
        {
            let (wire, what) = self.0.get(name)?;
            return Some(format!("{wire} is missing: give {what}"));
        }
        // What the conversion itself says may stand behind a colon. It is left out: our conversions say no more.
        let name = if let Some(rest) = message.strip_prefix("conversion to `") {
            rest.rsplit_once(" for ")?.1.split_once(" failed")?.0
        } else {
            let rest = message.strip_prefix("error converting supplied value for ")?;
            rest.split_once(':')?.0
        };
        let (wire, what) = self.0.get(name)?;
        Some(format!("{wire} is not {what}"))
    }
}

impl VisitMut for Reword<'_> {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expression);
        // A `format!` of such a message becomes a text like the others.
        if let syn::Expr::Macro(call) = expression
            && let Some(message) = first_text(&call.mac.tokens)
            && let Some(message) = self.message(&message)
        {
            *expression = syn::parse_quote!(#message.to_string());
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        visit_mut::visit_expr_closure_mut(self, closure);
        // The cause is named by nobody any more.
        let is_text = matches!(closure.body.as_ref(), syn::Expr::MethodCall(call)
            if call.method == "to_string" && matches!(call.receiver.as_ref(), syn::Expr::Lit(_)));
        if is_text && closure.inputs.len() == 1 {
            closure.inputs[0] = syn::parse_quote!(_);
        }
    }

    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(message) = self.message(&literal.value()) {
            *literal = syn::LitStr::new(&message, literal.span());
        }
    }
}

/// The text that a macro's arguments begin with.
fn first_text(tokens: &TokenStream) -> Option<String> {
    let TokenTree::Literal(first) = tokens.clone().into_iter().next()? else {
        return None;
    };
    text_of(&first)
}

fn text_of(literal: &Literal) -> Option<String> {
    syn::parse_str::<syn::LitStr>(&literal.to_string())
        .ok()
        .map(|text| text.value())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text as rust};
    use super::*;

    #[test]
    fn an_argument_is_called_as_in_the_spec_and_said_what_it_is() {
        let document = serde_json::json!({
            "paths": {"/a": {"get": {
                "operationId": "get_a",
                "parameters": [{"name": "beforeDate", "in": "query", "schema": {"type": "string", "format": "date"}}],
                "requestBody": {"content": {"a": {"schema": {"$ref": "#/components/schemas/Body"}}}},
            }}},
            "components": {"schemas": {"Body": {"type": "object", "properties": {"foodId": {"type": "integer"}}}}},
        });
        let mut file = file(
            "pub mod builder { impl Body { fn a(self) { x.map_err(|e| format!(\"error converting supplied value for food_id: {e}\")) } } }",
            "impl<'a> GetA<'a> {
                 fn new() { Err(\"before_date was not initialized\".to_string()) }
                 fn before_date() { x.map_err(|_| \"conversion to `:: jiff :: civil :: Date` for before_date failed\".to_string()) }
                 fn body() { x.map_err(|s| format!(\"conversion to `Body` for body failed: {}\", s)) }
             }",
        );
        reword(&mut file, Spec::new(&document)).unwrap();
        let text = rust(&file);
        for message in [
            "\"beforeDate is missing: give a date that exists\"",
            "|_| \"beforeDate is not a date that exists\"",
            "|_| \"the body is not complete\"",
            "|_| \"foodId is not a whole number\"",
        ] {
            assert!(text.contains(message), "{message}: {text}");
        }
    }
}
