//! What a setter takes and how it says that it cannot take it, in one line each: `impl TryInto` in place of a clause, and
//! the conversion in the hand-written `send.rs` of `fitbit-api`. It comes after the pass that words the messages.

use super::module;
use crate::failure::Failure;

pub(super) fn shorten(file: &mut syn::File) -> Result<(), Failure> {
    shorten_items(module(file, "builder")?);
    for item in module(file, "types")? {
        if let syn::Item::Mod(inner) = item
            && inner.ident == "builder"
            && let Some((_, items)) = &mut inner.content
        {
            shorten_items(items);
        }
    }
    Ok(())
}

fn shorten_items(items: &mut [syn::Item]) {
    for item in items {
        let syn::Item::Impl(block) = item else {
            continue;
        };
        for item in &mut block.items {
            if let syn::ImplItem::Fn(function) = item {
                shorten_setter(function);
            }
        }
    }
}

/// `fn a<V>(mut self, value: V) where V: TryInto<T> { self.a = value.try_into()....map_err(|_| "..".to_string()); self }`
fn shorten_setter(function: &mut syn::ImplItemFn) {
    let Some(target) = target(&function.sig) else {
        return;
    };
    let [syn::Stmt::Expr(syn::Expr::Assign(assign), Some(_)), _] =
        function.block.stmts.as_mut_slice()
    else {
        return;
    };
    let Some((mapped, otherwise)) = conversion(&assign.right) else {
        return;
    };
    let given: syn::Expr = syn::parse_quote!(crate::send::given(value, #otherwise));
    *assign.right = match mapped {
        Some(function) => syn::parse_quote!(#given.map(#function)),
        None => given,
    };
    function.sig.generics = syn::Generics::default();
    if let Some(syn::FnArg::Typed(value)) = function.sig.inputs.last_mut() {
        *value.ty = syn::parse_quote!(impl TryInto<#target>);
    }
}

/// The type that the one argument is turned into.
fn target(signature: &syn::Signature) -> Option<syn::Type> {
    let clause = signature.generics.where_clause.as_ref()?;
    let syn::WherePredicate::Type(predicate) = clause.predicates.first()? else {
        return None;
    };
    let syn::TypeParamBound::Trait(bound) = predicate.bounds.first()? else {
        return None;
    };
    let last = bound.path.segments.last()?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) if last.ident == "TryInto" => {
            match arguments.args.first()? {
                syn::GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What `value.try_into()` is mapped with, and the message; `None` when it is anything else.
fn conversion(expression: &syn::Expr) -> Option<(Option<syn::Expr>, syn::LitStr)> {
    let syn::Expr::MethodCall(map_err) = expression else {
        return None;
    };
    let syn::Expr::Closure(closure) = map_err.args.first()? else {
        return None;
    };
    let message = message(&closure.body)?;
    let (mapped, source) = match map_err.receiver.as_ref() {
        syn::Expr::MethodCall(map) if map.method == "map" => {
            (map.args.first().cloned(), map.receiver.as_ref())
        }
        other => (None, other),
    };
    let is_conversion = matches!(source, syn::Expr::MethodCall(call) if call.method == "try_into");
    (map_err.method == "map_err" && is_conversion).then_some((mapped, message))
}

/// The text in `"..".to_string()`, in a block or not.
fn message(body: &syn::Expr) -> Option<syn::LitStr> {
    match body {
        syn::Expr::Block(block) => match block.block.stmts.as_slice() {
            [syn::Stmt::Expr(inner, None)] => message(inner),
            _ => None,
        },
        syn::Expr::MethodCall(call) if call.method == "to_string" => match call.receiver.as_ref() {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn a_setter_says_in_a_line_what_it_takes() {
        let mut file = file(
            "pub mod builder { impl Body { pub fn a<T>(mut self, value: T) -> Self where T: ::std::convert::TryInto<bool>, T::Error: ::std::fmt::Display {
                 self.a = value.try_into().map_err(|_| \"no\".to_string()); self } } }",
            "impl<'a> GetA<'a> {
                 pub fn date<V>(mut self, value: V) -> Self where V: std::convert::TryInto<Date> {
                     self.date = value.try_into().map(Some).map_err(|_| { \"date is none\".to_string() }); self }
                 pub fn other<V>(mut self, value: V) -> Self where V: std::convert::TryInto<Date> {
                     self.other = value.try_into().map_err(|e| format!(\"{e}\")); self }
             }",
        );
        shorten(&mut file).unwrap();
        let text = text(&file);
        for line in [
            "pub fn a(mut self, value: impl TryInto<bool>) -> Self {",
            "self.a = crate::send::given(value, \"no\");",
            "pub fn date(mut self, value: impl TryInto<Date>) -> Self {",
            "self.date = crate::send::given(value, \"date is none\").map(Some);",
            // What is written otherwise stays as it is.
            "pub fn other<V>(mut self, value: V) -> Self",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}
