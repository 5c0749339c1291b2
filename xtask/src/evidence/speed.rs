//! How fast the sandbox starts and answers, so that it is known not to be what a benchmark of the client measures.
//!
//! Requests a second depend on what else the machine does; the time of the processor that a request takes does so less.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use cargo_metadata::MetadataCommand;

use crate::failure::Failure;

use super::sandbox::Sandbox;
use super::{command, programs};

/// Answers of 10,200, 1,000 and 100 bytes.
const PATHS: [&str; 3] = [
    "/1/user/-/badges.json",
    "/1.1/user/-/friends.json",
    "/1/user/-/activities/goals/daily.json",
];

/// How often a start is timed; the middle one counts.
const STARTS: usize = 21;

/// How many times a second the kernel counts a process's time.
const TICKS: u64 = 100;

pub(super) fn measure(root: &Path) -> Result<(), Failure> {
    programs(&[("wrk", "wrk")])?;
    let program = built(root)?;
    let sandbox = Sandbox::of(&program)?;
    println!("| path | requests a second | processor time of one |\n|---|---|---|");
    for path in PATHS {
        let before = ticks(&sandbox)?;
        let (requests, rate) = load(&sandbox, path)?;
        let micros = (ticks(&sandbox)? - before) * (1_000_000 / TICKS) / requests.max(1);
        println!("| `{path}` | {rate} | {micros} µs |");
    }
    drop(sandbox);
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let begin = Instant::now();
        let sandbox = Sandbox::of(&program)?;
        first_answer(&sandbox)?;
        starts.push(begin.elapsed());
    }
    starts.sort();
    let in_millis = |start: Duration| start.as_secs_f64() * 1_000.0;
    println!(
        "program, from its start to its first answer: {:.1} ms, the fastest {:.1} ms",
        in_millis(starts[STARTS / 2]),
        in_millis(starts[0])
    );
    command(
        "library",
        Command::new(cargo())
            .args(["run", "--quiet", "--release", "--locked"])
            .args(["--package", "fitbit-sandbox", "--example", "start"])
            .current_dir(root),
    )
}

fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The program, built as it would be for a benchmark.
fn built(root: &Path) -> Result<PathBuf, Failure> {
    command(
        "sandbox",
        Command::new(cargo())
            .args(["build", "--quiet", "--release", "--locked"])
            .args(["--package", "fitbit-sandbox"])
            .current_dir(root),
    )?;
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .no_deps()
        .exec()
        .map_err(|error| Failure::new(format!("cargo does not say where it builds: {error}")))?;
    let folder = metadata.target_directory.into_std_path_buf();
    Ok(folder.join("release/fitbit-sandbox"))
}

/// Five seconds over 32 connections: how many requests, and how many a second in wrk's words.
fn load(sandbox: &Sandbox, path: &str) -> Result<(u64, String), Failure> {
    let output = Command::new("wrk")
        .args(["-d5s", "-c32", "-t1", "-H"])
        .arg(format!("authorization: Bearer {}", sandbox.token()))
        .arg(format!("{}{path}", sandbox.url()))
        .output()
        .map_err(|error| Failure::new(format!("cannot run wrk: {error}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || text.contains("Non-2xx") || text.contains("Socket errors") {
        return Err(Failure::new(format!("wrk was refused:\n{text}")));
    }
    let requests = text.lines().find(|line| line.contains(" requests in "));
    let requests = requests.and_then(|line| line.split_whitespace().next()?.parse().ok());
    let rate = text
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"));
    let known = requests.zip(rate.map(|rate| rate.trim().to_owned()));
    known.ok_or_else(|| Failure::new(format!("wrk says something else:\n{text}")))
}

/// The time of the processor that the sandbox has taken.
fn ticks(sandbox: &Sandbox) -> Result<u64, Failure> {
    let path = PathBuf::from(format!("/proc/{}/stat", sandbox.id()));
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    // After the name in parentheses, the twelfth and thirteenth: in the program, and in the kernel for it.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let times = fields.split_whitespace().skip(11).take(2);
    Ok(times.filter_map(|time| time.parse::<u64>().ok()).sum())
}

fn first_answer(sandbox: &Sandbox) -> Result<(), Failure> {
    let address = sandbox.url().trim_start_matches("http://");
    let request = format!(
        "GET {} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
        PATHS[0],
        sandbox.token()
    );
    let mut answer = String::new();
    TcpStream::connect(address)
        .and_then(|mut stream| {
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(&mut answer)
        })
        .map_err(|error| Failure::new(format!("the sandbox does not answer: {error}")))?;
    if answer.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        Err(Failure::new("the sandbox's first answer is an error"))
    }
}
