//! `fitbit export`: one person's data as JSON Lines, and a table of what it was.
//!
//! Each part is a file of its own, complete or not there. A part that is refused does not end the others; it stands in
//! the table, and the exit status tells.

mod blanks;
mod lines;
mod parts;
mod report;

use std::fs;
use std::path::Path;

use fitbit_core::auth::{Authenticator, TokenState};
use fitbit_core::jiff::tz::TimeZone;
use fitbit_core::{AccessToken, Budget, Client, ErrorKind, Grant, User, UserId};
use fitbit_sandbox::Sandbox;
use indicatif::ProgressBar;

use crate::ExportArguments;
use crate::failure::Failure;
use crate::store;
use report::Report;

/// Reads everything and prints the table; `false` when a part is missing.
pub(crate) async fn export(arguments: ExportArguments) -> Result<bool, Failure> {
    prepare(&arguments.out)?;
    // The sandbox runs as long as this value lives.
    let (user, _sandbox, budget) = if arguments.sandbox {
        let sandbox = Sandbox::start()
            .await
            .map_err(|error| Failure::new(format!("the sandbox does not start: {error}")))?;
        (sandbox_user(&sandbox)?, Some(sandbox), None)
    } else if let Some(url) = &arguments.store {
        let (user, budget) = stored_user(url, &arguments).await?;
        (user, None, Some(budget))
    } else {
        (real_user(&arguments.base_url)?, None, None)
    };

    // Draws on a terminal and stays silent in a pipe.
    let progress = ProgressBar::new_spinner();
    let mut report = Report::default();
    for part in parts::PARTS {
        progress.set_message(part.name());
        progress.tick();
        let result = part
            .write(&user, &arguments.out, &mut report, &progress)
            .await;
        if let Err(failure) = result {
            let is_final = failure.is_final();
            report.fail(part.name(), failure.to_string());
            if is_final {
                break;
            }
        }
    }
    progress.finish_and_clear();
    if let Some(budget) = budget {
        // What became of the last calls, for the processes that share the count.
        let settled = budget.settle().await;
        settled.map_err(|error| Failure::new(error.to_string()))?;
    }
    print!("{report}");
    Ok(report.is_complete())
}

/// Finds out before a call is spent whether the folder can be written.
fn prepare(folder: &Path) -> Result<(), Failure> {
    let wrong = |error: std::io::Error| {
        Failure::new(format!(
            "the folder {} cannot be written: {error}",
            folder.display()
        ))
    };
    fs::create_dir_all(folder).map_err(wrong)?;
    tempfile::NamedTempFile::new_in(folder).map_err(wrong)?;
    Ok(())
}

/// The first of the invented people.
fn sandbox_user(sandbox: &Sandbox) -> Result<User, Failure> {
    let person = sandbox
        .people()
        .first()
        .ok_or_else(|| Failure::new("the sandbox has no people"))?;
    let token = AccessToken::new(sandbox.token(person.id()))
        .map_err(|error| Failure::new(error.to_string()))?;
    let owner = person
        .id()
        .parse()
        .map_err(|error| Failure::new(format!("the sandbox made no usable id: {error}")))?;
    let zone = TimeZone::get(person.time_zone())
        .map_err(|_| Failure::new("the sandbox made up a time zone"))?;
    let user = Client::builder()
        .base_url(sandbox.url())
        .build()?
        .user(Grant::new(token).with_owner(owner));
    Ok(user.in_zone(zone))
}

/// The person of a store, with the budget that its processes share.
async fn stored_user(url: &str, arguments: &ExportArguments) -> Result<(User, Budget), Failure> {
    let stored = store::connect(url, &arguments.protection, &arguments.base_url).await?;
    let client = Client::builder()
        .base_url(&arguments.base_url)
        .budget(stored.budget.clone())
        .build()?;
    let user = match (stored.authenticator, &arguments.person) {
        (Some(authenticator), Some(person)) => client.user(authenticator.credentials(person)),
        (Some(authenticator), None) => {
            let person = only_person(&authenticator).await?;
            client.user(authenticator.credentials(&person))
        }
        // A store of budgets alone: the token comes from the environment.
        (None, Some(person)) => client.user(Grant::new(token()?).with_owner(person.clone())),
        (None, None) => {
            return Err(Failure::usage(
                "this store counts calls by person and keeps no tokens: say whose token it is with --person",
            ));
        }
    };
    Ok((user, stored.budget))
}

async fn only_person(authenticator: &Authenticator) -> Result<UserId, Failure> {
    let people = authenticator
        .store()
        .list(TokenState::Active, None, 2)
        .await;
    let people = people.map_err(|error| Failure::new(error.to_string()))?;
    match <[UserId; 1]>::try_from(people) {
        Ok([person]) => Ok(person),
        Err(people) if people.is_empty() => Err(Failure::new(
            "the store has nobody with a consent for this app",
        )),
        Err(_) => Err(Failure::usage(
            "the store has several people: say whose data with --person",
        )),
    }
}

fn real_user(base_url: &str) -> Result<User, Failure> {
    Ok(Client::builder().base_url(base_url).build()?.user(token()?))
}

fn token() -> Result<AccessToken, Failure> {
    let token = std::env::var("FITBIT_ACCESS_TOKEN").map_err(|_| {
        Failure::usage(
            "set FITBIT_ACCESS_TOKEN to an access token, or read from the fake Fitbit with --sandbox",
        )
    })?;
    AccessToken::new(token).map_err(|error| Failure::usage(error.to_string()))
}

/// Why a part is missing.
pub(crate) enum PartFailure {
    /// The API or the way to it.
    Api(fitbit_core::Error),
    /// The file.
    File(std::io::Error),
    /// An answer that the library has read is no JSON.
    Unreadable,
}

impl PartFailure {
    /// Whether the next part would fail in the same way.
    fn is_final(&self) -> bool {
        match self {
            Self::Api(error) => matches!(
                error.kind(),
                ErrorKind::Connect
                    | ErrorKind::Retired
                    | ErrorKind::Unauthorized
                    | ErrorKind::Token
                    | ErrorKind::RateLimited
            ),
            Self::File(_) => true,
            Self::Unreadable => false,
        }
    }
}

impl std::fmt::Display for PartFailure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Api(error) => error.fmt(formatter),
            Self::File(error) => write!(formatter, "the file cannot be written: {error}"),
            Self::Unreadable => formatter.write_str("its answer cannot be read a second time"),
        }
    }
}

impl From<fitbit_core::Error> for PartFailure {
    fn from(error: fitbit_core::Error) -> Self {
        Self::Api(error)
    }
}

impl From<std::io::Error> for PartFailure {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}
