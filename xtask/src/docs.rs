//! Words of the spec in Rust: names of fields, and descriptions as text that rustdoc takes. Nothing in them may become
//! a keyword, a link or a tag by accident.

use heck::ToSnakeCase;
use proc_macro2::Ident;
use quote::format_ident;
use serde_json::Value;

use crate::spec::{Spec, text};

/// The description with everything escaped that Markdown or rustdoc would read as more than text. Code spans, and URLs
/// in angle brackets, stay as they are.
pub(crate) fn escape(description: &str) -> String {
    let mut out = String::with_capacity(description.len());
    let mut rest = description;
    while let Some(at) = rest.find(['`', '<', '>', '[', ']']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let whole = if rest.starts_with('`') {
            code_span(rest)
        } else if rest.starts_with("<https://") || rest.starts_with("<http://") {
            rest.find('>').map(|end| end + 1)
        } else {
            None
        };
        let taken = whole.unwrap_or_else(|| {
            out.push('\\');
            1
        });
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    out
}

/// The length of the code span at the head of `text`, if it is closed.
fn code_span(text: &str) -> Option<usize> {
    let fence = text.len() - text.trim_start_matches('`').len();
    let close = text[fence..].find(&text[..fence])?;
    Some(fence + close + fence)
}

/// What the spec says about a property, as lines of a doc comment: its description, or that of what it refers to, and
/// which scope and which setting it can be missing for.
pub(crate) fn property(spec: Spec<'_>, value: &Value) -> Vec<String> {
    let described =
        text(value, "description").or_else(|| text(spec.resolve(value)?, "description"));
    let mut lines: Vec<String> = escape(described.unwrap_or_default())
        .trim()
        .lines()
        .map(|line| format!(" {line}").trim_end().to_owned())
        .collect();
    if let Some(scope) = text(value, "x-scope") {
        lines.push(String::new());
        lines.push(format!(" Missing or blank without the scope `{scope}`."));
    }
    if let Some(setting) = text(&value["x-privacy"], "setting") {
        lines.push(String::new());
        lines.push(format!(
            " Missing or blank where another person's setting `{setting}` hides it."
        ));
    }
    lines
}

/// The field's name in Rust, as the generated types spell it.
pub(crate) fn ident(wire: &str) -> Ident {
    let name = wire.to_snake_case();
    if syn::parse_str::<Ident>(&name).is_ok() {
        format_ident!("{name}")
    } else {
        format_ident!("{name}_")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Spec, escape, property};

    #[test]
    fn a_field_says_what_it_can_be_missing_for() {
        let document = json!({"components": {"schemas": {"Unit": {"description": "A [unit]."}}}});
        let of = |value| property(Spec::new(&document), &value).join("\n");
        assert_eq!(
            of(json!({"$ref": "#/components/schemas/Unit"})),
            " A \\[unit\\]."
        );
        assert_eq!(
            of(
                json!({"description": "One.\n\nTwo.", "x-scope": "weight", "x-privacy": {"setting": "my-body"}})
            ),
            " One.\n\n Two.\n\n Missing or blank without the scope `weight`.\n\n \
             Missing or blank where another person's setting `my-body` hides it."
        );
    }

    #[test]
    fn text_stays_text() {
        for (description, docs) in [
            ("plain", "plain"),
            ("a [list] of <token>", "a \\[list\\] of \\<token\\>"),
            ("`[x]` and `<y>`", "`[x]` and `<y>`"),
            (
                "see <https://example.com/[a]>.",
                "see <https://example.com/[a]>.",
            ),
            ("one ` alone [x]", "one \\` alone \\[x\\]"),
        ] {
            assert_eq!(escape(description), docs);
        }
    }
}
