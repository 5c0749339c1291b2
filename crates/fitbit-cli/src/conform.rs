//! `fitbit conform`: recorded answers against the types of this library.
//!
//! A body is judged by what is expected of it: by an `index.json` beside the folders, else by the folder that it stands
//! in. No line ever shows a value of a body.

mod corpus;
mod foreign;
mod verdict;

use std::path::PathBuf;

use crate::failure::Failure;
use corpus::Corpus;
use verdict::{Outcome, Verdict};

/// Checks every body and prints the result; `false` when one failed.
pub(crate) fn conform(paths: &[PathBuf], json: bool) -> Result<bool, Failure> {
    let mut verdicts = Vec::new();
    for path in paths {
        let corpus = Corpus::open(path)?;
        verdicts.extend(corpus.samples().iter().map(Verdict::of));
    }
    if verdicts.is_empty() {
        return Err(Failure::usage(
            "there is nothing to check: a folder must hold samples/OPERATION/*.json or invalid/OPERATION/*",
        ));
    }
    let count = |outcome: Outcome| {
        verdicts
            .iter()
            .filter(|verdict| verdict.outcome == outcome)
            .count()
    };
    let [passed, failed, skipped] = [Outcome::Passed, Outcome::Failed, Outcome::Skipped].map(count);
    if json {
        println!(
            "{}",
            serde_json::json!({
                "passed": passed, "failed": failed, "skipped": skipped,
                "files": verdicts.iter().map(Verdict::to_json).collect::<Vec<_>>(),
            })
        );
    } else {
        for verdict in &verdicts {
            for line in verdict.lines() {
                println!("{line}");
            }
        }
        println!("{passed} passed, {failed} failed, {skipped} skipped");
    }
    Ok(failed == 0)
}
