//! Error bodies, in the three forms that the service has used.
//!
//! Legacy: `errors` with `errorType`, nearly everywhere. JSON:API: `errors` with `title`, on versions 1.1 and newer.
//! Google: `error` with `status`, from the front end of 2026. A body may also be empty or a page of HTML: then only the
//! status speaks.

use std::fmt;

use serde::Deserialize;

use super::scrub::scrubbed;

/// In which form the server reported an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorForm {
    /// `{"errors":[{"errorType","fieldName","message"}]}`
    Legacy,
    /// `{"errors":[{"title","detail","source"}]}`
    JsonApi,
    /// `{"error":{"code","message","status"}}`
    Google,
}

/// What the server said about an error. The first entry of `errors` speaks for all.
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorDocument {
    form: ErrorForm,
    kind: Option<Box<str>>,
    field: Option<Box<str>>,
    message: Option<Box<str>>,
}

#[derive(Deserialize)]
struct Wire {
    errors: Option<Vec<Item>>,
    error: Option<Google>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    error_type: Option<Box<str>>,
    field_name: Option<Box<str>>,
    message: Option<Box<str>>,
    title: Option<Box<str>>,
    detail: Option<Box<str>>,
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    parameter: Option<Box<str>>,
}

#[derive(Deserialize)]
struct Google {
    message: Option<Box<str>>,
    status: Option<Box<str>>,
}

impl ErrorDocument {
    /// Reads an error body in any of its forms; `None` when it is none of them.
    ///
    /// ```
    /// use fitbit_core::ErrorDocument;
    ///
    /// let body = br#"{"errors":[{"errorType":"expired_token","message":"Access token expired: abc"}]}"#;
    /// let document = ErrorDocument::read(body).expect("it is an error document");
    /// assert_eq!(document.error_type(), Some("expired_token"));
    /// ```
    pub fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok()?;
        let wire: Wire =
            serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).ok()?;
        if let Some(google) = wire.error {
            return Some(Self {
                form: ErrorForm::Google,
                kind: google.status,
                field: None,
                message: google.message,
            });
        }
        let first = wire.errors?.into_iter().next()?;
        if let Some(kind) = first.error_type {
            return Some(Self {
                form: ErrorForm::Legacy,
                kind: Some(kind),
                // "n/a" is what the service writes when no parameter is meant.
                field: first.field_name.filter(|name| &**name != "n/a"),
                message: first.message,
            });
        }
        Some(Self {
            form: ErrorForm::JsonApi,
            kind: first.title,
            field: first.source.and_then(|source| source.parameter),
            message: first.detail.or(first.message),
        })
    }

    /// The form of the document.
    pub fn form(&self) -> ErrorForm {
        self.form
    }

    /// What kind of error it is: the legacy `errorType`, the JSON:API `title` or the Google `status`.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The legacy `errorType`.
    pub fn error_type(&self) -> Option<&str> {
        (self.form == ErrorForm::Legacy)
            .then_some(self.kind.as_deref())
            .flatten()
    }

    /// The parameter that it is about.
    pub fn field_name(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// The server's message for a developer, with every word taken out that is not known to be one of the service's
    /// own: tokens, ids, dates, numbers, addresses and names do not survive.
    pub fn message(&self) -> Option<String> {
        self.message.as_deref().map(scrubbed)
    }

    /// The server's own id of the failure, for its support, where the message has one.
    pub fn error_id(&self) -> Option<&str> {
        /// The longest seen has 50 signs.
        const LONGEST: usize = 96;
        const MARK: &str = "error id:";

        let message = self.message.as_deref()?;
        let (start, _) = message.char_indices().find(|(start, _)| {
            let rest = &message.as_bytes()[*start..];
            rest.len() >= MARK.len() && rest[..MARK.len()].eq_ignore_ascii_case(MARK.as_bytes())
        })?;
        let id = message[start + MARK.len()..].split_whitespace().next()?;
        let id = id.trim_end_matches(['.', ',']);
        let fits = (1..=LONGEST).contains(&id.len())
            && id
                .bytes()
                .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b':' | b'_' | b'-'));
        fits.then_some(id)
    }
}

impl fmt::Debug for ErrorDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ErrorDocument")
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_are_read() {
        let legacy = ErrorDocument::read(
            br#"{"errors":[{"errorType":"validation","fieldName":"limit","message":"m"}],"success":false}"#,
        )
        .unwrap();
        assert_eq!(
            (legacy.form(), legacy.error_type(), legacy.field_name()),
            (ErrorForm::Legacy, Some("validation"), Some("limit"))
        );
        let json_api = ErrorDocument::read(
            br#"{"errors":[{"title":"Forbidden","detail":"d","source":{"parameter":"id"}}]}"#,
        )
        .unwrap();
        assert_eq!(
            (json_api.form(), json_api.kind(), json_api.field_name()),
            (ErrorForm::JsonApi, Some("Forbidden"), Some("id"))
        );
        assert_eq!(json_api.error_type(), None);
        let google = ErrorDocument::read(
            br#"{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}"#,
        )
        .unwrap();
        assert_eq!(
            (google.form(), google.kind()),
            (ErrorForm::Google, Some("PERMISSION_DENIED"))
        );
    }

    #[test]
    fn what_is_no_error_document_is_none() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"errors":[]}"#,
            r#"{"badges":[]}"#,
        ] {
            assert!(ErrorDocument::read(body.as_bytes()).is_none());
        }
    }

    #[test]
    fn the_id_of_a_failure_is_read_from_its_message() {
        let id = |message: &str| {
            let body =
                serde_json::json!({"errors": [{"errorType": "request", "message": message}]});
            let document = ErrorDocument::read(body.to_string().as_bytes()).unwrap();
            document.error_id().map(str::to_owned)
        };
        assert_eq!(
            id("An error occurred. Error id: AB12CD34:5E6F_7A8B9C0D:01BB_5A391941:1D7A").as_deref(),
            Some("AB12CD34:5E6F_7A8B9C0D:01BB_5A391941:1D7A")
        );
        assert_eq!(id("ERROR ID: 77.").as_deref(), Some("77"));
        for none in [
            "",
            "Error id:",
            "Error id: .",
            "Error id: eyJh.eyJz.c2ln",
            "Error id: somebody@example.org",
            &format!("Error id: {}", "A".repeat(200)),
            "an id of no error",
        ] {
            assert_eq!(id(none), None, "{none}");
        }
    }

    #[test]
    fn debug_shows_neither_message_nor_field() {
        let document =
            ErrorDocument::read(br#"{"errors":[{"errorType":"secret-kind","message":"m"}]}"#)
                .unwrap();
        assert!(!format!("{document:?}").contains("secret"));
    }

    proptest::proptest! {
        #[test]
        fn no_message_makes_the_reader_panic(message in "(?s).{0,40}([Ee]rror id:)?.{0,40}") {
            let body = serde_json::json!({"errors": [{"errorType": "request", "message": message}]});
            let document = ErrorDocument::read(body.to_string().as_bytes()).unwrap();
            let _ = (document.error_id(), document.message());
        }

        #[test]
        fn no_body_makes_the_reader_panic(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            if let Some(document) = ErrorDocument::read(&body) {
                let _ = (document.error_id(), document.message());
            }
        }
    }
}
