//! What there is to tell: a device was synced, a call wrote something, a person took back the consent or left.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::notice::Notice;
use crate::day::Life;
use crate::error::Error;
use crate::kept::ALL;
use crate::person::Subscription;
use crate::world::World;

/// Collections of the two notices that are about the person and not about data.
const REVOKED: &str = "userRevokedAccess";
const DELETED: &str = "deleteUser";

impl World {
    /// Tells everybody who is subscribed to a collection of a person that a day of it has changed.
    pub(crate) fn tell(&self, person: usize, collection: &str, date: Date) {
        let mut state = self.state();
        for (app, subscribed) in state.kept.subscribed.to(person, collection) {
            let notice = Notice {
                collection: collection.to_owned(),
                date,
                owner: self.people[person].id.clone(),
                subscription: subscribed.id,
            };
            state.outbox.accept(app, &subscribed.subscriber, notice);
        }
        drop(state);
        self.news.notify_one();
    }

    /// From an instant on nothing that the device of a person measures can be read until it is synced.
    pub(crate) fn stop_syncing(&self, person: &str, since: Timestamp) -> Result<(), Error> {
        let place = self.wearer(person)?;
        if since > self.clock.now() {
            return Err(Error::invalid("since: an instant that has come is needed"));
        }
        self.keep(&self.people[place], |records| {
            records.heard.fall_silent(since);
        });
        Ok(())
    }

    /// Lets a device tell of these days.
    pub(crate) fn sync(
        &self,
        person: &str,
        dates: impl IntoIterator<Item = Date>,
    ) -> Result<(), Error> {
        let place = self.wearer(person)?;
        let dates: BTreeSet<Date> = dates.into_iter().collect();
        let now = self.clock.now();
        let changed = self.changed_people();
        let person = changed.get(&place).unwrap_or(&self.people[place]);
        if dates.iter().any(|date| *date > person.today(now)) {
            return Err(Error::invalid(
                "dates: a day has not come yet where the person lives",
            ));
        }
        let life = Life {
            world: self,
            person,
            now,
        };
        for date in dates {
            let before = life.sleeps(date).len();
            self.keep(person, |records| records.heard.hear(date, now));
            // Bodies at rest burn energy too: there is activity on every day.
            self.tell(place, "activities", date);
            if life.sleeps(date).len() > before {
                self.tell(place, "sleep", date);
            }
        }
        Ok(())
    }

    fn wearer(&self, person: &str) -> Result<usize, Error> {
        let place = self.known_person(person)?;
        if self.people[place].steps_a_day == 0 {
            return Err(Error::invalid(format!("{person} wears no device")));
        }
        Ok(place)
    }

    /// Ends a consent from the person's side, with all that the application was subscribed to. False if there was none.
    pub(crate) fn revoke(&self, app: &str, person: &str) -> Result<bool, Error> {
        let (app, person) = (self.known_app(app)?, self.known_person(person)?);
        let now = self.clock.now();
        let mut state = self.state();
        let had = state.oauth.revoke(app, person, now);
        if !had {
            return Ok(false);
        }
        let ended = state.kept.subscribed.end(app, person);
        let default = state.outbox.named(app, None).ok();
        let listens = |id: &str| state.outbox.listens(app, id);
        let told = told_of_revocation(&ended, default.as_deref(), listens);
        if let Some(subscriber) = told {
            let number = state.kept.next_number();
            let notice = Notice {
                collection: REVOKED.to_owned(),
                date: self.people[person].today(now),
                owner: self.people[person].id.clone(),
                subscription: format!("REV-{number}"),
            };
            state.outbox.accept(app, subscriber, notice);
        }
        drop(state);
        self.news.notify_one();
        Ok(true)
    }

    /// Ends the account of a person: all consents, subscriptions and ties.
    pub(crate) fn delete_account(&self, person: &str) -> Result<(), Error> {
        let person = self.known_person(person)?;
        let now = self.clock.now();
        let mut state = self.state();
        for app in 0..self.apps.len() {
            state.oauth.revoke(app, person, now);
            for ended in state.kept.subscribed.end(app, person) {
                let number = state.kept.next_number();
                let notice = Notice {
                    collection: DELETED.to_owned(),
                    date: self.people[person].today(now),
                    owner: self.people[person].id.clone(),
                    subscription: number.to_string(),
                };
                state.outbox.accept(app, &ended.subscriber, notice);
            }
        }
        state.part(person);
        self.set_gone(person);
        drop(state);
        self.news.notify_one();
        Ok(())
    }
}

/// Of the subscribers that listen, the one of that very collection, or of all, or the default one; nobody where nothing
/// was subscribed to.
fn told_of_revocation<'a>(
    ended: &'a [Subscription],
    default: Option<&'a str>,
    listens: impl Fn(&str) -> bool,
) -> Option<&'a str> {
    let of = |collection: &'static str| {
        let of_collection = ended
            .iter()
            .filter(move |ended| ended.collection == collection);
        of_collection.map(|ended| ended.subscriber.as_str())
    };
    let default = default.filter(|_| !ended.is_empty());
    let mut told = of(REVOKED).chain(of(ALL)).chain(default);
    told.find(|subscriber| listens(subscriber))
}
