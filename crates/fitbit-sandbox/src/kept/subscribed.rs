//! Who is subscribed to. A stream is what one subscriber hears of one person's collection.

use std::collections::BTreeMap;

use crate::person::{Subscription, Subscriptions};

/// All subscriptions of a sandbox, by the places of the people.
#[derive(Debug, Default)]
pub(crate) struct Subscribed {
    of: BTreeMap<usize, Vec<Subscription>>,
}

/// What became of a wish to subscribe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    New,
    /// Under this id already.
    Same,
    /// The stream has another id, or the id another stream.
    Conflict,
}

impl Subscribed {
    /// With what a person was given from the start.
    pub(crate) fn begin(&mut self, person: usize, given: &Subscriptions) {
        if let Subscriptions::Listed(given) = given {
            self.of.insert(person, given.clone());
        }
    }

    pub(crate) fn of(&self, person: usize) -> Vec<Subscription> {
        self.of.get(&person).cloned().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, person: usize, wanted: Subscription) -> Outcome {
        let is_stream = |owner: usize, known: &Subscription| {
            owner == person
                && known.collection == wanted.collection
                && known.subscriber == wanted.subscriber
        };
        let all = self.of.iter();
        let mut all = all.flat_map(|(owner, list)| list.iter().map(|known| (*owner, known)));
        let found = all.find(|(owner, known)| known.id == wanted.id || is_stream(*owner, known));
        match found {
            Some((owner, known)) if known.id == wanted.id && is_stream(owner, known) => {
                Outcome::Same
            }
            Some(_) => Outcome::Conflict,
            None => {
                self.of.entry(person).or_default().push(wanted);
                Outcome::New
            }
        }
    }

    /// Ends a subscription of a person, if there is such a one.
    pub(crate) fn remove(&mut self, person: usize, unwanted: &Subscription) -> bool {
        let Some(list) = self.of.get_mut(&person) else {
            return false;
        };
        let before = list.len();
        list.retain(|known| known != unwanted);
        list.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_one_stream_and_a_stream_of_one_id() {
        let mut subscribed = Subscribed::default();
        let mut add =
            |person, collection, id| subscribed.add(person, Subscription::new(collection, id));
        assert_eq!(add(0, "sleep", "a"), Outcome::New);
        assert_eq!(add(0, "sleep", "a"), Outcome::Same);
        assert_eq!(add(0, "sleep", "b"), Outcome::Conflict);
        assert_eq!(add(0, "foods", "a"), Outcome::Conflict);
        assert_eq!(add(1, "sleep", "a"), Outcome::Conflict);
        assert_eq!(add(1, "sleep", "b"), Outcome::New);
    }
}
