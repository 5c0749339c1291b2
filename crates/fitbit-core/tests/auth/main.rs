//! Consent and refresh against a token endpoint that loses answers, and a store that fails. The clock stands still
//! unless a test moves it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod consent;
mod faulty;
mod refresh;
mod server;

use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{
    App, Authenticator, ClientSecret, Credentials, Insertion, MemoryTokenStore, RefreshToken,
    StoredToken, TokenSet, TokenStore,
};
use fitbit_core::{AccessToken, Clock, ManualClock, UserId};

use faulty::FaultyStore;
use server::{Reply, Server};

const HOUR: Duration = Duration::from_hours(1);

struct World {
    clock: ManualClock,
    server: Server,
    store: FaultyStore,
    authenticator: Authenticator,
}

fn person() -> UserId {
    "GGNJL9".parse().unwrap()
}

/// The answer of the server that issues the tokens of this generation for eight hours.
fn issued(generation: u32) -> String {
    format!(
        r#"{{"access_token":"access.{generation}","expires_in":28800,"refresh_token":"refresh.{generation}",
        "scope":"sleep activity","token_type":"Bearer","user_id":"GGNJL9"}}"#
    )
}

fn tokens(generation: u32) -> Reply {
    Reply::Whole(200, issued(generation))
}

fn refusal(status: u16, error_type: &str) -> Reply {
    Reply::Whole(
        status,
        format!(
            r#"{{"errors":[{{"errorType":"{error_type}","message":"Refresh token invalid: refresh.0"}}],"success":false}}"#
        ),
    )
}

fn access(generation: u32) -> AccessToken {
    AccessToken::new(format!("access.{generation}")).unwrap()
}

impl World {
    /// A person whose tokens of generation 0 are in the store; the access token ends in `ends_in`.
    async fn new(ends_in: Duration, script: impl IntoIterator<Item = Reply>) -> Self {
        let world = Self::empty(script).await;
        world.put(0, ends_in).await;
        world
    }

    async fn empty(script: impl IntoIterator<Item = Reply>) -> Self {
        let clock = ManualClock::new("2026-05-20T10:00:00Z".parse().unwrap());
        let server = Server::start(script).await;
        let store = FaultyStore::new(MemoryTokenStore::with_clock(Arc::new(clock.clone())));
        let app = App::server("23ABCD", ClientSecret::new("s3cret"))
            .base_url(&server.url)
            .consent_base_url(&server.url)
            .clock(Arc::new(clock.clone()))
            .build()
            .unwrap();
        let authenticator = Authenticator::new(app, store.clone());
        Self {
            clock,
            server,
            store,
            authenticator,
        }
    }

    /// Another process of the same service.
    fn other_process(&self) -> Authenticator {
        Authenticator::new(self.authenticator.app().clone(), self.store.clone())
    }

    fn token(&self, generation: u32, ends_in: Duration) -> TokenSet {
        let refresh = RefreshToken::new(format!("refresh.{generation}")).unwrap();
        TokenSet::new(person(), access(generation), refresh)
            .with_expires_at(self.clock.now().checked_add(ends_in).unwrap())
    }

    async fn put(&self, generation: u32, ends_in: Duration) {
        let token = self.token(generation, ends_in);
        self.store.insert(&token, Insertion::Replace).await.unwrap();
    }

    fn credentials(&self) -> Credentials {
        self.authenticator.credentials(&person())
    }

    async fn stored(&self) -> Option<StoredToken> {
        self.store.inner.load(&person()).await.unwrap()
    }

    async fn assert_stored(&self, generation: u32) {
        match self.stored().await {
            Some(StoredToken::Active(token)) => assert!(token.access() == &access(generation)),
            other => panic!(
                "no tokens in the store: {:?}",
                other.map(|token| token.state())
            ),
        }
    }
}

/// Runs this to its end, and lets every pause of at most `step` pass that it comes to.
async fn passing<T>(clock: &ManualClock, step: Duration, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            // Real time, and only to let the server's answer arrive before time moves on.
            () = real_moment() => {
                if let Some(first) = clock.until_first() && first <= step {
                    // One that is over and that nobody looks at must not stop the clock.
                    clock.advance(first.max(Duration::from_millis(100)));
                }
            }
        }
    }
}

async fn real_moment() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let _ = tokio::task::spawn_blocking(std::thread::yield_now).await;
}
