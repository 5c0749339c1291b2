//! The fake Fitbit as a process of its own, for tools that speak HTTP. It ends with this value.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;

pub(super) struct Sandbox {
    process: Child,
    url: String,
    token: String,
}

impl Sandbox {
    /// Starts one on a free port, standing still in time, without a quota.
    pub(super) fn start(root: &Path) -> Result<Self, Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut process = Command::new(cargo)
            .args([
                "run",
                "--quiet",
                "--locked",
                "--package",
                "fitbit-sandbox",
                "--",
            ])
            .args([
                "--port",
                "0",
                "--now",
                "2026-05-20T10:17:30Z",
                "--quota",
                "off",
            ])
            .current_dir(root)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::new(format!("cannot run the sandbox: {error}")))?;
        let silent = || Failure::new("the sandbox does not say where it listens");
        let output = process.stdout.take().ok_or_else(silent)?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let url = lines
            .next()
            .and_then(|line| line.strip_prefix("listening on ").map(str::to_owned))
            .ok_or_else(silent)?;
        // The first person shows and has everything.
        let token = lines
            .next()
            .and_then(|line| {
                line.split_whitespace()
                    .find(|word| word.starts_with("sandbox."))
                    .map(str::to_owned)
            })
            .ok_or_else(silent)?;
        Ok(Self {
            process,
            url,
            token,
        })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
