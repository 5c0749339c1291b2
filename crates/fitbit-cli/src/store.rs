//! `fitbit store`, and the tokens and budgets that other commands take from a store with `--store URL`.
//!
//! Secrets come from the environment, never from arguments: those can be read by everybody on the machine.

mod commands;

use std::env;
use std::sync::Arc;

use fitbit_core::auth::{App, Authenticator, ClientSecret};
use fitbit_core::{Budget, BudgetSettings, SystemClock};
use fitbit_store::{OpenError, SharedTokenStore, Store, StoreOptions, TokenKey, TokenProtection};

use crate::failure::Failure;

pub(crate) use commands::{StoreCommand, run};

/// Where a store is and how its tokens are kept.
#[derive(clap::Args)]
pub(crate) struct StoreArguments {
    /// The store: sqlite:PATH, postgres://… or redis://…
    #[arg(long, value_name = "URL")]
    store: String,
    #[command(flatten)]
    protection: ProtectionArguments,
}

/// How tokens are kept.
#[derive(clap::Args)]
pub(crate) struct ProtectionArguments {
    #[arg(
        help = "Keep tokens unencrypted. Otherwise FITBIT_TOKEN_KEY holds the key, as `fitbit store new-key` prints it, and FITBIT_RETIRED_TOKEN_KEYS older ones, with commas between"
    )]
    #[arg(long)]
    plain_text_tokens: bool,
}

impl StoreArguments {
    async fn open(&self, migrates: bool) -> Result<Store, Failure> {
        open(&self.store, migrates).await
    }

    async fn tokens(&self) -> Result<SharedTokenStore, Failure> {
        let protection = self.protection.read()?;
        let app = variable("FITBIT_CLIENT_ID", "the client id of the app")?;
        let store = self.open(true).await?;
        store
            .tokens(&app, protection)
            .map_err(|error| Failure::usage(error.to_string()))
    }
}

impl ProtectionArguments {
    fn read(&self) -> Result<TokenProtection, Failure> {
        if self.plain_text_tokens {
            return Ok(TokenProtection::dangerously_in_plain_text());
        }
        let key = variable(
            "FITBIT_TOKEN_KEY",
            "the key of the store's tokens (a new one: fitbit store new-key ID)",
        )?;
        let mut protection = TokenProtection::encrypted(parse(&key, "FITBIT_TOKEN_KEY")?);
        let retired = env::var("FITBIT_RETIRED_TOKEN_KEYS").unwrap_or_default();
        for key in retired.split(',').filter(|key| !key.trim().is_empty()) {
            protection = protection.opening_also(parse(key, "FITBIT_RETIRED_TOKEN_KEYS")?);
        }
        Ok(protection)
    }
}

fn parse(key: &str, name: &str) -> Result<TokenKey, Failure> {
    key.parse()
        .map_err(|error| Failure::usage(format!("{name}: {error}")))
}

async fn open(url: &str, migrates: bool) -> Result<Store, Failure> {
    let options = StoreOptions::new(url).map_err(|error| Failure::usage(error.to_string()))?;
    let options = if migrates {
        options
    } else {
        options.without_migrations()
    };
    let opened = options.open().await;
    opened.map_err(|error| Failure::new(error.to_string()))
}

/// What an export takes from a store.
pub(crate) struct Stored {
    /// None for a kind of store that keeps no tokens.
    pub(crate) authenticator: Option<Authenticator>,
    pub(crate) budget: Budget,
}

/// The tokens and the budget of a store, for the service at this address.
pub(crate) async fn connect(
    url: &str,
    protection: &ProtectionArguments,
    base_url: &str,
) -> Result<Stored, Failure> {
    let refused = |error: OpenError| Failure::usage(error.to_string());
    let keeps_tokens = StoreOptions::new(url).map_err(refused)?.keeps_tokens();
    let app = if keeps_tokens {
        Some((app(base_url)?, protection.read()?))
    } else {
        None
    };
    let store = open(url, true).await?;
    let authenticator = match app {
        Some(((id, app), protection)) => {
            let tokens = store.tokens(&id, protection).map_err(refused)?;
            Some(Authenticator::new(app, tokens))
        }
        None => None,
    };
    let budgets = store.budgets(BudgetSettings::fitbit());
    Ok(Stored {
        authenticator,
        budget: Budget::new(Arc::new(budgets), Arc::new(SystemClock)),
    })
}

fn app(base_url: &str) -> Result<(String, App), Failure> {
    let id = variable("FITBIT_CLIENT_ID", "the client id of the app")?;
    let secret = variable("FITBIT_CLIENT_SECRET", "the client secret of the app")?;
    let app = App::server(id.clone(), ClientSecret::new(secret))
        .base_url(base_url)
        .build();
    let app = app.map_err(|error| Failure::usage(error.to_string()))?;
    Ok((id, app))
}

fn variable(name: &str, what: &str) -> Result<String, Failure> {
    env::var(name).map_err(|_| Failure::usage(format!("set {name} to {what}")))
}
