//! What a run prints: what was counted, in a form for reading.

use fitbit_core::jiff::SignedDuration;

use crate::judge::{Stage, Verdict};
use crate::rotations::Trial;
use crate::spending::{Size, Spent};

/// A run of rotations.
pub(crate) fn of_rotations(trial: &Trial, took: SignedDuration, verdict: &Verdict) {
    let kills = |stage| verdict.kills.get(&stage).copied().unwrap_or(0);
    println!(
        "\n{} on {:?}: {} processes, {} people, {} times real time, the service {}: {:.1} s",
        trial.name,
        trial.engine,
        trial.processes,
        trial.people,
        trial.times,
        if trial.replays {
            "repeats its answers"
        } else {
            "repeats nothing"
        },
        took.as_secs_f64()
    );
    for (what, count) in [
        ("rotations", verdict.rotations),
        ("leases", verdict.leases),
        ("  of them found a mark", verdict.takeovers),
        ("requests answered again", verdict.replays),
        ("requests refused", verdict.refusals),
        ("kills outside the marked window", kills(Stage::Outside)),
        ("kills in it, request without effect", kills(Stage::Marked)),
        ("kills in it, answer not saved", kills(Stage::TookEffect)),
        ("people lost", verdict.lost),
        ("objections", verdict.objections.len()),
    ] {
        println!("  {what:<36}{count:>6}");
    }
    if let Some(cuts) = verdict.cuts {
        println!(
            "  {:<36}{:>6}",
            "requests to the database cut", cuts.of_requests
        );
        println!(
            "  {:<36}{:>6}",
            "answers of the database cut", cuts.of_answers
        );
    }
    if verdict.calls.len() > 1 {
        for (wrong_by, calls) in &verdict.calls {
            println!("  calls by a clock wrong by {wrong_by:>6} s {calls:>6}");
        }
    }
    for (kind, count) in &verdict.failures {
        println!("  calls failed, {kind:<22}{count:>6}");
    }
}

/// A run of spending.
pub(crate) fn of_spending(engine: &str, size: Size, spent: &Spent) {
    println!(
        "\n{engine}, {} processes with {} calls at once each, {} calls in {:?}",
        size.processes, size.lanes, size.limit, size.window
    );
    println!("  window  calls   429  first after  last after  processes  fewest  most");
    for (place, window) in spent.windows.iter().enumerate() {
        let (first, last) = window.calls;
        let shares = &window.shares;
        println!(
            "  {place:>6} {:>6} {:>5} {:>9} ms {:>8} ms {:>10} {:>7} {:>5}",
            window.answered,
            window.refused,
            first.as_millis(),
            last.as_millis(),
            shares.len(),
            shares.values().min().unwrap_or(&0),
            shares.values().max().unwrap_or(&0),
        );
    }
    let shares: Vec<String> = spent.shares.values().map(usize::to_string).collect();
    println!("  share of each process: {}", shares.join(" "));
}
