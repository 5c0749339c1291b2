//! The subscriptions that an app has made for a person.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::person::{Subscription, Subscriptions};
use crate::refusal::Refusal;

/// The subscriber of an app that names none.
const DEFAULT_SUBSCRIBER: &str = "1";

/// Those of all collections.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    listed(call, |_| true)
}

/// Those of one collection.
pub(super) fn list_of_collection(call: &Call<'_>) -> Result<Answer, Refusal> {
    let collection = call.parameter("collection-path");
    listed(call, |subscription| subscription.collection == collection)
}

fn listed(call: &Call<'_>, wanted: impl Fn(&Subscription) -> bool) -> Result<Answer, Refusal> {
    let owner = call.person(call.owner()?);
    let subscriber = call
        .header("x-fitbit-subscriber-id")
        .unwrap_or(DEFAULT_SUBSCRIBER);
    let subscriptions = match &owner.subscriptions {
        Subscriptions::Listed(subscriptions) => subscriptions,
        Subscriptions::EmptyObject => return Ok(Answer::json(json!({}))),
        Subscriptions::EmptyBody => return Ok(Answer::empty()),
    };
    let wanted = subscriptions
        .iter()
        .filter(|subscription| subscription.subscriber == subscriber && wanted(subscription));
    let bodies: Value = wanted
        .map(|subscription| subscription.body(&owner.id))
        .collect();
    Ok(Answer::json(json!({ "apiSubscriptions": bodies })))
}
