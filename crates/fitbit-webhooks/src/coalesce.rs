//! Makes of many notifications the few things that are to be done, for services without an inbox: an inbox does the same
//! over time, and on disk.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::notification::{Event, Notification};

/// One thing to read: what changed in a person's collection on a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Fetch<'a> {
    /// Whose data it is.
    pub owner_id: &'a str,
    /// What of it, as the service names it.
    pub collection: &'a str,
    /// The day as it came, if one was named.
    pub date: Option<&'a str>,
}

impl fmt::Debug for Fetch<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fetch")
    }
}

/// What is to be done about notifications. None of it has an order in time.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Coalesced<'a> {
    /// What is to be read, each once. Nothing of a person whose access has ended.
    pub fetches: BTreeSet<Fetch<'a>>,
    /// Whose access has ended, and how: [`Event::Deleted`] where both came, else [`Event::Revoked`].
    pub ended: BTreeMap<&'a str, Event>,
    /// How many of the notifications this covers. Fewer than there are when there was no room for more.
    pub taken: usize,
}

impl fmt::Debug for Coalesced<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Coalesced")
            .field("fetches", &self.fetches.len())
            .field("ended", &self.ended.len())
            .field("taken", &self.taken)
            .finish()
    }
}

/// Makes of notifications, in any order and as often as they may come, the fewest things that are to be done: one fetch
/// a person, collection and day.
///
/// It keeps at most `at_most` fetches and ends together, and stops before the first notification for which there is no
/// room: [`Coalesced::taken`] says where to go on.
///
/// ```
/// use fitbit_webhooks::{Batch, coalesce};
///
/// let batch = Batch::parse(
///     br#"[{"collectionType":"sleep","date":"2026-05-20","ownerId":"28H22H","subscriptionId":"7"},
///          {"collectionType":"sleep","date":"2026-05-20","ownerId":"28H22H","subscriptionId":"8"}]"#,
/// )?;
/// assert_eq!(coalesce(batch.notifications(), 100).fetches.len(), 1);
/// # Ok::<(), fitbit_webhooks::BatchError>(())
/// ```
pub fn coalesce<'a>(
    notifications: impl IntoIterator<Item = &'a Notification>,
    at_most: usize,
) -> Coalesced<'a> {
    let mut work = Coalesced::default();
    for notification in notifications {
        if !work.take(notification, at_most) {
            break;
        }
        work.taken += 1;
    }
    work
}

impl<'a> Coalesced<'a> {
    /// Takes a notification, unless there is no room.
    fn take(&mut self, notification: &'a Notification, at_most: usize) -> bool {
        let owner_id = notification.owner_id();
        let has_room = self.fetches.len() + self.ended.len() < at_most;
        match notification.event() {
            event @ (Event::Revoked | Event::Deleted) => {
                match self.ended.entry(owner_id) {
                    Entry::Occupied(mut entry) if event == Event::Deleted => {
                        entry.insert(event);
                    }
                    Entry::Occupied(_) => {}
                    Entry::Vacant(entry) => {
                        let gone = fetches_of(&self.fetches, owner_id);
                        if !has_room && gone.is_empty() {
                            return false;
                        }
                        for fetch in gone {
                            self.fetches.remove(&fetch);
                        }
                        entry.insert(event);
                    }
                }
                true
            }
            Event::Changed | Event::Other => {
                let fetch = Fetch {
                    owner_id,
                    collection: notification.collection(),
                    date: notification.date_text(),
                };
                if self.ended.contains_key(owner_id) || self.fetches.contains(&fetch) {
                    return true;
                }
                has_room && self.fetches.insert(fetch)
            }
        }
    }
}

fn fetches_of<'a>(fetches: &BTreeSet<Fetch<'a>>, owner_id: &'a str) -> Vec<Fetch<'a>> {
    let least = Fetch {
        owner_id,
        collection: "",
        date: None,
    };
    fetches
        .range(least..)
        .take_while(|fetch| fetch.owner_id == owner_id)
        .copied()
        .collect()
}
