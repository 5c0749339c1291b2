//! What a reconciliation has done, and what it has not.

use fitbit_api::types;

use super::collection::Collection;
use super::plan::{Change, Plan, Step};
use super::wanted::Subscription;
use super::{Creation, Subscriptions};
use crate::error::{Error, ErrorKind};

/// What [`Subscriptions::reconcile`] has done, and what it has not. Every wanted subscription, and every one that was
/// there, stands in exactly one of these lists.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Reconciliation {
    /// What was wanted and there. No call was spent on it, unless somebody created it meanwhile.
    pub unchanged: Vec<Subscription>,
    /// What was created.
    pub created: Vec<Subscription>,
    /// What was deleted, or was gone already when it was to be.
    pub deleted: Vec<Subscription>,
    /// What the service refuses, because the stream or the id is in use.
    pub conflicts: Vec<Conflict>,
    /// What failed for another reason.
    pub failures: Vec<Failure>,
    /// What was not tried: the deletion that it needs was not done, or an error came that would have met it too.
    pub not_tried: Vec<Change>,
    /// What was there and was not touched: of another subscriber, or of a collection that this crate does not know.
    pub left_alone: Vec<types::Subscription>,
    /// Collections that could not be looked at, because their scopes were not granted. What is there of them stays.
    pub unseen: Vec<Collection>,
}

/// A subscription that cannot be had.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Conflict {
    /// What is wanted.
    pub wanted: Subscription,
    /// What is there instead, where the service told it. It can be of another person or another subscriber.
    pub existing: Option<types::Subscription>,
}

/// A change that failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The change.
    pub change: Change,
    /// Why.
    pub error: Error,
}

impl Reconciliation {
    /// Whether the service has what is wanted, as far as it could be looked at.
    pub fn is_complete(&self) -> bool {
        self.conflicts.is_empty() && self.failures.is_empty() && self.not_tried.is_empty()
    }

    /// Whether nothing had to be changed.
    pub fn is_unchanged(&self) -> bool {
        self.is_complete() && self.created.is_empty() && self.deleted.is_empty()
    }

    /// Does what is planned. One failure does not end the rest, unless it would be that of every call.
    pub(super) async fn carry_out(plan: Plan, subscriptions: &Subscriptions) -> Self {
        let mut done = Self {
            unchanged: plan.unchanged,
            conflicts: plan.conflicts,
            left_alone: plan.left_alone,
            ..Self::default()
        };
        let mut was_done = Vec::with_capacity(plan.steps.len());
        let mut has_ended = false;
        for step in plan.steps {
            let is_free = step.needs.iter().all(|need| was_done[*need]);
            if has_ended || !is_free {
                done.not_tried.push(step.change);
                was_done.push(false);
                continue;
            }
            let result = done.step(step, subscriptions).await;
            has_ended = result.is_err_and(ends);
            was_done.push(result.is_ok());
        }
        done
    }

    /// Makes one call. Anything but what was meant is told by the kind of its error.
    async fn step(&mut self, step: Step, subscriptions: &Subscriptions) -> Result<(), ErrorKind> {
        let handle = match step.subscriber {
            Some(other) => &subscriptions.clone().of_subscriber(other),
            None => subscriptions,
        };
        let error = match step.change.clone() {
            Change::Create(wanted) => match handle.create(&wanted).await {
                Ok(Creation::Created) => {
                    self.created.push(wanted);
                    return Ok(());
                }
                Ok(Creation::AlreadyThere) => {
                    self.unchanged.push(wanted);
                    return Ok(());
                }
                Ok(Creation::Conflict(existing)) => {
                    let existing = existing.map(|existing| *existing);
                    self.conflicts.push(Conflict { wanted, existing });
                    return Err(ErrorKind::Rejected);
                }
                Err(error) => error,
            },
            Change::Delete(unwanted) => match handle.delete(&unwanted).await {
                Ok(_) => {
                    self.deleted.push(unwanted);
                    return Ok(());
                }
                Err(error) => error,
            },
        };
        let kind = error.kind();
        self.failures.push(Failure {
            change: step.change,
            error,
        });
        Err(kind)
    }
}

/// Whether every other call would meet the same error now.
fn ends(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Configuration
            | ErrorKind::Token
            | ErrorKind::NeedsConsent
            | ErrorKind::Unauthorized
            | ErrorKind::BudgetSpent
            | ErrorKind::RateLimited
            | ErrorKind::Store
            | ErrorKind::Retired
    )
}
