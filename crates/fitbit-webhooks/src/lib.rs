//! Receives what Fitbit notifies of: that data of a person has changed, or that a consent has ended.
//!
//! A notification holds no data. It must be answered within seconds, while the reading that it asks for may have to wait
//! for the quota; so it is kept in an inbox before it is answered, and a consumer works that off:
//!
//! ```
//! # #[cfg(feature = "axum")] {
//! use std::sync::Arc;
//!
//! use axum::Router;
//! use fitbit_core::inbox::Inbox;
//! use fitbit_webhooks::{ClientSecret, Receiver, SecretError, SigningKeys, VerificationCode, endpoint};
//!
//! fn subscriber(client_secret: &str, code: &str, inbox: Arc<dyn Inbox>) -> Result<Router, SecretError> {
//!     let keys = SigningKeys::new(&ClientSecret::new(client_secret)?);
//!     let receiver = Receiver::new(keys, inbox).with_verification_code(VerificationCode::new(code)?);
//!     Ok(Router::new().route("/fitbit", endpoint(receiver)))
//! }
//! # }
//! ```
//!
//! [`Receiver`] needs no framework: it takes an `http::Request` and gives an [`Answer`]. What it answers:
//!
//! | request | answer |
//! |---|---|
//! | a signed batch, once every notice is safe in the inbox; a repetition of one | 204 |
//! | a signed body that is no batch | 204, and an event at `ERROR` |
//! | `GET ?verify=` with the code that the portal shows | 204 |
//! | the same with another code or none | 404 |
//! | signature missing, malformed or wrong | 404 |
//! | another method than `GET` and `POST` | 405 |
//! | another type of content than JSON, or content that is compressed | 415 |
//! | a body over the limit | 413 |
//! | a body that breaks off | 400 |
//! | not done before the deadline, the inbox full or out of order | 503 |
//!
//! Before a signature was found right, nothing of a body is read but its bytes. No event, span, error or `Debug` holds an
//! id, a day or a secret.
//!
//! Without the feature `inbox` the crate stands alone: [`SigningKeys`], [`VerificationCodes`], [`Batch`], [`coalesce`].
//!
//! Documented at <https://dev.fitbit.com/build/reference/web-api/developer-guide/using-subscriptions/>.

#[cfg(feature = "inbox")]
mod answer;
mod batch;
mod coalesce;
#[cfg(feature = "axum")]
mod endpoint;
#[cfg(feature = "inbox")]
mod hand_over;
#[cfg(feature = "inbox")]
mod metrics;
mod notification;
#[cfg(all(doctest, feature = "axum"))]
mod readme;
#[cfg(feature = "inbox")]
mod receiver;
mod secret;
mod signature;
mod verification;

#[cfg(feature = "inbox")]
pub use answer::Answer;
pub use batch::{Batch, BatchError, Misfit, MisfitKind};
pub use coalesce::{Coalesced, Fetch, coalesce};
#[cfg(feature = "axum")]
pub use endpoint::endpoint;
#[cfg(feature = "inbox")]
pub use metrics::Measurement;
pub use notification::{Event, Notification};
#[cfg(feature = "inbox")]
pub use receiver::Receiver;
pub use secret::{ClientSecret, SecretError};
pub use signature::{SIGNATURE_HEADER, Signer, SigningKeys};
pub use verification::{VerificationCode, VerificationCodes};
