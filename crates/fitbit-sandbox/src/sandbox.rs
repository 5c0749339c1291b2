//! Starting, asking, commanding and ending a sandbox: what a program that uses this library sees.

mod builder;
mod notifications;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::bundle;
use crate::clock::Clock;
use crate::command::query_of;
use crate::error::Error;
use crate::fault::Fault;
use crate::oauth::{OAuthRules, TokenEvent};
use crate::person::Person;
use crate::quota::{QuotaRules, WindowCount};
use crate::request_log::LoggedRequest;
use crate::scenario::Scenario;
use crate::world::{DEFAULT_APP, World};

pub use builder::Builder;

/// A running fake Fitbit on loopback. Dropping it ends it; [`Sandbox::shutdown`] also waits for the end.
///
/// ```
/// # async fn example() -> Result<(), fitbit_sandbox::Error> {
/// use fitbit_sandbox::{Sandbox, Scenario, people};
///
/// let sandbox = Sandbox::start().await?;
/// let url = format!("{}/1/user/-/badges.json", sandbox.url());
/// let authorization = format!("Bearer {}", sandbox.token(people::OPEN));
/// // ... GET `url` with this `Authorization` ...
/// sandbox.play(Scenario::SwitchedOff);
/// // ... and again, to be told 410 ...
/// assert!(sandbox.requests().is_empty());
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    world: Arc<World>,
    origin: Arc<str>,
    control: Option<String>,
    ends: Vec<oneshot::Sender<()>>,
    served: Vec<JoinHandle<()>>,
}

/// The tokens of one person's consent, as the token endpoint would have given them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consent {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// How long the access token lives.
    pub lifetime: Duration,
    /// The scopes granted.
    pub scopes: BTreeSet<String>,
}

impl Sandbox {
    /// Starts one on a free port, with the default people and applications, a clock that stands still, and the default
    /// seed.
    ///
    /// # Errors
    ///
    /// No port can be listened on.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// For a sandbox that is to differ.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The base URL, such as `http://127.0.0.1:40321`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// The base URL of the control port, if there is one.
    pub fn control_url(&self) -> Option<&str> {
        self.control.as_deref()
    }

    /// All people, also those who are nobody's friend, and those who have deleted their accounts.
    pub fn people(&self) -> &[Person] {
        &self.world.people
    }

    /// All applications.
    pub fn apps(&self) -> &[App] {
        &self.world.apps
    }

    /// An access token of this person for the first application, with every scope there is. It never expires and is the
    /// same at every start with the same seed.
    ///
    /// If nobody has this id, the token looks like any other and is refused as unknown.
    pub fn token(&self, person_id: &str) -> String {
        self.world.token(DEFAULT_APP, person_id, &bundle::SCOPES)
    }

    /// The same with these scopes only.
    pub fn token_with_scopes(&self, person_id: &str, scopes: &[&str]) -> String {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.world.token(DEFAULT_APP, person_id, &scopes)
    }

    /// The same as [`Sandbox::token`] for another application.
    ///
    /// # Errors
    ///
    /// There is no such application.
    pub fn token_for(&self, app_id: &str, person_id: &str) -> Result<String, Error> {
        let app = self.world.known_app(app_id)?;
        Ok(self.world.token(app, person_id, &bundle::SCOPES))
    }

    /// Tokens that expire and can be refreshed, as if the person had just consented to all scopes.
    ///
    /// # Errors
    ///
    /// There is no such application or person, or the application is somebody else's personal one.
    pub fn consent(&self, app_id: &str, person_id: &str) -> Result<Consent, Error> {
        self.consented(app_id, person_id, None)
    }

    /// The same with these scopes only.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::consent`], or there is no such scope.
    pub fn consent_to_scopes(
        &self,
        app_id: &str,
        person_id: &str,
        scopes: &[&str],
    ) -> Result<Consent, Error> {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.consented(app_id, person_id, Some(scopes))
    }

    fn consented(
        &self,
        app: &str,
        person: &str,
        scopes: Option<BTreeSet<String>>,
    ) -> Result<Consent, Error> {
        let tokens = self.world.consent(app, person, scopes)?;
        Ok(Consent {
            access_token: tokens.access,
            refresh_token: tokens.refresh,
            lifetime: tokens.lifetime,
            scopes: tokens.grant.scopes,
        })
    }

    /// What the consent page does when the person approves all that a consent URL asks for: the URL to which the
    /// browser would be sent.
    ///
    /// # Errors
    ///
    /// There is no such person, or the page would show an error.
    pub fn approve(&self, url: &str, person_id: &str) -> Result<String, Error> {
        self.decided(url, person_id, None)
    }

    /// The same when the person unticks all but these scopes.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::approve`].
    pub fn approve_scopes(
        &self,
        url: &str,
        person_id: &str,
        scopes: &[&str],
    ) -> Result<String, Error> {
        let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.decided(url, person_id, Some(scopes))
    }

    fn decided(
        &self,
        url: &str,
        person: &str,
        scopes: Option<BTreeSet<String>>,
    ) -> Result<String, Error> {
        self.world.known_person(person)?;
        Ok(self.world.approve(query_of(url), person, scopes)?)
    }

    /// What the consent page does when the person refuses.
    ///
    /// # Errors
    ///
    /// The page would show an error.
    pub fn deny(&self, url: &str) -> Result<String, Error> {
        Ok(self.world.deny(query_of(url))?)
    }

    /// Ends a consent from the person's side: every token of it is dead, every subscription of the application to the
    /// person ends, and one notice of `userRevokedAccess` tells of it if there was any. False if there was no consent.
    ///
    /// # Errors
    ///
    /// There is no such application or person.
    pub fn revoke(&self, app_id: &str, person_id: &str) -> Result<bool, Error> {
        self.world.revoke(app_id, person_id)
    }

    /// Whether a refresh has arrived and is not answered yet.
    pub fn is_refreshing(&self) -> bool {
        self.world.state().oauth.is_refreshing()
    }

    /// Lets every access token of this person expire.
    ///
    /// # Errors
    ///
    /// There is no such person.
    pub fn expire_tokens(&self, person_id: &str) -> Result<(), Error> {
        self.world.expire(person_id)
    }

    /// Gives an application another secret; the old one is dead at once.
    ///
    /// # Errors
    ///
    /// There is no such application, or the secret is empty.
    pub fn change_secret(&self, app_id: &str, secret: &str) -> Result<(), Error> {
        self.world.change_secret(app_id, secret)
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.world.clock
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.world.advance(by);
    }

    /// Moves the clock on to an instant.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Backwards`](crate::ErrorKind::Backwards) if the instant is over.
    pub fn advance_to(&self, instant: Timestamp) -> Result<(), Error> {
        self.world.advance_to(instant)
    }

    /// Lets something go wrong from now on.
    ///
    /// # Errors
    ///
    /// The fault is about an operation that does not exist, or about none at all.
    pub fn inject(&self, fault: Fault) -> Result<(), Error> {
        self.world.inject(fault)
    }

    /// Lets nothing go wrong from now on.
    pub fn clear_faults(&self) {
        self.world.state().faults.clear();
    }

    /// Plays a scenario from now on.
    pub fn play(&self, scenario: Scenario) {
        scenario.apply(&mut self.world.state());
    }

    /// Counts the quota by these rules from now on.
    pub fn set_quota(&self, rules: QuotaRules) {
        self.world.state().set_quota(rules);
    }

    /// Treats consent and tokens by these rules from now on.
    pub fn set_oauth(&self, rules: OAuthRules) {
        self.world.state().oauth.rules = rules;
    }

    /// The requests so far, oldest first; of very many, the last 20,000.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.world.state().log.all()
    }

    /// What happened to a consent and its tokens, oldest first.
    ///
    /// # Errors
    ///
    /// There is no such application or person.
    pub fn token_events(&self, app_id: &str, person_id: &str) -> Result<Vec<TokenEvent>, Error> {
        self.world.token_events(app_id, person_id)
    }

    /// The calls of an application for a person in each window of the quota, oldest first.
    ///
    /// # Errors
    ///
    /// There is no such application or person.
    pub fn windows(&self, app_id: &str, person_id: &str) -> Result<Vec<WindowCount>, Error> {
        self.world.windows(app_id, person_id)
    }

    /// Ends the sandbox: running requests are answered, idle connections closed. Takes two seconds at most.
    ///
    /// # Cancel safety
    ///
    /// The end has begun once this was polled, and goes on if it is dropped.
    pub async fn shutdown(mut self) {
        self.ends.clear();
        for served in &mut self.served {
            let _ = served.await;
        }
    }
}

#[cfg(feature = "conformity")]
impl Drop for Sandbox {
    fn drop(&mut self) {
        let misfits = std::mem::take(&mut self.world.state().misfits);
        assert!(
            misfits.is_empty() || std::thread::panicking(),
            "answers that do not fit the spec:\n{}",
            misfits.join("\n")
        );
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("origin", &self.origin)
            .field("control", &self.control)
            .finish_non_exhaustive()
    }
}
