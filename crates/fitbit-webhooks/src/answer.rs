//! What a request is answered with, and what that means. The server knows only two kinds of answers: 204, and those after
//! which it sends the same again.

use std::time::Duration;

use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderValue, Response, StatusCode};

/// What a request is answered with. The body is always empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Answer {
    /// Every notice of a signed batch that can be read is safe in the inbox.
    Accepted,
    /// The body is signed and is no batch.
    ///
    /// It is answered like one that was accepted. It would be as unreadable the next time, and a subscriber that goes on
    /// failing is disabled, which loses the notices of all people; what this one told of is found by the next reading
    /// anyway. So it is an event at `ERROR` and a measurement, to be looked into.
    Unreadable,
    /// The code that was asked for is the subscriber's.
    Verified,
    /// It is another code, or none was asked for.
    NotVerified,
    /// The signature is missing, malformed or wrong.
    NotSigned,
    /// The method is neither `GET` nor `POST`.
    WrongMethod,
    /// The content is not JSON, or compressed.
    WrongType,
    /// The body is over the limit.
    TooLarge,
    /// The body broke off.
    Interrupted,
    /// The body or the inbox took longer than the deadline. The notices may be in the inbox or not.
    Late,
    /// The inbox has no room.
    Full,
    /// The inbox does not work.
    Failed,
}

impl Answer {
    /// The status.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Accepted | Self::Unreadable | Self::Verified => StatusCode::NO_CONTENT,
            Self::Interrupted => StatusCode::BAD_REQUEST,
            Self::NotVerified | Self::NotSigned => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Late | Self::Full | Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A name to count it by. It never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Unreadable => "unreadable",
            Self::Verified => "verified",
            Self::NotVerified => "not_verified",
            Self::NotSigned => "not_signed",
            Self::WrongMethod => "wrong_method",
            Self::WrongType => "wrong_type",
            Self::TooLarge => "too_large",
            Self::Interrupted => "interrupted",
            Self::Late => "late",
            Self::Full => "full",
            Self::Failed => "failed",
        }
    }

    /// The time after which the same may succeed, where waiting helps.
    pub fn retry_after(self) -> Option<Duration> {
        (self.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(Duration::from_secs(30))
    }

    /// The response: the status, an empty body, and the headers that belong to the status.
    pub fn response<B: Default>(self) -> Response<B> {
        let mut response = Response::new(B::default());
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        if self == Self::WrongMethod {
            headers.insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        if let Some(wait) = self.retry_after() {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        response
    }
}
