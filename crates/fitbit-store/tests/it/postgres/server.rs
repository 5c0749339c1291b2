//! A PostgreSQL of this test's own, that can be killed and started again on the same port.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fitbit_store::sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

pub(super) struct Server {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    url: String,
    running: Option<Child>,
}

impl Server {
    /// A cluster, not started.
    pub(super) fn new() -> Self {
        let programs: PathBuf = std::env::var_os("FITBIT_TEST_POSTGRES_BIN")
            .expect("FITBIT_TEST_POSTGRES_BIN names no folder: run `cargo xtask test`, or `cargo xtask services` beside this")
            .into();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("password"), "invented").unwrap();
        own(folder.path());
        let cluster = folder.path().join("cluster");
        let made = command(&programs.join("initdb"))
            .args([
                "--username",
                "fitbit",
                "--auth",
                "scram-sha-256",
                "--no-sync",
            ])
            .arg("--pwfile")
            .arg(folder.path().join("password"))
            .arg(&cluster)
            .stdout(Stdio::null())
            .status();
        assert!(made.unwrap().success(), "initdb");
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        Self {
            folder,
            programs,
            port,
            url: format!("postgres://fitbit:invented@127.0.0.1:{port}/postgres"),
            running: None,
        }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Starts it, and waits until it lets people in.
    #[expect(
        clippy::disallowed_methods,
        reason = "the time that a server takes to start is not ours"
    )]
    pub(super) async fn start(&mut self) {
        let child = command(&self.programs.join("postgres"))
            .arg("-D")
            .arg(self.folder.path().join("cluster"))
            .args(["-c", &format!("port={}", self.port)])
            .args(["-c", "unix_socket_directories="])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.running = Some(child);
        for _ in 0..600 {
            if let Ok(connection) = PgConnection::connect(&self.url).await {
                connection.close().await.unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("PostgreSQL does not start");
    }

    /// At once, as if the power was cut.
    pub(super) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            // Its children end with it at SIGQUIT, and not at SIGKILL.
            let told = Command::new("kill")
                .args(["-QUIT", &child.id().to_string()])
                .status();
            assert!(told.unwrap().success());
            child.wait().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// PostgreSQL does not run as root; then it is somebody else who does.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout == b"0\n"
}

fn own(folder: &Path) {
    if is_root() {
        let owned = Command::new("chown")
            .arg("-R")
            .arg("nobody")
            .arg(folder)
            .status();
        assert!(owned.unwrap().success());
    }
}

fn command(program: &Path) -> Command {
    // It ends with the test also if that is killed.
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if is_root() {
        command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]);
    }
    command.arg(program);
    command
}
