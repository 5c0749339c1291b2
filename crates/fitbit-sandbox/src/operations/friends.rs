//! The list of somebody's friends, in both versions.

use serde_json::{Value, json};

use super::profile;
use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

/// Version 1: whole profiles, blanked as the settings of each friend say.
pub(super) fn list_v1(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let friends = call.world.friends(subject).into_iter();
    let friends: Value = friends
        .map(|friend| json!({"user": profile::user_v1(call, friend, true)}))
        .collect();
    Ok(Answer::json(json!({ "friends": friends })))
}

/// Version 1.1: names and avatars.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let friends = call.world.friends(subject).into_iter();
    let friends: Value = friends
        .map(|friend| profile::person(call, friend, subject))
        .collect();
    Ok(Answer::json(json!({ "data": friends })))
}
