//! A command of cargo that has to succeed, announced by a line and explained when it fails.

use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// One step of a check.
pub(crate) struct Step<'a> {
    /// What is checked, in a word or two.
    pub(crate) name: &'a str,
    /// The arguments of cargo.
    pub(crate) arguments: &'a [&'a str],
    /// Variables of the environment, besides those that are there.
    pub(crate) environment: &'a [(&'a str, &'a str)],
    /// What to do when it fails.
    pub(crate) remedy: &'a str,
}

impl Step<'_> {
    /// Runs it in `root`, its output going where ours goes.
    pub(crate) fn run(&self, root: &Path) -> Result<(), Failure> {
        let status = self
            .command(root)
            .status()
            .map_err(|error| Failure::new(format!("cannot run cargo: {error}")))?;
        self.judge(status)
    }

    /// The same; it is ended when this process is to end.
    pub(crate) fn run_until(&self, interrupt: &Interrupt, root: &Path) -> Result<(), Failure> {
        let status = interrupt.run(&mut self.command(root))?;
        self.judge(status)
    }

    fn command(&self, root: &Path) -> Command {
        announce(self.name, &format!("cargo {}", self.arguments.join(" ")));
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(self.arguments)
            .envs(self.environment.iter().copied())
            .current_dir(root);
        command
    }

    fn judge(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() {
            Ok(())
        } else {
            Err(failed(self.name, self.remedy))
        }
    }
}

/// The line before a step. It goes to stderr, where cargo's own lines go, so that they stay in order.
pub(crate) fn announce(name: &str, command: &str) {
    eprintln!("==> {name}: {command}");
}

/// What a step that failed says.
pub(crate) fn failed(name: &str, remedy: &str) -> Failure {
    Failure::new(format!("==> {name} failed: {remedy}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_says_what_to_do() {
        let step = Step {
            name: "nothing",
            arguments: &["no-such-command-of-cargo"],
            environment: &[],
            remedy: "run something else",
        };
        let failure = step.run(&crate::root()).unwrap_err();
        assert_eq!(
            failure.to_string(),
            "==> nothing failed: run something else"
        );
    }
}
