//! The texts of codes and tokens: they look like those of the service and are the same in every run.

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Grant;

/// 64 hexadecimal digits.
pub(crate) fn digits(seed: u64, purpose: &str, number: u64) -> String {
    let digest = Sha256::digest(format!("{seed} {purpose} {number}"));
    let mut digits = String::with_capacity(64);
    for byte in digest {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Three parts of base64, of which the middle one tells what the token grants; several hundred characters long.
pub(super) fn access_token(
    digits: &str,
    grant: &Grant,
    now: Timestamp,
    lifetime: Duration,
) -> String {
    let scopes: Vec<&str> = grant.scopes.iter().map(String::as_str).collect();
    let claims = json!({
        "iss": "Fitbit",
        "typ": "access_token",
        "scopes": scopes.join(" "),
        "iat": now.as_second(),
        "exp": now.as_second().saturating_add_unsigned(lifetime.as_secs()),
    });
    format!(
        "{}.{}.{}",
        base64url(br#"{"alg":"HS256"}"#),
        base64url(claims.to_string().as_bytes()),
        base64url(digits.as_bytes())
    )
}

/// Base64 for URLs, without padding.
pub(super) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
