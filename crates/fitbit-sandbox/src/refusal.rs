//! Errors that a caller is told, in the two shapes of the API. None of them is about the sandbox itself.

use http::StatusCode;
use serde_json::{Map, Value, json};

/// Why a call is not answered.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    error_type: &'static str,
    field: Option<String>,
    message: String,
    /// From the front door (token, quota): these have the legacy shape under every path.
    of_the_front_door: bool,
}

impl Refusal {
    pub(crate) fn new(
        status: StatusCode,
        error_type: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            error_type,
            field: None,
            message: message.into(),
            of_the_front_door: false,
        }
    }

    fn at_the_front_door(mut self) -> Self {
        self.of_the_front_door = true;
        self.on("n/a")
    }

    fn on(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    pub(crate) fn no_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_request",
            "The Authorization header with a bearer token is missing.",
        )
        .at_the_front_door()
    }

    pub(crate) fn unknown_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_token",
            "This access token is not known here.",
        )
        .at_the_front_door()
    }

    pub(crate) fn quota_spent() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "system", "Too Many Requests").at_the_front_door()
    }

    pub(crate) fn missing_scope(scope: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            format!("The person has not granted this application the scope {scope}."),
        )
    }

    pub(crate) fn no_such_path() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such endpoint.",
        )
        .on("n/a")
    }

    pub(crate) fn no_such_person() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no person of this id.",
        )
        .on("user-id")
    }

    pub(crate) fn no_such_invitation() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "No invitation of this person waits for an answer.",
        )
        .on("from-user-id")
    }

    pub(crate) fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "request",
            "This endpoint does not take this method.",
        )
        .on("n/a")
    }

    pub(crate) fn no_length() -> Self {
        Self::new(
            StatusCode::LENGTH_REQUIRED,
            "request",
            "A POST needs a Content-Length, of 0 for an empty body.",
        )
        .on("n/a")
    }

    pub(crate) fn body_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request",
            "The body of the request is too large.",
        )
        .on("n/a")
    }

    /// In the words of the recorded answer.
    pub(crate) fn range_too_long(most: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "request",
            format!("Time range should not be bigger than {most}."),
        )
        .on("n/a")
    }

    /// There is no such thing, named by a field.
    pub(crate) fn unknown(field: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", message).on(field)
    }

    /// An operation that would have to change what later calls read.
    pub(crate) fn not_kept() -> Self {
        Self::new(
            StatusCode::NOT_IMPLEMENTED,
            "system",
            "The sandbox does not keep this yet.",
        )
        .at_the_front_door()
    }

    pub(crate) fn validation(field: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "validation", message).on(field)
    }

    /// A privacy setting of another person forbids the call.
    pub(crate) fn private(json_api: bool) -> Self {
        let status = if json_api {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::UNAUTHORIZED
        };
        Self::new(
            status,
            "authorization",
            "The privacy settings of this person do not allow it.",
        )
        .on("n/a")
    }

    /// The body, in JSON:API's shape or the legacy one.
    pub(crate) fn body(&self, json_api: bool) -> Value {
        if json_api && !self.of_the_front_door {
            let mut error = Map::new();
            error.insert(
                "title".to_owned(),
                self.status.canonical_reason().unwrap_or("Error").into(),
            );
            error.insert("detail".to_owned(), self.message.as_str().into());
            if let Some(field) = self.field.as_deref().filter(|field| *field != "n/a") {
                error.insert("source".to_owned(), json!({ "parameter": field }));
            }
            return json!({ "errors": [error] });
        }
        let mut error = Map::new();
        error.insert("errorType".to_owned(), self.error_type.into());
        if let Some(field) = &self.field {
            error.insert("fieldName".to_owned(), field.as_str().into());
        }
        error.insert("message".to_owned(), self.message.as_str().into());
        json!({ "errors": [error], "success": false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_both_shapes() {
        let refusal = Refusal::validation("limit", "Too many.");
        assert_eq!(
            refusal.body(false),
            json!({"errors": [{"errorType": "validation", "fieldName": "limit", "message": "Too many."}], "success": false})
        );
        assert_eq!(
            refusal.body(true),
            json!({"errors": [{"title": "Bad Request", "detail": "Too many.", "source": {"parameter": "limit"}}]})
        );
    }

    #[test]
    fn a_bad_token_has_the_legacy_shape_under_every_path() {
        let refusal = Refusal::unknown_token();
        assert_eq!(refusal.body(true), refusal.body(false));
    }
}
