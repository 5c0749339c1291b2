//! The clock of one sleep. The service writes a whole sleep by the offset that held when it began: a person who crosses a
//! change of the clocks, or a border, asleep wakes up by the old time. Resolving each time of it through the zone would
//! let an hour of the night vanish or come twice.
//!
//! Source: records of nights over a change of the clocks, as other clients had to learn.

use std::fmt;

use fitbit_api::types;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::view::View;

/// The clock of one sleep: turns its civil times into instants.
///
/// ```no_run
/// # async fn run(user: fitbit_core::User) -> Result<(), Box<dyn std::error::Error>> {
/// use fitbit_core::{DateOrToday, jiff::tz::TimeZone};
///
/// let user = user.in_zone(TimeZone::get("Europe/Oslo")?);
/// let day = user.get_sleep_log_by_date(DateOrToday::Today).await?;
/// for sleep in day.view().sleep() {
///     if let (Some(night), Some(end)) = (sleep.night(), sleep.raw().end_time) {
///         let woke_up = night.instant(end);
///         # let _ = woke_up;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Night {
    offset: Offset,
}

impl Night {
    /// The offset that holds for the whole sleep: that of the zone at its start. Of a start that the clock showed twice,
    /// the first.
    pub const fn offset(self) -> Offset {
        self.offset
    }

    /// The instant of a civil time of this sleep, such as its end or the beginning of a level; `None` only outside the
    /// years that jiff knows.
    pub fn instant(self, civil: DateTime) -> Option<Timestamp> {
        self.offset.to_timestamp(civil).ok()
    }
}

/// Without the offset: it tells where the person was.
impl fmt::Debug for Night {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Night")
    }
}

impl View<'_, types::SleepLog> {
    /// The clock of this sleep; `None` without its start, or without a zone set for the person.
    pub fn night(self) -> Option<Night> {
        let start = self.raw().start_time?;
        let zone = self.context().zone()?;
        let instant = zone.to_ambiguous_timestamp(start).compatible().ok()?;
        Some(Night {
            offset: zone.to_offset(instant),
        })
    }
}
