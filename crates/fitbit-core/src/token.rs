//! Bearer tokens, and where they come from.
//!
//! A token is a secret: it is wiped when dropped, and never printed. How it is stored and refreshed is the business of
//! the [`TokenSource`]; the road only asks for one before each request.

use std::fmt;

use fitbit_api::{BoxFuture, UserId};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::auth::AuthError;
use crate::budget::BudgetKey;
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

    /// The secret itself, for a store to keep. Never log it.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    pub(crate) fn header_value(&self) -> Result<http::HeaderValue, TokenError> {
        let text = Zeroizing::new(format!("Bearer {}", self.0.as_str()));
        let mut value = http::HeaderValue::from_str(&text)
            .map_err(|_| TokenError::malformed("the access token cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// Compares in a time that does not depend on where two tokens differ.
impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for AccessToken {}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessToken")
    }
}

/// Why there is no token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenError {
    reason: &'static str,
    auth: Option<AuthError>,
}

impl TokenError {
    const fn malformed(reason: &'static str) -> Self {
        Self { reason, auth: None }
    }

    /// A source's own reason. It must not name a person or show a secret.
    pub const fn unavailable(reason: &'static str) -> Self {
        Self { reason, auth: None }
    }

    /// What the token's store or the token endpoint said, when it was one of them: whether the person must consent
    /// again, and whether trying again can help.
    pub fn auth(&self) -> Option<&AuthError> {
        self.auth.as_ref()
    }
}

impl From<AuthError> for TokenError {
    fn from(error: AuthError) -> Self {
        Self {
            reason: error.phrase(),
            auth: Some(error),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.auth {
            Some(error) => error.fmt(formatter),
            None => formatter.write_str(self.reason),
        }
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

    /// Whose budget the calls are counted in; `None` when the source does not know whose token it is. Then each
    /// [`User`](crate::User) made from a source has a budget for itself.
    ///
    /// All sources of the same person and app must give the same key.
    fn budget_key(&self) -> Option<BudgetKey> {
        None
    }

    /// Another token in place of one that the server refused; `None` when there is no other, and the refusal stands.
    ///
    /// The road calls it at most once a request: only on a 401 whose `errorType` is `expired_token` or `invalid_token`,
    /// with the token that was sent, never on the refusal of a token that came from here, and never on 403 or on
    /// another person's closed settings. Then it sends the request again with the new token, once: a request refused
    /// for its token took no effect, so this holds for every method.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when a new token was needed and could not be had. It says more than the refusal does, for example
    /// that the person must consent again.
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
    /// The token stands for the person whose it is.
    fn budget_key(&self) -> Option<BudgetKey> {
        Some(BudgetKey::new("", &self.0))
    }

    fn grant(&self) -> BoxFuture<'_, Result<Grant, TokenError>> {
        Box::pin(async { Ok(Grant::new(self.clone())) })
    }
}

/// Always the same token.
impl TokenSource for Grant {
    fn budget_key(&self) -> Option<BudgetKey> {
        match &self.owner {
            Some(owner) => Some(BudgetKey::new("", owner.as_str())),
            None => self.token.budget_key(),
        }
    }

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
