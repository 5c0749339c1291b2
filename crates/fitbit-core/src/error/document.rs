//! Error bodies, in the three forms that the service has used.
//!
//! Legacy: `errors` with `errorType`, nearly everywhere. JSON:API: `errors` with `title`, on versions 1.1 and newer.
//! Google: `error` with `status`, from the front end of 2026. A body may also be empty or a page of HTML: then only the
//! status speaks.

use std::fmt;

use serde::Deserialize;

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

    /// The server's message for a developer, with everything taken out that may be a secret.
    pub fn message(&self) -> Option<String> {
        self.message.as_deref().map(scrubbed)
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

/// Replaces every word that may be a token, an id or a value.
///
/// The service writes tokens and parameter values into its messages. A word stays only if it is letters with ordinary
/// punctuation around it and not longer than words are; everything with a digit, and every address, goes.
fn scrubbed(message: &str) -> String {
    /// "misconfiguration" and its like are shorter.
    const LONGEST_WORD: usize = 16;

    let mut words = Vec::new();
    for word in message.split_whitespace() {
        let bare = word.trim_matches(|sign: char| ".,:;!?()'\"".contains(sign));
        let ordinary = bare.len() <= LONGEST_WORD
            && bare
                .chars()
                .all(|sign| sign.is_ascii_alphabetic() || matches!(sign, '-' | '\'' | '/'));
        let shouting = bare.len() > 4 && bare.chars().all(|sign| sign.is_ascii_uppercase());
        words.push(if ordinary && !shouting {
            word
        } else {
            "[removed]"
        });
    }
    words.join(" ")
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
    fn a_token_in_a_message_is_removed_and_its_words_stay() {
        for secret in [
            "eyJhbGciOi.J9.sig",
            "39ab9109aba",
            "QWERTYUIOPA",
            "hijklmnopqrstuvwxyz",
        ] {
            let text = format!("Access token expired: {secret}. Visit https://example.org/docs");
            let scrubbed = scrubbed(&text);
            assert!(!scrubbed.contains(secret), "{secret}");
            assert!(scrubbed.starts_with("Access token expired: "));
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
        fn no_word_with_a_digit_survives(secret in "[A-Za-z0-9._-]{0,20}[0-9][A-Za-z0-9._-]{0,20}") {
            let text = format!("Refresh token invalid: {secret}. Visit the site");
            proptest::prop_assert!(!scrubbed(&text).contains(&secret));
        }

        #[test]
        fn no_body_makes_the_reader_panic(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = ErrorDocument::read(&body);
        }
    }
}
