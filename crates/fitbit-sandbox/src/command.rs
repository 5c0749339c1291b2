//! What a sandbox can be told to do and asked about, whether by Rust or over the control port. Every command that names
//! something that is not there says so.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use crate::bundle;
use crate::error::Error;
use crate::fault::Fault;
use crate::notification::{Subscriber, Unnamed};
use crate::oauth::{AuthorizeRequest, Grant, TokenEvent, Tokens, Wrong};
use crate::quota::WindowCount;
use crate::world::World;

/// Where a person who decided on the consent page is sent.
pub(crate) type Redirect = String;

impl World {
    pub(crate) fn known_person(&self, id: &str) -> Result<usize, Error> {
        let place = self.place(id);
        place.ok_or_else(|| Error::unknown(format!("there is no person {id}")))
    }

    pub(crate) fn known_app(&self, id: &str) -> Result<usize, Error> {
        let place = self.app(id);
        place.ok_or_else(|| Error::unknown(format!("there is no application {id}")))
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
        self.news.notify_one();
    }

    pub(crate) fn advance_to(&self, instant: Timestamp) -> Result<(), Error> {
        let moved = self.clock.advance_to(instant);
        self.news.notify_one();
        moved.map_err(|_| Error::backwards())
    }

    pub(crate) fn inject(&self, fault: Fault) -> Result<(), Error> {
        self.state().faults.add(fault)
    }

    /// Tokens as if the person had gone through the consent page.
    pub(crate) fn consent(
        &self,
        app: &str,
        person: &str,
        scopes: Option<BTreeSet<String>>,
    ) -> Result<Tokens, Error> {
        let (app, person) = (self.known_app(app)?, self.known_person(person)?);
        self.check_owner(app, person)
            .map_err(|wrong| Error::invalid(wrong.explanation))?;
        let scopes = known_scopes(scopes)?;
        let grant = Grant {
            person,
            app,
            scopes,
        };
        Ok(self.state().oauth.issue(grant, self.clock.now()))
    }

    /// What the consent page does when the person approves; without scopes, all that were asked for.
    pub(crate) fn approve(
        &self,
        query: &str,
        person: &str,
        scopes: Option<BTreeSet<String>>,
    ) -> Result<Redirect, Wrong> {
        let request = AuthorizeRequest::read(query, &self.apps)?;
        let person = self
            .place(person)
            .ok_or_else(|| Wrong::new("access_denied", "There is no such person."))?;
        self.check_owner(request.app, person)?;
        let mut scopes = scopes.unwrap_or_else(|| request.scopes.clone());
        scopes.retain(|scope| request.scopes.contains(scope));
        if scopes.is_empty() {
            return Ok(request.denied());
        }
        let grant = Grant {
            person,
            app: request.app,
            scopes,
        };
        let redirect = request.redirect.clone();
        let challenge = request.challenge.clone();
        let now = self.clock.now();
        let code = self
            .state()
            .oauth
            .authorize(grant, redirect, challenge, now);
        Ok(request.granted(&code))
    }

    /// What the consent page does when the person refuses.
    pub(crate) fn deny(&self, query: &str) -> Result<Redirect, Wrong> {
        Ok(AuthorizeRequest::read(query, &self.apps)?.denied())
    }

    /// Lets the access tokens of a person expire.
    pub(crate) fn expire(&self, person: &str) -> Result<(), Error> {
        let person = self.known_person(person)?;
        let now = self.clock.now();
        self.state().oauth.expire(person, now);
        Ok(())
    }

    pub(crate) fn change_secret(&self, app: &str, secret: &str) -> Result<(), Error> {
        let app = self.known_app(app)?;
        if secret.is_empty() {
            return Err(Error::invalid("a secret has at least one character"));
        }
        self.state().set_secret(app, secret.to_owned());
        Ok(())
    }

    /// Sets a subscriber of an application: the application's place, and the subscriber's id.
    pub(crate) fn set_subscriber(
        &self,
        app: &str,
        subscriber: Subscriber,
    ) -> Result<(usize, String), Error> {
        let place = self.known_app(app)?;
        let id = subscriber.id().to_owned();
        let mut state = self.state();
        if subscriber.url().is_some() && state.secret(place).is_none() {
            return Err(Error::invalid(format!(
                "{app} has no secret, so that nothing can be signed for it"
            )));
        }
        state.outbox.set(place, subscriber)?;
        drop(state);
        self.news.notify_one();
        Ok((place, id))
    }

    /// The place of an application that has this subscriber.
    pub(crate) fn known_subscriber(&self, app: &str, id: &str) -> Result<usize, Error> {
        let place = self.known_app(app)?;
        let named = self.state().outbox.named(place, Some(id));
        named.map_err(|Unnamed| Error::unknown(format!("{app} has no subscriber {id}")))?;
        Ok(place)
    }

    pub(crate) fn enable_subscriber(&self, app: &str, id: &str) -> Result<(), Error> {
        let place = self.known_subscriber(app, id)?;
        self.state().outbox.enable(place, id);
        Ok(())
    }

    pub(crate) fn token_events(&self, app: &str, person: &str) -> Result<Vec<TokenEvent>, Error> {
        let (app, person) = (self.known_app(app)?, self.known_person(person)?);
        Ok(self.state().oauth.history.of(app, person))
    }

    pub(crate) fn windows(&self, app: &str, person: &str) -> Result<Vec<WindowCount>, Error> {
        let (app, person) = (self.known_app(app)?, self.known_person(person)?);
        Ok(self.state().quota.history((app, person)))
    }

    /// A personal application is for its owner alone.
    fn check_owner(&self, app: usize, person: usize) -> Result<(), Wrong> {
        match &self.apps[app].owner {
            Some(owner) if *owner != self.people[person].id => Err(Wrong::new(
                "unauthorized_client",
                "A personal application can only be let in by its owner.",
            )),
            _ => Ok(()),
        }
    }
}

/// All scopes if none are named.
pub(crate) fn known_scopes(scopes: Option<BTreeSet<String>>) -> Result<BTreeSet<String>, Error> {
    let Some(scopes) = scopes else {
        return Ok(bundle::SCOPES.clone());
    };
    match scopes.iter().find(|scope| !bundle::SCOPES.contains(*scope)) {
        Some(unknown) => Err(Error::unknown(format!("there is no scope {unknown}"))),
        None => Ok(scopes),
    }
}

/// The query of a consent URL.
pub(crate) fn query_of(url: &str) -> &str {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('#').next().unwrap_or_default()
}
