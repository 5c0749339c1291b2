//! A stateful fake of the Fitbit Web API on loopback, with invented people, for tests, demonstrations and load.
//!
//! [`Sandbox::start`] listens on a free port of 127.0.0.1 within milliseconds. Routes, methods and scopes are those of the
//! spec, which this crate embeds; bodies are its own, so that a client is not tested against its own types. What is asked
//! for is invented on the way: a pure function of seed, person and day, the same on every run. Only what calls change
//! (invitations, friendships, the quota) is kept, and nothing is shared between two sandboxes.
//!
//! It has the rules of the service (consent, tokens, quota, privacy) under a clock that a test moves, and misbehaves on
//! command: [`Sandbox::inject`] and [`Sandbox::play`]. The binary of the same name serves the default people by the real
//! time, and takes the same commands over a control port.

mod activity;
mod answer;
mod app;
mod bundle;
mod call;
mod clock;
mod command;
#[cfg(feature = "conformity")]
mod conformity;
mod control;
mod day;
mod draw;
mod error;
mod fault;
mod gate;
mod kept;
mod motion;
mod notification;
mod oauth;
mod operations;
mod outgoing;
mod pages;
mod person;
mod privacy;
mod quota;
mod refusal;
mod request_log;
mod route;
mod rules;
mod sandbox;
mod scenario;
mod server;
mod settings;
mod socket;
mod steps;
mod units;
mod world;

pub use app::{App, AppKind};
pub use clock::Clock;
pub use error::{Error, ErrorKind};
pub use fault::{AbsurdHeaders, Effect, Fault, FaultBody};
/// The crate whose dates and instants appear in this crate's API.
pub use jiff;
pub use notification::{
    Delivery, Misdelivery, NotificationRules, Subscriber, SubscriberState, Verification,
};
pub use oauth::{ConcurrentRefresh, OAuthRules, TokenEvent, TokenEventKind};
pub use person::{Feature, Gender, NoData, Person, Subscription, Subscriptions};
pub use privacy::{Audience, Privacy, Setting};
pub use quota::{QuotaRefusal, QuotaRules, WindowCount};
pub use request_log::LoggedRequest;
pub use sandbox::{Builder, Consent, Sandbox};
pub use scenario::{Scenario, ScenarioFile};
pub use units::Units;

/// Compiles the example of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The default people: their ids, and all of them to start from.
pub mod people {
    pub use crate::person::{
        CLOSED, NO_AGE_AND_HEIGHT, NO_BODY, NO_LOCATION, NO_TEXT, OPEN, STRANGER, UNFILLED, cast,
    };
}
