//! PostgreSQL for tests: a cluster of its own, with passwords, and without the care for power cuts that tests do not need.

use std::fs;
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
pub(super) const PACKAGE: &str = "postgresql";

/// Where Debian keeps the programs, a folder a version.
const DEBIANS: &str = "/usr/lib/postgresql";

/// The owner of the cluster.
const USER: &str = "fitbit";

/// The database that is always there.
const DATABASE: &str = "postgres";

/// A server that runs until this value is dropped.
pub(super) struct Postgres {
    running: Running,
    password: String,
}

/// The folder with the programs.
pub(super) fn find(folders: &[PathBuf]) -> Option<PathBuf> {
    find_below(Path::new(DEBIANS), folders)
}

/// The first folder with a server, and with what makes a cluster for it; then the latest version of Debian's.
fn find_below(debians: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    // The folder that a link leads to has the other programs as well.
    let linked = debian::find("postgres", folders)
        .and_then(|server| fs::canonicalize(server).ok())
        .and_then(|server| server.parent().map(Path::to_path_buf));
    linked.into_iter().chain(versions(debians)).find(|folder| {
        ["postgres", "initdb"]
            .iter()
            .all(|program| debian::is_program(&folder.join(program)))
    })
}

/// Debian's folders, the latest version first.
fn versions(debians: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(debians) else {
        // It is not there: nothing of it is installed.
        return Vec::new();
    };
    let mut versions: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, bin)| bin).collect()
}

impl Postgres {
    pub(super) fn start(
        programs: &Path,
        parent: &Path,
        interrupt: &Interrupt,
    ) -> Result<Self, Failure> {
        // At this signal the server ends its processes and gives its shared memory back, without saving.
        let service = Service::new(
            "postgresql",
            parent,
            &["postgres", "nobody"],
            (Signal::QUIT, "QUIT"),
        )?;
        let password = password()?;
        let cluster = service.folder.join("cluster");
        let secret = service.write("password", &password)?;
        let mut initdb = service.command(&programs.join("initdb"))?;
        initdb
            .args(["--username", USER, "--auth", "scram-sha-256"])
            .args(["--encoding", "UTF8", "--locale", "C", "--no-sync"])
            .arg("--pgdata")
            .arg(&cluster)
            .arg("--pwfile")
            .arg(&secret);
        if !interrupt.run(&mut initdb)?.success() {
            return Err(service.failed("does not get a cluster from initdb"));
        }
        let server = programs.join("postgres");
        let command = |service: &Service, port: u16| {
            let mut command = service.command(&server)?;
            command.arg("-D").arg(&cluster);
            for setting in [
                "listen_addresses=127.0.0.1",
                &format!("port={port}"),
                // Its place would be outside of the folder, or too long a path.
                "unix_socket_directories=",
                "fsync=off",
                "full_page_writes=off",
                "synchronous_commit=off",
                "max_connections=300",
                "shared_buffers=64MB",
            ] {
                command.args(["-c", setting]);
            }
            Ok(command)
        };
        let running = service.start(command, answers, interrupt)?;
        Ok(Self { running, password })
    }

    pub(super) fn url(&self) -> String {
        url(self.running.port(), &self.password)
    }
}

fn url(port: u16, password: &str) -> String {
    format!("postgres://{USER}:{password}@127.0.0.1:{port}/{DATABASE}")
}

/// Whether it asks for a password: before it is ready it answers with an error.
fn answers(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(&hello())?;
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        std::io::Result::Ok(kind == *b"R")
    };
    // Nobody listens yet, or the connection ended: not an answer.
    ask().unwrap_or(false)
}

/// The first message of a client, in version 3.0 of the protocol
/// (<https://www.postgresql.org/docs/current/protocol-message-formats.html>, "`StartupMessage`").
fn hello() -> Vec<u8> {
    let mut body = 196_608_u32.to_be_bytes().to_vec();
    body.extend_from_slice(format!("user\0{USER}\0database\0{DATABASE}\0\0").as_bytes());
    let length = u32::try_from(body.len() + 4).expect("a few words are short");
    let mut message = length.to_be_bytes().to_vec();
    message.extend(body);
    message
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn the_url_is_what_drivers_take() {
        assert_eq!(
            url(5432, "0123abcd"),
            "postgres://fitbit:0123abcd@127.0.0.1:5432/postgres"
        );
    }

    #[test]
    fn the_first_message_says_its_length() {
        let hello = hello();
        assert_eq!(hello[..8], [0, 0, 0, 39, 0, 3, 0, 0]);
        assert_eq!(hello.len(), 39);
    }

    fn programs(folder: &Path, names: &[&str]) {
        fs::create_dir_all(folder).unwrap();
        for name in names {
            let file = folder.join(name);
            fs::write(&file, "").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    #[test]
    fn the_path_goes_before_debians_place_and_links_are_followed() {
        let root = tempfile::tempdir().unwrap();
        let (linked, real) = (root.path().join("bin"), root.path().join("real"));
        let debians = root.path().join("debian");
        programs(&debians.join("15/bin"), &["postgres", "initdb"]);
        programs(&real, &["postgres", "initdb"]);
        fs::create_dir(&linked).unwrap();
        symlink(real.join("postgres"), linked.join("postgres")).unwrap();

        let found = find_below(&debians, &[linked]).unwrap();
        assert_eq!(found, fs::canonicalize(real).unwrap());
    }

    #[test]
    fn of_debians_versions_the_latest_whole_one_counts() {
        let debians = tempfile::tempdir().unwrap();
        programs(&debians.path().join("9/bin"), &["postgres", "initdb"]);
        programs(&debians.path().join("15/bin"), &["postgres", "initdb"]);
        // The programs of a client alone.
        programs(&debians.path().join("17/bin"), &["psql"]);

        let found = find_below(debians.path(), &[]);
        assert_eq!(found, Some(debians.path().join("15/bin")));
        assert_eq!(find_below(&debians.path().join("nothing"), &[]), None);
    }
}
