//! The verdict on one recorded body.

use std::fs;

use fitbit_core::decode::{self, Misfit};
use fitbit_core::facts::{OPERATIONS, Operation};
use fitbit_core::{ErrorDocument, drift};
use serde_json::{Value, json};

use super::corpus::{Expectation, Sample};
use super::foreign;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Passed,
    Failed,
    Skipped,
}

/// What came of one body. It names places and never values.
pub(super) struct Verdict {
    file: String,
    operation: String,
    pub(super) outcome: Outcome,
    reason: Option<String>,
    /// The JSON path of a misfit.
    path: Option<String>,
    notes: Vec<String>,
}

impl Verdict {
    pub(super) fn of(sample: &Sample) -> Self {
        let mut verdict = Self {
            file: sample.name.clone(),
            operation: sample.operation.clone(),
            outcome: Outcome::Passed,
            reason: None,
            path: None,
            notes: Vec::new(),
        };
        match fs::read(&sample.path) {
            Err(error) => verdict.fail(format!("the file cannot be read: {error}")),
            Ok(body) if sample.operation == "_error" => verdict.judge_error(&body, sample),
            Ok(_) if sample.expectation == Expectation::Headers => {
                verdict.skip("it is about headers and no body");
            }
            Ok(body) if sample.operation == "_token" => {
                verdict.judge_foreign(foreign::token(&body), sample);
            }
            Ok(body) if sample.operation == "_webhook_notification" => {
                verdict.judge_foreign(foreign::notification(&body), sample);
            }
            Ok(body) => verdict.judge_answer(&body, sample),
        }
        verdict
    }

    fn judge_answer(&mut self, body: &[u8], sample: &Sample) {
        let Some(result) = Operation::covering(&sample.operation)
            .and_then(|operation| decode::check(operation, body))
        else {
            return self.skip("the spec has no such operation with a JSON answer");
        };
        match (result, sample.expectation) {
            (Ok(()), Expectation::Reject) => self.fail("it was read, and should have been refused"),
            (Ok(()), _) => self.note_drift(body),
            (Err(_), Expectation::Reject | Expectation::RejectOrLenient) => {}
            (Err(misfit), _) => self.misfit(&misfit),
        }
    }

    fn judge_error(&mut self, body: &[u8], sample: &Sample) {
        let is_read = ErrorDocument::read(body).is_some_and(|document| document.kind().is_some());
        if sample.is_invalid || sample.expectation == Expectation::Reject {
            if is_read {
                self.fail("it was read as an error document, and should have been refused");
            }
            return;
        }
        let accepted = OPERATIONS
            .iter()
            .find(|operation| decode::check(operation, body) == Some(Ok(())));
        if let Some(operation) = accepted {
            self.fail(format!("{} accepts it as a success", operation.id));
        } else if !is_read && sample.expectation == Expectation::Parse {
            self.fail("the error reader finds no error type, title or status in it");
        }
    }

    /// On what is no answer of an operation, and was read or refused by a reader of its own.
    fn judge_foreign(&mut self, result: Result<Vec<String>, String>, sample: &Sample) {
        match (result, sample.expectation) {
            (Ok(_), Expectation::Reject) => self.fail("it was read, and should have been refused"),
            (Ok(notes), _) => self.notes = notes,
            (Err(_), Expectation::Reject | Expectation::RejectOrLenient) => {}
            (Err(reason), _) => self.fail(reason),
        }
    }

    fn note_drift(&mut self, body: &[u8]) {
        let Some(operation) = Operation::covering(&self.operation) else {
            return;
        };
        // A body of no bytes is an answer of some operations and has nothing to drift.
        let value: Value = serde_json::from_slice(body).unwrap_or_default();
        self.notes = drift::observe(operation, &value)
            .iter()
            .map(ToString::to_string)
            .collect();
    }

    fn misfit(&mut self, misfit: &Misfit) {
        self.path = Some(misfit.path().to_owned());
        self.fail(misfit.to_string());
    }

    fn fail(&mut self, reason: impl Into<String>) {
        self.outcome = Outcome::Failed;
        self.reason = Some(reason.into());
    }

    fn skip(&mut self, reason: &str) {
        self.outcome = Outcome::Skipped;
        self.reason = Some(reason.to_owned());
    }

    /// One line for a failure, one for each note.
    pub(super) fn lines(&self) -> Vec<String> {
        let failure = (self.outcome == Outcome::Failed).then(|| {
            let reason = self.reason.as_deref().unwrap_or_default();
            format!("FAILED {}: {reason}", self.file)
        });
        let notes = self
            .notes
            .iter()
            .map(|note| format!("note   {}: {note}", self.file));
        failure.into_iter().chain(notes).collect()
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "file": self.file,
            "operation": self.operation,
            "outcome": match self.outcome {
                Outcome::Passed => "passed",
                Outcome::Failed => "failed",
                Outcome::Skipped => "skipped",
            },
            "reason": self.reason,
            "path": self.path,
            "notes": self.notes,
        })
    }
}
