//! What services use to read and write Fitbit data.
//!
//! A [`Client`] is one app; a [`User`] is one person who consented; a [`Person`] is somebody whose data that user may
//! see. Every call takes the same road and gives a [`Reply`]: the value in its context, and what the answer said about
//! the quota. The raw fields of a value are there as they came; beside them stand accessors that know units, privacy and
//! zones.
//!
//! ```no_run
//! use fitbit_core::{AccessToken, Client};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let user = Client::builder().build()?.user(AccessToken::new("…")?);
//! let friends = user.get_friends_v1().await?;
//! for friend in friends.view().friends().filter_map(|friend| friend.user()) {
//!     let height = friend.height().shown();
//!     println!("{:?}", height.map(|height| height.centimetres()));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Where tokens come from and how they stay alive is in [`auth`]; every call is counted in a [`budget`] before it is sent;
//! what the service notifies of waits in an [`inbox`].
//! Several processes that serve the same people need one store of tokens: two stores of one person end in a lost consent.
//!
//! The Fitbit Web API was announced to be switched off on 2 November 2026. Then every call is answered with 410, which
//! is [`ErrorKind::Retired`]: terminal, not worth a retry.
//!
//! Health data stays out of `Debug`, of errors and of logs; each call is a span `fitbit.call` at `DEBUG`. What the crates
//! below log themselves is not ours: at `DEBUG` and `TRACE`, reqwest names hosts and the proxy, hyper-util and rustls tell
//! of connections. reqwest's dump of every byte (`connection_verbose`) is off and cannot be switched on from here; hyper
//! says nothing unless it is built with `--cfg hyper_unstable_tracing`; progenitor-client logs nothing. The filter
//! `info,fitbit_core=trace` lets through all of ours and none of theirs.

pub mod auth;
pub mod budget;
mod civil;
mod client;
mod clock;
pub mod drift;
mod error;
#[rustfmt::skip]
mod generated;
mod http_settings;
pub mod inbox;
mod link;
mod locale;
mod metrics;
mod operations;
mod page;
mod person;
mod privacy;
mod range;
mod rate;
pub mod raw;
#[cfg(doctest)]
mod readme;
mod reply;
mod retirement;
mod retry;
mod road;
mod scope;
mod sleep;
pub mod subscriptions;
mod token;
mod units;
mod view;

pub use budget::{
    Budget, BudgetError, BudgetKey, BudgetSettings, BudgetStore, MemoryBudgetStore, Patience,
    Permit, Priority,
};
pub use civil::CivilTime;
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, ManualClock, SystemClock};
pub use error::{Error, ErrorDocument, ErrorForm, ErrorKind};
pub use fitbit_api::{
    ActivityId, AlarmId, Blankable, BooleanText, BoxFuture, Columns, DateOrBlank, DateOrDateTime,
    DateOrOffsetDateTime, DateOrToday, DateTimeOrBlank, DeviceId, EndOrPeriod, FoodId, FoodUnitId,
    IdError, InvalidArgument, LogId, MealId, Measure, NotListed, NumberError, NumberText,
    OffsetDateTime, OffsetTime, Period, Point, Rule, SubscriptionId, TimeError, TimeOfDay,
    TimeOrDateTime, Unlisted, UserId, UserIdOrOwn, Vo2Max, XmlDocument, decode, facts, jiff, types,
};
pub use generated::operations::requests;
pub use http_settings::HttpSettings;
pub use link::{ActivityReference, IntradayReference, LinkError};
pub use locale::Locale;
pub use metrics::Measurement;
pub use operations::Invitee;
pub use page::{
    Cursor, Direction, Entry, Fingerprint, ItemSource, Items, ListQuery, Listing, Page, PageLink,
    PageSource, PagedList, Pages, WalkError,
};
pub use person::{Person, User};
pub use privacy::{Field, Setting, Visibility};
pub use range::{Chunk, DateRange, Plan, RangeError, Ranged};
pub use rate::RateLimit;
pub use reply::Reply;
pub use retry::{RetryPolicy, RetryThrottle};
pub use scope::ScopeSet;
pub use sleep::{Night, PendingSleep};
pub use token::{AccessToken, Grant, TokenError, TokenSource};
pub use units::{
    BadgeGoal, Energy, Length, LengthUnit, Mass, MassUnit, Pace, Speed, Temperature,
    TemperatureDifference, TemperatureUnit, UnitSystem, Volume, VolumeUnit, Weight, WeightUnit,
};
pub use view::{Context, Seen, Subject, View};
