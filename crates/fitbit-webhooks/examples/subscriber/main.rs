//! A service that is told of news and reads them: a receiver, an inbox on disk, and a consumer that shares the quota with
//! everybody else.
//!
//! ```sh
//! cargo run -p fitbit-webhooks --features axum --example subscriber
//! ```
//!
//! Without arguments it shows itself: it starts a fake Fitbit, then itself as a process of its own, lets a person's device
//! sync, kills the process between its answer and its work, starts it again, and shows that nothing was lost. With the
//! arguments that it gives to that process it is the service alone.

mod consumer;
mod demonstration;
mod settings;
mod stage;

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use fitbit_core::inbox::Inbox;
use fitbit_store::Store;
use fitbit_webhooks::{ClientSecret, Receiver, SigningKeys, VerificationCode, endpoint};
use tokio::net::TcpListener;

use consumer::Consumer;
use settings::Settings;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Room for so many notices: a week of everybody's, say.
const CAPACITY: usize = 100_000;

#[tokio::main]
async fn main() -> Result<()> {
    match Settings::from_arguments()? {
        None => demonstration::run().await,
        Some(settings) => serve(settings).await,
    }
}

async fn serve(settings: Settings) -> Result<()> {
    let store = Store::open(&settings.store).await?;
    let inbox: Arc<dyn Inbox> = Arc::new(store.inbox(settings::CLIENT_ID, CAPACITY)?);

    let keys = SigningKeys::new(&ClientSecret::new(settings::CLIENT_SECRET)?);
    let code = VerificationCode::new(settings.verification_code.clone())?;
    let receiver = Receiver::new(keys, Arc::clone(&inbox)).with_verification_code(code);
    let router = Router::new().route("/fitbit", endpoint(receiver));
    let listener = TcpListener::bind(("127.0.0.1", settings.port)).await?;
    println!("listening on {}", listener.local_addr()?);

    let consumer = Consumer::new(&settings, &store, inbox)?;
    tokio::select! {
        stopped = axum::serve(listener, router) => Ok(stopped?),
        stopped = consumer.run() => stopped,
    }
}
