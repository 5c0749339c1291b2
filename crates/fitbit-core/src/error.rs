//! The one error of this crate: what a caller would branch on, and what the server said.
//!
//! Nothing here shows a URL, an id, a token or a value of a person: `Display` is one phrase about the kind, and the
//! body stays behind an accessor. The errors of reqwest and `serde_json` print URLs and values, so they are never kept
//! as a source.

mod document;
mod kind;
mod scrub;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use fitbit_api::decode::Misfit;
use fitbit_api::facts::Operation;

pub use document::{ErrorDocument, ErrorForm};
pub use kind::ErrorKind;

use crate::auth::{AuthError, AuthErrorKind};
use crate::rate::RateLimit;
use crate::token::TokenError;

/// An error of a call, or of its preparation.
///
/// ```
/// use fitbit_core::{Client, ErrorKind};
///
/// let error = Client::builder().base_url("http://api.fitbit.com").build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(
///     error.to_string(),
///     "the client's settings are not valid: the base URL must be https, or http on loopback"
/// );
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    detail: Option<Box<str>>,
    operation: Option<&'static Operation>,
    status: Option<u16>,
    rate: RateLimit,
    document: Option<ErrorDocument>,
    misfit: Option<Misfit>,
    setting: Option<&'static str>,
    attempts: u32,
    may_have_taken_effect: bool,
    retry_after: Option<Duration>,
    auth: Option<AuthError>,
    body: Bytes,
}

/// The most that is kept of the body of a refusal. That of a success which cannot be read is kept whole: it was paid for.
const LONGEST_REFUSAL: usize = 64 * 1024;

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            detail: None,
            operation: None,
            status: None,
            rate: RateLimit::default(),
            document: None,
            misfit: None,
            setting: None,
            attempts: 0,
            may_have_taken_effect: false,
            retry_after: None,
            auth: None,
            body: Bytes::new(),
        }))
    }

    /// `detail` says what to do; it must not hold a value of a person.
    pub(crate) fn with_detail(mut self, detail: impl Into<Box<str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    pub(crate) fn with_answer(mut self, status: u16, rate: RateLimit, body: Bytes) -> Self {
        self.0.status = Some(status);
        self.0.rate = rate;
        let is_refusal = !(200..300).contains(&status);
        self.0.body = if is_refusal && body.len() > LONGEST_REFUSAL {
            // A slice would keep the whole of it alive.
            Bytes::copy_from_slice(&body[..LONGEST_REFUSAL])
        } else {
            body
        };
        self
    }

    /// The setting of the client that it is about.
    pub(crate) fn with_setting(mut self, setting: &'static str) -> Self {
        self.0.setting = Some(setting);
        self
    }

    /// How often the call was sent, and whether one of these requests may have changed something.
    pub(crate) fn with_attempts(mut self, attempts: u32, may_have_taken_effect: bool) -> Self {
        self.0.attempts = attempts;
        self.0.may_have_taken_effect = may_have_taken_effect;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    pub(crate) fn with_document(mut self, document: ErrorDocument) -> Self {
        self.0.document = Some(document);
        self
    }

    pub(crate) fn with_misfit(mut self, misfit: Misfit) -> Self {
        self.0.misfit = Some(misfit);
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation's id, where there was one.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.id)
    }

    /// The path template of the operation. It names no person.
    pub fn path_template(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.path)
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the answer said about the quota.
    pub fn rate_limit(&self) -> &RateLimit {
        &self.0.rate
    }

    /// What the server said, read from any of its three forms.
    pub fn document(&self) -> Option<&ErrorDocument> {
        self.0.document.as_ref()
    }

    /// The server's `errorType`, where it sent one.
    pub fn error_type(&self) -> Option<&str> {
        self.document().and_then(ErrorDocument::error_type)
    }

    /// The parameter that the server complained about, where it named one.
    pub fn field_name(&self) -> Option<&str> {
        self.document().and_then(ErrorDocument::field_name)
    }

    /// Where the answer does not fit, by JSON path and without a value.
    pub fn misfit(&self) -> Option<&Misfit> {
        self.0.misfit.as_ref()
    }

    /// The server's own id of a failure, for its support, where its message has one.
    pub fn error_id(&self) -> Option<&str> {
        self.document().and_then(ErrorDocument::error_id)
    }

    /// Why there is no token, where a store of tokens or the token endpoint was asked.
    pub fn auth(&self) -> Option<&AuthError> {
        self.0.auth.as_ref()
    }

    /// The setting of the client that is not valid, where it is about one.
    pub fn setting(&self) -> Option<&'static str> {
        self.0.setting
    }

    /// The body of the answer as it came; of a refusal the first 64 KiB. It may hold tokens and health data: never log
    /// it.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// How many requests were sent for this call; 0 when nothing was.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the same call may succeed later without anything being changed.
    ///
    /// It says nothing about the effect of the call that failed: see [`Error::may_have_taken_effect`].
    pub fn is_transient(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::RateLimited
                | ErrorKind::Server
                | ErrorKind::Connect
                | ErrorKind::Timeout
                | ErrorKind::Interrupted
                | ErrorKind::BudgetSpent
        ) || self.auth().is_some_and(AuthError::is_retryable)
            || (self.0.kind == ErrorKind::Store && self.auth().is_none())
    }

    /// How long to wait, from the answer on, until a retry can help; `None` where nobody said so.
    ///
    /// For a spent quota it is always there: the larger of reset and `Retry-After`, or else the rest of the window, and
    /// the policy's margin; and never less than until the client's budget lets a call go again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Whether the call may have changed something: one of its requests was sent, it is no read, and no answer says that
    /// it failed.
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.may_have_taken_effect
    }

    pub(crate) fn has_operation(&self) -> bool {
        self.0.operation.is_some()
    }
}

impl From<&TokenError> for Error {
    fn from(reason: &TokenError) -> Self {
        let kind = match reason.auth() {
            Some(auth) if auth.needs_consent() => ErrorKind::NeedsConsent,
            Some(auth) if auth.kind() == AuthErrorKind::Store => ErrorKind::Store,
            Some(auth) if auth.kind() == AuthErrorKind::Retired => ErrorKind::Retired,
            _ => ErrorKind::Token,
        };
        let mut error = Self::new(kind).with_detail(reason.to_string());
        error.0.retry_after = reason.auth().and_then(AuthError::retry_after);
        error.0.auth = reason.auth().cloned();
        error
    }
}

impl From<crate::page::WalkError> for Error {
    fn from(error: crate::page::WalkError) -> Self {
        match error {
            crate::page::WalkError::RepeatedPage => Self::new(ErrorKind::RepeatedPage),
            error => Self::new(ErrorKind::Cursor).with_detail(error.to_string()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.0.operation {
            write!(formatter, "{}: ", operation.id)?;
        }
        formatter.write_str(self.0.kind.phrase())?;
        if let Some(detail) = &self.0.detail {
            write!(formatter, ": {detail}")?;
        }
        if let Some(misfit) = &self.0.misfit {
            write!(formatter, ": {misfit}")?;
        }
        if let Some(status) = self.0.status {
            write!(formatter, " (status {status})")?;
        }
        if self.0.may_have_taken_effect {
            formatter.write_str("; it may have taken effect")?;
        }
        if let Some(wait) = self.0.retry_after {
            write!(formatter, "; try again in {} s", wait.as_secs())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("operation", &self.operation())
            .field("status", &self.0.status)
            .field("detail", &self.0.detail)
            .field("misfit", &self.0.misfit)
            .field("attempts", &self.0.attempts)
            .field("may_have_taken_effect", &self.0.may_have_taken_effect)
            .field("retry_after", &self.0.retry_after)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
