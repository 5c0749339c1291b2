//! Reads the body of a success, and says where it does not fit without showing what stands there.
//!
//! All rules about bodies are here: they are text, an error document is never a success whatever its status, "no data"
//! has the forms that the operation's facts allow. Bodies are decoded from `&str`: one check of the whole is cheaper
//! than one of each string.

use std::borrow::Cow;
use std::fmt;

use progenitor_client::{Error, OperationInfo, ResponseValue};
use serde::de::{self, DeserializeOwned, IgnoredAny};

use crate::carry::carry;
use crate::facts::{Empty, Operation, SCHEMAS};

pub use crate::generated::bodies::check;

/// Why a body is not the success that its operation promises.
///
/// It names a place and never a value, so it is safe to log.
#[derive(Clone, PartialEq, Eq)]
pub struct Misfit {
    kind: MisfitKind,
    path: String,
    expected: Option<Box<str>>,
    line: usize,
    column: usize,
}

/// What is wrong with a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MisfitKind {
    /// It has no bytes, and this operation always answers with some.
    Empty,
    /// It is not UTF-8.
    NotText,
    /// It is not JSON.
    NotJson,
    /// It ends in the middle.
    CutOff,
    /// It is an error document.
    ErrorDocument,
    /// It is JSON, of another shape.
    Shape,
}

impl Misfit {
    fn bare(kind: MisfitKind) -> Self {
        Self {
            kind,
            path: "$".to_owned(),
            expected: None,
            line: 0,
            column: 0,
        }
    }

    fn from_json(error: &serde_json::Error, path: String) -> Self {
        Self {
            kind: match error.classify() {
                serde_json::error::Category::Data => MisfitKind::Shape,
                serde_json::error::Category::Eof => MisfitKind::CutOff,
                serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
                    MisfitKind::NotJson
                }
            },
            path,
            expected: expectation(&error.to_string()),
            line: error.line(),
            column: error.column(),
        }
    }

    /// What is wrong.
    pub fn kind(&self) -> MisfitKind {
        self.kind
    }

    /// The JSON path of the misfit, `$` for the root. Keys that the spec does not list stand as `*`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What should stand there, where the types say so.
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// Line and column, from 1; zeros where the whole body is meant.
    pub fn position(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.kind {
            MisfitKind::Empty => "the body is empty",
            MisfitKind::NotText => "the body is not UTF-8",
            MisfitKind::NotJson => "the body is not JSON",
            MisfitKind::CutOff => "the body ends in the middle",
            MisfitKind::ErrorDocument => "the body is an error document",
            MisfitKind::Shape => "the body has another shape",
        })?;
        write!(formatter, " at {}", self.path)?;
        if let Some(expected) = &self.expected {
            write!(formatter, ": {expected}")?;
        }
        if self.line > 0 {
            write!(formatter, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Misfit({self})")
    }
}

impl std::error::Error for Misfit {}

/// The part of serde's message that is about types and not about values.
fn expectation(message: &str) -> Option<Box<str>> {
    let message = message
        .rfind(" at line ")
        .map_or(message, |end| &message[..end]);
    if message.starts_with("missing field `") {
        return Some(message.into());
    }
    // `invalid type: string "…", expected …`: the value stands before the last comma of this form.
    ["invalid type: ", "invalid value: ", "invalid length "]
        .iter()
        .any(|start| message.starts_with(start))
        .then(|| message.rfind(", expected "))
        .flatten()
        .map(|start| message[start + 2..].into())
}

/// Reads `bytes` as a success of `operation`.
///
/// # Errors
///
/// A [`Misfit`] that names the place.
pub fn body<T: DeserializeOwned>(operation: &Operation, bytes: &[u8]) -> Result<T, Misfit> {
    let text = std::str::from_utf8(bytes).map_err(|_| Misfit::bare(MisfitKind::NotText))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if has_error_root(text) {
        return Err(Misfit::bare(MisfitKind::ErrorDocument));
    }
    let text = normalised(operation, text)?;
    serde_json::from_str(&text).map_err(|error| locate::<T>(&text, &error))
}

/// Whether the root of this document is `errors` or `error`: such a body is never a success.
pub fn has_error_root(text: &str) -> bool {
    // Nearly every success is told apart by this search alone.
    text.contains("\"error") && {
        let keys = root_keys(text, &["errors", "error"]);
        keys.is_some_and(|keys| keys.found)
    }
}

/// Brings the forms of "no data" and the bare forms of a list to the one form that the types have.
fn normalised<'a>(operation: &Operation, text: &'a str) -> Result<Cow<'a, str>, Misfit> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return match operation.empty {
            Empty::Body => Ok(Cow::Borrowed("{}")),
            Empty::Object | Empty::Never => Err(Misfit::bare(MisfitKind::Empty)),
        };
    }
    if operation.empty == Empty::Body && matches!(trimmed, "null" | "\"\"") {
        return Ok(Cow::Borrowed("{}"));
    }
    if let Some(field) = operation.root_list {
        if trimmed.starts_with('[') {
            return Ok(Cow::Owned(format!("{{\"{field}\":{trimmed}}}")));
        }
        if root_keys(trimmed, &[field]).is_some_and(|keys| keys.any && !keys.found) {
            return Ok(Cow::Owned(format!("{{\"{field}\":[{trimmed}]}}")));
        }
    }
    Ok(Cow::Borrowed(text))
}

/// Reads once more, with the path: only a misfit pays for it.
fn locate<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Misfit {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(located) => Misfit::from_json(located.inner(), safe_path(located.path())),
        // The value fits and something stands behind it.
        Ok(_) => Misfit::from_json(error, "$".to_owned()),
    }
}

/// A path with the keys that the spec lists; any other key may be data.
fn safe_path(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;

    let mut safe = String::from("$");
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                safe.push('[');
                safe.push_str(&index.to_string());
                safe.push(']');
            }
            Segment::Map { key } => {
                safe.push('.');
                let listed = SCHEMAS.iter().any(|schema| schema.field(key).is_some());
                safe.push_str(if listed { key } else { "*" });
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    safe
}

struct RootKeys {
    any: bool,
    found: bool,
}

/// What keys the root object has; `None` when the root is not an object.
fn root_keys(text: &str, wanted: &[&str]) -> Option<RootKeys> {
    struct Visitor<'a>(&'a [&'a str]);

    impl<'de> de::Visitor<'de> for Visitor<'_> {
        type Value = RootKeys;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<RootKeys, A::Error> {
            let mut keys = RootKeys {
                any: false,
                found: false,
            };
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                keys.any = true;
                keys.found |= self.0.contains(&&*key);
                map.next_value::<IgnoredAny>()?;
            }
            Ok(keys)
        }
    }

    de::Deserializer::deserialize_map(
        &mut serde_json::Deserializer::from_str(text),
        Visitor(wanted),
    )
    .ok()
}

/// Reads a success on behalf of the generated builders.
///
/// # Errors
///
/// A body that breaks off is [`Error::ResponseBodyError`]; a [`Misfit`] is carried, see [`carried`](crate::carried).
pub(crate) async fn response<T: DeserializeOwned>(
    response: reqwest::Response,
    info: &OperationInfo,
) -> Result<ResponseValue<T>, Error<()>> {
    let operation = Operation::find(info.operation_id).ok_or_else(|| {
        Error::InvalidRequest(format!("no facts on operation {}", info.operation_id))
    })?;
    let status = response.status();
    let headers = response.headers().clone();
    let bytes = response
        .bytes()
        .await
        .map_err(|error| Error::ResponseBodyError(error.without_url()))?;
    match body(operation, &bytes) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(misfit) => Err(Error::UnexpectedResponse(carry(misfit))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types;

    fn read<T: DeserializeOwned>(operation: &str, text: &str) -> Result<T, Misfit> {
        body(Operation::find(operation).unwrap(), text.as_bytes())
    }

    fn subscriptions(text: &str) -> Result<usize, MisfitKind> {
        read::<types::SubscriptionList>("get_subscription_list", text)
            .map(|list| list.api_subscriptions.unwrap_or_default().len())
            .map_err(|misfit| misfit.kind())
    }

    fn badges(text: &str) -> Result<types::BadgeList, Misfit> {
        read("get_badges", text)
    }

    #[test]
    fn an_error_document_is_no_success_wherever_its_root_key_stands() {
        for text in [
            r#"{"errors":[]}"#,
            r#"{"success":false,"errors":[{"errorType":"system"}]}"#,
            r#" {"error":{"code":403}}"#,
        ] {
            assert_eq!(subscriptions(text), Err(MisfitKind::ErrorDocument));
        }
        // The word alone makes no error.
        assert!(badges(r#"{"badges":[{"description":"\"errors\""}]}"#).is_ok());
    }

    #[test]
    fn the_forms_of_no_data_are_taken_where_the_spec_allows_them() {
        for text in [
            "",
            " \n",
            "{}",
            "null",
            "\"\"",
            r#"{"apiSubscriptions":null}"#,
        ] {
            assert_eq!(subscriptions(text), Ok(0), "{text:?}");
        }
        assert_eq!(badges("").unwrap_err().kind(), MisfitKind::Empty);
        assert_eq!(badges("{}").unwrap_err().kind(), MisfitKind::Shape);
    }

    #[test]
    fn a_bare_item_and_a_bare_list_are_lists_and_anything_else_is_none() {
        let item = r#"{"subscriptionId":"1"}"#;
        assert_eq!(subscriptions(item), Ok(1));
        assert_eq!(subscriptions(&format!("[{item}, {item}]")), Ok(2));
        assert_eq!(
            subscriptions(r#"{"something":"else"}"#),
            Err(MisfitKind::Shape)
        );
        assert_eq!(subscriptions("7"), Err(MisfitKind::Shape));
    }

    #[test]
    fn a_byte_order_mark_is_no_misfit_and_bytes_that_are_no_text_are() {
        assert!(badges("\u{feff}{\"badges\":[]}").is_ok());
        let operation = Operation::find("get_badges").unwrap();
        let misfit = body::<types::BadgeList>(operation, b"{\"badges\":[\xff]}").unwrap_err();
        assert_eq!(misfit.kind(), MisfitKind::NotText);
    }

    #[test]
    fn a_misfit_says_where_and_what_was_expected_and_never_what_was_there() {
        let misfit = badges(r#"{"badges":[{},{"dateTime":"secret, expected x"}]}"#).unwrap_err();
        assert_eq!(misfit.path(), "$.badges[1].dateTime");
        let misfit = badges(r#"{"badges":[{"timesAchieved":"secret, expected x"}]}"#).unwrap_err();
        assert_eq!(misfit.expected(), Some("expected an integer"));
        assert!(!format!("{misfit} {misfit:?}").contains("secret"));
    }

    #[test]
    fn what_stands_behind_a_document_is_a_misfit() {
        assert_eq!(
            badges(r#"{"badges":[]}x"#).unwrap_err().kind(),
            MisfitKind::NotJson
        );
        assert_eq!(
            badges(r#"{"badges":["#).unwrap_err().kind(),
            MisfitKind::CutOff
        );
    }

    #[test]
    fn only_serdes_own_words_are_taken_from_a_message() {
        assert_eq!(
            expectation("invalid type: map, expected i64 at line 1 column 2").as_deref(),
            Some("expected i64")
        );
        assert_eq!(
            expectation("day out of range: secret, expected 1 at line 1 column 2"),
            None
        );
    }
}
