//! The one error of this crate: what a caller would branch on, and what the server said.
//!
//! Nothing here shows a URL, an id, a token or a value of a person: `Display` is one phrase about the kind, and the
//! body stays behind an accessor. The errors of reqwest and `serde_json` print URLs and values, so they are never kept
//! as a source.

mod document;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use fitbit_api::decode::Misfit;
use fitbit_api::facts::Operation;

pub use document::{ErrorDocument, ErrorForm};

use crate::rate::RateLimit;

/// What went wrong, as coarse as a caller would branch on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings contradict themselves or the rules of this crate. Nothing was sent.
    Configuration,
    /// An argument breaks a rule of the API. Nothing was sent.
    InvalidRequest,
    /// The person did not grant a scope that the operation needs. Nothing was sent.
    MissingScope,
    /// There is no usable token. Nothing was sent.
    Token,
    /// A link leads to another scheme, host or port, or is no link at all. Nothing was sent.
    ForeignLink,
    /// A list led back to a page that was read already: following it would never end.
    RepeatedPage,
    /// A cursor is damaged, or belongs to another list, person or direction. Nothing was sent.
    Cursor,
    /// One item of an answer is not what the operation promises: see [`Error::misfit`]. The others are there, and what
    /// it stands in goes on. [`Error::body`] is the item.
    BadItem,
    /// The server does not take the token: 401.
    Unauthorized,
    /// Another person's privacy settings refuse the call: 401 or 403. A new token does not help.
    Private,
    /// The app or the token may not do this: 403.
    Forbidden,
    /// There is nothing with this id: 404.
    NotFound,
    /// The quota of this user and app is spent: 429.
    RateLimited,
    /// The API is switched off: 410. It does not come back.
    Retired,
    /// The server refused the request: any other 4xx, or an error document with a status of success.
    Rejected,
    /// The server failed: 5xx.
    Server,
    /// The server answered with a redirect, which is never followed: the token would go with it.
    Redirected,
    /// No connection: the request did not reach the server.
    Connect,
    /// No answer in time. The request may have taken effect.
    Timeout,
    /// The answer broke off. The request may have taken effect.
    Interrupted,
    /// The answer is not what the operation promises: see [`Error::misfit`].
    Decode,
}

impl ErrorKind {
    const fn phrase(self) -> &'static str {
        match self {
            Self::Configuration => "the client's settings are not valid",
            Self::InvalidRequest => "the request breaks a rule of the API",
            Self::MissingScope => "a scope was not granted",
            Self::Token => "there is no usable token",
            Self::ForeignLink => "a link leads away from the API",
            Self::RepeatedPage => "the list led back to a page already read",
            Self::Cursor => "the cursor cannot be used",
            Self::BadItem => "an item is not what the operation promises",
            Self::Unauthorized => "the server does not take the token",
            Self::Private => "the person's privacy settings refuse this",
            Self::Forbidden => "the app or the token may not do this",
            Self::NotFound => "there is nothing with this id",
            Self::RateLimited => "the quota is spent",
            Self::Retired => "the API is switched off",
            Self::Rejected => "the server refused the request",
            Self::Server => "the server failed",
            Self::Redirected => "the server sent a redirect, which is never followed",
            Self::Connect => "no connection to the server",
            Self::Timeout => "no answer in time",
            Self::Interrupted => "the answer broke off",
            Self::Decode => "the answer is not what the operation promises",
        }
    }
}

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
    body: Bytes,
}

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
        self.0.body = body;
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

    /// The body of the answer as it came. It may hold tokens and health data: never log it.
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// How long the server asks to wait: the larger of reset and `Retry-After`.
    pub fn wait(&self) -> Option<Duration> {
        match self.0.kind {
            ErrorKind::RateLimited => self.0.rate.reset.max(self.0.rate.retry_after),
            _ => self.0.rate.retry_after,
        }
    }

    /// Whether the request may have changed something: it was sent, it is no read, and no answer says that it failed.
    pub fn may_have_taken_effect(&self) -> bool {
        use fitbit_api::facts::Idempotency;

        let changes = self
            .0
            .operation
            .is_some_and(|operation| operation.idempotency != Idempotency::Safe);
        changes
            && matches!(
                self.0.kind,
                ErrorKind::Server
                    | ErrorKind::Timeout
                    | ErrorKind::Interrupted
                    | ErrorKind::Decode
                    | ErrorKind::Redirected
            )
    }

    pub(crate) fn has_operation(&self) -> bool {
        self.0.operation.is_some()
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
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}
