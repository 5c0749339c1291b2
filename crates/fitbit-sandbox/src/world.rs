//! All that exists in one sandbox: people who stay as they are, and state that calls change.
//!
//! Nothing here knows of HTTP. Two sandboxes share nothing.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::app::App;
use crate::bundle;
use crate::clock::{self, Clock};
use crate::draw::Draw;
use crate::error::Error;
use crate::fault::Faults;
use crate::kept::Kept;
use crate::notification::Outbox;
use crate::oauth::{Grant, OAuth, OAuthRules, standing_token};
use crate::person::Person;
use crate::privacy::{Relation, Setting};
use crate::quota::{Quota, QuotaRules};
use crate::request_log::RequestLog;

/// How long before a pending invitation of the cast was sent.
const INVITED_BEFORE: SignedDuration = SignedDuration::from_hours(50);

/// How many days before the sandbox was opened accounts were made; the oldest exercise is of that day.
const JOINED_BEFORE: i32 = 730;

/// The application of a token that names none: the first one.
pub(crate) const DEFAULT_APP: usize = 0;

/// One sandbox's people, applications, clock and state.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) people: Vec<Person>,
    pub(crate) apps: Vec<App>,
    pub(crate) clock: Clock,
    pub(crate) seed: u64,
    /// The day on which the sandbox was started, in UTC: invented history ends at the present and is as old as it is seen
    /// from here, so that it does not shift while a sandbox runs.
    pub(crate) opened: Date,
    /// Each person's badges as they were first asked for, without and with those about weight: they were earned before
    /// the sandbox was opened, so the answer stays.
    pub(crate) badges: Vec<[OnceLock<String>; 2]>,
    /// By the places of the people: whether they deleted their accounts.
    gone: Vec<AtomicBool>,
    /// Whose turn it is to deliver notifications.
    pub(crate) delivering: tokio::sync::Mutex<()>,
    /// There may be something to deliver.
    pub(crate) news: tokio::sync::Notify,
    state: Mutex<State>,
}

/// What calls change.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) oauth: OAuth,
    /// The secret of each application at the moment.
    secrets: Vec<Option<String>>,
    pub(crate) quota: Quota,
    pub(crate) faults: Faults,
    pub(crate) log: RequestLog,
    /// What did not fit the spec in an answer that should have.
    #[cfg(feature = "conformity")]
    pub(crate) misfits: Vec<String>,
    pub(crate) invitations: Vec<Invitation>,
    pub(crate) kept: Kept,
    pub(crate) outbox: Outbox,
    /// The lists and queries of all page links handed out, with the person whose pages they are.
    pub(crate) page_links: HashSet<(usize, String)>,
    /// Both orders of every pair.
    friendships: BTreeSet<(usize, usize)>,
}

/// Somebody wants to be somebody's friend. People are places in the world's list.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) sent: Timestamp,
}

impl World {
    pub(crate) fn new(
        people: Vec<Person>,
        apps: Vec<App>,
        clock: Clock,
        seed: u64,
    ) -> Result<Self, Error> {
        let now = clock.now();
        let mut state = State::new(seed, &apps);
        check_apps(&apps, &people)?;
        for (place, person) in people.iter().enumerate() {
            if people[..place].iter().any(|other| other.id == person.id) {
                return Err(Error::people(format!(
                    "two people have the id {}",
                    person.id
                )));
            }
            if person.id.is_empty() || !person.id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(Error::people(
                    "an id has other characters than letters and digits".to_owned(),
                ));
            }
            if TimeZone::get(&person.home.zone).is_err() {
                return Err(Error::people(format!(
                    "{} is in an unknown time zone",
                    person.id
                )));
            }
            let given = &person.subscriptions;
            state.kept.subscribed.begin(DEFAULT_APP, place, given);
            for subscription in given.listed() {
                state.outbox.know(DEFAULT_APP, &subscription.subscriber);
            }
            for friend in &person.friends {
                state.befriend(place, place_of_other(&people, place, friend)?);
            }
            for inviter in &person.invited_by {
                let from = place_of_other(&people, place, inviter)?;
                state.invitations.push(Invitation {
                    from,
                    to: place,
                    sent: clock::before(now, INVITED_BEFORE),
                });
            }
        }
        let opened = now.to_zoned(TimeZone::UTC).date();
        let world = Self {
            badges: people.iter().map(|_| Default::default()).collect(),
            gone: people.iter().map(|_| AtomicBool::default()).collect(),
            people,
            apps,
            clock,
            seed,
            opened,
            delivering: tokio::sync::Mutex::default(),
            news: tokio::sync::Notify::new(),
            state: Mutex::new(state),
        };
        for person in &world.people {
            world.token(DEFAULT_APP, &person.id, &bundle::SCOPES);
        }
        Ok(world)
    }

    /// The default people at the default instant.
    #[cfg(test)]
    pub(crate) fn of_cast() -> Self {
        let apps = crate::app::registered();
        Self::new(crate::person::cast(), apps, Clock::default(), 1).expect("the cast agrees")
    }

    /// The day on which everybody's account was made. Nothing was recorded before it.
    pub(crate) fn joined(&self) -> Date {
        self.opened.saturating_sub(JOINED_BEFORE.days())
    }

    /// The state, for as long as the guard lives; a panic elsewhere does not take it away.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        let place = self.people.iter().position(|person| person.id == id);
        place.filter(|place| !self.is_gone(*place))
    }

    /// Those who did not delete their accounts.
    pub(crate) fn people_left(&self) -> impl Iterator<Item = &Person> {
        let people = self.people.iter().enumerate();
        let left = people.filter(|(place, _)| !self.is_gone(*place));
        left.map(|(_, person)| person)
    }

    /// Whether a person deleted the account.
    pub(crate) fn is_gone(&self, person: usize) -> bool {
        self.gone[person].load(Ordering::Acquire)
    }

    pub(crate) fn set_gone(&self, person: usize) {
        self.gone[person].store(true, Ordering::Release);
    }

    /// The source of a person's invented values.
    pub(crate) fn draw(&self, person: &Person) -> Draw {
        Draw::new(self.seed, &person.id)
    }

    pub(crate) fn app(&self, id: &str) -> Option<usize> {
        self.apps.iter().position(|app| app.id == id)
    }

    /// The secret of an application at the moment.
    pub(crate) fn secret(&self, app: usize) -> Option<String> {
        self.state().secret(app).map(str::to_owned)
    }

    /// The text of a standing token, which is accepted from now on if there is such a person.
    pub(crate) fn token(&self, app: usize, id: &str, scopes: &BTreeSet<String>) -> String {
        // The default application is in no text, so that its tokens are the same whatever others there are.
        let named = (app != DEFAULT_APP).then(|| self.apps[app].id.as_str());
        let text = standing_token(self.seed, named, id, scopes);
        if let Some(person) = self.place(id) {
            let scopes = scopes.clone();
            let grant = Grant {
                person,
                app,
                scopes,
            };
            let now = self.clock.now();
            self.state().oauth.accept(text.clone(), grant, now);
        }
        text
    }

    /// What `viewer` is to `subject`.
    pub(crate) fn relation(&self, viewer: usize, subject: usize) -> Relation {
        if viewer == subject {
            Relation::Oneself
        } else if self.state().friendships.contains(&(viewer, subject)) {
            Relation::Friend
        } else {
            Relation::Stranger
        }
    }

    /// Whether `viewer` sees what the setting of `subject` governs.
    pub(crate) fn shows(&self, subject: usize, setting: Setting, viewer: usize) -> bool {
        self.people[subject]
            .privacy
            .shows(setting, self.relation(viewer, subject))
    }

    /// Friends, in the order of the world's list.
    pub(crate) fn friends(&self, person: usize) -> Vec<usize> {
        let state = self.state();
        state
            .friendships
            .range((person, 0)..=(person, usize::MAX))
            .map(|(_, friend)| *friend)
            .collect()
    }
}

impl State {
    fn new(seed: u64, apps: &[App]) -> Self {
        Self {
            oauth: OAuth::new(OAuthRules::default(), seed),
            secrets: apps.iter().map(|app| app.secret.clone()).collect(),
            quota: Quota::default(),
            faults: Faults::default(),
            log: RequestLog::default(),
            #[cfg(feature = "conformity")]
            misfits: Vec::new(),
            invitations: Vec::new(),
            kept: Kept::default(),
            outbox: Outbox::new(apps, seed),
            page_links: HashSet::new(),
            friendships: BTreeSet::new(),
        }
    }

    /// From now on the quota is counted by these rules.
    pub(crate) fn set_quota(&mut self, rules: QuotaRules) {
        self.quota.rules = rules;
    }

    /// The secret of an application at the moment.
    pub(crate) fn secret(&self, app: usize) -> Option<&str> {
        self.secrets[app].as_deref()
    }

    pub(crate) fn set_secret(&mut self, app: usize, secret: String) {
        self.secrets[app] = Some(secret);
    }

    pub(crate) fn befriend(&mut self, one: usize, other: usize) {
        self.friendships.insert((one, other));
        self.friendships.insert((other, one));
    }

    /// Ends what ties a person to others.
    pub(crate) fn part(&mut self, person: usize) {
        self.friendships
            .retain(|(one, other)| *one != person && *other != person);
        self.invitations
            .retain(|sent| sent.from != person && sent.to != person);
    }

    pub(crate) fn are_friends(&self, one: usize, other: usize) -> bool {
        self.friendships.contains(&(one, other))
    }
}

fn check_apps(apps: &[App], people: &[Person]) -> Result<(), Error> {
    if apps.is_empty() {
        return Err(Error::people("there is no application"));
    }
    for (place, app) in apps.iter().enumerate() {
        if app.id.is_empty() || apps[..place].iter().any(|other| other.id == app.id) {
            return Err(Error::people(format!(
                "two applications have the id {}, or none",
                app.id
            )));
        }
        if app.redirects.is_empty() {
            return Err(Error::people(format!("{} has no redirect URI", app.id)));
        }
        let is_there = |owner: &String| people.iter().any(|person| person.id == *owner);
        if app.owner.as_ref().is_some_and(|owner| !is_there(owner)) {
            return Err(Error::people(format!(
                "{} belongs to somebody who is not there",
                app.id
            )));
        }
    }
    Ok(())
}

fn place_of_other(people: &[Person], place: usize, id: &str) -> Result<usize, Error> {
    match people.iter().position(|person| person.id == id) {
        Some(other) if other != place => Ok(other),
        _ => Err(Error::people(format!(
            "{} has a friend or an inviter who is not there",
            people[place].id
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn world(people: Vec<Person>) -> Result<World, Error> {
        let apps = vec![App::server("A", "secret")];
        World::new(people, apps, Clock::default(), 0)
    }

    fn refused(people: Vec<Person>) -> bool {
        world(people).is_err_and(|error| error.kind() == ErrorKind::People)
    }

    #[test]
    fn people_who_contradict_each_other_are_an_error() {
        assert!(refused(vec![
            Person::new("AAAAAA", "One"),
            Person::new("AAAAAA", "Two")
        ]));
        assert!(refused(vec![
            Person::new("AAAAAA", "One").with_friends(["BBBBBB"])
        ]));
        assert!(refused(vec![
            Person::new("AAAAAA", "One").with_friends(["AAAAAA"])
        ]));
        assert!(refused(vec![
            Person::new("AAAAAA", "One").with_time_zone("Mars/Olympus")
        ]));
        assert!(refused(vec![Person::new("-", "Dash")]));
    }

    #[test]
    fn a_friendship_told_by_one_side_holds_for_both() {
        let people = vec![
            Person::new("AAAAAA", "One").with_friends(["BBBBBB"]),
            Person::new("BBBBBB", "Two"),
        ];
        let world = world(people).unwrap();
        assert_eq!((world.friends(0), world.friends(1)), (vec![1], vec![0]));
        assert_eq!(world.relation(1, 0), Relation::Friend);
    }
}
