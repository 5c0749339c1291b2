//! A log over an invented one: entries that were added or changed, and ids of invented entries that are gone.

use std::collections::BTreeSet;

use jiff::civil::Date;

/// What a log has in it.
pub(crate) trait Entry: Clone {
    /// Unique in its log, but for measurements of the same instant.
    fn id(&self) -> i64;
    /// The day that it is listed under; none for what has no day.
    fn day(&self) -> Option<Date>;
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Log<T> {
    written: Vec<T>,
    /// Of invented entries: those that were deleted, and those that a written one replaces.
    gone: BTreeSet<i64>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self {
            written: Vec::new(),
            gone: BTreeSet::new(),
        }
    }
}

impl<T: Entry> Log<T> {
    /// The entries of a day, if these were invented for it.
    pub(crate) fn of_day(&self, day: Date, invented: Vec<T>) -> Vec<T> {
        let mut entries = self.standing(invented);
        let written = self.written.iter();
        entries.extend(written.filter(|entry| entry.day() == Some(day)).cloned());
        entries
    }

    /// All entries, if these were invented.
    pub(crate) fn all(&self, invented: Vec<T>) -> Vec<T> {
        let mut entries = self.standing(invented);
        entries.extend(self.written.iter().cloned());
        entries
    }

    /// Those that were written, in the order of the writing.
    pub(crate) fn written(&self) -> &[T] {
        &self.written
    }

    /// Whether anything was written or removed.
    pub(crate) fn is_touched(&self) -> bool {
        !(self.written.is_empty() && self.gone.is_empty())
    }

    pub(crate) fn is_gone(&self, id: i64) -> bool {
        self.gone.contains(&id)
    }

    pub(crate) fn add(&mut self, entry: T) {
        self.written.push(entry);
    }

    /// Puts an entry in the place of that of its id, written or invented.
    pub(crate) fn replace(&mut self, entry: T) {
        let mut written = self.written.iter_mut();
        if let Some(known) = written.find(|known| known.id() == entry.id()) {
            *known = entry;
        } else {
            self.gone.insert(entry.id());
            self.written.push(entry);
        }
    }

    /// Removes what has the id, and says whether there still was anything. `is_invented`: whether invention may have it.
    pub(crate) fn remove(&mut self, id: i64, is_invented: bool) -> bool {
        let before = self.written.len();
        self.written.retain(|entry| entry.id() != id);
        let invented = is_invented && self.gone.insert(id);
        self.written.len() < before || invented
    }

    fn standing(&self, mut invented: Vec<T>) -> Vec<T> {
        if !self.gone.is_empty() {
            invented.retain(|entry| !self.gone.contains(&entry.id()));
        }
        invented
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[derive(Clone, Debug, PartialEq)]
    struct Note(i64, Date, &'static str);

    impl Entry for Note {
        fn id(&self) -> i64 {
            self.0
        }

        fn day(&self) -> Option<Date> {
            Some(self.1)
        }
    }

    const DAY: Date = date(2026, 5, 20);

    fn invented() -> Vec<Note> {
        vec![Note(1, DAY, "one"), Note(2, DAY, "two")]
    }

    #[test]
    fn a_written_entry_comes_after_the_invented_ones_of_its_day_only() {
        let mut log = Log::default();
        log.add(Note(3, DAY, "three"));
        assert_eq!(log.of_day(DAY, invented())[2], Note(3, DAY, "three"));
        assert!(log.of_day(DAY.yesterday().unwrap(), Vec::new()).is_empty());
    }

    #[test]
    fn what_was_removed_is_gone_and_cannot_be_removed_again() {
        let mut log = Log::default();
        log.add(Note(3, DAY, "three"));
        assert!(log.remove(1, true) && log.remove(3, false));
        assert!(!log.remove(1, true) && !log.remove(3, false) && !log.remove(4, false));
        assert_eq!(log.of_day(DAY, invented()), [Note(2, DAY, "two")]);
    }

    #[test]
    fn a_replaced_entry_is_there_once_and_gone_when_it_is_removed() {
        let mut log = Log::default();
        for text in ["second", "third"] {
            log.replace(Note(2, DAY, text));
        }
        let expected = [Note(1, DAY, "one"), Note(2, DAY, "third")];
        assert_eq!(log.of_day(DAY, invented()), expected);
        assert!(log.remove(2, true) && !log.remove(2, true));
        assert_eq!(log.of_day(DAY, invented()), expected[..1]);
    }
}
