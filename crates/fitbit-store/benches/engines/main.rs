//! Permits and token loads a second on each engine, from one process and from eight, beside a bare counter that somebody
//! would write by hand on the same engine. `benches/README.md` says how to run it and what came out; it judges nothing.
//!
//! Each process is one of its own: this program, started again.

mod by_hand;
mod work;

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::Duration;

use fitbit_store::Store;

use work::{People, Work};

/// For how long each process works.
const TIME: Duration = Duration::from_secs(3);

/// Tells a process that it is one of those that work: engine's URL, work, people.
const WORKER: &str = "FITBIT_BENCH_WORKER";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    if let Ok(order) = std::env::var(WORKER) {
        return worker(&order).await;
    }
    let folder = tempfile::tempdir()?;
    let mut engines = vec![(
        "SQLite",
        format!("sqlite:{}/bench.sqlite", folder.path().display()),
    )];
    for (name, variable) in [
        ("PostgreSQL", "FITBIT_TEST_POSTGRES_URL"),
        ("Redis", "FITBIT_TEST_REDIS_URL"),
    ] {
        match std::env::var(variable) {
            Ok(url) => engines.push((name, url)),
            Err(_) => {
                println!("{name} is left out: {variable} is not set (`cargo xtask services`)");
            }
        }
    }
    println!("| engine | what | people | processes | a second | p50 | p99 |");
    println!("|---|---|---|---|---|---|---|");
    for (name, url) in &engines {
        let store = Store::open(url).await?;
        work::prepare(&store, url).await?;
        drop(store);
        for (work, people) in [
            (Work::Permit, People::One),
            (Work::Counter, People::One),
            (Work::Permit, People::Many),
            (Work::Counter, People::Many),
            (Work::Load, People::Many),
        ] {
            for processes in [1, 8] {
                if work == Work::Load && *name == "Redis" {
                    continue;
                }
                let mut times = measure(url, work, people, processes)?;
                times.sort_unstable();
                let at = |percent: usize| times[(times.len() - 1) * percent / 100];
                println!(
                    "| {name} | {} | {} | {processes} | {} | {:?} | {:?} |",
                    work.name(),
                    people.name(),
                    times.len() as u64 / TIME.as_secs(),
                    at(50),
                    at(99),
                );
            }
        }
    }
    Ok(())
}

/// The time of each piece of work that these processes have done.
fn measure(url: &str, work: Work, people: People, processes: u32) -> Result<Vec<Duration>> {
    let program = std::env::current_exe()?;
    let order = format!("{}\n{}\n{url}", work.name(), people.name());
    let children: Vec<_> = (0..processes)
        .map(|number| {
            Command::new(&program)
                .env(WORKER, &order)
                .env("FITBIT_BENCH_NUMBER", number.to_string())
                .stdout(Stdio::piped())
                .spawn()
        })
        .collect::<std::io::Result<_>>()?;
    let mut times = Vec::new();
    for child in children {
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Err("a process failed".into());
        }
        for line in String::from_utf8(output.stdout)?.lines() {
            times.push(Duration::from_nanos(line.parse()?));
        }
    }
    Ok(times)
}

async fn worker(order: &str) -> Result<()> {
    let mut parts = order.splitn(3, '\n');
    let mut part = || parts.next().ok_or("half an order");
    let work = Work::of(part()?)?;
    let people = People::of(part()?)?;
    let url = part()?;
    let times = work.run(url, people, TIME).await?;
    let lines: Vec<String> = times
        .iter()
        .map(|time| time.as_nanos().to_string())
        .collect();
    println!("{}", lines.join("\n"));
    Ok(())
}
