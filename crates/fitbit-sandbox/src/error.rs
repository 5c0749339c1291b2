//! Why a sandbox does not start. What a running sandbox refuses is an HTTP answer, not this.

use std::{fmt, io};

/// A sandbox could not be started.
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
    /// The given people contradict each other, or one has an unknown time zone.
    People,
}

impl Error {
    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn port(source: io::Error) -> Self {
        Self {
            kind: ErrorKind::Port,
            message: "the port cannot be listened on".to_owned(),
            source: Some(source),
        }
    }

    pub(crate) fn people(message: String) -> Self {
        Self {
            kind: ErrorKind::People,
            message,
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
