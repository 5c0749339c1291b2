//! Why a sandbox does not start, or does not do what it is told. What it refuses on the data port is an HTTP answer, not
//! this.

use std::{fmt, io};

/// A sandbox could not be started, or was told something that it cannot do.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<io::Error>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The port cannot be listened on.
    Port,
    /// The given people or applications contradict each other, or one person has an unknown time zone.
    People,
    /// There is no such person, application, operation or scenario.
    Unknown,
    /// A value breaks a rule, or a document cannot be read.
    Invalid,
    /// The clock was to be moved to an instant before its present.
    Backwards,
}

impl Error {
    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn port(source: io::Error) -> Self {
        Self {
            source: Some(source),
            ..Self::new(ErrorKind::Port, "the port cannot be listened on")
        }
    }

    pub(crate) fn people(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::People, message)
    }

    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Unknown, message)
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    pub(crate) fn backwards() -> Self {
        let message = "the clock moves forwards only: what was answered cannot become untrue";
        Self::new(ErrorKind::Backwards, message)
    }

    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
