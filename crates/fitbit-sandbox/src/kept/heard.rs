//! What has been heard of a person's device. A device measures all the time; what it measured can be read once it was
//! synced.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

/// See the module. By default a device is synced all the time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heard {
    silent_since: Option<Timestamp>,
    /// Of these days, what was measured until then was heard since.
    days: BTreeMap<Date, Timestamp>,
}

impl Heard {
    /// From that instant on nothing is heard, but for what was heard already. A device that is silent stays silent since
    /// when it was.
    pub(crate) fn fall_silent(&mut self, since: Timestamp) {
        self.silent_since.get_or_insert(since);
    }

    /// Hears what was measured on a day until now, and nothing more of it from now on.
    pub(crate) fn hear(&mut self, day: Date, now: Timestamp) {
        self.fall_silent(now);
        self.days.insert(day, now);
    }

    /// When the device was heard last.
    pub(crate) fn last(&self, now: Timestamp) -> Timestamp {
        let Some(since) = self.silent_since else {
            return now;
        };
        let heard = self.days.values().copied().max();
        heard.unwrap_or(since).max(since).min(now)
    }

    /// The instant up to which that which was measured on a day can be read.
    pub(crate) fn until(&self, day: Date, now: Timestamp) -> Timestamp {
        let Some(since) = self.silent_since else {
            return now;
        };
        let heard = self.days.get(&day).copied().unwrap_or(since);
        heard.max(since).min(now)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_silent_device_is_heard_day_by_day() {
        let at = |second| Timestamp::constant(second, 0);
        let (one, other) = (date(2026, 5, 19), date(2026, 5, 20));
        let mut heard = Heard::default();
        assert_eq!(heard.until(one, at(5)), at(5));
        heard.fall_silent(at(10));
        heard.fall_silent(at(15));
        assert_eq!(
            (heard.until(one, at(5)), heard.until(one, at(20))),
            (at(5), at(10))
        );
        heard.hear(one, at(30));
        assert_eq!(
            (heard.until(one, at(40)), heard.until(other, at(40))),
            (at(30), at(10))
        );
        heard.hear(other, at(40));
        assert_eq!(
            (heard.until(one, at(40)), heard.until(other, at(50))),
            (at(30), at(40))
        );
        assert_eq!(heard.last(at(60)), at(40));
    }
}
