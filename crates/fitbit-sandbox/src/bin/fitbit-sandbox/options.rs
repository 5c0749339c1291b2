//! The command line, read by hand. Does nothing but read.

use std::net::IpAddr;
use std::path::PathBuf;

use fitbit_sandbox::jiff::Timestamp;

pub(crate) const HELP: &str = "\
A fake Fitbit Web API on loopback, with invented people.

Usage: fitbit-sandbox [OPTIONS]

Options:
  --port PORT          listen on this port; 0 (the default) is any free one
  --control-port PORT  listen on this port for commands too; 0 is any free one
  --host ADDRESS       listen on this address instead of 127.0.0.1; whoever reaches it can do everything here
  --scenario FILE      be as this file of JSON says: clock, quota, applications, people, faults; the options below win
  --now TIME           stand still at this instant, such as 2026-05-20T10:17:30Z, instead of the real time
  --seed SEED          invent other data: a number from 0 on
  --quota N            so many calls an hour for each person, or `off`; 150 by default
  --subscriber URL     notify this URL on loopback, as the default subscriber `1` of the first application
  --help               print this
  --version            print the version

The first line says where it listens; with a control port, the second line says where that is; with a subscriber, another
line has the code that it answers with 204. The lines after them are the people, each with an access token. Ends on SIGINT or SIGTERM.
";

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Serve(Options),
    Help,
    Version,
}

/// How to serve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) port: u16,
    pub(crate) control_port: Option<u16>,
    pub(crate) host: Option<IpAddr>,
    pub(crate) scenario: Option<PathBuf>,
    pub(crate) now: Option<Timestamp>,
    pub(crate) seed: Option<u64>,
    pub(crate) quota: Option<Quota>,
    pub(crate) subscriber: Option<String>,
}

/// How many calls an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota(pub(crate) Option<u32>);

impl std::str::FromStr for Quota {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self(None)),
            calls => calls.parse().map(|calls| Self(Some(calls))),
        }
    }
}

impl Options {
    /// Reads the arguments after the program's name.
    ///
    /// # Errors
    ///
    /// A sentence about the first argument that cannot be understood.
    pub(crate) fn of(arguments: impl IntoIterator<Item = String>) -> Result<Asked, String> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (argument, None),
            };
            let mut value = || {
                value
                    .clone()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| format!("{name} needs a value"))
            };
            match name.as_str() {
                "--port" => options.port = read(&name, &value()?)?,
                "--control-port" => options.control_port = Some(read(&name, &value()?)?),
                "--host" => options.host = Some(read(&name, &value()?)?),
                "--scenario" => options.scenario = Some(PathBuf::from(value()?)),
                "--now" => options.now = Some(read(&name, &value()?)?),
                "--quota" => options.quota = Some(read(&name, &value()?)?),
                "--subscriber" => options.subscriber = Some(value()?),
                "--seed" => options.seed = Some(read(&name, &value()?)?),
                "--help" | "-h" => return Ok(Asked::Help),
                "--version" | "-V" => return Ok(Asked::Version),
                _ => return Err(format!("there is no option {name}")),
            }
        }
        Ok(Asked::Serve(options))
    }
}

fn read<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("{name} cannot be {value}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arguments: &[&str]) -> Result<Asked, String> {
        Options::of(arguments.iter().map(|&argument| argument.to_owned()))
    }

    #[test]
    fn a_value_stands_after_a_blank_or_an_equals_sign() {
        let expected = Options {
            port: 8_080,
            seed: Some(7),
            quota: Some(Quota(None)),
            ..Options::default()
        };
        assert_eq!(
            of(&["--port", "8080", "--seed=7", "--quota", "off"]),
            Ok(Asked::Serve(expected))
        );
        assert_eq!(of(&[]), Ok(Asked::Serve(Options::default())));
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        assert_eq!(of(&["--port"]), Err("--port needs a value".to_owned()));
        assert_eq!(
            of(&["--port", "65536"]),
            Err("--port cannot be 65536".to_owned())
        );
        assert_eq!(
            of(&["--now", "noon"]),
            Err("--now cannot be noon".to_owned())
        );
        assert_eq!(
            of(&["--quick"]),
            Err("there is no option --quick".to_owned())
        );
    }
}
