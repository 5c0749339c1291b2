//! The activity log, page by page.

mod write;

use serde_json::{Value, json};

use super::paging::page;
use crate::activity::{self, Rendering};
use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

pub(super) use write::{create, delete};

/// One page.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let workouts = || activity::history(call.world, call.person(subject), call.now);
    let (workouts, pagination) = page(call, subject, workouts, |workout| {
        workout.started.datetime()
    })?;
    let rendering = Rendering {
        units: call.units(),
        with_heart: call.grant.scopes.contains("heartrate"),
        origin: call.origin,
    };
    let activities: Value = workouts
        .iter()
        .map(|workout| rendering.entry(workout))
        .collect();
    Ok(Answer::json(
        json!({"activities": activities, "pagination": pagination}),
    ))
}
