//! The endpoints of an application that are told of news, as its settings have them.

use jiff::Timestamp;

use super::target::Target;
use crate::error::Error;
use crate::oauth::digits;

/// An endpoint of an application: an id, and the URL where it listens, which is on loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    id: String,
    url: Option<String>,
    is_default: bool,
}

impl Subscriber {
    /// A subscriber that listens at a URL such as `http://127.0.0.1:8000/notifications`.
    pub fn new(id: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            url: Some(url.into()),
            is_default: false,
        }
    }

    /// A subscriber that can be subscribed for and is never told anything.
    pub fn silent(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            url: None,
            is_default: false,
        }
    }

    /// As the one that calls without a subscriber's id are about; otherwise it is the first one of the application.
    #[must_use]
    pub fn as_default(mut self) -> Self {
        self.is_default = true;
        self
    }

    pub(super) fn not_default(mut self) -> Self {
        self.is_default = false;
        self
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The URL, unless it is silent.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// Whether it was said to be the default one.
    pub fn is_default(&self) -> bool {
        self.is_default
    }

    /// Where it listens.
    pub(super) fn target(&self) -> Result<Option<Target>, Error> {
        if self.id.is_empty() || !self.id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::invalid(
                "the id of a subscriber has no character, or one that a header cannot carry",
            ));
        }
        self.url.as_deref().map(Target::parse).transpose()
    }
}

/// What came of asking a subscriber whether it is one: it answers the right code with 204 and a wrong one with 404.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// Not asked yet, or there was no answer. It is asked again before the next delivery.
    #[default]
    Pending,
    /// Both answers were right.
    Verified,
    /// An answer was wrong. It is asked again only on command.
    Refused {
        /// The status for the right code.
        right: u16,
        /// The status for a wrong code.
        wrong: u16,
    },
}

impl Verification {
    pub(super) fn of(right: Option<u16>, wrong: Option<u16>) -> Self {
        match (right, wrong) {
            (Some(204), Some(404)) => Self::Verified,
            (Some(right), Some(wrong)) => Self::Refused { right, wrong },
            _ => Self::Pending,
        }
    }
}

/// A subscriber as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberState {
    /// The id.
    pub id: String,
    /// Where it listens.
    pub url: Option<String>,
    /// Whether calls without a subscriber's id are about it.
    pub is_default: bool,
    /// What it answers with 204 when it is asked `?verify=`.
    pub verification_code: String,
    /// What came of asking.
    pub verification: Verification,
    /// Since when it is disabled, because it failed too often or for too long.
    pub disabled_since: Option<Timestamp>,
    /// Failed attempts since the last success.
    pub failures: u32,
    /// Notices that wait for a first or another attempt.
    pub waiting: usize,
    /// Notices that were given up, or that came while it was disabled.
    pub lost: u64,
}

/// A code of 64 hexadecimal digits, the same on every run.
pub(super) fn code(seed: u64, app: &str, subscriber: &str, kind: &str) -> String {
    digits(
        seed,
        &format!("verification of {app} {subscriber} {kind}"),
        0,
    )
}
