//! Nothing that a store or its driver says on the way holds a token, a key, an id, a day or a password. One test, because
//! it listens to the whole process.

#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fitbit_core::auth::{Begun, Insertion, RefreshToken, TokenSet, TokenStore};
use fitbit_core::budget::{BudgetKey, BudgetStore as _};
use fitbit_core::inbox::{Collection, Inbox as _, Notice};
use fitbit_core::{AccessToken, BudgetSettings, Priority};
use fitbit_store::{Store, TokenKey, TokenProtection};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps everything that is said, down to `TRACE`, as text.
#[derive(Clone, Default)]
struct Capture(Arc<Mutex<String>>);

impl Capture {
    fn say(&self, what: &dyn Debug) {
        let _ = writeln!(self.0.lock().unwrap(), "{what:?}");
    }
}

impl Visit for Capture {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = writeln!(self.0.lock().unwrap(), "{field}={value:?}");
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn token() -> TokenSet {
    TokenSet::new(
        "CANARYID".parse().unwrap(),
        AccessToken::new("CANARYACCESS").unwrap(),
        RefreshToken::new("CANARYREFRESH").unwrap(),
    )
}

/// Everything that a store of tokens, budgets and notices does, in plain text as well.
async fn use_all(store: &Store, capture: &Capture) {
    let key = TokenKey::new("spring", *b"CANARYKEYCANARYKEYCANARYKEY12345").unwrap();
    for protection in [
        TokenProtection::dangerously_in_plain_text(),
        TokenProtection::encrypted(key),
    ] {
        let tokens = store.tokens("23ABCD", protection.clone()).unwrap();
        capture.say(&(&tokens, &protection));
        let token = token();
        let owner = token.owner();
        capture.say(&tokens.insert(&token, Insertion::Replace).await);
        let begun = tokens.begin(owner, token.refresh().hash(), Duration::from_secs(45));
        let begun = begun.await.unwrap();
        capture.say(&begun);
        if let Begun::Leased(lease) = begun {
            capture.say(&tokens.complete(&lease, &token).await);
        }
        capture.say(&tokens.load(owner).await);
        capture.say(&tokens.reseal().await);
    }
    let plain = TokenProtection::dangerously_in_plain_text();
    let plain = store.tokens("23ABCD", plain).unwrap();
    let error = plain.load(token().owner()).await.unwrap_err();
    capture.say(&(&error, error.to_string()));
    capture.say(&plain.forget(token().owner()).await);

    let budgets = store.budgets(BudgetSettings::fitbit());
    let key = BudgetKey::new("23ABCD", "CANARYID");
    capture.say(&(
        &budgets,
        key,
        budgets.take(key, Priority::Interactive, 1).await,
    ));

    let inbox = store.inbox("23ABCD", 1).unwrap();
    let day = "2031-07-13".parse().ok();
    let notice = |person: &str| Notice::new(person.parse().unwrap(), Collection::Sleep, day);
    capture.say(&(&inbox, inbox.accept(&[notice("CANARYID")]).await));
    capture.say(&inbox.accept(&[notice("CANARYOTHER")]).await);
    for lease in inbox.lease(1, Duration::from_mins(1)).await.unwrap() {
        capture.say(&(&lease, inbox.finish(&lease).await));
    }
    capture.say(&inbox.forget(notice("CANARYID").person()).await);
}

#[tokio::test]
async fn nothing_that_is_said_names_a_person_a_day_or_a_secret() {
    let capture = Capture::default();
    tracing::subscriber::set_global_default(capture.clone()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("CANARYFILE.sqlite");
    let url = format!("sqlite:{}", path.display());
    let store = Store::open(&url).await.unwrap();
    use_all(&store, &capture).await;
    #[cfg(feature = "postgres")]
    {
        let server = std::env::var("FITBIT_TEST_POSTGRES_URL").expect(
            "FITBIT_TEST_POSTGRES_URL names no PostgreSQL: run `cargo xtask test`, or `cargo xtask services` beside this",
        );
        let mut wrong: url::Url = server.parse().unwrap();
        wrong.set_password(Some("CANARYPASSWORD")).unwrap();
        let error = Store::open(wrong.as_str()).await.unwrap_err();
        capture.say(&(&error, error.to_string()));
        // In the schema that everybody has: the person is of this test alone.
        use_all(&Store::open(&server).await.unwrap(), &capture).await;
    }
    for url in [
        "mysql://CANARYUSER:CANARYPASSWORD@CANARYHOST/",
        "sqlite:CANARYFILE?mode=CANARYMODE",
        "sqlite:CANARYFOLDER/CANARYFILE",
        "postgres://CANARYUSER:CANARYPASSWORD@CANARYHOST:CANARYPORT/",
        "redis://:CANARYPASSWORD@CANARYHOST/CANARYNUMBER",
    ] {
        let error = Store::open(url).await.unwrap_err();
        capture.say(&(&error, error.to_string()));
    }

    let said = capture.0.lock().unwrap().clone();
    for known in ["fitbit_tokens", "fitbit_budgets", "fitbit_notices"] {
        assert!(said.contains(known), "the driver said nothing of {known}");
    }
    for hidden in ["CANARY", "2031", "07-13"] {
        assert!(!said.contains(hidden), "{hidden}: {said}");
    }
}
