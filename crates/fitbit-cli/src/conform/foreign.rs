//! Recorded bodies that are no answer of an operation: tokens, and what a subscriber is notified of. Each gives notes, or
//! the reason why it is refused, and never a value.

use fitbit_core::auth;
use fitbit_webhooks::{Batch, Event, MisfitKind, Notification};

/// An answer of the token endpoint.
pub(super) fn token(body: &[u8]) -> Result<Vec<String>, String> {
    auth::check_token_answer(body)
        .map(|()| Vec::new())
        .map_err(|error| error.to_string())
}

/// A batch of notifications, which an inbox must be able to keep whole.
pub(super) fn notification(body: &[u8]) -> Result<Vec<String>, String> {
    let batch = Batch::parse(body).map_err(|error| error.to_string())?;
    let (_, misfits) = batch.notices();
    let mut notes = Vec::new();
    for misfit in misfits {
        let place = misfit.place;
        match misfit.kind {
            MisfitKind::Field(name) => notes.push(format!("no text at $[{place}].{name}")),
            MisfitKind::Owner => {
                return Err(format!("$[{place}]: it does not say whose data it is"));
            }
            MisfitKind::Collection => return Err(format!("$[{place}]: it has no collection")),
            _ => return Err(format!("$[{place}]: it is no notification")),
        }
    }
    let mut events = batch.notifications().iter().map(Notification::event);
    if events.any(|event| event == Event::Other) {
        notes.push("unlisted value at $[].collectionType".to_owned());
    }
    Ok(notes)
}
