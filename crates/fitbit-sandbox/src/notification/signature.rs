//! The header by which a subscriber knows that a batch comes from the service.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// HMAC-SHA1 of the raw body, with the client secret and `&` for a key, in base64.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let key = format!("{secret}&");
    let mut mac =
        Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("a key of HMAC can have any length");
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By `printf BODY | openssl dgst -sha1 -hmac 'secret&' -binary | base64`.
    #[test]
    fn a_signature_is_that_of_another_program() {
        let body = br#"[{"collectionType":"foods"}]"#;
        assert_eq!(signature("secret", body), "G47p5vg5fDoePXaaYRpR9bB25s0=");
    }
}
