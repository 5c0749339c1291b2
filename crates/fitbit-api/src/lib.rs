//! What the Fitbit Web API says on the wire: a builder for each operation, a type for each schema, a table of facts for
//! both.
//!
//! Almost all of it is generated from `spec/` by `cargo xtask codegen`. The hand-written rest is the seam: the
//! [`Transport`] behind every operation, the reading of bodies, and the types of the formats that OpenAPI has no word
//! for. Services use `fitbit-core`, which puts tokens, errors and paging behind that seam; this crate knows none of it.
//!
//! [`Client`] has its operations in one trait for each group of the documentation; [`prelude`] brings them all. Health
//! data stays out of `Debug` everywhere: it prints type names only.
//!
//! Source of all facts: <https://dev.fitbit.com/build/reference/web-api/>, corrected by what was recorded on the wire.

mod boolean_text;
mod carry;
mod check;
mod closed_enum;
mod columns;
pub mod decode;
mod document;
pub mod facts;
mod follow;
#[rustfmt::skip]
pub mod generated;
mod id;
mod masked;
mod number;
mod number_text;
mod open_enum;
mod send;
mod time;
mod transport;
mod vo2_max;

pub use boolean_text::BooleanText;
pub use carry::{carried, carry};
pub use check::{InvalidArgument, Rule};
pub use closed_enum::NotListed;
pub use columns::{Columns, Measure, Point};
pub use document::XmlDocument;
pub use generated::{Client, Error, ResponseValue, prelude, types};
pub use id::{
    ActivityId, AlarmId, DeviceId, FoodId, FoodUnitId, IdError, LogId, MealId, SubscriptionId,
    UserId, UserIdOrOwn,
};
pub use jiff;
pub use number_text::{NumberError, NumberText};
pub use open_enum::Unlisted;
pub use time::{
    Blankable, DateOrBlank, DateOrDateTime, DateOrOffsetDateTime, DateOrToday, DateTimeOrBlank,
    EndOrPeriod, OffsetDateTime, OffsetTime, Period, TimeError, TimeOfDay, TimeOrDateTime,
};
pub use transport::{BoxFuture, Call, Direct, Inner, Transport};
pub use vo2_max::Vo2Max;
