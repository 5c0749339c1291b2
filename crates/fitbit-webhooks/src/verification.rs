//! The question by which the portal finds out whether a subscriber is the app's: `GET ?verify=CODE`, asked once with the
//! right code and once with a wrong one.

use std::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::secret::{SecretError, checked};

/// The code that the portal shows for a subscriber. It is wiped when dropped, and never printed.
#[derive(Clone)]
pub struct VerificationCode(Zeroizing<String>);

impl VerificationCode {
    /// A code as the developer portal shows it.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when it is empty or holds a blank.
    pub fn new(code: impl Into<String>) -> Result<Self, SecretError> {
        checked(code.into()).map(Self)
    }
}

impl fmt::Debug for VerificationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VerificationCode")
    }
}

/// The codes of the subscribers that one URL serves. There may be none: then every question is answered with no.
///
/// ```
/// use fitbit_webhooks::{VerificationCode, VerificationCodes};
///
/// let codes = VerificationCodes::new().with_code(VerificationCode::new("5f0c")?);
/// assert!(codes.confirm(Some("verify=5f0c"))); // 204
/// assert!(!codes.confirm(Some("verify=wrong"))); // 404
/// assert!(!codes.confirm(None)); // 404
/// # Ok::<(), fitbit_webhooks::SecretError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct VerificationCodes(Vec<VerificationCode>);

impl VerificationCodes {
    /// No code.
    pub fn new() -> Self {
        Self::default()
    }

    /// This one, too.
    #[must_use]
    pub fn with_code(mut self, code: VerificationCode) -> Self {
        self.0.push(code);
        self
    }

    /// Whether the query of a URL, as it was sent, asks for one of these codes. The answer to it is 204 for yes and 404
    /// for no, with an empty body.
    ///
    /// Two parameters `verify` are no question. The time that the comparison takes depends on the length of what was
    /// sent and not on how much of it is right.
    #[must_use]
    pub fn confirm(&self, query: Option<&str>) -> bool {
        let query = query.unwrap_or_default().as_bytes();
        let mut asked = form_urlencoded::parse(query)
            .filter(|(name, _)| name == "verify")
            .map(|(_, code)| code);
        let (Some(code), None) = (asked.next(), asked.next()) else {
            return false;
        };
        let is = |known: &VerificationCode| known.0.as_bytes().ct_eq(code.as_bytes());
        self.0
            .iter()
            .fold(Choice::from(0), |found, known| found | is(known))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes() -> VerificationCodes {
        ["5f0c", "a+b/c="]
            .into_iter()
            .fold(VerificationCodes::new(), |codes, code| {
                codes.with_code(VerificationCode::new(code).unwrap())
            })
    }

    #[test]
    fn each_of_the_codes_is_confirmed() {
        for query in [
            "verify=5f0c",
            "verify=a%2Bb%2Fc%3D",
            "a=b&verify=5f0c&c",
            "verify=%35f0c",
        ] {
            assert!(codes().confirm(Some(query)), "{query}");
        }
    }

    #[test]
    fn what_is_not_exactly_one_of_the_codes_is_not() {
        for query in [
            "",
            "verify",
            "verify=",
            "verify=5f0",
            "verify=5f0c0",
            "verify=5F0C",
            "verify=5f0c%00",
            "verify=a+b/c=",
            "Verify=5f0c",
            "verify=5f0c&verify=5f0c",
            "verify=wrong&verify=5f0c",
            "code=5f0c",
        ] {
            assert!(!codes().confirm(Some(query)), "{query}");
            assert!(!VerificationCodes::new().confirm(Some(query)), "{query}");
        }
        assert!(!codes().confirm(None));
    }

    #[test]
    fn debug_shows_no_code() {
        assert!(!format!("{:?}", codes()).contains("5f0c"));
    }
}
