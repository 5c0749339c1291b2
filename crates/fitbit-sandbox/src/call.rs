//! One call that came through the gate: who asks for what, and in which units. Handlers read it and the world, nothing else.

mod days;
pub(crate) mod values;

use std::collections::BTreeMap;

use http::HeaderMap;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::bundle::Operation;
use crate::day::Life;
use crate::oauth::Grant;
use crate::person::Person;
use crate::privacy::Setting;
use crate::refusal::Refusal;
use crate::units::Units;
use crate::world::World;

pub(crate) use days::Days;

/// A call with a known caller, an operation, and the scopes that it needs.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a World,
    /// The people who changed since the start, by their places.
    pub(crate) changed: &'a BTreeMap<usize, Person>,
    pub(crate) operation: &'static Operation,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) grant: &'a Grant,
    /// The origin of the sandbox, without a slash at the end.
    pub(crate) origin: &'a str,
    pub(crate) now: Timestamp,
    /// Values of the path's parameters.
    pub(crate) parameters: &'a [(String, String)],
    /// Query parameters, and those of a form in the body.
    pub(crate) arguments: &'a [(String, String)],
    /// The body, for the few operations whose arguments come as JSON.
    pub(crate) body: &'a [u8],
}

impl<'a> Call<'a> {
    /// The place of the token's owner.
    pub(crate) fn viewer(&self) -> usize {
        self.grant.person
    }

    /// Tells the subscribers of a collection that a write of the token's owner has changed a day of it.
    pub(crate) fn tell(&self, collection: &str, day: Date) {
        self.world.tell(self.viewer(), collection, day);
    }

    /// The place of the person in the path.
    pub(crate) fn subject(&self) -> Result<usize, Refusal> {
        match self.parameter("user-id") {
            "-" => Ok(self.viewer()),
            id => self.world.place(id).ok_or_else(Refusal::no_such_person),
        }
    }

    /// The person in the path, if that setting lets the caller in.
    pub(crate) fn subject_who_shows(&self, setting: Setting) -> Result<usize, Refusal> {
        let subject = self.subject()?;
        if self.world.shows(subject, setting, self.viewer()) {
            Ok(subject)
        } else {
            Err(Refusal::private(self.operation.speaks_json_api()))
        }
    }

    /// The person in the path, who must be the token's owner.
    pub(crate) fn owner(&self) -> Result<usize, Refusal> {
        let subject = self.subject()?;
        if subject == self.viewer() {
            Ok(subject)
        } else {
            Err(Refusal::private(self.operation.speaks_json_api()))
        }
    }

    /// A person as they are by now.
    pub(crate) fn person(&self, place: usize) -> &'a Person {
        let changed = self.changed.get(&place);
        changed.unwrap_or(&self.world.people[place])
    }

    /// The days of a person, as they are known now.
    pub(crate) fn life(&self, place: usize) -> Life<'a> {
        Life {
            world: self.world,
            person: self.person(place),
            now: self.now,
        }
    }

    /// The value of a path parameter.
    pub(crate) fn parameter(&self, name: &str) -> &'a str {
        let found = self
            .parameters
            .iter()
            .find(|(parameter, _)| parameter == name);
        // A template without it is a mistake in the spec; no person has an empty id, so it ends as a 404.
        found.map_or("", |(_, value)| value)
    }

    /// The value of a query or form parameter.
    pub(crate) fn argument(&self, name: &str) -> Option<&'a str> {
        self.arguments
            .iter()
            .find(|(argument, _)| argument == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub(crate) fn units(&self) -> Units {
        Units::of_request(self.headers)
    }
}
