//! The frame of every page, and how text gets into it.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

use crate::outgoing::Outgoing;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8884;--accent:#00838f}\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line)}\
code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}\
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.5rem 1rem}\
label{display:block;padding:.2rem 0}\
button{font:inherit;padding:.5rem 1.2rem;border-radius:.5rem;border:1px solid var(--accent);cursor:pointer;margin-right:.5rem}\
button[value=approve]{background:var(--accent);color:#fff}\
.note{border-left:4px solid var(--accent);padding:.1rem 1rem;background:#8881}";

/// A page with this title. `body` is HTML.
pub(super) fn page(status: StatusCode, title: &str, body: &str) -> Outgoing {
    let mut outgoing = Outgoing::new(status);
    let html = HeaderValue::from_static("text/html;charset=UTF-8");
    outgoing.headers.insert(header::CONTENT_TYPE, html);
    // Nothing on these pages comes from elsewhere, and no page elsewhere may frame the consent.
    let policy = HeaderValue::from_static(
        "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
    outgoing
        .headers
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    let title = escaped(title);
    outgoing.body = Bytes::from(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>{body}\
         </body></html>"
    ));
    outgoing
}

/// Text that stands in HTML or in an attribute as what it is.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escaped("<a href=\"x\">&'"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"
        );
    }
}
