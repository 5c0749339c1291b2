//! Every builder checks its arguments before it makes a request of them: what the spec says about them, and the server
//! would answer with a refusal.

use std::collections::BTreeMap;

use heck::ToUpperCamelCase;

use super::{module, name_of};
use crate::checks;
use crate::failure::Failure;
use crate::spec::Spec;

/// Puts the checks into `send`, where the arguments are there and the URL is not yet made.
pub(super) fn insert(file: &mut syn::File, spec: Spec<'_>) -> Result<(), Failure> {
    let mut statements: BTreeMap<String, Vec<syn::Stmt>> = BTreeMap::new();
    for operation in spec.operations() {
        let checks = checks::statements(spec, &operation);
        let block: syn::Block = syn::parse_quote!({ #(#checks)* });
        statements.insert(operation.id().to_upper_camel_case(), block.stmts);
    }
    for item in module(file, "builder")? {
        let syn::Item::Impl(block) = item else {
            continue;
        };
        let Some(checks) =
            name_of(&block.self_ty).and_then(|name| statements.get(&name.to_string()))
        else {
            continue;
        };
        for item in &mut block.items {
            let syn::ImplItem::Fn(function) = item else {
                continue;
            };
            if function.sig.ident != "send" || checks.is_empty() {
                continue;
            }
            let place = function
                .block
                .stmts
                .iter()
                .position(makes_url)
                .ok_or_else(|| {
                    Failure::new(
                        "progenitor wrote a `send` that makes no `url`: no place for the checks",
                    )
                })?;
            function
                .block
                .stmts
                .splice(place..place, checks.iter().cloned());
        }
    }
    Ok(())
}

/// `let url = ...`
fn makes_url(statement: &syn::Stmt) -> bool {
    match statement {
        syn::Stmt::Local(local) => {
            matches!(&local.pat, syn::Pat::Ident(name) if name.ident == "url")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn arguments_are_checked_before_the_url_is_made() {
        let document = serde_json::json!({"paths": {"/a": {"get": {
            "operationId": "get_a",
            "parameters": [{"name": "limit", "in": "query", "required": true,
                            "schema": {"type": "integer", "maximum": 9}}],
        }}}});
        let mut file = file(
            "",
            "impl<'a> GetA<'a> { pub async fn send(self) { let limit = 1; let url = format!(\"\"); } }",
        );
        insert(&mut file, Spec::new(&document)).unwrap();
        let text = text(&file);
        let [argument, check, url] =
            ["let limit", "crate::check::number", "let url"].map(|part| text.find(part).unwrap());
        assert!(argument < check && check < url, "{text}");
    }

    #[test]
    fn a_send_without_a_url_is_a_failure_and_not_an_unchecked_request() {
        let document = serde_json::json!({"paths": {"/a": {"get": {
            "operationId": "get_a",
            "parameters": [{"name": "limit", "in": "query", "required": true,
                            "schema": {"type": "integer", "maximum": 9}}],
        }}}});
        let mut file = file("", "impl<'a> GetA<'a> { pub async fn send(self) {} }");
        assert!(insert(&mut file, Spec::new(&document)).is_err());
    }
}
