//! The fake service with its people, and what the service says at the end.

use std::collections::BTreeMap;

use fitbit_core::auth::{RefreshToken, TokenSet};
use fitbit_core::{AccessToken, Clock as _, ScopeSet};
use fitbit_sandbox::{App, Builder, Clock, Person, Sandbox, TokenEvent, TokenEventKind};
use fitbit_tests::pace::Pace;

/// The fake service on a clock that its callers have too.
pub(crate) struct Service {
    pub(crate) sandbox: Sandbox,
    pub(crate) pace: Pace,
    pub(crate) people: Vec<String>,
}

impl Service {
    /// With so many people, and rules that differ.
    pub(crate) async fn start(
        people: usize,
        pace: Pace,
        rules: impl FnOnce(Builder) -> Builder,
    ) -> Self {
        let people: Vec<String> = (0..people).map(|place| format!("PERS{place:03}")).collect();
        let builder = Sandbox::builder()
            .people(people.iter().map(|id| Person::new(id, "Somebody")))
            // Tokens of its own: a database may outlive a run.
            .seed(pace.from().unsigned_abs())
            .clock(Clock::from_fn(move || pace.now()));
        Self {
            sandbox: rules(builder).start().await.unwrap(),
            pace,
            people,
        }
    }

    /// The tokens of a consent that this person gives now.
    pub(crate) fn consent(&self, person: &str) -> TokenSet {
        let consent = self.sandbox.consent(App::SERVER, person).unwrap();
        let scopes: Vec<String> = consent.scopes.into_iter().collect();
        let ends = self.pace.now().checked_add(consent.lifetime).unwrap();
        TokenSet::new(
            person.parse().unwrap(),
            AccessToken::new(consent.access_token).unwrap(),
            RefreshToken::new(consent.refresh_token).unwrap(),
        )
        .with_scopes(ScopeSet::parse(&scopes.join(" ")))
        .with_expires_at(ends)
    }

    /// What happened to everybody's tokens.
    pub(crate) fn history(&self) -> BTreeMap<String, Vec<TokenEvent>> {
        let events = |person: &String| self.sandbox.token_events(App::SERVER, person).unwrap();
        self.people
            .iter()
            .map(|person| (person.clone(), events(person)))
            .collect()
    }

    /// How often a token was refreshed.
    pub(crate) fn rotations(&self) -> usize {
        let history = self.history();
        let events = history.values().flatten();
        events
            .filter(|event| event.kind == TokenEventKind::Refreshed)
            .count()
    }
}
