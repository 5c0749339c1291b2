//! A time on a person's clock that carries no zone.
//!
//! It becomes an instant only through a zone that somebody names; nothing is assumed.

use std::fmt;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// A local time as it came, with the zone that the caller has set for the person, if any.
#[derive(Clone)]
pub struct CivilTime {
    civil: DateTime,
    zone: Option<TimeZone>,
}

impl CivilTime {
    pub(crate) fn new(civil: DateTime, zone: Option<&TimeZone>) -> Self {
        Self {
            civil,
            zone: zone.cloned(),
        }
    }

    /// The time on the person's clock.
    pub const fn civil(&self) -> DateTime {
        self.civil
    }

    /// The instant, by the zone set for the person; `None` when none was set.
    ///
    /// A time that the clock skipped is moved past the gap, one that it showed twice is the first.
    pub fn resolved(&self) -> Option<Timestamp> {
        self.zone
            .as_ref()
            .and_then(|zone| zone.to_ambiguous_timestamp(self.civil).compatible().ok())
    }

    /// The time in `zone`, by the same rule; `None` only outside the years that jiff knows.
    pub fn in_zone(&self, zone: &TimeZone) -> Option<Zoned> {
        self.civil.to_zoned(zone.clone()).ok()
    }
}

impl fmt::Debug for CivilTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CivilTime")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_civil_time_is_an_instant_only_through_a_zone() {
        let civil = date(2013, 3, 29).at(13, 25, 0, 0);
        assert!(CivilTime::new(civil, None).resolved().is_none());
        let zone = TimeZone::get("America/Los_Angeles").unwrap();
        assert_eq!(
            CivilTime::new(civil, Some(&zone))
                .resolved()
                .unwrap()
                .to_string(),
            "2013-03-29T20:25:00Z"
        );
    }
}
