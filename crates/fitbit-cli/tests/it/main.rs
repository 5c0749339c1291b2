//! The command as a person runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops there")]

mod conform;
mod export;
mod store;

use std::process::{Command, Output};

/// Runs `fitbit` with these arguments and no token in the environment.
fn fitbit(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fitbit"))
        .args(arguments)
        .env_remove("FITBIT_ACCESS_TOKEN")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn an_unknown_command_is_a_matter_of_arguments() {
    assert_eq!(fitbit(&["import"]).status.code(), Some(2));
}
