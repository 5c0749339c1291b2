//! A Redis of a test's own, that may be stopped.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fitbit_store::redis_rs::Client;
use tempfile::TempDir;

use super::pass;

const PASSWORD: &str = "secret";

/// Ends with this value.
pub(super) struct Server {
    program: PathBuf,
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Server {
    /// With these settings besides the usual ones.
    pub(super) async fn start(settings: &[&str]) -> Self {
        let program = std::env::var_os("FITBIT_TEST_REDIS_SERVER").expect(
            "FITBIT_TEST_REDIS_SERVER names no program: run `cargo xtask test`, or `cargo xtask services` beside this",
        );
        let program = PathBuf::from(program);
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let process = run(&program, &folder, port, settings);
        let server = Self {
            program,
            folder,
            port,
            process,
        };
        server.answers().await;
        server
    }

    /// As a machine that loses power.
    pub(super) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// At the same address.
    pub(super) async fn start_again(&mut self) {
        self.process = run(&self.program, &self.folder, self.port, &[]);
        self.answers().await;
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/", self.port)
    }

    async fn answers(&self) {
        let client = Client::open(self.url()).unwrap();
        for _ in 0..500 {
            if client.get_multiplexed_async_connection().await.is_ok() {
                return;
            }
            pass(Duration::from_millis(20)).await;
        }
        panic!("the server of this test does not answer");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A test may have killed it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(program: &PathBuf, folder: &TempDir, port: u16, settings: &[&str]) -> Child {
    Command::new(program)
        .args(["--bind", "127.0.0.1", "--port", &port.to_string()])
        .args([
            "--requirepass",
            PASSWORD,
            "--save",
            "",
            "--appendonly",
            "no",
        ])
        .args(settings)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}
