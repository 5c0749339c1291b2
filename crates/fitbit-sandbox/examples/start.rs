//! How long a sandbox takes to start within a program: the first one, which reads the spec, and those after it.

use std::time::{Duration, Instant};

use fitbit_sandbox::{Error, Sandbox};

const LATER: u32 = 1_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let first = start().await?;
    let mut later = Duration::ZERO;
    for _ in 0..LATER {
        later += start().await?;
    }
    println!(
        "library, the first start: {:.1} ms; each later one: {:.0} µs",
        first.as_secs_f64() * 1e3,
        (later / LATER).as_secs_f64() * 1e6
    );
    Ok(())
}

async fn start() -> Result<Duration, Error> {
    let begin = Instant::now();
    let sandbox = Sandbox::start().await?;
    let taken = begin.elapsed();
    sandbox.shutdown().await;
    Ok(taken)
}
