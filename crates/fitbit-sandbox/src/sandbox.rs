//! Starting, asking and ending a sandbox: what a program that uses this library sees.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::bundle;
use crate::clock::Clock;
use crate::error::Error;
use crate::person::{Person, cast};
use crate::quota::Quota;
use crate::request_log::LoggedRequest;
use crate::server;
use crate::world::World;

/// A running fake Fitbit on loopback. Dropping it ends it; [`Sandbox::shutdown`] also waits for the end.
///
/// ```
/// # async fn example() -> Result<(), fitbit_sandbox::Error> {
/// use fitbit_sandbox::{Sandbox, people};
///
/// let sandbox = Sandbox::start().await?;
/// let url = format!("{}/1/user/-/badges.json", sandbox.url());
/// let authorization = format!("Bearer {}", sandbox.token(people::OPEN));
/// // ... GET `url` with this `Authorization` ...
/// assert!(sandbox.requests().is_empty());
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    world: Arc<World>,
    origin: Arc<str>,
    end: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

/// How a sandbox is to be. See [`Sandbox::builder`].
#[derive(Debug)]
pub struct Builder {
    people: Vec<Person>,
    clock: Clock,
    seed: u64,
    port: u16,
    quota: Quota,
}

impl Sandbox {
    /// Starts one on a free port, with the default people, a clock that stands still, and the default seed.
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
        Builder {
            people: cast(),
            clock: Clock::default(),
            seed: 1,
            port: 0,
            quota: Quota::default(),
        }
    }

    /// The base URL, such as `http://127.0.0.1:40321`, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// All people, also those who are nobody's friend.
    pub fn people(&self) -> &[Person] {
        &self.world.people
    }

    /// An access token of this person, with every scope there is. The same at every start with the same seed.
    ///
    /// If nobody has this id, the token looks like any other and is refused as unknown.
    pub fn token(&self, person_id: &str) -> String {
        self.world.token(person_id, &bundle::SCOPES)
    }

    /// An access token of this person with these scopes only.
    pub fn token_with_scopes(&self, person_id: &str, scopes: &[&str]) -> String {
        let scopes: BTreeSet<String> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        self.world.token(person_id, &scopes)
    }

    /// The requests so far, oldest first; of very many, the last 20,000.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.world.state().log.all()
    }

    /// Ends the sandbox: running requests are answered, idle connections closed. Takes two seconds at most.
    ///
    /// # Cancel safety
    ///
    /// The end has begun once this was polled, and goes on if it is dropped.
    pub async fn shutdown(mut self) {
        drop(self.end.take());
        let _ = (&mut self.served).await;
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// With these people instead of the default ones.
    #[must_use]
    pub fn people(mut self, people: impl IntoIterator<Item = Person>) -> Self {
        self.people = people.into_iter().collect();
        self
    }

    /// With another clock. By default it stands still at [`Clock::STANDSTILL`].
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

    /// With another number of calls an hour for each person; `None` counts nothing and refuses nobody. 150 by default.
    #[must_use]
    pub fn quota(mut self, calls: Option<u32>) -> Self {
        self.quota = Quota::new(calls);
        self
    }

    /// Starts it, on 127.0.0.1.
    ///
    /// # Errors
    ///
    /// The port cannot be listened on, or the people contradict each other.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub async fn start(self) -> Result<Sandbox, Error> {
        let world = Arc::new(World::new(self.people, self.clock, self.seed)?);
        world.state().quota = self.quota;
        let (listener, address) = server::listen(self.port).await.map_err(Error::port)?;
        let origin: Arc<str> = format!("http://{address}").into();
        let (end, ended) = oneshot::channel();
        let served = tokio::spawn(server::serve(
            listener,
            world.clone(),
            origin.clone(),
            ended,
        ));
        Ok(Sandbox {
            world,
            origin,
            end: Some(end),
            served,
        })
    }
}
