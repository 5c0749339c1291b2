//! How far a walk is: what is handed out, and what must not come again.
//!
//! It is the whole memory of a walk, so a cursor is nothing but a copy of it: eight bytes a page, and eight an item up to
//! [`REMEMBERED`]. Pages may move under the reader, because servers count from the newest; so what was handed out is
//! remembered further back than the page before.

use std::collections::{HashSet, VecDeque};
use std::fmt;

use super::{Entry, Fingerprint, WalkError};

/// How many items are remembered. Only a list that grows by more of them between two pages could repeat one.
pub(super) const REMEMBERED: usize = 4096;

/// Where the next page is.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Where the list begins.
    First,
    /// Where a page said.
    At(Box<str>),
    /// Behind the last page.
    End,
}

impl Place {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::At(place) => Some(place),
            Self::First | Self::End => None,
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Position {
    /// The page that is being read.
    pub(super) place: Place,
    /// Whose list it is, once that is known.
    pub(super) whose: Option<Fingerprint>,
    /// The items that were handed out last.
    pub(super) seen: VecDeque<Fingerprint>,
    /// The places of the pages that are done with.
    pub(super) followed: Vec<Fingerprint>,
    /// How many pages had something new.
    pub(super) fruitful: u64,
    /// How many pages since then had items, and none of them new.
    pub(super) barren: u64,
}

impl Position {
    pub(super) fn at(place: Place) -> Self {
        Self {
            place,
            whose: None,
            seen: VecDeque::new(),
            followed: Vec::new(),
            fruitful: 0,
            barren: 0,
        }
    }

    /// Whether this page was done with before, so that the list would never end.
    pub(super) fn repeats(&self, place: &Place) -> bool {
        place
            .text()
            .is_some_and(|place| self.followed.contains(&Fingerprint::of([place])))
    }

    /// Notes an item that is handed out.
    pub(super) fn take(&mut self, key: Fingerprint) {
        if self.seen.len() >= REMEMBERED {
            self.seen.pop_front();
        }
        self.seen.push_back(key);
    }

    /// What of a page is to be handed out still.
    ///
    /// A page can be all old when the list has grown by a page meanwhile; there cannot be more such pages in a row than
    /// were read, unless the list leads back for ever.
    pub(super) fn sift<T, E>(
        &mut self,
        entries: Vec<Entry<T, E>>,
    ) -> Result<Vec<Entry<T, E>>, WalkError> {
        let mut known: HashSet<Fingerprint> = self.seen.iter().copied().collect();
        let all = entries.len();
        let fresh: Vec<Entry<T, E>> = entries
            .into_iter()
            .filter(|entry| known.insert(entry.key))
            .collect();
        if !fresh.is_empty() {
            self.fruitful += 1;
            self.barren = 0;
        } else if all > 0 {
            self.barren += 1;
            if self.barren > self.fruitful.max(1) {
                return Err(WalkError::RepeatedPage);
            }
        }
        Ok(fresh)
    }

    /// Moves on from a page that is done with.
    pub(super) fn leave(&mut self, following: Option<Box<str>>) {
        if let Some(place) = self.place.text() {
            self.followed.push(Fingerprint::of([place]));
        }
        self.place = following.map_or(Place::End, Place::At);
    }
}

/// The links of a person's list are that person's data.
impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Place")
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Position")
    }
}
