//! Errors that a caller is told, in the two shapes of the API. None of them is about the sandbox itself.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::quota::QuotaRefusal;

/// Why a call is not answered.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    error_type: &'static str,
    field: Option<String>,
    message: String,
    /// From the front door (token, quota): these have the legacy shape under every path.
    of_the_front_door: bool,
    /// Without a body.
    pub(crate) bare: bool,
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
            bare: false,
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

    /// An error of the endpoints for consent and tokens, or about a token: these name no field.
    pub(crate) fn oauth(
        status: StatusCode,
        error_type: &'static str,
        message: impl Into<String>,
    ) -> Self {
        let message = message.into();
        let message = format!(
            "{message} Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API \
             authorization process."
        );
        Self {
            of_the_front_door: true,
            ..Self::new(status, error_type, message)
        }
    }

    /// Repeats the token, as the service does: whoever logs the message logs the token.
    pub(crate) fn invalid_token(token: &str) -> Self {
        let message = format!("Access token invalid: {token}.");
        Self::oauth(StatusCode::UNAUTHORIZED, "invalid_token", message)
    }

    /// Likewise.
    pub(crate) fn expired_token(token: &str) -> Self {
        let message = format!("Access token expired: {token}.");
        Self::oauth(StatusCode::UNAUTHORIZED, "expired_token", message)
    }

    pub(crate) fn quota_spent(form: QuotaRefusal) -> Self {
        let (error_type, message) = match form {
            QuotaRefusal::Request => (
                "request",
                "Rate limit exceeded for the user. Please try again at the start of the hour. More information about \
                 rate limiting is at &lt;https://dev.fitbit.com/&gt;.",
            ),
            QuotaRefusal::System | QuotaRefusal::Empty => ("system", "Too Many Requests"),
        };
        Self {
            bare: form == QuotaRefusal::Empty,
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, error_type, message).at_the_front_door()
        }
    }

    pub(crate) fn not_approved() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_permissions",
            "API client is not authorized by Fitbit to access the resource requested.",
        )
        .on("n/a")
    }

    pub(crate) fn read_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_permissions",
            "Read-only API client is not authorized to update resources.",
        )
        .on("n/a")
    }

    pub(crate) fn missing_scope(scope: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            format!(
                "This application does not have permission to access {scope} data. Visit \
                 https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process."
            ),
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

    /// An entry of a log, or the like, that is to be changed or deleted.
    pub(crate) fn no_such_entry(field: &str) -> Self {
        Self::unknown(field, "There is no entry of this id.")
    }

    /// A body that should be JSON.
    pub(crate) fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "There was an error reading the request body.",
        )
        .on("n/a")
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
        let refusal = Refusal::no_token();
        assert_eq!(refusal.body(true), refusal.body(false));
    }
}
