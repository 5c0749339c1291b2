//! What a process of this service is told when it starts.

use std::env;
use std::time::Duration;

use fitbit_core::BudgetSettings;
use fitbit_core::auth::{App, ClientSecret};
use fitbit_sandbox::App as Registered;
use fitbit_store::{TokenKey, TokenProtection};

use crate::Result;

/// The app at the fake Fitbit. A service takes these from where it keeps its secrets.
pub(crate) const CLIENT_ID: &str = Registered::SERVER;
pub(crate) const CLIENT_SECRET: &str = Registered::SECRET;

#[derive(Clone)]
pub(crate) struct Settings {
    /// Where the API is.
    pub(crate) fitbit: String,
    /// The store of tokens, budget and notices.
    pub(crate) store: String,
    /// What the portal asks for.
    pub(crate) verification_code: String,
    /// Where to listen; 0 for any port.
    pub(crate) port: u16,
    /// The file that has a line for everything that was read.
    pub(crate) journal: String,
}

impl Settings {
    /// Those of the command line, if there are any.
    pub(crate) fn from_arguments() -> Result<Option<Self>> {
        let arguments: Vec<String> = env::args().skip(1).collect();
        match arguments.as_slice() {
            [] => Ok(None),
            [fitbit, store, verification_code, port, journal] => Ok(Some(Self {
                fitbit: fitbit.clone(),
                store: store.clone(),
                verification_code: verification_code.clone(),
                port: port.parse()?,
                journal: journal.clone(),
            })),
            _ => Err("usage: subscriber [FITBIT STORE VERIFICATION_CODE PORT JOURNAL]".into()),
        }
    }

    pub(crate) fn to_arguments(&self) -> [String; 5] {
        [
            self.fitbit.clone(),
            self.store.clone(),
            self.verification_code.clone(),
            self.port.to_string(),
            self.journal.clone(),
        ]
    }
}

pub(crate) fn app(fitbit: &str) -> Result<App> {
    Ok(App::server(CLIENT_ID, ClientSecret::new(CLIENT_SECRET))
        .redirect_uri(Registered::REDIRECT)
        .base_url(fitbit)
        .consent_base_url(fitbit)
        .build()?)
}

pub(crate) fn protection() -> Result<TokenProtection> {
    Ok(TokenProtection::encrypted(TokenKey::new(
        "example", [7; 32],
    )?))
}

pub(crate) fn budget() -> BudgetSettings {
    BudgetSettings::fitbit()
}

/// How long a notice is lent: a little more than reading it may take. Of a service it would be minutes; after the end of a
/// process its notices wait for so long.
pub(crate) const LEASE: Duration = Duration::from_secs(5);

/// When a day is read a second time. Some of it has no notice of its own and comes hours after the rest (heart rate
/// variability, say): of a service it would be some hours.
pub(crate) const AGAIN: Duration = Duration::from_secs(3);
