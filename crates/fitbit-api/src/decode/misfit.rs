//! Where a body does not fit, without what stands there.

use std::fmt;

use crate::facts::SCHEMAS;

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
    /// It is not XML.
    NotXml,
    /// It is an error document.
    ErrorDocument,
    /// It is JSON or XML, of another shape.
    Shape,
}

impl Misfit {
    pub(super) fn bare(kind: MisfitKind) -> Self {
        Self {
            kind,
            path: "$".to_owned(),
            expected: None,
            line: 0,
            column: 0,
        }
    }

    pub(super) fn from_json(error: &serde_json::Error, path: String) -> Self {
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

    /// The same, in a part that stands at `place`.
    pub(super) fn below(mut self, place: &str) -> Self {
        self.path = format!("{place}{}", self.path.trim_start_matches('$'));
        self
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
            MisfitKind::NotXml => "the body is not XML",
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
    if [
        "missing field `",
        "data did not match any variant of untagged enum ",
    ]
    .iter()
    .any(|start| message.starts_with(start))
    {
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

/// A path with the keys that the spec lists; any other key may be data.
pub(super) fn safe_path(path: &serde_path_to_error::Path) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_serdes_own_words_are_taken_from_a_message() {
        assert_eq!(
            expectation("invalid type: map, expected i64 at line 1 column 2").as_deref(),
            Some("expected i64")
        );
        assert_eq!(
            expectation("data did not match any variant of untagged enum Meal at line 1 column 2")
                .as_deref(),
            Some("data did not match any variant of untagged enum Meal")
        );
        assert_eq!(
            expectation("day out of range: secret, expected 1 at line 1 column 2"),
            None
        );
    }
}
