//! Reads the address that a person comes back to. Nothing in it is believed before its state was compared.

use std::borrow::Cow;
use std::fmt;

use subtle::ConstantTimeEq;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::error::{AuthError, AuthErrorKind};

/// What the service hangs behind every redirect as a fragment.
const FRAGMENT: &str = "#_=_";

/// An authorisation code: valid once, for ten minutes. It is wiped when dropped, and never printed.
#[derive(Clone)]
pub struct AuthorizationCode(Zeroizing<String>);

impl AuthorizationCode {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthorizationCode")
    }
}

/// The code of a redirect that carries this state.
pub(super) fn read(redirect: &str, state: &str) -> Result<AuthorizationCode, AuthError> {
    let redirect = redirect.split('#').next().unwrap_or_default();
    let query = redirect
        .split_once('?')
        .map_or(redirect, |(_, query)| query);
    let came = parameter(query, "state")?;
    let same = came.is_some_and(|came| came.as_bytes().ct_eq(state.as_bytes()).into());
    if !same {
        return Err(AuthError::new(AuthErrorKind::StateMismatch)
            .with_detail("do not go on with it; let the person begin again in this browser"));
    }
    if let Some(error) = parameter(query, "error")? {
        return Err(match &*error {
            "access_denied" => AuthError::new(AuthErrorKind::Denied),
            _ => AuthError::new(AuthErrorKind::Rejected)
                .with_detail("the consent page reports an error")
                .with_error_type(Some(error.into())),
        });
    }
    match parameter(query, "code")? {
        Some(code) if !code.is_empty() => Ok(AuthorizationCode(Zeroizing::new(code.into_owned()))),
        _ => Err(AuthError::new(AuthErrorKind::MalformedRedirect).with_detail("it has no code")),
    }
}

/// The one value of a parameter. Two would leave open which one the server meant.
fn parameter<'a>(query: &'a str, name: &str) -> Result<Option<Cow<'a, str>>, AuthError> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let first = values
        .next()
        .map(|(_, value)| match value.strip_suffix(FRAGMENT) {
            // Frameworks that encode the whole address encode the fragment with it.
            Some(bare) => Cow::Owned(bare.to_owned()),
            None => value,
        });
    if values.next().is_some() {
        return Err(
            AuthError::new(AuthErrorKind::MalformedRedirect).with_detail("a parameter came twice")
        );
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(redirect: &str) -> AuthErrorKind {
        read(redirect, "s1").unwrap_err().kind()
    }

    #[test]
    fn the_code_is_found_in_every_form_in_which_a_service_has_the_redirect() {
        for redirect in [
            "https://service.example/fitbit?code=c0de&state=s1#_=_",
            "https://service.example/fitbit?a=b&state=s1&code=c0de",
            "/fitbit?code=c0de&state=s1",
            "code=c0de&state=s1#_=_",
            "state=s1&code=c0de%23_%3D_",
        ] {
            assert_eq!(read(redirect, "s1").unwrap().expose(), "c0de");
        }
    }

    #[test]
    fn nothing_is_believed_before_the_state_was_compared() {
        for redirect in [
            "code=c0de&state=s2",
            "code=c0de",
            "code=c0de&state=",
            "code=c0de&state=s11",
            "error=access_denied&state=s2",
            "",
        ] {
            assert_eq!(kind(redirect), AuthErrorKind::StateMismatch);
        }
    }

    #[test]
    fn a_denial_is_told_from_other_errors() {
        assert_eq!(
            kind(
                "https://a.example/?error=access_denied&error_description=The+user+denied&state=s1#_=_"
            ),
            AuthErrorKind::Denied
        );
        let error = read("error=invalid_scope&state=s1", "s1").unwrap_err();
        assert_eq!(
            (error.kind(), error.error_type()),
            (AuthErrorKind::Rejected, Some("invalid_scope"))
        );
    }

    #[test]
    fn a_redirect_without_one_code_is_malformed() {
        for redirect in [
            "state=s1",
            "state=s1&code=",
            "state=s1&code=a&code=b",
            "state=s1&state=s2&code=a",
        ] {
            assert_eq!(kind(redirect), AuthErrorKind::MalformedRedirect);
        }
    }

    proptest! {
        #[test]
        fn every_code_comes_through_whatever_stands_around_it(code in "[ -~]{1,60}", more in "[a-z]{0,8}") {
            prop_assume!(!code.ends_with(FRAGMENT));
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("x", &more).append_pair("code", &code).append_pair("state", "s1").finish();
            let redirect = format!("https://service.example/{more}?{query}#_=_");
            prop_assert_eq!(read(&redirect, "s1").unwrap().expose().to_owned(), code);
        }

        #[test]
        fn no_text_is_taken_without_the_state_and_none_panics(redirect in "\\PC{0,80}") {
            prop_assert!(read(&redirect, "a state that nobody guesses").is_err());
        }
    }
}
