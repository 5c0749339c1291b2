//! How a sandbox is to be.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use http::Response;
use http::request::Parts;
use tokio::sync::oneshot;

use super::Sandbox;
use crate::app::{App, registered};
use crate::clock::Clock;
use crate::control::Control;
use crate::error::Error;
use crate::fault::Fault;
use crate::gate::{self, Incoming, RequestBody};
use crate::notification::{self, NotificationRules, Subscriber};
use crate::oauth::OAuthRules;
use crate::outgoing::Sent;
use crate::person::{Person, cast};
use crate::quota::QuotaRules;
use crate::scenario::Scenario;
use crate::server::{self, Answers};
use crate::world::{DEFAULT_APP, World};

/// How a sandbox is to be. See [`Sandbox::builder`].
#[derive(Debug)]
pub struct Builder {
    people: Vec<Person>,
    apps: Option<Vec<App>>,
    clock: Clock,
    seed: u64,
    host: IpAddr,
    port: u16,
    control: Option<u16>,
    quota: QuotaRules,
    oauth: OAuthRules,
    play: Vec<Scenario>,
    faults: Vec<Fault>,
    notifications: NotificationRules,
    /// With the id of the application; without one, of the first.
    subscribers: Vec<(Option<String>, Subscriber)>,
    delivers: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            people: cast(),
            apps: None,
            clock: Clock::default(),
            seed: 1,
            host: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            control: None,
            quota: QuotaRules::default(),
            oauth: OAuthRules::default(),
            play: Vec::new(),
            faults: Vec::new(),
            notifications: NotificationRules::default(),
            subscribers: Vec::new(),
            delivers: false,
        }
    }
}

impl Builder {
    /// With these people instead of the default ones.
    #[must_use]
    pub fn people(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.people = people.into_iter().collect();
        self
    }

    /// With these applications instead of the default ones. Standing tokens belong to the first.
    #[must_use]
    pub fn apps(mut self, apps: impl IntoIterator<Item = App>) -> Self {
        self.apps = Some(apps.into_iter().collect());
        self
    }

    /// With another clock. By default it stands still at [`Clock::STANDSTILL`] until it is moved.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// With another seed: all that is drawn (exercise, steps, badges, tokens) differs.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// On this port; 0, the default, is any free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// With a control port too; 0 is any free one.
    #[must_use]
    pub fn control_port(mut self, port: u16) -> Self {
        self.control = Some(port);
        self
    }

    /// On another address than 127.0.0.1. Whoever reaches it can do everything here, control included.
    #[must_use]
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// With another number of calls an hour for each person and application; `None` refuses nobody. 150 by default.
    #[must_use]
    pub fn quota(mut self, calls: Option<u32>) -> Self {
        self.quota = self.quota.with_limit(calls);
        self
    }

    /// With other rules for the quota.
    #[must_use]
    pub fn quota_rules(mut self, rules: QuotaRules) -> Self {
        self.quota = rules;
        self
    }

    /// With other rules for consent and tokens.
    #[must_use]
    pub fn oauth_rules(mut self, rules: OAuthRules) -> Self {
        self.oauth = rules;
        self
    }

    /// With a scenario played from the beginning.
    #[must_use]
    pub fn play(mut self, scenario: Scenario) -> Self {
        self.play.push(scenario);
        self
    }

    /// With a fault from the beginning.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// With a subscriber of an application. It is verified before the first delivery, so that it may begin to listen later
    /// than the sandbox.
    #[must_use]
    pub fn subscriber(self, app_id: &str, subscriber: Subscriber) -> Self {
        self.subscriber_of(Some(app_id.to_owned()), subscriber)
    }

    /// The same, of the first application if none is named.
    pub(crate) fn subscriber_of(mut self, app: Option<String>, subscriber: Subscriber) -> Self {
        self.subscribers.push((app, subscriber));
        self
    }

    /// The same for the first application, whichever that is.
    #[must_use]
    pub fn first_subscriber(self, subscriber: Subscriber) -> Self {
        self.subscriber_of(None, subscriber)
    }

    /// With other rules for notifications.
    #[must_use]
    pub fn notification_rules(mut self, rules: NotificationRules) -> Self {
        self.notifications = rules;
        self
    }

    /// That delivers notifications by itself, as soon as they are due, in a task of its own. Otherwise nothing is sent
    /// before [`Sandbox::deliver`], so that a test knows what happens when.
    #[must_use]
    pub fn delivering(mut self) -> Self {
        self.delivers = true;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// A port cannot be listened on, the people or applications contradict each other, a fault is about an operation that
    /// does not exist, or a subscriber about an application that does not, or it is not on loopback.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let apps = self.apps.unwrap_or_else(|| apps_for(&self.people));
        let world = Arc::new(World::new(self.people, apps, self.clock, self.seed)?);
        {
            let mut state = world.state();
            state.set_quota(self.quota);
            state.oauth.rules = self.oauth;
            state.outbox.rules = self.notifications;
            for scenario in self.play {
                scenario.apply(&mut state);
            }
            for fault in self.faults {
                state.faults.add(fault)?;
            }
        }
        for (app, subscriber) in self.subscribers {
            let app = app.unwrap_or_else(|| world.apps[DEFAULT_APP].id.clone());
            world.set_subscriber(&app, subscriber)?;
        }
        let listening = server::listen(self.host, self.port).await;
        let (listener, address) = listening.map_err(Error::port)?;
        let origin: Arc<str> = format!("http://{address}").into();
        let (end, ended) = oneshot::channel();
        let data = Data {
            world: world.clone(),
            origin: origin.clone(),
        };
        let mut sandbox = Sandbox {
            world: world.clone(),
            origin,
            control: None,
            ends: vec![end],
            served: vec![tokio::spawn(server::serve(listener, Arc::new(data), ended))],
        };
        if self.delivers {
            let (end, ended) = oneshot::channel();
            let delivering = notification::deliver_until(world.clone(), ended);
            sandbox.ends.push(end);
            sandbox.served.push(tokio::spawn(delivering));
        }
        if let Some(port) = self.control {
            let listening = server::listen(self.host, port).await;
            let (listener, address) = listening.map_err(Error::port)?;
            let (end, ended) = oneshot::channel();
            let control = Arc::new(Control { world });
            sandbox.control = Some(format!("http://{address}"));
            sandbox.ends.push(end);
            let served = tokio::spawn(server::serve(listener, control, ended));
            sandbox.served.push(served);
        }
        Ok(sandbox)
    }
}

/// One of each type; without the personal one if its owner is not there.
fn apps_for(people: &[Person]) -> Vec<App> {
    let is_there = |owner: &String| people.iter().any(|person| person.id == *owner);
    let mut apps = registered();
    apps.retain(|app| app.owner.as_ref().is_none_or(is_there));
    apps
}

/// The data port.
struct Data {
    world: Arc<World>,
    origin: Arc<str>,
}

impl Answers for Data {
    async fn answer(&self, parts: Parts, body: RequestBody) -> Option<Response<Sent>> {
        let incoming = Incoming {
            origin: &self.origin,
            parts: &parts,
            body: &body,
        };
        gate::pass(&self.world, incoming).await.into_response()
    }
}
