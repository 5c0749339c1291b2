//! Redis for tests: with a password, and nothing saved to disk. Valkey is as good where it is there.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;

use super::password;
use super::process::{Running, Service};
use crate::debian;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// Debian's package with the server.
pub(super) const PACKAGE: &str = "redis-server";

/// A server that runs until this value is dropped.
pub(super) struct Redis {
    running: Running,
    password: String,
}

/// The server. A link is not followed: this program is told by its name what it is.
pub(super) fn find(folders: &[PathBuf]) -> Option<PathBuf> {
    ["redis-server", "valkey-server"]
        .iter()
        .find_map(|program| debian::find(program, folders))
}

impl Redis {
    pub(super) fn start(
        program: &Path,
        parent: &Path,
        interrupt: &Interrupt,
    ) -> Result<Self, Failure> {
        let service = Service::new(
            "redis",
            parent,
            &["redis", "nobody"],
            (Signal::TERM, "TERM"),
        )?;
        let password = password()?;
        let command = |service: &Service, port: u16| {
            let settings = service.write("redis.conf", &settings(port, &password))?;
            let mut command = service.command(program)?;
            command.arg(settings);
            Ok(command)
        };
        let running = service.start(command, |port| answers(port, &password), interrupt)?;
        Ok(Self { running, password })
    }

    pub(super) fn url(&self) -> String {
        url(self.running.port(), &self.password)
    }
}

/// In a file, where others cannot read the password.
fn settings(port: u16, password: &str) -> String {
    format!(
        "bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave \"\"\nappendonly no\ndaemonize no\ndir ./\n"
    )
}

fn url(port: u16, password: &str) -> String {
    format!("redis://:{password}@127.0.0.1:{port}/")
}

/// Whether it takes the password and answers.
fn answers(port: u16, password: &str) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(format!("AUTH {password}\r\nPING\r\nQUIT\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        std::io::Result::Ok(answer.starts_with("+OK\r\n+PONG\r\n"))
    };
    // Nobody listens yet, or the connection ended: not an answer.
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_is_what_drivers_take() {
        assert_eq!(url(6379, "0123abcd"), "redis://:0123abcd@127.0.0.1:6379/");
    }

    #[test]
    fn nothing_is_saved_and_nobody_else_comes_in() {
        let settings = settings(6379, "0123abcd");
        for line in [
            "bind 127.0.0.1",
            "requirepass 0123abcd",
            "save \"\"",
            "appendonly no",
        ] {
            assert!(settings.lines().any(|setting| setting == line), "{line}");
        }
    }
}
