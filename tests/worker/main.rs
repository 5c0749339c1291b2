//! One process of several: reads its orders, says that it is ready, begins when told, and works until its standard input
//! ends. So it ends by itself when whoever started it is gone.

use std::io::Write as _;

use fitbit_tests::orders::{Orders, Report, Work};
use fitbit_tests::{refresh, spend};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut told = BufReader::new(tokio::io::stdin());
    let mut line = String::new();
    told.read_line(&mut line).await.expect("orders come");
    let orders: Orders = serde_json::from_str(&line).expect("orders are JSON");
    let mut word = String::new();
    let start = async {
        tell("ready");
        let _ = told.read_line(&mut word).await;
    };
    let (end, ends) = tokio::sync::watch::channel(());
    let report: Report = match &orders.work {
        Work::Refresh { .. } => {
            let refreshes = refresh::Refreshes::open(&orders).await;
            start.await;
            end_with(told, end);
            refreshes.run(ends).await
        }
        Work::Spend { .. } => {
            let spends = spend::Spends::open(&orders).await;
            start.await;
            end_with(told, end);
            spends.run(ends).await
        }
    };
    tell(&serde_json::to_string(&report).expect("a report is JSON"));
}

/// Drops the sender when the input has ended.
fn end_with(mut told: BufReader<tokio::io::Stdin>, end: tokio::sync::watch::Sender<()>) {
    tokio::spawn(async move {
        let _ = told.read_to_end(&mut Vec::new()).await;
        drop(end);
    });
}

/// A line to whoever started this, who may be gone.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
