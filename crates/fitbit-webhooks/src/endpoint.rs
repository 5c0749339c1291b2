//! The receiver as a route of axum, which is a tower service, too.

use std::sync::Arc;

use axum::extract::Request;
use axum::routing::{MethodRouter, any};

use crate::receiver::Receiver;

/// A route that answers as the receiver does, whatever the method. It is a tower service as well.
///
/// axum's limit of bodies does not concern it; [`Receiver::with_body_limit`] does. No layer in front of it may change
/// bodies.
///
/// ```
/// use axum::Router;
/// use fitbit_webhooks::{Receiver, endpoint};
///
/// fn routes(receiver: Receiver) -> Router {
///     Router::new().route("/fitbit", endpoint(receiver))
/// }
/// ```
pub fn endpoint<S: Clone + Send + Sync + 'static>(receiver: Receiver) -> MethodRouter<S> {
    let receiver = Arc::new(receiver);
    any(move |request: Request| {
        let receiver = Arc::clone(&receiver);
        async move {
            receiver
                .receive(request)
                .await
                .response::<axum::body::Body>()
        }
    })
}
