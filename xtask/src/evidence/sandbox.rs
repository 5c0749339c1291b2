//! The fake Fitbit as a process of its own, for tools that speak HTTP. It ends with this value.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;

pub(super) struct Sandbox {
    process: Child,
    url: String,
    control: String,
    token: String,
}

impl Sandbox {
    /// Starts one on free ports, standing still in time, without a quota.
    pub(super) fn start(root: &Path) -> Result<Self, Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(["run", "--quiet", "--locked"])
            .args(["--package", "fitbit-sandbox", "--"])
            .current_dir(root);
        Self::run(command)
    }

    /// The same of a program that is built.
    pub(super) fn of(program: &Path) -> Result<Self, Failure> {
        Self::run(Command::new(program))
    }

    fn run(mut command: Command) -> Result<Self, Failure> {
        let mut process = command
            .args(["--port", "0", "--control-port", "0", "--quota", "off"])
            .args(["--now", "2026-05-20T10:17:30Z"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot run the sandbox: {error}")))?;
        let silent = || Failure::new("the sandbox does not say where it listens");
        let output = process.stdout.take().ok_or_else(silent)?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let mut after = |start: &str| {
            let line = lines.next()?;
            line.strip_prefix(start).map(str::to_owned)
        };
        let url = after("listening on ").ok_or_else(silent)?;
        let control = after("control on ").ok_or_else(silent)?;
        // The first person shows and has everything.
        let token = after("")
            .and_then(|line| {
                line.split_whitespace()
                    .find(|word| word.starts_with("sandbox."))
                    .map(str::to_owned)
            })
            .ok_or_else(silent)?;
        Ok(Self {
            process,
            url,
            control,
            token,
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The URL of the control port.
    pub(super) fn control(&self) -> &str {
        &self.control
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// The id of the process.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
