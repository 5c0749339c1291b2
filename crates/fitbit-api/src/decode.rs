//! Reads the body of a success, and says where it does not fit without showing what stands there.
//!
//! All rules about bodies are here: they are text, an error document is never a success whatever its status, "no data"
//! has the forms that the operation's facts allow. Bodies are decoded from `&str`: one check of the whole is cheaper
//! than one of each string.

mod apart;
mod misfit;
mod root;

use std::borrow::Cow;

use bytes::Bytes;
use progenitor_client::{Error, OperationInfo, ResponseValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::carry::carry;
use crate::document::XmlDocument;
use crate::facts::{Empty, Operation, Schema};
use crate::generated::bodies::read_with;

pub use apart::{Apart, ItemMisfit, body_apart};
pub use misfit::{Misfit, MisfitKind};

use misfit::safe_path;
use root::{is_strange, root_keys};

/// What the body of a success is read as: the type of a root schema. Implemented by the generator.
pub trait Body: DeserializeOwned {
    /// Reads it from a document, which is the place for a faster way than serde's.
    ///
    /// # Errors
    ///
    /// As serde has it.
    fn from_text(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

/// Reads `bytes` as a success of `operation`.
///
/// # Errors
///
/// A [`Misfit`] that names the place.
pub fn body<T: Body>(operation: &Operation, bytes: &[u8]) -> Result<T, Misfit> {
    let text = prepared(operation, bytes)?;
    T::from_text(&text).map_err(|error| locate::<T>(&text, &error))
}

/// The document that a type is read from: text, no error document, in the one form that the types have.
fn prepared<'a>(operation: &Operation, bytes: &'a [u8]) -> Result<Cow<'a, str>, Misfit> {
    let text = std::str::from_utf8(bytes).map_err(|_| Misfit::bare(MisfitKind::NotText))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if has_error_root(text) {
        return Err(Misfit::bare(MisfitKind::ErrorDocument));
    }
    normalised(operation, text)
}

/// Takes `bytes` for the XML document that a success of `operation` is.
///
/// # Errors
///
/// A [`Misfit`], also when the operation promises no XML.
pub fn document(operation: &Operation, bytes: Bytes) -> Result<XmlDocument, Misfit> {
    if std::str::from_utf8(&bytes).is_ok_and(has_error_root) {
        return Err(Misfit::bare(MisfitKind::ErrorDocument));
    }
    let root = operation
        .xml_root
        .ok_or_else(|| Misfit::bare(MisfitKind::Shape))?;
    XmlDocument::new(bytes, root).map_err(Misfit::bare)
}

/// Whether `bytes` is a success of `operation`; `None` when its success is not JSON.
///
/// # Errors
///
/// A [`Misfit`] that names the place.
// Every type's reader is in it. As inline it is built where it is called, and not for those who never do.
#[inline]
pub fn check(operation: &Operation, bytes: &[u8]) -> Option<Result<(), Misfit>> {
    struct Check<'a>(&'a Operation, &'a [u8]);

    impl Reader for Check<'_> {
        type Output = Result<(), Misfit>;

        fn json<T: Body + Serialize>(self) -> Self::Output {
            body::<T>(self.0, self.1).map(drop)
        }

        fn document(self) -> Self::Output {
            document(self.0, Bytes::copy_from_slice(self.1)).map(drop)
        }
    }

    read_with(operation.id, Check(operation, bytes))
}

/// Reads `bytes` as a success of `operation` and writes it as it would stand on the wire: what the types keep of it.
/// `None` when its success has no body.
///
/// # Errors
///
/// A [`Misfit`] that names the place.
// Inline as `check` is, with every type's writer too.
#[inline]
pub fn rewrite(operation: &Operation, bytes: &[u8]) -> Option<Result<String, Misfit>> {
    struct Rewrite<'a>(&'a Operation, &'a [u8]);

    impl Reader for Rewrite<'_> {
        type Output = Result<String, Misfit>;

        fn json<T: Body + Serialize>(self) -> Self::Output {
            body::<T>(self.0, self.1).map(|value| {
                serde_json::to_string(&value)
                    .expect("generated types have text keys and no writers that fail")
            })
        }

        fn document(self) -> Self::Output {
            document(self.0, Bytes::copy_from_slice(self.1))
                .map(|document| document.as_str().to_owned())
        }
    }

    read_with(operation.id, Rewrite(operation, bytes))
}

/// What is done with a body, once the type of its operation is known.
pub(crate) trait Reader {
    type Output;

    fn json<T: Body + Serialize>(self) -> Self::Output;

    fn document(self) -> Self::Output;
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
    let is_list = operation
        .success
        .and_then(Schema::find)
        .is_some_and(|schema| schema.items.is_some());
    let no_data = Cow::Borrowed(if is_list { "[]" } else { "{}" });
    if trimmed.is_empty() {
        return match operation.empty {
            Empty::Body => Ok(no_data),
            Empty::Object | Empty::Never => Err(Misfit::bare(MisfitKind::Empty)),
        };
    }
    if operation.empty == Empty::Body && matches!(trimmed, "null" | "\"\"") {
        return Ok(no_data);
    }
    if is_list
        && operation.empty != Empty::Never
        && root_keys(trimmed, &[]).is_some_and(|keys| !keys.any)
    {
        return Ok(no_data);
    }
    if let Some(field) = operation.root_list {
        if trimmed.starts_with('[') {
            return Ok(Cow::Owned(format!("{{\"{field}\":{trimmed}}}")));
        }
        if root_keys(trimmed, &[field]).is_some_and(|keys| keys.any && !keys.found) {
            return Ok(Cow::Owned(format!("{{\"{field}\":[{trimmed}]}}")));
        }
    }
    if let Some(field) = operation.root_item
        && root_keys(trimmed, &[field]).is_some_and(|keys| keys.any && !keys.found)
    {
        return Ok(Cow::Owned(format!("{{\"{field}\":{trimmed}}}")));
    }
    // Where nothing is required, an object of which nothing is known would read as no data.
    let fields = operation
        .success
        .and_then(Schema::find)
        .map_or(&[][..], |schema| schema.fields);
    if operation.empty != Empty::Never && !fields.is_empty() && is_strange(trimmed, fields) {
        return Err(Misfit::bare(MisfitKind::Shape));
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

/// Reads a JSON success on behalf of the generated builders.
///
/// # Errors
///
/// A body that breaks off is [`Error::ResponseBodyError`]; a [`Misfit`] is carried, see [`carried`](crate::carried).
pub(crate) async fn response<T: Body>(
    response: reqwest::Response,
    info: &OperationInfo,
) -> Result<ResponseValue<T>, Error<()>> {
    read(response, info, |operation, bytes| body(operation, &bytes)).await
}

/// Reads an XML success on behalf of the generated builders.
///
/// # Errors
///
/// As [`response`].
#[allow(
    dead_code,
    reason = "generated builders use it as soon as the spec has such an operation"
)]
pub(crate) async fn document_response(
    response: reqwest::Response,
    info: &OperationInfo,
) -> Result<ResponseValue<XmlDocument>, Error<()>> {
    read(response, info, document).await
}

async fn read<T>(
    response: reqwest::Response,
    info: &OperationInfo,
    reader: impl FnOnce(&Operation, Bytes) -> Result<T, Misfit>,
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
    match reader(operation, bytes) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(misfit) => Err(Error::UnexpectedResponse(carry(misfit))),
    }
}

#[cfg(test)]
mod tests;
