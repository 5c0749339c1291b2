//! An alarm of a device, invented or set by its owner.

use jiff::civil::Date;

use super::Entry;

/// One alarm.
#[derive(Clone, Debug)]
pub(crate) struct Alarm {
    pub(crate) id: i64,
    pub(crate) enabled: bool,
    pub(crate) recurring: bool,
    pub(crate) snooze_count: i64,
    /// In minutes.
    pub(crate) snooze_length: i64,
    pub(crate) synced: bool,
    /// With the offset from UTC that it was set with.
    pub(crate) time: String,
    pub(crate) vibe: String,
    pub(crate) week_days: Vec<String>,
    /// Empty: none.
    pub(crate) label: String,
}

impl Entry for Alarm {
    fn id(&self) -> i64 {
        self.id
    }

    fn day(&self) -> Option<Date> {
        None
    }
}
