//! Tokens and budgets that several processes share.
//!
//! The traits are the core's ([`TokenStore`](fitbit_core::auth::TokenStore), [`BudgetStore`](fitbit_core::BudgetStore),
//! [`Inbox`](fitbit_core::inbox::Inbox));
//! here they stand on databases that exist:
//!
//! | URL | feature | keeps | for |
//! |---|---|---|---|
//! | `sqlite:fitbit.sqlite` | `sqlite` (default) | tokens, budgets, notices | one machine, several processes, one file |
//! | `postgres://user@host/database` | `postgres` | tokens, budgets, notices | many machines |
//! | `redis://host` | `redis` | budgets | many machines, high rates |
//!
//! ```
//! use std::sync::Arc;
//! use fitbit_core::auth::{App, Authenticator, ClientSecret};
//! use fitbit_core::{Budget, BudgetSettings, Client, SystemClock};
//! use fitbit_store::{Store, TokenKey, TokenProtection};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let url = format!("sqlite:{}/fitbit.sqlite", folder.path().display());
//! let store = Store::open(&url).await?;
//! let key = TokenKey::generate("2026-05")?; // once; then it comes from where the service keeps its secrets
//! let tokens = store.tokens("23ABCD", TokenProtection::encrypted(key))?;
//! let budgets = store.budgets(BudgetSettings::fitbit());
//!
//! let app = App::server("23ABCD", ClientSecret::new("invented")).build()?;
//! let authenticator = Authenticator::new(app, tokens);
//! let client = Client::builder()
//!     .budget(Budget::new(Arc::new(budgets), Arc::new(SystemClock)))
//!     .build()?;
//! # let _ = (authenticator, client);
//! # Ok(())
//! # }
//! ```
//!
//! What a store decides, it decides in the core's state machines
//! ([`TokenRecord`](fitbit_core::auth::TokenRecord), [`Ledger`](fitbit_core::budget::Ledger)); what is here reads a row,
//! runs one step, and writes the row back, under a lock and by the database's clock.
//!
//! # Redis and Valkey
//!
//! A budget is one key, `fitbit:budget:` and the fingerprint of person and app; it goes by itself some windows after its
//! last use. A step is one or two round trips over one connection, which comes back by itself; a step whose answer was lost
//! is an error and is not sent again, so its call stays counted.
//!
//! - **Let it forget nothing**: `maxmemory-policy noeviction`. A Redis that evicts keys, restarts without what it saved, or
//!   fails over to a replica that lags has lost the count of the window, wholly or for the last steps. Then more may be
//!   sent than the limit: the service answers 429, and that closes the window for all processes. A Redis that is full or
//!   has too few replicas refuses writes; that is an error, and no call is granted.
//! - **Rights** of a user: `~fitbit:budget:* +evalsha +script|load +get +set +time`.
//! - **`rediss://` is TLS**; the server's certificate is checked against those that the machine trusts. For others, and for
//!   other timeouts, hand over a connection of the driver (`StoreOptions::redis`).
//! - **A cluster** is reached through its proxy: every script touches one key. A store does not follow from node to node;
//!   a key that is on another is an error that says so.
//! - Redis 6 or later, or Valkey.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(any(feature = "sqlite", feature = "postgres")),
    allow(
        dead_code,
        unused_variables,
        clippy::unused_async,
        reason = "no database that keeps tokens"
    )
)]

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "redis")))]
compile_error!("fitbit-store without an engine: switch on `sqlite`, `postgres` or `redis`");

mod budgets;
mod error;
mod fault;
mod location;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod notices;
mod options;
mod row;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod schema;
mod seal;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod statements;
mod store;
mod tokens;

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;

pub use budgets::SharedBudgetStore;
pub use error::OpenError;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use notices::SharedInbox;
pub use options::StoreOptions;
pub use seal::{TokenKey, TokenKeyError, TokenProtection};
pub use store::Store;
pub use tokens::{Resealed, SharedTokenStore};

/// The driver of SQLite and PostgreSQL, whose options and pools a [`Store`] takes.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sqlx;

/// The driver of Redis and Valkey, whose connections a [`Store`] takes.
#[cfg(feature = "redis")]
pub use ::redis as redis_rs;
