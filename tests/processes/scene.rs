//! A scene: the service, the database and the records of a run, and the roll call at its end.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fitbit_core::auth::{AuthError, AuthErrorKind, Authenticator, StoredToken};
use fitbit_core::{Client, Error, UserId};
use fitbit_sandbox::App;
use fitbit_tests::orders::{Orders, Work, kind, user_agent};
use fitbit_tests::pace::Pace;
use fitbit_tests::{record, refresh};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::engines::{Database, Engine};
use crate::judge::Held;
use crate::service::Service;

/// Decides everything that is drawn.
pub(crate) const SEED: u64 = 6;

/// A key as text, of 32 bytes that are all alike.
const KEY: &str = "spring:BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

pub(crate) struct Scene {
    pub(crate) service: Service,
    database: Database,
    records: TempDir,
}

impl Scene {
    /// An empty database of this engine, with the tokens of everybody whom the service knows.
    pub(crate) async fn new(name: &str, engine: Engine, service: Service) -> Self {
        let scene = Self {
            database: engine.empty(name, service.pace).await,
            service,
            records: tempfile::tempdir().unwrap(),
        };
        scene.fill().await;
        scene
    }

    /// The URL of the store.
    pub(crate) fn store(&self) -> &str {
        &self.database.url
    }

    /// What the worker of this number is to do, with its way to the store and its clock.
    pub(crate) fn orders(
        &self,
        instance: u32,
        store: &str,
        pace: Pace,
        machine_is_wrong: bool,
    ) -> Orders {
        Orders {
            instance,
            service: self.service.sandbox.url().to_owned(),
            store: store.to_owned(),
            pace,
            lanes: 2,
            seed: SEED,
            work: Work::Refresh {
                app: (App::SERVER.to_owned(), App::SECRET.to_owned()),
                key: KEY.to_owned(),
                people: self.service.people.clone(),
                record: self.record(instance),
                machine_is_wrong,
            },
        }
    }

    /// The same where nothing is wrong.
    pub(crate) fn plain_orders(&self, instance: u32) -> Orders {
        self.orders(instance, self.store(), self.service.pace, false)
    }

    fn record(&self, instance: u32) -> PathBuf {
        self.records.path().join(format!("{instance}.jsonl"))
    }

    /// What each process recorded.
    pub(crate) fn records(&self) -> BTreeMap<u32, Vec<record::Entry>> {
        let files = std::fs::read_dir(self.records.path()).unwrap();
        files
            .map(|file| {
                let path = file.unwrap().path();
                let instance = path.file_stem().unwrap().to_str().unwrap();
                (instance.parse().unwrap(), record::read(&path))
            })
            .collect()
    }

    /// Gives the store everybody's tokens.
    async fn fill(&self) {
        let orders = self.plain_orders(u32::MAX);
        let (authenticator, _) = refresh::authenticator(&orders).await;
        for person in &self.service.people {
            let taken = authenticator.import(&self.service.consent(person)).await;
            assert!(taken.unwrap());
        }
    }

    /// How it stands with everybody: one more process asks for each one's token and makes a call with it.
    pub(crate) async fn roll_call(&self) -> BTreeMap<String, Held> {
        let (authenticator, _) = refresh::authenticator(&self.plain_orders(0)).await;
        self.roll_call_by(authenticator).await
    }

    /// The same by this one.
    pub(crate) async fn roll_call_by(
        &self,
        authenticator: Authenticator,
    ) -> BTreeMap<String, Held> {
        let orders = self.plain_orders(0);
        let client = refresh::client(&orders.service, user_agent(0), orders.pace);
        let mut calls = JoinSet::new();
        for person in &self.service.people {
            let person: UserId = person.parse().unwrap();
            let (authenticator, client) = (authenticator.clone(), client.clone());
            calls.spawn(async move {
                let held = held(&authenticator, &client, &person).await;
                (person.as_str().to_owned(), held)
            });
        }
        calls.join_all().await.into_iter().collect()
    }
}

async fn held(authenticator: &Authenticator, client: &Client, person: &UserId) -> Held {
    let user = client.user(authenticator.credentials(person));
    let called = user.get_badges().await;
    let stored = authenticator.stored(person).await;
    let told = |error: &Error| error.auth().map(AuthError::kind);
    match (called, stored) {
        (Ok(_), Ok(Some(StoredToken::Active(_)))) => Held::Works,
        (Err(error), Ok(Some(StoredToken::NeedsConsent(loss))))
            if told(&error) == Some(AuthErrorKind::NeedsConsent) =>
        {
            Held::Lost(loss)
        }
        (Err(error), _) => Held::Broken(kind(&error)),
        (Ok(_), _) => Held::Broken("there was a call, and the store has no tokens".to_owned()),
    }
}
