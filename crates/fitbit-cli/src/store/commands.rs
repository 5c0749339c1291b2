//! The commands below `fitbit store`.

use fitbit_core::auth::{
    Insertion, RefreshToken, StoreError, TokenSet, TokenState, TokenStore as _,
};
use fitbit_core::{AccessToken, UserId};
use fitbit_store::{SharedTokenStore, TokenKey};

use super::{StoreArguments, variable};
use crate::failure::Failure;

/// How many people are asked for at once.
const PAGE: usize = 1_000;

#[derive(clap::Subcommand)]
pub(crate) enum StoreCommand {
    /// Print a new key for tokens; keep it where your secrets are, and not in the database
    NewKey {
        /// The id under which records name it: letters, digits, dots, dashes
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Say whether the store can be used as it is; changes nothing
    Check(StoreArguments),
    /// Count the app's people by the state of their consent
    People(StoreArguments),
    #[command(
        about = "Take over a person's tokens from FITBIT_ACCESS_TOKEN and FITBIT_REFRESH_TOKEN, unless the store knows the person"
    )]
    Import {
        #[command(flatten)]
        store: StoreArguments,
        /// Whose tokens they are: the encoded user id
        #[arg(long, value_name = "ID")]
        person: UserId,
    },
    /// Encrypt every record with the present key, so that retired ones can go
    Reseal(StoreArguments),
}

/// Runs one; `false` when something is left to do.
pub(crate) async fn run(command: StoreCommand) -> Result<bool, Failure> {
    match command {
        StoreCommand::NewKey { id } => {
            let key = TokenKey::generate(id).map_err(|error| Failure::usage(error.to_string()))?;
            println!("{}", *key.expose_secret());
            Ok(true)
        }
        StoreCommand::Check(store) => {
            println!("{:?} is ready", store.open(false).await?);
            Ok(true)
        }
        StoreCommand::People(store) => {
            let tokens = store.tokens().await?;
            for (state, name) in [
                (TokenState::Active, "active"),
                (TokenState::NeedsConsent, "to be asked for consent again"),
                (TokenState::Revoked, "revoked"),
            ] {
                println!("{:>8} {name}", count(&tokens, state).await.map_err(failed)?);
            }
            Ok(true)
        }
        StoreCommand::Import { store, person } => import(&store, person).await,
        StoreCommand::Reseal(store) => {
            let done = store.tokens().await?.reseal().await.map_err(failed)?;
            println!("{:>8} encrypted with the present key now", done.resealed);
            println!("{:>8} were so already", done.current);
            println!("{:>8} could not be read", done.unreadable);
            Ok(done.unreadable == 0)
        }
    }
}

async fn import(store: &StoreArguments, person: UserId) -> Result<bool, Failure> {
    let wrong = |error: fitbit_core::TokenError| Failure::usage(error.to_string());
    let access = variable("FITBIT_ACCESS_TOKEN", "the person's access token")?;
    let refresh = variable("FITBIT_REFRESH_TOKEN", "the person's refresh token")?;
    let token = TokenSet::new(
        person,
        AccessToken::new(access).map_err(wrong)?,
        RefreshToken::new(refresh).map_err(wrong)?,
    );
    let tokens = store.tokens().await?;
    let kept = tokens.insert(&token, Insertion::IfAbsent).await;
    let kept = kept.map_err(failed)?;
    println!(
        "{}",
        if kept {
            "imported"
        } else {
            "left alone: the store knows the person, and what it has may be newer"
        }
    );
    Ok(kept)
}

async fn count(tokens: &SharedTokenStore, state: TokenState) -> Result<usize, StoreError> {
    let mut count = 0;
    let mut after = None;
    loop {
        let people = tokens.list(state, after.as_ref(), PAGE).await?;
        count += people.len();
        match people.last() {
            Some(last) => after = Some(last.clone()),
            None => return Ok(count),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn failed(error: StoreError) -> Failure {
    Failure::new(error.to_string())
}
