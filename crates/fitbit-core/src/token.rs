//! Bearer tokens, and where they come from.
//!
//! A token is a secret: it is wiped when dropped, and never printed. How it is stored and refreshed is the business of
//! the [`TokenSource`]; the road only asks for one before each request.

use std::fmt;

use fitbit_api::{BoxFuture, UserId};
use zeroize::Zeroizing;

use crate::scope::ScopeSet;

/// An access token.
///
/// ```
/// use fitbit_core::AccessToken;
///
/// let token = AccessToken::new("eyJhbGciOi.example.only")?;
/// assert_eq!(format!("{token:?}"), "AccessToken");
/// assert!(AccessToken::new("Bearer eyJhbGciOi").is_err());
/// # Ok::<(), fitbit_core::TokenError>(())
/// ```
#[derive(Clone)]
pub struct AccessToken(Zeroizing<String>);

impl AccessToken {
    /// A token as the token endpoint issued it, without the word `Bearer`.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when it cannot stand in a header: it is empty, too long, or has blanks or signs in it that no
    /// token has.
    pub fn new(token: impl Into<String>) -> Result<Self, TokenError> {
        /// The documentation reserves 1,024 bytes; a header of this size is still taken by every server.
        const LONGEST: usize = 8_192;

        let token = Zeroizing::new(token.into());
        if token.is_empty() {
            return Err(TokenError::malformed("the access token is empty"));
        }
        if token.len() > LONGEST {
            return Err(TokenError::malformed(
                "the access token is longer than 8192 bytes",
            ));
        }
        if token
            .get(..7)
            .is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
        {
            return Err(TokenError::malformed(
                "the access token begins with the word Bearer: leave it out",
            ));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::malformed(
                "the access token has blanks or characters in it that no token has",
            ));
        }
        Ok(Self(token))
    }

    pub(crate) fn header_value(&self) -> Result<http::HeaderValue, TokenError> {
        let text = Zeroizing::new(format!("Bearer {}", self.0.as_str()));
        let mut value = http::HeaderValue::from_str(&text)
            .map_err(|_| TokenError::malformed("the access token cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken")
    }
}

/// Why there is no token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenError {
    reason: &'static str,
}

impl TokenError {
    const fn malformed(reason: &'static str) -> Self {
        Self { reason }
    }

    /// A source's own reason. It must not name a person or show a secret.
    pub const fn unavailable(reason: &'static str) -> Self {
        Self { reason }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.reason)
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenError({})", self.reason)
    }
}

impl std::error::Error for TokenError {}

/// A token with what is known about it.
#[derive(Debug, Clone)]
pub struct Grant {
    token: AccessToken,
    owner: Option<UserId>,
    scopes: Option<ScopeSet>,
}

impl Grant {
    /// A token of which nothing is known.
    pub fn new(token: AccessToken) -> Self {
        Self {
            token,
            owner: None,
            scopes: None,
        }
    }

    /// Says whose token it is. Only then can a person in a list be told from the owner.
    #[must_use]
    pub fn with_owner(mut self, owner: UserId) -> Self {
        self.owner = Some(owner);
        self
    }

    /// Says what the person granted. Only then can a missing scope be found before a call is spent.
    #[must_use]
    pub fn with_scopes(mut self, scopes: ScopeSet) -> Self {
        self.scopes = Some(scopes);
        self
    }

    /// The token.
    pub fn token(&self) -> &AccessToken {
        &self.token
    }

    /// Whose token it is, if known.
    pub fn owner(&self) -> Option<&UserId> {
        self.owner.as_ref()
    }

    /// What was granted, if known.
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.scopes.as_ref()
    }
}

/// Where the token of one user comes from; asked before every request.
pub trait TokenSource: Send + Sync + 'static {
    /// The token to send now.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when there is none. No request is sent then.
    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>>;

    /// Another token than `refused`, which the server does not take any more; `None` when this source has no other.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when there should be another one and cannot be had.
    fn renewed<'a>(
        &'a self,
        refused: &'a AccessToken,
    ) -> BoxFuture<'a, Result<Option<Grant>, TokenError>> {
        let _ = refused;
        Box::pin(async { Ok(None) })
    }
}

/// Always the same token, with nothing known about it.
impl TokenSource for AccessToken {
    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        Box::pin(async { Ok(Grant::new(self.clone())) })
    }
}

/// Always the same token.
impl TokenSource for Grant {
    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_the_wrong_form_is_refused_without_being_shown() {
        for wrong in [
            "",
            "Bearer abc",
            "bearer abc",
            "two words",
            "line\nbreak",
            "smörgås",
        ] {
            let error = AccessToken::new(wrong).unwrap_err();
            assert!(wrong.is_empty() || !error.to_string().contains(wrong));
        }
        assert!(AccessToken::new("x".repeat(9_000)).is_err());
    }

    #[test]
    fn the_header_is_marked_sensitive() {
        let value = AccessToken::new("abc.def").unwrap().header_value().unwrap();
        assert!(value.is_sensitive());
        assert_eq!(value.as_bytes(), b"Bearer abc.def");
    }
}
