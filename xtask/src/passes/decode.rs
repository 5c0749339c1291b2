//! Bodies are read by the hand-written reader of `fitbit-api`, which knows the operation: progenitor's own knows
//! neither empty answers nor errors with a success status.

use syn::visit_mut::{self, VisitMut};

/// Replaces every `ResponseValue::from_response(response)`.
pub(super) fn redirect(file: &mut syn::File) {
    Redirect.visit_file_mut(file);
}

struct Redirect;

impl VisitMut for Redirect {
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        let syn::Expr::Path(function) = call.func.as_ref() else {
            return;
        };
        let mut segments = function.path.segments.iter().rev();
        let is_reader = segments
            .next()
            .is_some_and(|last| last.ident == "from_response")
            && segments
                .next()
                .is_some_and(|owner| owner.ident == "ResponseValue");
        if is_reader {
            let arguments = &call.args;
            *call = syn::parse_quote!(crate::decode::response(#arguments, &info));
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
}
