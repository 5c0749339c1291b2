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

    fn in_oslo(civil: DateTime) -> String {
        let zone = TimeZone::get("Europe/Oslo").unwrap();
        let resolved = CivilTime::new(civil, Some(&zone)).resolved();
        resolved.unwrap().to_string()
    }

    #[test]
    fn a_time_that_the_clock_skipped_is_moved_past_the_gap() {
        assert_eq!(
            in_oslo(date(2026, 3, 29).at(1, 59, 59, 0)),
            "2026-03-29T00:59:59Z"
        );
        assert_eq!(
            in_oslo(date(2026, 3, 29).at(2, 30, 0, 0)),
            "2026-03-29T01:30:00Z"
        );
        assert_eq!(
            in_oslo(date(2026, 3, 29).at(3, 0, 0, 0)),
            "2026-03-29T01:00:00Z"
        );
    }

    #[test]
    fn a_time_that_the_clock_showed_twice_is_the_first() {
        assert_eq!(
            in_oslo(date(2026, 10, 25).at(2, 30, 0, 0)),
            "2026-10-25T00:30:00Z"
        );
        assert_eq!(
            in_oslo(date(2026, 10, 25).at(3, 0, 0, 0)),
            "2026-10-25T02:00:00Z"
        );
    }

    #[test]
    fn what_was_recorded_on_a_journey_is_read_in_the_zone_of_the_journey() {
        let home = TimeZone::get("Europe/Oslo").unwrap();
        let away = TimeZone::get("Asia/Tokyo").unwrap();
        let time = CivilTime::new(date(2026, 5, 20).at(8, 0, 0, 0), Some(&home));
        assert_eq!(time.resolved().unwrap().to_string(), "2026-05-20T06:00:00Z");
        let there = time.in_zone(&away).unwrap();
        assert_eq!(there.timestamp().to_string(), "2026-05-19T23:00:00Z");
    }
}
