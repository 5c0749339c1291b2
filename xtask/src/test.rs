//! `cargo xtask test`: every test that gates a merge, with what it needs. The services that tests need are started here
//! and their addresses handed on in the environment; nothing is skipped because a service is missing.

use std::path::Path;

use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::services::Services;
use crate::step::Step;

/// Runs all tests, or those that these arguments of `cargo test` choose.
pub(crate) fn run(root: &Path, chosen: &[&str]) -> Result<(), Failure> {
    let interrupt = Interrupt::watch()?;
    let services = Services::start(&interrupt)?;
    Step {
        name: "tests",
        arguments: &arguments(chosen),
        environment: &services.environment(),
        remedy: "run `cargo xtask test`",
    }
    .run_until(&interrupt, root)
}

fn arguments<'a>(chosen: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["test", "--all-features", "--locked"];
    if chosen.is_empty() {
        arguments.push("--workspace");
    }
    arguments.extend(chosen);
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_tested_unless_something_is_chosen() {
        assert_eq!(
            arguments(&[]),
            ["test", "--all-features", "--locked", "--workspace"]
        );
        assert_eq!(
            arguments(&["-p", "xtask"]),
            ["test", "--all-features", "--locked", "-p", "xtask"]
        );
    }
}
