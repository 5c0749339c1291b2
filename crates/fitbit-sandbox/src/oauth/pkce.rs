//! Proof Key for Code Exchange: the challenge that an authorization brings and the verifier that must meet it.

use sha2::{Digest, Sha256};

use super::secret::base64url;

/// What the verifier must come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// The verifier itself.
    Plain(String),
    /// Its SHA-256 in base64url.
    S256(String),
}

impl Challenge {
    /// Reads the two parameters of an authorization; the method is `plain` when it is not said.
    ///
    /// # Errors
    ///
    /// What is wrong with it, for the error page.
    pub(super) fn read(
        challenge: Option<&str>,
        method: Option<&str>,
    ) -> Result<Option<Self>, &'static str> {
        let Some(challenge) = challenge else {
            return match method {
                None => Ok(None),
                Some(_) => Err("A code_challenge_method needs a code_challenge."),
            };
        };
        if !(43..=128).contains(&challenge.len()) || !challenge.bytes().all(is_unreserved) {
            return Err("The code_challenge must be 43 to 128 letters, digits, or any of - . _ ~.");
        }
        match method {
            None | Some("plain") => Ok(Some(Self::Plain(challenge.to_owned()))),
            Some("S256") => Ok(Some(Self::S256(challenge.to_owned()))),
            Some(_) => Err("The code_challenge_method must be S256 or plain."),
        }
    }

    /// Whether a verifier meets what was asked for. Without a challenge, none is looked at.
    pub(crate) fn is_met(challenge: Option<&Self>, verifier: Option<&str>) -> bool {
        match (challenge, verifier) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(Self::Plain(challenge)), Some(verifier)) => challenge == verifier,
            (Some(Self::S256(challenge)), Some(verifier)) => {
                *challenge == base64url(&Sha256::digest(verifier))
            }
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_standard_is_met() {
        let challenge = Challenge::read(Some(CHALLENGE), Some("S256")).unwrap();
        assert!(Challenge::is_met(challenge.as_ref(), Some(VERIFIER)));
        assert!(!Challenge::is_met(challenge.as_ref(), Some(CHALLENGE)));
        assert!(!Challenge::is_met(challenge.as_ref(), None));
    }

    #[test]
    fn a_wrong_length_and_an_unknown_method_are_refused() {
        assert!(Challenge::read(Some("short"), Some("S256")).is_err());
        assert!(Challenge::read(Some(&"x".repeat(129)), Some("S256")).is_err());
        assert!(Challenge::read(Some(CHALLENGE), Some("S512")).is_err());
        assert!(Challenge::read(None, Some("S256")).is_err());
        assert_eq!(Challenge::read(None, None), Ok(None));
    }
}
