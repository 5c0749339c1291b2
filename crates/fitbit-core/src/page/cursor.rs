//! A place in a list, to go on from there in another process.
//!
//! It holds the link of the page as the server made it, which may name a date of the person, and what tells items apart,
//! which may be their ids: it is kept where health data is kept, and never printed.

mod error;
mod form;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::position::{Place, Position};
use super::{Direction, Fingerprint, PageSource};

pub use error::WalkError;

/// A place in a list: what was handed out before it is not handed out again, and nothing after it is left out.
///
/// It belongs to one list, as it was asked for, of one person, in one direction, and to a walk over items or over pages.
/// Anything else refuses it. Its text form has eleven signs for each page
/// and each of the last 4,096 items, and carries the version of its form.
///
/// ```
/// use fitbit_core::Cursor;
///
/// assert!("1.bm90IG9uZQ".parse::<Cursor>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor {
    list: Fingerprint,
    direction: Direction,
    steps: Steps,
    position: Position,
}

/// What a walk hands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Steps {
    Items,
    Pages,
}

impl Cursor {
    pub(super) fn new<S: PageSource>(source: &S, steps: Steps, position: Position) -> Self {
        Self {
            list: source.list(),
            direction: source.direction(),
            steps,
            position,
        }
    }

    /// The position, for the walk that it belongs to.
    pub(super) fn position<S: PageSource>(
        &self,
        source: &S,
        steps: Steps,
    ) -> Result<Position, WalkError> {
        if self.list != source.list() {
            return Err(WalkError::OtherList);
        }
        if self.direction != source.direction() {
            return Err(WalkError::OtherDirection);
        }
        if self.steps != steps {
            return Err(WalkError::OtherSteps);
        }
        Ok(self.position.clone())
    }

    /// Whether the list was read to its end.
    pub fn is_at_end(&self) -> bool {
        self.position.place == Place::End
    }

    pub(crate) fn place(&self) -> Option<&str> {
        self.position.place.text()
    }

    /// The text form: ASCII, without signs that a URL or a file name would quote.
    pub fn to_text(&self) -> String {
        form::write(self)
    }
}

impl FromStr for Cursor {
    type Err = WalkError;

    fn from_str(text: &str) -> Result<Self, WalkError> {
        form::read(text)
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Cursor")
    }
}

#[cfg(test)]
mod tests;
