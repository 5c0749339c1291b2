//! What one consent or one refresh yields: the two tokens with what is known about them.

use std::fmt;
use std::time::Duration;

use fitbit_api::UserId;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::scope::ScopeSet;
use crate::token::{AccessToken, Grant, TokenError};

/// A refresh token: it can be spent once. It is wiped when dropped, and never printed.
#[derive(Clone)]
pub struct RefreshToken(Zeroizing<String>);

impl RefreshToken {
    /// A token as the token endpoint issued it.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when it is empty or longer than 8192 bytes.
    pub fn new(token: impl Into<String>) -> Result<Self, TokenError> {
        let token = Zeroizing::new(token.into());
        if token.is_empty() {
            return Err(TokenError::unavailable("the refresh token is empty"));
        }
        if token.len() > 8_192 {
            return Err(TokenError::unavailable(
                "the refresh token is longer than 8192 bytes",
            ));
        }
        Ok(Self(token))
    }

    /// The secret itself, for a store to keep. Never log it.
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// By what a store tells it from others.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RefreshToken")
    }
}

/// The SHA-256 of a refresh token: tells tokens apart without being one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// A hash that a store kept.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a store to keep.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash")
    }
}

/// An access token and a refresh token with their owner, scopes and end.
///
/// ```
/// use fitbit_core::AccessToken;
/// use fitbit_core::auth::{RefreshToken, TokenSet};
///
/// let token = TokenSet::new("GGNJL9".parse()?, AccessToken::new("eyJh.example")?, RefreshToken::new("0a1b")?)
///     .with_expires_at("2026-05-20T18:00:00Z".parse()?);
/// assert!(token.scopes().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TokenSet {
    owner: UserId,
    access: AccessToken,
    refresh: RefreshToken,
    scopes: Option<ScopeSet>,
    expires_at: Option<Timestamp>,
}

impl TokenSet {
    /// Two tokens of one person. Nothing is known about scopes and end.
    pub fn new(owner: UserId, access: AccessToken, refresh: RefreshToken) -> Self {
        Self {
            owner,
            access,
            refresh,
            scopes: None,
            expires_at: None,
        }
    }

    /// Says what was granted.
    #[must_use]
    pub fn with_scopes(mut self, scopes: ScopeSet) -> Self {
        self.scopes = Some(scopes);
        self
    }

    /// Says when the access token ends. Where it is not known, the token is used until the server refuses it.
    #[must_use]
    pub fn with_expires_at(mut self, expires_at: Timestamp) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Whose tokens they are.
    pub fn owner(&self) -> &UserId {
        &self.owner
    }

    /// The access token.
    pub fn access(&self) -> &AccessToken {
        &self.access
    }

    /// The refresh token.
    pub fn refresh(&self) -> &RefreshToken {
        &self.refresh
    }

    /// What was granted, if known.
    pub fn scopes(&self) -> Option<&ScopeSet> {
        self.scopes.as_ref()
    }

    /// When the access token ends, if known.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// Whether the access token serves for longer than `ahead` from now on, as far as is known.
    pub(super) fn outlasts(&self, now: Timestamp, ahead: Duration) -> bool {
        self.expires_at.is_none_or(|end| {
            // Beyond representable time no token lasts.
            now.checked_add(ahead).is_ok_and(|then| then < end)
        })
    }

    pub(super) fn grant(&self) -> Grant {
        let grant = Grant::new(self.access.clone()).with_owner(self.owner.clone());
        match &self.scopes {
            Some(scopes) => grant.with_scopes(scopes.clone()),
            None => grant,
        }
    }
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenSet")
    }
}
