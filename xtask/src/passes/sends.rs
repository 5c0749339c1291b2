//! Every `send` ends the same way: the hooks, the status, the body. progenitor writes that out in each; here it becomes
//! one call of the hand-written `send.rs` of `fitbit-api`. It comes after the pass that says how bodies are read.

use quote::ToTokens;

use super::module;
use crate::failure::Failure;

/// Replaces what comes behind the description of the request.
pub(super) fn hand_over(file: &mut syn::File) -> Result<(), Failure> {
    for item in module(file, "builder")? {
        let syn::Item::Impl(block) = item else {
            continue;
        };
        for item in &mut block.items {
            if let syn::ImplItem::Fn(function) = item
                && function.sig.ident == "send"
            {
                shorten(&mut function.block)?;
            }
        }
    }
    Ok(())
}

fn shorten(block: &mut syn::Block) -> Result<(), Failure> {
    let unexpected = |what: &str| Failure::new(format!("progenitor wrote a `send` without {what}"));
    let stmts = &mut block.stmts;
    // The version of the spec as a header: the API knows no such thing.
    stmts.retain(|statement| !tokens(statement).contains("\"api-version\""));
    let uses = stmts
        .iter()
        .filter(|statement| tokens(statement).contains("header_map"));
    // Made and handed over, with nothing put into it.
    let is_empty = uses.count() == 2;
    if is_empty {
        stmts.retain(|statement| name(statement).is_none_or(|name| name != "header_map"));
    }
    let end = position(stmts, "info").ok_or_else(|| unexpected("`info`"))?;
    let tail: String = stmts[end..].iter().map(tokens).collect();
    let reader: syn::Path = if tail.contains("decode::response") {
        syn::parse_quote!(crate::send::json)
    } else if tail.contains("decode::document_response") {
        syn::parse_quote!(crate::send::document)
    } else if tail.contains("ResponseValue::empty") {
        syn::parse_quote!(crate::send::nothing)
    } else {
        return Err(unexpected("a known way to read the answer"));
    };
    let operation = operation_id(&stmts[end]).ok_or_else(|| unexpected("an operation id"))?;
    stmts.truncate(end);
    let request = position(stmts, "request").ok_or_else(|| unexpected("`request`"))?;
    let syn::Stmt::Local(local) = &mut stmts[request] else {
        return Err(unexpected("`request`"));
    };
    local.attrs.clear();
    local.pat = syn::parse_quote!(request);
    let described = local.init.as_mut().ok_or_else(|| unexpected("a request"))?;
    *described.expr = without_build(&described.expr, is_empty);
    block.stmts.push(syn::Stmt::Expr(
        syn::parse_quote!(#reader(client, request, #operation).await),
        None,
    ));
    Ok(())
}

/// The chain of calls without those that `send.rs` does: `build`, and the header that is always the same.
fn without_build(expression: &syn::Expr, no_headers: bool) -> syn::Expr {
    match expression {
        // Only building fails here; a body that cannot be written keeps its own mark.
        syn::Expr::Try(inner) if calls(&inner.expr, "build") => {
            without_build(&inner.expr, no_headers)
        }
        syn::Expr::MethodCall(call)
            if call.method == "build"
                || sets_accept(call)
                || (no_headers && call.method == "headers") =>
        {
            without_build(&call.receiver, no_headers)
        }
        syn::Expr::MethodCall(call) => {
            let mut call = call.clone();
            call.receiver = Box::new(without_build(&call.receiver, no_headers));
            syn::Expr::MethodCall(call)
        }
        other => other.clone(),
    }
}

fn calls(expression: &syn::Expr, method: &str) -> bool {
    matches!(expression, syn::Expr::MethodCall(call) if call.method == method)
}

fn sets_accept(call: &syn::ExprMethodCall) -> bool {
    call.method == "header"
        && call.args.first().is_some_and(|name| {
            matches!(name, syn::Expr::Path(path)
                if path.path.segments.last().is_some_and(|last| last.ident == "ACCEPT"))
        })
}

/// The name that a statement binds.
fn name(statement: &syn::Stmt) -> Option<&syn::Ident> {
    match statement {
        syn::Stmt::Local(local) => match &local.pat {
            syn::Pat::Ident(name) => Some(&name.ident),
            _ => None,
        },
        _ => None,
    }
}

fn position(stmts: &[syn::Stmt], wanted: &str) -> Option<usize> {
    stmts
        .iter()
        .position(|statement| name(statement).is_some_and(|name| name == wanted))
}

/// The code without blanks.
fn tokens(statement: &syn::Stmt) -> String {
    statement.to_token_stream().to_string().replace(' ', "")
}

/// The id in `let info = OperationInfo { operation_id: "..." }`.
fn operation_id(statement: &syn::Stmt) -> Option<syn::Expr> {
    let syn::Stmt::Local(local) = statement else {
        return None;
    };
    match local.init.as_ref()?.expr.as_ref() {
        syn::Expr::Struct(info) => info.fields.first().map(|field| field.expr.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    const SEND: &str = r#"impl A { pub async fn send(self) {
        let url = 1;
        let mut header_map = HeaderMap::with_capacity(1);
        header_map.append("api-version", "1");
        #[allow(unused_mut)]
        let mut request = client.client.get(url)
            .header(::reqwest::header::ACCEPT, "application/json")
            .query(&q)
            .headers(header_map)
            .build()?;
        let info = OperationInfo { operation_id: "get_a" };
        client.pre(&mut request, &info).await?;
        let result = client.exec(request, &info).await;
        client.post(&result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => READER,
            _ => Err(Error::UnexpectedResponse(response)),
        }
    } }"#;

    #[test]
    fn what_every_send_does_is_one_call() {
        for (reader, call) in [
            ("crate::decode::response(response, &info).await", "json"),
            (
                "crate::decode::document_response(response, &info).await",
                "document",
            ),
            ("Ok(ResponseValue::empty(response))", "nothing"),
        ] {
            let mut file = file("", &SEND.replace("READER", reader));
            hand_over(&mut file).unwrap();
            let text = text(&file);
            assert!(
                text.contains("let request = client.client.get(url).query(&q);"),
                "{text}"
            );
            let call = format!("crate::send::{call}(client, request, \"get_a\").await");
            assert!(text.contains(&call), "{text}");
            assert!(!text.contains("header_map"), "{text}");
        }
    }

    #[test]
    fn a_header_of_an_argument_stays() {
        let send = SEND
            .replace("READER", "Ok(ResponseValue::empty(response))")
            .replace(
                "#[allow(unused_mut)]",
                "if let Some(value) = id { header_map.append(\"X-Id\", value); }",
            );
        let mut file = file("", &send);
        hand_over(&mut file).unwrap();
        let text = text(&file);
        assert!(
            text.contains("header_map.append(\"X-Id\", value)"),
            "{text}"
        );
        assert!(text.contains(".headers(header_map);"), "{text}");
        assert!(!text.contains("api-version"), "{text}");
    }

    #[test]
    fn an_answer_that_is_read_in_an_unknown_way_is_a_failure() {
        assert!(hand_over(&mut file("", SEND)).is_err());
    }
}
