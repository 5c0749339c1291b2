//! Proof Key for Code Exchange (RFC 7636), always with S256: the service's default, `plain`, protects nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::error::{AuthError, AuthErrorKind};

/// 256 bits from the system as 43 characters of the unreserved set: a code verifier, or a state.
pub(super) fn random() -> Result<Zeroizing<String>, AuthError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| {
        AuthError::new(AuthErrorKind::Configuration)
            .with_detail("this machine gives no random numbers")
    })?;
    Ok(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// The challenge that stands in the consent URL for this verifier.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn a_verifier_has_a_legal_length_and_no_two_are_equal() {
        let (one, two) = (random().unwrap(), random().unwrap());
        assert_ne!(*one, *two);
        assert!((43..=128).contains(&one.len()));
        assert!(
            one.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        );
    }
}
