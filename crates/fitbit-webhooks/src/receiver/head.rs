//! What the head of a request says, before anything of its body is read.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::signature::{self, SIGNATURE_HEADER};

/// The header with the signature as it was sent, if there is exactly one and it could be one.
pub(super) fn signature(headers: &HeaderMap) -> Option<&[u8]> {
    let mut values = headers.get_all(SIGNATURE_HEADER).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    Some(value.as_bytes()).filter(|value| signature::is_well_formed(value))
}

/// Whether the body is said to be JSON and nothing else. Not to say it is no mistake: the signature is what counts.
pub(super) fn is_plain_json(headers: &HeaderMap) -> bool {
    let is = |name, expected: &str| {
        headers.get_all(name).iter().all(|value| {
            let value = value.to_str().unwrap_or_default();
            let essence = value.split_once(';').map_or(value, |(essence, _)| essence);
            essence.trim().eq_ignore_ascii_case(expected)
        })
    };
    is(CONTENT_TYPE, "application/json") && is(CONTENT_ENCODING, "identity")
}
