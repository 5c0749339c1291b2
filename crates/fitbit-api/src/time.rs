//! Times as the server writes them: with an offset, without one, or not at all.
//!
//! Nothing here turns a civil time into an instant: that takes a zone, and no body carries one. Each form of the wire is
//! a type of its own below, with one parser; what a parser refuses it never shows.

mod blankable;
mod civil_date_time;
mod date_or_date_time;
mod date_or_offset_date_time;
mod date_or_today;
mod end_or_period;
mod offset_date_time;
mod offset_time;
mod period;
mod text;
mod time_of_day;
mod time_or_date_time;

use std::fmt;

pub use blankable::{Blankable, DateOrBlank, DateTimeOrBlank};
#[allow(
    unused_imports,
    reason = "generated types use a reader as soon as the spec has such a field"
)]
pub(crate) use civil_date_time::{civil_date_time, optional_civil_date_time};
pub use date_or_date_time::DateOrDateTime;
pub use date_or_offset_date_time::DateOrOffsetDateTime;
pub use date_or_today::DateOrToday;
pub use end_or_period::EndOrPeriod;
pub use offset_date_time::OffsetDateTime;
pub use offset_time::OffsetTime;
pub use period::Period;
pub(crate) use text::clock;
pub use time_of_day::TimeOfDay;
pub use time_or_date_time::TimeOrDateTime;

/// Why a text is not a time of the wanted kind. It never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeError(&'static str);

impl fmt::Display for TimeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for TimeError {}
