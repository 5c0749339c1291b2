//! Bodies are read by the hand-written reader of `fitbit-api`, which knows the operation: progenitor's own knows
//! neither empty answers nor errors with a success status, and hands out bytes unread.

use syn::visit_mut::{self, VisitMut};

/// Replaces every `ResponseValue::from_response(response)` and every `Ok(ResponseValue::stream(response))`.
pub(super) fn redirect(file: &mut syn::File) {
    Redirect.visit_file_mut(file);
}

struct Redirect;

/// The argument of `ResponseValue::NAME(ARGUMENT)`.
fn argument_of<'a>(call: &'a syn::Expr, name: &str) -> Option<&'a syn::Expr> {
    let syn::Expr::Call(call) = call else {
        return None;
    };
    let syn::Expr::Path(function) = call.func.as_ref() else {
        return None;
    };
    let mut segments = function.path.segments.iter().rev();
    let is_it = segments.next().is_some_and(|last| last.ident == name)
        && segments
            .next()
            .is_some_and(|owner| owner.ident == "ResponseValue");
    is_it.then(|| call.args.first()).flatten()
}

impl VisitMut for Redirect {
    fn visit_expr_mut(&mut self, expression: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Some(response) = argument_of(expression, "from_response") {
            *expression = syn::parse_quote!(crate::decode::response(#response, &info));
        } else if let syn::Expr::Call(call) = expression
            && let Some(response) = call
                .args
                .first()
                .and_then(|inner| argument_of(inner, "stream"))
        {
            *expression =
                syn::parse_quote!(crate::decode::document_response(#response, &info).await);
        }
    }

    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        visit_mut::visit_type_mut(self, ty);
        if super::name_of(ty).is_some_and(|name| name == "ByteStream") {
            *ty = syn::parse_quote!(crate::XmlDocument);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{file, text};
    use super::*;

    #[test]
    fn bodies_are_read_with_the_operation_at_hand() {
        let mut file = file(
            "",
            "async fn send() { ResponseValue::from_response(response).await }",
        );
        redirect(&mut file);
        assert!(text(&file).contains("crate::decode::response(response, &info).await"));
    }

    #[test]
    fn bytes_are_read_and_checked_too() {
        let mut file = file(
            "",
            "async fn send() -> Result<ResponseValue<ByteStream>, Error<()>> { Ok(ResponseValue::stream(response)) }",
        );
        redirect(&mut file);
        let text = text(&file);
        assert!(
            text.contains("crate::decode::document_response(response, &info).await"),
            "{text}"
        );
        assert!(text.contains("ResponseValue<crate::XmlDocument>"), "{text}");
    }
}
