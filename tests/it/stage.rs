//! The whole road on one clock: a client with its tokens, and the fake service that answers it. Nothing here waits in
//! real time for more than an answer on loopback, and nothing waits for ever.

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{
    App, Authenticator, ClientSecret, Credentials, MemoryTokenStore, RefreshToken, TokenSet,
};
use fitbit_core::{
    AccessToken, Budget, BudgetSettings, Client, ClientBuilder, Clock, Error, ManualClock,
    ScopeSet, User, UserId,
};
use fitbit_sandbox::{App as Registered, Consent, Sandbox, TokenEventKind, WindowCount, people};
use tokio::task::JoinHandle;

/// The longest pause that [`Stage::passing`] lets pass: longer than any between four attempts, shorter than the time that
/// a request has.
const PAUSE: Duration = Duration::from_secs(10);

/// Moments that a test may take. Each is long enough for an answer on loopback.
const PATIENCE: u32 = 200_000;

/// The person to whom everything happens.
pub(crate) fn person() -> UserId {
    people::OPEN.parse().unwrap()
}

pub(crate) struct Stage {
    pub(crate) clock: ManualClock,
    pub(crate) sandbox: Sandbox,
    pub(crate) store: MemoryTokenStore,
    pub(crate) authenticator: Authenticator,
}

impl Stage {
    /// A fake service with its default rules, and a server app that nobody let in yet.
    pub(crate) async fn new() -> Self {
        Self::with(|sandbox| sandbox).await
    }

    /// The same with a fake service that differs.
    pub(crate) async fn with(
        rules: impl FnOnce(fitbit_sandbox::Builder) -> fitbit_sandbox::Builder,
    ) -> Self {
        let clock = ManualClock::new(fitbit_sandbox::Clock::STANDSTILL);
        let same = clock.clone();
        let builder = Sandbox::builder().clock(fitbit_sandbox::Clock::from_fn(move || same.now()));
        let sandbox = rules(builder).start().await.unwrap();
        let secret = ClientSecret::new(Registered::SECRET);
        let app = App::server(Registered::SERVER, secret)
            .redirect_uri(Registered::REDIRECT)
            .base_url(sandbox.url())
            .consent_base_url(sandbox.url())
            .clock(Arc::new(clock.clone()))
            .build()
            .unwrap();
        let store = MemoryTokenStore::with_clock(Arc::new(clock.clone()));
        Self {
            authenticator: Authenticator::new(app, store.clone()),
            store,
            clock,
            sandbox,
        }
    }

    /// A client with its own budget.
    pub(crate) fn client(&self) -> ClientBuilder {
        Client::builder()
            .base_url(self.sandbox.url())
            .clock(self.clock.clone())
            .jitter_seed(1)
    }

    /// A budget by these settings on the clock of the stage.
    pub(crate) fn budget(&self, settings: BudgetSettings) -> Budget {
        Budget::in_process(settings, Arc::new(self.clock.clone()))
    }

    /// The person's credentials, of tokens as the person's consent to everything gives them.
    pub(crate) async fn credentials(&self) -> Credentials {
        let consent = self
            .sandbox
            .consent(Registered::SERVER, people::OPEN)
            .unwrap();
        self.import(consent).await
    }

    async fn import(&self, consent: Consent) -> Credentials {
        let scopes: Vec<String> = consent.scopes.into_iter().collect();
        let ends = self.clock.now().checked_add(consent.lifetime).unwrap();
        let token = TokenSet::new(
            person(),
            AccessToken::new(consent.access_token).unwrap(),
            RefreshToken::new(consent.refresh_token).unwrap(),
        )
        .with_scopes(ScopeSet::parse(&scopes.join(" ")))
        .with_expires_at(ends);
        assert!(self.authenticator.import(&token).await.unwrap());
        self.authenticator.credentials(&person())
    }

    /// The person, as one of the clients that [`Stage::client`] makes sees them.
    pub(crate) async fn user(&self) -> User {
        self.client()
            .build()
            .unwrap()
            .user(self.credentials().await)
    }

    /// What comes of this, while every pause of at most ten seconds that somebody comes to is over at once.
    pub(crate) async fn passing<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        for _ in 0..PATIENCE {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = moment() => {
                    // While the service takes its real time over a refresh, the clock stands still.
                    if !self.sandbox.is_refreshing()
                        && let Some(first) = self.clock.until_first()
                        && first <= PAUSE
                    {
                        // One that is over and that nobody looks at must not stop the clock.
                        self.clock.advance(first.max(Duration::from_millis(1)));
                    }
                }
            }
        }
        panic!(
            "it does not come to an end; {} pauses are left",
            self.clock.sleepers()
        )
    }

    /// What comes of this while the clock stands still.
    pub(crate) async fn standing<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        for _ in 0..PATIENCE {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = moment() => {}
            }
        }
        panic!(
            "it does not come to an end; {} pauses are left",
            self.clock.sleepers()
        )
    }

    /// Waits until this holds, while the clock stands still.
    pub(crate) async fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..PATIENCE {
            if holds(self) {
                return;
            }
            moment().await;
        }
        panic!("it never came to be that {what}")
    }

    /// How many of these are over, once nothing more happens while the clock stands still.
    pub(crate) async fn settled<T>(&self, tasks: &[JoinHandle<T>]) -> usize {
        let (mut before, mut quiet) = ((0, 0), 0);
        for _ in 0..PATIENCE {
            let over = tasks.iter().filter(|task| task.is_finished()).count();
            let now = (over, self.sandbox.requests().len());
            (before, quiet) = (now, if now == before { quiet + 1 } else { 0 });
            if quiet == 500 {
                return over;
            }
            moment().await;
        }
        panic!("it does not settle")
    }

    /// What happened to the person's consent to the server app.
    pub(crate) fn events(&self) -> Vec<TokenEventKind> {
        let events = self
            .sandbox
            .token_events(Registered::SERVER, people::OPEN)
            .unwrap();
        events.iter().map(|event| event.kind).collect()
    }

    /// How often this happened to it.
    pub(crate) fn count(&self, kind: TokenEventKind) -> usize {
        self.events().iter().filter(|&&event| event == kind).count()
    }

    /// The calls that were let through and those that were answered 429, window by window.
    pub(crate) fn windows(&self) -> Vec<(u32, u32)> {
        let windows = self.sandbox.windows(Registered::SERVER, people::OPEN);
        let counts = |window: WindowCount| (window.answered, window.refused);
        windows.unwrap().into_iter().map(counts).collect()
    }

    /// The requests that the service has seen for this operation.
    pub(crate) fn sent(&self, operation: &str) -> usize {
        let requests = self.sandbox.requests();
        requests
            .iter()
            .filter(|request| request.operation() == Some(operation))
            .count()
    }
}

/// A read of little.
pub(crate) async fn read(user: User) -> Result<u32, Error> {
    user.get_badges().await.map(|reply| reply.attempts())
}

/// Real time, and only to let what is on its way on loopback arrive.
async fn moment() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let _ = tokio::task::spawn_blocking(std::thread::yield_now).await;
}
