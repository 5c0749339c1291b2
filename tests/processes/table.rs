//! What a run prints: what was counted, in a form for reading.

use fitbit_core::jiff::SignedDuration;

use crate::judge::{Stage, Verdict};

/// A run of rotations.
pub(crate) fn of_rotations(title: &str, took: SignedDuration, verdict: &Verdict) {
    let kills = |stage| verdict.kills.get(&stage).copied().unwrap_or(0);
    println!("\n{title}: {:.1} s", took.as_secs_f64());
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
    for (kind, count) in &verdict.failures {
        println!("  calls failed, {kind:<22}{count:>6}");
    }
}
