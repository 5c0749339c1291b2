//! Why a command did not do its work, in words for the person at the terminal. Nothing here decides what happens next.

use std::fmt;

/// One or more reasons, each a line or a short block of its own.
#[derive(Debug)]
pub(crate) struct Failure {
    reasons: Vec<String>,
}

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self {
            reasons: vec![reason.into()],
        }
    }

    pub(crate) fn all(reasons: Vec<String>) -> Self {
        Self { reasons }
    }

    /// A file system call on `path` went wrong.
    pub(crate) fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reasons.join("\n"))
    }
}

impl std::error::Error for Failure {}
