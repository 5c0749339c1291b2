//! Marks that a person set and took away, over invented ones.

use std::collections::BTreeMap;

/// Favourites by id: set, or taken away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    set: BTreeMap<i64, bool>,
}

impl Marks {
    /// Whether it is marked, if it was invented to be or not to be.
    pub(crate) fn has(&self, id: i64, invented: bool) -> bool {
        self.set.get(&id).copied().unwrap_or(invented)
    }

    pub(crate) fn set(&mut self, id: i64) {
        self.set.insert(id, true);
    }

    /// Takes a mark away, and says whether there was one.
    pub(crate) fn take(&mut self, id: i64, invented: bool) -> bool {
        let had = self.has(id, invented);
        self.set.insert(id, false);
        had
    }
}
