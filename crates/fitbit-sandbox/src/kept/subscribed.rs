//! Who is subscribed to, by which application. A stream is what one subscriber hears of one person's collection.

use std::collections::BTreeMap;

use crate::person::{Subscription, Subscriptions};

/// What all collections together are called.
pub(crate) const ALL: &str = "user";

/// The places of an application and of a person.
type Consent = (usize, usize);

/// All subscriptions of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Subscribed {
    of: BTreeMap<Consent, Vec<Subscription>>,
}

/// What became of a wish to subscribe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    New,
    /// Under this id already.
    Same,
    /// The stream has another id, or the id another stream: that which there is, and the place of its person.
    Conflict(Subscription, usize),
}

impl Subscribed {
    /// With what a person was given from the start.
    pub(crate) fn begin(&mut self, app: usize, person: usize, given: &Subscriptions) {
        let given = given.listed();
        if !given.is_empty() {
            self.of.insert((app, person), given.to_vec());
        }
    }

    pub(crate) fn of(&self, app: usize, person: usize) -> Vec<Subscription> {
        self.of.get(&(app, person)).cloned().unwrap_or_default()
    }

    /// Those that hear of a collection of a person, with the application of each.
    pub(crate) fn to(&self, person: usize, collection: &str) -> Vec<(usize, Subscription)> {
        let of_person = self.of.iter().filter(|((_, owner), _)| *owner == person);
        let all = of_person.flat_map(|((app, _), list)| list.iter().map(|known| (*app, known)));
        let hear = all.filter(|(_, known)| [ALL, collection].contains(&known.collection.as_str()));
        hear.map(|(app, known)| (app, known.clone())).collect()
    }

    pub(crate) fn add(&mut self, app: usize, person: usize, wanted: Subscription) -> Outcome {
        let is_stream = |owner: usize, known: &Subscription| {
            owner == person
                && known.collection == wanted.collection
                && known.subscriber == wanted.subscriber
        };
        let of_app = self.of.range((app, 0)..=(app, usize::MAX));
        let all = || {
            let of_app = of_app.clone();
            of_app.flat_map(|((_, owner), list)| list.iter().map(|known| (*owner, known)))
        };
        let stream = all().find(|(owner, known)| is_stream(*owner, known));
        match stream.or_else(|| all().find(|(_, known)| known.id == wanted.id)) {
            Some((owner, known)) if known.id == wanted.id && is_stream(owner, known) => {
                Outcome::Same
            }
            Some((owner, known)) => Outcome::Conflict(known.clone(), owner),
            None => {
                self.of.entry((app, person)).or_default().push(wanted);
                Outcome::New
            }
        }
    }

    /// Ends a subscription of a person, if there is such a one.
    pub(crate) fn remove(&mut self, app: usize, person: usize, unwanted: &Subscription) -> bool {
        let Some(list) = self.of.get_mut(&(app, person)) else {
            return false;
        };
        let before = list.len();
        list.retain(|known| known != unwanted);
        list.len() < before
    }

    /// Ends all subscriptions of an application to a person.
    pub(crate) fn end(&mut self, app: usize, person: usize) -> Vec<Subscription> {
        self.of.remove(&(app, person)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_one_stream_and_a_stream_of_one_id_and_applications_do_not_meet() {
        let mut subscribed = Subscribed::default();
        let of = Subscription::new;
        let mut add = |app, person, wanted| subscribed.add(app, person, wanted);
        assert_eq!(add(0, 0, of("sleep", "a")), Outcome::New);
        assert_eq!(add(0, 0, of("sleep", "a")), Outcome::Same);
        let there = || Outcome::Conflict(of("sleep", "a"), 0);
        assert_eq!(add(0, 0, of("sleep", "b")), there());
        assert_eq!(add(0, 0, of("foods", "a")), there());
        assert_eq!(add(0, 1, of("sleep", "a")), there());
        assert_eq!(add(0, 1, of("sleep", "b")), Outcome::New);
        // Of the two that stand in the way the one of the stream is told.
        assert_eq!(add(0, 0, of("sleep", "b")), there());
        assert_eq!(add(1, 0, of("sleep", "a")), Outcome::New);
    }

    #[test]
    fn a_collection_is_heard_of_by_its_own_and_by_those_of_all() {
        let mut subscribed = Subscribed::default();
        for (app, collection, id) in [(0, "sleep", "a"), (0, "foods", "b"), (1, ALL, "c")] {
            subscribed.add(app, 7, Subscription::new(collection, id));
        }
        subscribed.add(0, 8, Subscription::new("sleep", "d"));
        let ids: Vec<String> = subscribed
            .to(7, "sleep")
            .into_iter()
            .map(|(_, of)| of.id)
            .collect();
        assert_eq!(ids, ["a", "c"]);
        assert_eq!(
            (subscribed.end(0, 7).len(), subscribed.end(0, 7).len()),
            (2, 0)
        );
        assert_eq!(subscribed.to(7, "foods").len(), 1);
    }
}
