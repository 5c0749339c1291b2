//! What can go wrong between a person's consent and a usable token, as coarse as a caller would branch on.
//!
//! The server's own messages contain tokens, so none is kept: only the status and the server's name for the error.

use std::fmt;
use std::time::Duration;

use super::store::{StoreError, StoreErrorKind};

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// The app's settings, or what was passed, break a rule. Nothing was sent.
    Configuration,
    /// The person said no on the consent page.
    Denied,
    /// The redirect does not belong to this authorisation: its state is missing or another one. Do not go on with it.
    StateMismatch,
    /// The redirect is none, or has no code in it.
    MalformedRedirect,
    /// The server does not take the authorisation code: it is spent, too old, or of another app or redirect URI.
    InvalidGrant,
    /// The person's refresh token is dead: the person must be asked for consent again.
    NeedsConsent,
    /// The consent was withdrawn.
    Revoked,
    /// The store has no token of this person.
    UnknownPerson,
    /// The server does not know the client id or its secret.
    InvalidClient,
    /// The answer is about another person than expected. Nothing was saved.
    OtherPerson,
    /// The answer is no token answer.
    MalformedAnswer,
    /// The store failed. Whether there is a token is not known.
    Store,
    /// Another process refreshes the same token and has not finished.
    Busy,
    /// No connection, no answer in time, or one that broke off or said that the server failed.
    Unreachable,
    /// The token endpoint is asked too often: 429.
    RateLimited,
    /// The server refused the request for a reason that has no kind of its own.
    Rejected,
    /// The token endpoint is switched off: 410. It does not come back.
    Retired,
}

impl AuthErrorKind {
    const fn phrase(self) -> &'static str {
        match self {
            Self::Configuration => "the app's settings are not valid",
            Self::Denied => "the person did not consent",
            Self::StateMismatch => "the redirect does not belong to this authorisation",
            Self::MalformedRedirect => "the redirect is not one of an authorisation",
            Self::InvalidGrant => "the server does not take the authorisation code",
            Self::NeedsConsent => "the person must be asked for consent again",
            Self::Revoked => "the consent was withdrawn",
            Self::UnknownPerson => "there is no token of this person",
            Self::InvalidClient => "the server does not know the client id or its secret",
            Self::OtherPerson => "the answer is about another person",
            Self::MalformedAnswer => "the answer is no token answer",
            Self::Store => "the token store failed",
            Self::Busy => "the token is being refreshed elsewhere",
            Self::Unreachable => "the token endpoint gave no answer",
            Self::RateLimited => "the token endpoint is asked too often",
            Self::Rejected => "the token endpoint refused the request",
            Self::Retired => "the token endpoint is switched off",
        }
    }
}

/// Why there is no consent or no token.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthError {
    kind: AuthErrorKind,
    detail: Option<&'static str>,
    status: Option<u16>,
    error_type: Option<Box<str>>,
    retry_after: Option<Duration>,
    store: Option<StoreError>,
}

impl AuthError {
    pub(crate) const fn new(kind: AuthErrorKind) -> Self {
        Self {
            kind,
            detail: None,
            status: None,
            error_type: None,
            retry_after: None,
            store: None,
        }
    }

    /// `detail` says what to do.
    pub(crate) const fn with_detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    pub(super) fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub(super) fn with_error_type(mut self, error_type: Option<Box<str>>) -> Self {
        self.error_type = error_type;
        self
    }

    pub(super) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.retry_after = retry_after;
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> AuthErrorKind {
        self.kind
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The server's `errorType`, where it sent one.
    pub fn error_type(&self) -> Option<&str> {
        self.error_type.as_deref()
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// What the store said, when it was the store.
    pub fn store(&self) -> Option<&StoreError> {
        self.store.as_ref()
    }

    /// Whether the same call can succeed later without anybody doing something about it.
    pub fn is_retryable(&self) -> bool {
        match self.kind {
            AuthErrorKind::Busy | AuthErrorKind::Unreachable | AuthErrorKind::RateLimited => true,
            AuthErrorKind::Store => self
                .store
                .as_ref()
                .is_none_or(|error| error.kind() == StoreErrorKind::Unavailable),
            _ => false,
        }
    }

    /// Whether only the person can help, by consenting again.
    pub fn needs_consent(&self) -> bool {
        matches!(
            self.kind,
            AuthErrorKind::NeedsConsent | AuthErrorKind::Revoked | AuthErrorKind::UnknownPerson
        )
    }

    pub(crate) const fn phrase(&self) -> &'static str {
        self.kind.phrase()
    }
}

impl From<StoreError> for AuthError {
    fn from(error: StoreError) -> Self {
        Self {
            store: Some(error),
            ..Self::new(AuthErrorKind::Store)
        }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.kind.phrase())?;
        if let Some(detail) = self.detail {
            write!(formatter, ": {detail}")?;
        }
        if let Some(store) = &self.store {
            write!(formatter, ": {store}")?;
        }
        if let Some(status) = self.status {
            write!(formatter, " (status {status})")?;
        }
        Ok(())
    }
}

/// Without the server's `errorType`: it is text from outside.
impl fmt::Debug for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AuthError")
            .field("kind", &self.kind)
            .field("detail", &self.detail)
            .field("status", &self.status)
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for AuthError {}
