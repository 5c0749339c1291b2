//! What a worker is told, and what it tells at its end: one line of JSON each.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use fitbit_core::BudgetSettings;
use serde::{Deserialize, Serialize};

use crate::pace::Pace;

/// What a worker is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Orders {
    /// Which process of the run it is. No two have the same number, also not one that takes another's place.
    pub instance: u32,
    /// The base URL of the service.
    pub service: String,
    /// The URL of the store.
    pub store: String,
    /// Its clock.
    pub pace: Pace,
    /// How many calls it makes at once.
    pub lanes: u32,
    /// Decides the order of what it does.
    pub seed: u64,
    /// What it does.
    pub work: Work,
}

impl Orders {
    /// By what the service tells processes apart.
    pub fn user_agent(&self) -> String {
        user_agent(self.instance)
    }
}

/// By what the service tells processes apart.
pub fn user_agent(instance: u32) -> String {
    format!("worker/{instance}")
}

/// What a worker does until it is told to end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// Asks for people's tokens and makes a call with each.
    Refresh {
        /// The app whose people they are, and its secret.
        app: (String, String),
        /// The key that the store's tokens are sealed with, as text.
        key: String,
        /// The ids of the people.
        people: Vec<String>,
        /// The file of its [record](crate::record).
        record: PathBuf,
        /// Whether a wrong clock is that of the whole machine, so that a store that has no clock of its own is wrong too.
        machine_is_wrong: bool,
    },
    /// Makes calls for one person, as many as the budget lets it.
    Spend {
        /// An access token of the person.
        token: String,
        /// Calls in a window.
        limit: u32,
        /// The length of a window.
        window: Duration,
        /// How much later than the end of a window the next one opens.
        margin: Duration,
    },
}

/// The settings of a budget of these numbers.
///
/// # Panics
///
/// Where the numbers are none of a budget.
pub fn settings(limit: u32, window: Duration, margin: Duration) -> BudgetSettings {
    BudgetSettings::new(limit, window)
        .and_then(|settings| settings.with_margin(margin))
        .expect("the numbers of a budget")
}

/// What a worker has done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Calls that were answered.
    pub calls: u64,
    /// Calls that failed, by what kind of error.
    pub failures: BTreeMap<String, u64>,
}

impl Report {
    /// Counts what became of a call.
    pub fn count<T>(&mut self, outcome: &Result<T, fitbit_core::Error>) {
        match outcome {
            Ok(_) => self.calls += 1,
            Err(error) => *self.failures.entry(kind(error)).or_default() += 1,
        }
    }
}

/// The kind of an error, with that of the token's where it was one.
pub fn kind(error: &fitbit_core::Error) -> String {
    match error.auth() {
        Some(auth) => format!("{:?} ({:?})", error.kind(), auth.kind()),
        None => format!("{:?}", error.kind()),
    }
}
