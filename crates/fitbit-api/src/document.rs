//! Successes that are XML and not JSON: kept as the bytes that came, after making sure that they are the document that
//! the operation promises.
//!
//! This is no XML parser. It reads what stands around the root element and that the body ends with it, which tells a
//! document from an error page and from one that was cut off.

use std::fmt;

use bytes::Bytes;

use crate::decode::MisfitKind;

/// An XML document, as it came. UTF-8, with the root element that the operation promises.
#[derive(Clone, PartialEq, Eq)]
pub struct XmlDocument {
    bytes: Bytes,
}

impl XmlDocument {
    /// Takes `bytes` for a document with this root element.
    pub(crate) fn new(bytes: Bytes, root: &str) -> Result<Self, MisfitKind> {
        let text = std::str::from_utf8(&bytes).map_err(|_| MisfitKind::NotText)?;
        check(text, root)?;
        Ok(Self { bytes })
    }

    /// The document as text.
    pub fn as_str(&self) -> &str {
        // The bytes were checked when they came.
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// The document as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document as bytes.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl fmt::Debug for XmlDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("XmlDocument")
    }
}

/// Whether `text` is XML with this root element, from its first tag to its last.
fn check(text: &str, root: &str) -> Result<(), MisfitKind> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.is_empty() {
        return Err(MisfitKind::Empty);
    }
    let Some(element) = skip_prolog(text)? else {
        return Err(MisfitKind::NotXml);
    };
    let name_length = element.find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/'));
    let name = &element[..name_length.ok_or(MisfitKind::CutOff)?];
    if local(name) != root {
        return Err(MisfitKind::Shape);
    }
    let end = text.strip_suffix('>').ok_or(MisfitKind::CutOff)?.trim_end();
    let is_closed = end
        .rsplit_once("</")
        .is_some_and(|(_, closing)| closing == name);
    // A root without content closes itself, and is then the only tag.
    let is_alone = end.ends_with('/') && !element.trim_end_matches('>').contains('<');
    if is_closed || is_alone {
        Ok(())
    } else {
        Err(MisfitKind::CutOff)
    }
}

/// What follows the `<` of the root element, behind the declaration, comments and the like; `None` when the text is
/// something else.
fn skip_prolog(text: &str) -> Result<Option<&str>, MisfitKind> {
    let mut rest = text;
    loop {
        let Some(tag) = rest.strip_prefix('<') else {
            return Ok(None);
        };
        let end = if tag.starts_with('?') {
            "?>"
        } else if tag.starts_with("!--") {
            "-->"
        } else if tag.starts_with('!') {
            ">"
        } else {
            return Ok(Some(tag));
        };
        let (_, after) = tag.split_once(end).ok_or(MisfitKind::CutOff)?;
        rest = after.trim_start();
    }
}

/// A name without its namespace prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROOT: &str = "TrainingCenterDatabase";

    #[test]
    fn a_document_with_its_root_is_taken() {
        for text in [
            "<TrainingCenterDatabase><Activities/></TrainingCenterDatabase>",
            "\u{feff}<?xml version=\"1.0\"?>\n<!-- made up -->\n<TrainingCenterDatabase xmlns=\"a\">\n</TrainingCenterDatabase>\n",
            "<?xml version='1.0'?><!DOCTYPE a><t:TrainingCenterDatabase>x</t:TrainingCenterDatabase >",
            "<TrainingCenterDatabase/>",
            "<TrainingCenterDatabase xmlns=\"a\" />",
        ] {
            assert_eq!(check(text, ROOT), Ok(()), "{text}");
        }
    }

    #[test]
    fn anything_else_is_named_and_not_taken() {
        use MisfitKind::{CutOff, Empty, NotXml, Shape};

        for (text, kind) in [
            ("", Empty),
            (" \n", Empty),
            ("{\"errors\":[]}", NotXml),
            ("not found", NotXml),
            ("<?xml version=\"1.0\"?>", NotXml),
            ("<html><body>Sorry</body></html>", Shape),
            ("<!DOCTYPE html><html></html>", Shape),
            ("<gpx></gpx>", Shape),
            ("<TrainingCenterDatabaseX></TrainingCenterDatabaseX>", Shape),
            ("<TrainingCenterDatabase", CutOff),
            ("<TrainingCenterDatabase><Activities>", CutOff),
            ("<TrainingCenterDatabase><Activities/>", CutOff),
            ("<TrainingCenterDatabase></TrainingCenterDatabase", CutOff),
            ("<?xml version=", CutOff),
        ] {
            assert_eq!(check(text, ROOT), Err(kind), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[<>/?!a:\\- ä]{0,24}") {
            let _ = check(&text, "a");
        }
    }
}
