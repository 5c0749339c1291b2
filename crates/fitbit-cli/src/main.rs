//! The `fitbit` command: the living example of the library.
//!
//! It reads arguments, prints, and sets the exit status: 0 for done, 1 for done with failures or not done, 2 for
//! arguments that make no sense. Everything about the API is the library's.

mod conform;
mod export;
mod failure;
mod store;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use fitbit_core::UserId;

use crate::failure::Failure;

#[derive(Parser)]
#[command(
    name = "fitbit",
    version,
    about = "Reads Fitbit data, and checks recorded answers of the API"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write one person's badges, friends, leaderboards, subscriptions and activity history as JSON Lines
    Export(ExportArguments),
    /// Look after a store of tokens and budgets that several processes share
    #[command(subcommand)]
    Store(store::StoreCommand),
    /// Check recorded answers of the API against the types of this library
    Conform(ConformArguments),
}

#[derive(clap::Args)]
struct ExportArguments {
    /// Start a fake Fitbit with invented people inside this process, and read from that
    #[arg(long, conflicts_with = "base_url")]
    sandbox: bool,
    #[arg(
        help = "Where the API is; the access token is taken from the environment variable FITBIT_ACCESS_TOKEN"
    )]
    #[arg(long, value_name = "URL", default_value = "https://api.fitbit.com")]
    base_url: String,
    #[arg(
        help = "Take the person's tokens from this store, and count the calls there: sqlite:PATH or postgres://…, with the app in FITBIT_CLIENT_ID and FITBIT_CLIENT_SECRET; or count them alone: redis://…"
    )]
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    store: Option<String>,
    /// Whose data, by the encoded user id; needed where the store has several people
    #[arg(long, value_name = "ID", requires = "store")]
    person: Option<UserId>,
    #[command(flatten)]
    protection: store::ProtectionArguments,
    /// The folder to write into; made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

#[derive(clap::Args)]
struct ConformArguments {
    /// Folders with samples/OPERATION/*.json and invalid/OPERATION/*, or files in folders named after their operation
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Print one JSON document instead of lines
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Export(arguments) => run(export::export(arguments)),
        Command::Store(command) => run(store::run(command)),
        Command::Conform(arguments) => conform::conform(&arguments.paths, arguments.json),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("fitbit: {failure}");
            ExitCode::from(failure.status())
        }
    }
}

fn run(work: impl Future<Output = Result<bool, Failure>>) -> Result<bool, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("the runtime does not start: {error}")))?
        .block_on(work)
}
