//! What an answer is: the status decides first, the server's words second.

use fitbit_api::decode::has_error_root;
use http::StatusCode;

use crate::error::{Error, ErrorDocument, ErrorKind};
use crate::view::Subject;

/// The error that an answer is, if it is one.
pub(super) fn classify(status: StatusCode, body: &[u8], subject: Subject) -> Option<Error> {
    if status.is_success() {
        let is_error = std::str::from_utf8(body).is_ok_and(has_error_root);
        return is_error.then(|| {
            described(ErrorKind::Rejected, body)
                .with_detail("an error document came with a status of success")
        });
    }
    let error = described(kind_of(status), body);
    let about_token = matches!(
        error.error_type(),
        Some(
            "expired_token"
                | "invalid_token"
                | "invalid_client"
                | "insufficient_scope"
                | "insufficient_permissions"
        )
    );
    let refused = matches!(status.as_u16(), 401 | 403);
    if refused && subject != Subject::Owner && !about_token {
        return Some(described(ErrorKind::Private, body));
    }
    Some(error)
}

/// Whether the server does not take this token any more, so that another one can help.
pub(super) fn refuses_token(error: &Error) -> bool {
    error.kind() == ErrorKind::Unauthorized
        && matches!(error.error_type(), Some("expired_token" | "invalid_token"))
}

/// reqwest's error prints the URL, so only its category is kept.
pub(super) fn not_answered(error: &reqwest::Error) -> Error {
    Error::new(if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Interrupted
    })
}

fn described(kind: ErrorKind, body: &[u8]) -> Error {
    let error = Error::new(kind);
    match ErrorDocument::read(body) {
        Some(document) => error.with_document(document),
        None => error,
    }
}

fn kind_of(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        300..=399 => ErrorKind::Redirected,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        410 => ErrorKind::Retired,
        429 => ErrorKind::RateLimited,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Rejected,
    }
}
