//! The subscriptions that an app has made for a person. Nobody is notified here.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::kept::Outcome;
use crate::person::{Subscription, Subscriptions};
use crate::refusal::Refusal;

/// The subscriber of an app that names none.
const DEFAULT_SUBSCRIBER: &str = "1";

/// What the collections are called together.
const ALL: &str = "user";

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
    let subscriber = subscriber(call);
    let subscriptions = call.world.state().kept.subscribed.of(call.viewer());
    match &owner.subscriptions {
        _ if !subscriptions.is_empty() => {}
        Subscriptions::EmptyObject => return Ok(Answer::json(json!({}))),
        Subscriptions::EmptyBody => return Ok(Answer::empty()),
        Subscriptions::Listed(_) => {}
    }
    let wanted = subscriptions
        .iter()
        .filter(|subscription| subscription.subscriber == subscriber && wanted(subscription));
    let bodies: Value = wanted
        .map(|subscription| subscription.body(&owner.id))
        .collect();
    Ok(Answer::json(json!({ "apiSubscriptions": bodies })))
}

/// Subscribes to one collection, or to all.
pub(super) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let place = call.owner()?;
    let wanted = named(call);
    let body = wanted.body(&call.person(place).id);
    let outcome = call.world.state().kept.subscribed.add(place, wanted);
    match outcome {
        Outcome::New => Ok(Answer::created_as(body)),
        Outcome::Same => Ok(Answer::json(body)),
        Outcome::Conflict => Err(Refusal::subscribed_otherwise()),
    }
}

/// Ends a subscription to one collection, or to all.
pub(super) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let place = call.owner()?;
    let unwanted = named(call);
    let mut state = call.world.state();
    let removed = state.kept.subscribed.remove(place, &unwanted);
    Answer::to_delete(removed, "subscription-id")
}

/// The subscription that the path and the header name.
fn named(call: &Call<'_>) -> Subscription {
    let collection = match call.parameter("collection-path") {
        "" => ALL,
        collection => collection,
    };
    Subscription {
        subscriber: subscriber(call).to_owned(),
        ..Subscription::new(collection, call.parameter("subscription-id"))
    }
}

fn subscriber<'a>(call: &Call<'a>) -> &'a str {
    let named = call.header("x-fitbit-subscriber-id");
    named.unwrap_or(DEFAULT_SUBSCRIBER)
}
