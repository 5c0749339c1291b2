//! The text form of a cursor: its version, a dot, and bytes in Base64.
//!
//! Nothing that is read is trusted: every length is bounded by what is there, and a checksum at the end finds what was
//! cut or changed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use super::{Cursor, Direction, Fingerprint, Place, Position, Steps, WalkError};

const VERSION: u32 = 1;

const BACKWARD: u8 = 1;
const PAGES: u8 = 2;
const WHOSE: u8 = 4;
const AT: u8 = 8;
const END: u8 = 16;
const KNOWN: u8 = BACKWARD | PAGES | WHOSE | AT | END;

pub(super) fn write(cursor: &Cursor) -> String {
    let position = &cursor.position;
    let mut flags = 0;
    let mut set = |flag, is_set| flags |= if is_set { flag } else { 0 };
    set(BACKWARD, cursor.direction == Direction::Backward);
    set(PAGES, cursor.steps == Steps::Pages);
    set(WHOSE, position.whose.is_some());
    set(AT, matches!(position.place, Place::At(_)));
    set(END, position.place == Place::End);

    let mut bytes = vec![flags];
    number(&mut bytes, cursor.list.bits());
    if let Some(whose) = position.whose {
        number(&mut bytes, whose.bits());
    }
    if let Place::At(place) = &position.place {
        number(&mut bytes, place.len() as u64);
        bytes.extend_from_slice(place.as_bytes());
    }
    number(&mut bytes, position.fruitful);
    number(&mut bytes, position.barren);
    number(&mut bytes, position.seen.len() as u64);
    for key in position.seen.iter().chain(&position.followed) {
        number(&mut bytes, key.bits());
    }
    let sum = Fingerprint::of_bytes(&bytes);
    number(&mut bytes, sum.bits());
    format!("{VERSION}.{}", BASE64.encode(bytes))
}

pub(super) fn read(text: &str) -> Result<Cursor, WalkError> {
    let (version, text) = text.split_once('.').ok_or(WalkError::Malformed)?;
    match version.parse::<u32>() {
        Ok(VERSION) => {}
        Ok(later) if later > VERSION => return Err(WalkError::LaterVersion),
        _ => return Err(WalkError::Malformed),
    }
    let bytes = BASE64.decode(text).map_err(|_| WalkError::Malformed)?;
    body(&bytes).ok_or(WalkError::Malformed)
}

fn body(bytes: &[u8]) -> Option<Cursor> {
    let (body, sum) = bytes.split_last_chunk::<8>()?;
    if Fingerprint::of_bytes(body).bits() != u64::from_le_bytes(*sum) {
        return None;
    }
    let mut rest = Rest(body);
    let [flags] = *rest.take(1)? else { return None };
    let has = |flag| flags & flag != 0;
    if flags & !KNOWN != 0 || (has(AT) && has(END)) {
        return None;
    }
    let cursor = Cursor {
        list: rest.key()?,
        direction: if has(BACKWARD) {
            Direction::Backward
        } else {
            Direction::Forward
        },
        steps: if has(PAGES) {
            Steps::Pages
        } else {
            Steps::Items
        },
        position: Position {
            whose: if has(WHOSE) { Some(rest.key()?) } else { None },
            place: if has(AT) {
                let length = rest.length()?;
                Place::At(std::str::from_utf8(rest.take(length)?).ok()?.into())
            } else if has(END) {
                Place::End
            } else {
                Place::First
            },
            fruitful: rest.number()?,
            barren: rest.number()?,
            seen: {
                let length = rest.length()?;
                rest.keys(length)?.into()
            },
            followed: rest.keys(rest.0.len() / 8)?,
        },
    };
    rest.0.is_empty().then_some(cursor)
}

fn number(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn length(&mut self) -> Option<usize> {
        self.number()?.try_into().ok()
    }

    fn key(&mut self) -> Option<Fingerprint> {
        self.number().map(Fingerprint::of_id)
    }

    fn keys(&mut self, length: usize) -> Option<Vec<Fingerprint>> {
        // Nothing is reserved for more than there can be.
        (length <= self.0.len() / 8)
            .then(|| (0..length).map(|_| self.key()).collect())
            .flatten()
    }
}
