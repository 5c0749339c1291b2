//! The fast way to a dataset: straight off the body, without a token of it passing through serde.
//!
//! It knows one shape, the one that the server writes: `{"time":"HH:MM:SS","value":N}` after `"dataset":[`, without
//! blanks. Whatever else it meets, however harmless, it hands the whole document to serde and is out of the way: it
//! decides nothing about what is right. The rest of the document always goes through serde, with an empty list where the
//! points stood.

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::{Columns, Measure, Point};

const KEY: &str = "\"dataset\"";
const HEAD: &[u8; 9] = b"{\"time\":\"";
const MIDDLE: &[u8; 10] = b"\",\"value\":";

/// Reads a document of which `slot` finds the place of its one dataset.
///
/// # Errors
///
/// As serde has it.
pub(crate) fn read<T: DeserializeOwned, V: Measure>(
    text: &str,
    slot: impl FnOnce(&mut T) -> Option<&mut Columns<V>>,
) -> serde_json::Result<T> {
    if let Some(root) = in_two_parts(text, slot) {
        return Ok(root);
    }
    serde_json::from_str(text)
}

/// The document without its points, and its points; `None` where anything is not as expected.
fn in_two_parts<T: DeserializeOwned, V: Measure>(
    text: &str,
    slot: impl FnOnce(&mut T) -> Option<&mut Columns<V>>,
) -> Option<T> {
    let (columns, list) = dataset(text)?;
    let (before, after) = (&text[..list.start], &text[list.end..]);
    // A slot is there because serde met a key of this name. Written without escapes it is met by the search too, also as
    // the end of a longer key; so where there is one, it is this one.
    let is_only = !after.contains(KEY) && !before.contains("\\u") && !after.contains("\\u");
    if !is_only {
        return None;
    }
    let rest = [before, "[]", after].concat();
    let mut root = serde_json::from_str(&rest).ok()?;
    *slot(&mut root)? = columns;
    Some(root)
}

/// The points of the first dataset, and where its list stands.
fn dataset<V: Measure>(text: &str) -> Option<(Columns<V>, Range<usize>)> {
    let key = text.find(KEY)?;
    let bytes = text.as_bytes();
    let colon = skip_blanks(bytes, key + KEY.len());
    if bytes.get(colon) != Some(&b':') {
        return None;
    }
    let start = skip_blanks(bytes, colon + 1);
    if bytes.get(start) != Some(&b'[') {
        return None;
    }
    let (columns, length) = points(&bytes[start + 1..])?;
    Some((columns, start..start + 1 + length))
}

fn skip_blanks(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..]
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'))
        .count()
}

/// Points up to the end of their list, and how many bytes that is, the closing bracket included.
fn points<V: Measure>(bytes: &[u8]) -> Option<(Columns<V>, usize)> {
    /// The shortest point, with a comma: a guess that is too high costs less than growing.
    const SHORTEST: usize = 29;

    let mut columns = Columns::with_capacity(bytes.len() / SHORTEST + 1);
    let mut rest = bytes;
    loop {
        let (head, after) = rest.split_first_chunk::<9>()?;
        let (time, after) = after.split_first_chunk::<8>()?;
        let (middle, after) = after.split_first_chunk::<10>()?;
        if head != HEAD || middle != MIDDLE {
            return None;
        }
        let (value, length) = V::leading(after)?;
        let [b'}', next, ..] = &after[length..] else {
            return None;
        };
        columns.push(Point {
            seconds: seconds(*time)?,
            value,
            level: None,
            mets: None,
        });
        rest = &after[length + 2..];
        match next {
            b',' => {}
            b']' => break,
            _ => return None,
        }
    }
    columns.shrink();
    Some((columns, bytes.len() - rest.len()))
}

/// `HH:MM:SS` in seconds since midnight.
fn seconds(text: [u8; 8]) -> Option<u32> {
    let [h1, h2, b':', m1, m2, b':', s1, s2] = text else {
        return None;
    };
    let two = |tens: u8, ones: u8| {
        let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
    };
    let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
    (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)
}

/// Whether the points of this document can be read the fast way.
#[cfg(test)]
pub(super) fn points_of<V: Measure>(text: &str) -> bool {
    dataset::<V>(text).is_some()
}
