//! The subscriptions that an application has made for a person. Nobody is notified here.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::kept::{ALL, Outcome};
use crate::notification::Unnamed;
use crate::person::{Subscription, Subscriptions};
use crate::refusal::Refusal;

/// Names a subscriber.
const HEADER: &str = "X-Fitbit-Subscriber-Id";

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
    let subscriber = subscriber(call)?;
    let all = {
        let state = call.world.state();
        state.kept.subscribed.of(call.grant.app, call.viewer())
    };
    match &owner.subscriptions {
        _ if !all.is_empty() => {}
        Subscriptions::EmptyObject => return Ok(Answer::json(json!({}))),
        Subscriptions::EmptyBody => return Ok(Answer::empty()),
        Subscriptions::Listed(_) | Subscriptions::Bare(_) => {}
    }
    let wanted = all
        .iter()
        .filter(|subscription| subscription.subscriber == subscriber && wanted(subscription));
    let mut bodies: Vec<Value> = wanted
        .map(|subscription| subscription.body(&owner.id))
        .collect();
    if bodies.len() == 1 && matches!(owner.subscriptions, Subscriptions::Bare(_)) {
        return Ok(Answer::json(bodies.swap_remove(0)));
    }
    Ok(Answer::json(json!({ "apiSubscriptions": bodies })))
}

/// Subscribes to one collection, or to all.
pub(super) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let place = call.owner()?;
    let wanted = named(call)?;
    let body = wanted.body(&call.person(place).id);
    let outcome = {
        let mut state = call.world.state();
        state.kept.subscribed.add(call.grant.app, place, wanted)
    };
    match outcome {
        Outcome::New => Ok(Answer::created_as(body)),
        Outcome::Same => Ok(Answer::json(body)),
        Outcome::Conflict(known, owner) => {
            Ok(Answer::conflict_with(known.body(&call.person(owner).id)))
        }
    }
}

/// Ends a subscription to one collection, or to all.
pub(super) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let place = call.owner()?;
    let unwanted = named(call)?;
    let mut state = call.world.state();
    let removed = state
        .kept
        .subscribed
        .remove(call.grant.app, place, &unwanted);
    Answer::to_delete(removed, "subscription-id")
}

/// The subscription that the path and the header name.
fn named(call: &Call<'_>) -> Result<Subscription, Refusal> {
    let collection = match call.parameter("collection-path") {
        "" => ALL,
        collection => collection,
    };
    Ok(Subscription {
        subscriber: subscriber(call)?,
        ..Subscription::new(collection, call.parameter("subscription-id"))
    })
}

/// The subscriber that the header names, or the default one.
fn subscriber(call: &Call<'_>) -> Result<String, Refusal> {
    let named = call.header(HEADER);
    let state = call.world.state();
    let subscriber = state.outbox.named(call.grant.app, named);
    subscriber.map_err(|Unnamed| {
        Refusal::validation(HEADER, "The application has no subscriber of this id.")
    })
}
