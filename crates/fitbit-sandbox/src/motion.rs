//! How people move through a day, minute by minute, and what that does to their hearts. In metric units, a pure function of
//! seed, person and day, without a word of JSON.
//!
//! A day is a row of bouts: in bed, at rest, on foot, at exercise. A bout knows its sums and can tell each of its minutes, so
//! that a series of years needs no minutes and yet agrees with them. All days have 1,440 minutes, also those on which the
//! clocks change.

mod bout;
mod layout;
mod pulse;
pub(crate) mod rest;
mod sums;
mod vitals;

use jiff::civil::{Date, DateTime, Time};

use crate::activity;
use crate::day::Life;
use crate::person::{Gender, Person};

use bout::Part;

pub(crate) use bout::{METRES_PER_FLOOR, Minute};
pub(crate) use sums::{Sums, Which};
pub(crate) use vitals::{Breathing, Oxygen};

/// Minutes of a day.
pub(crate) const DAY: i32 = 24 * 60;

/// What a person is taken to be who has not said it.
const KILOGRAMS: f64 = 70.0;
const CENTIMETRES: f64 = 170.0;
const YEARS: f64 = 40.0;

/// Where days begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// At midnight where the person lives.
    Own,
    /// At midnight in UTC.
    Utc,
}

/// A day as far as it is known.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    pub(crate) date: Date,
    /// Whether there is a device that could have recorded it.
    pub(crate) is_recorded: bool,
    /// The energy of a minute at rest, in kilocalories.
    pub(crate) basal: f64,
    /// Where the heart rate zones begin, and where the last one ends.
    pub(crate) limits: [i32; 5],
    /// The resting heart rate, if there is an estimate.
    pub(crate) resting: Option<i32>,
    parts: Vec<Part>,
}

impl Life<'_> {
    /// A day up to now. Nothing is known of days before the account was made, and of days to come.
    pub(crate) fn motion(&self, day: Date, cut: Cut) -> Day {
        let parts = match cut {
            Cut::Own => self.parts(day),
            Cut::Utc => self.parts_in_utc(day),
        };
        Day {
            date: day,
            is_recorded: self.wears_device() && !parts.is_empty(),
            basal: basal(self.person, day),
            limits: activity::limits(self.person, day),
            resting: pulse::told_resting_rate(self, day).filter(|_| !parts.is_empty()),
            parts,
        }
    }

    fn parts(&self, day: Date) -> Vec<Part> {
        let today = self.today();
        if day < self.first_day() || day > today {
            return Vec::new();
        }
        let known = minutes_from(day, self.heard_until(day));
        if known <= 0 {
            return Vec::new();
        }
        let parts = layout::parts(self, day);
        if known >= DAY {
            return parts;
        }
        parts
            .into_iter()
            .filter_map(|part| part.within(0, known))
            .collect()
    }

    fn parts_in_utc(&self, day: Date) -> Vec<Part> {
        let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        let offset = noon.map_or(0, |noon| {
            self.person.zone().to_offset(noon.timestamp()).seconds()
        });
        let (yesterday, tomorrow) = (day.yesterday().ok(), day.tomorrow().ok());
        let days = [(-1, yesterday), (0, Some(day)), (1, tomorrow)];
        let days = days
            .into_iter()
            .filter_map(|(away, day)| Some((away, day?)));
        days.flat_map(|(away, day)| {
            let parts = self.parts(day).into_iter();
            parts.filter_map(move |part| part.moved(away * DAY - offset / 60).within(0, DAY))
        })
        .collect()
    }
}

impl Day {
    /// The known minutes, each with its number in the day.
    pub(crate) fn minutes(&self) -> impl Iterator<Item = (i32, Minute)> {
        self.parts.iter().flat_map(|part| part.minutes(self.basal))
    }

    pub(crate) fn sums(&self) -> Sums {
        self.sums_of(Which::All)
    }

    pub(crate) fn sums_of(&self, which: Which) -> Sums {
        self.sums_within(which, 0, DAY)
    }

    /// The sums from a minute to before another.
    pub(crate) fn sums_within(&self, which: Which, from: i32, to: i32) -> Sums {
        let mut sums = Sums::default();
        for part in &self.parts {
            if let Some(part) = part.clone().within(from, to) {
                sums.add(&part, which, self.basal);
            }
        }
        sums
    }
}

/// Minutes from the midnight that a day begins with; negative before it.
fn minutes_from(day: Date, at: DateTime) -> i32 {
    let seconds = at
        .duration_since(day.to_datetime(Time::midnight()))
        .as_secs();
    i32::try_from(seconds.div_euclid(60)).unwrap_or(i32::MAX)
}

/// The energy of a minute at rest, after Mifflin and St Jeor, in kilocalories.
fn basal(person: &Person, day: Date) -> f64 {
    let or = |value: f64, usual| if value > 0.0 { value } else { usual };
    let years = person.born.map_or(YEARS, |born| {
        f64::from(day.year() - born.year()).clamp(0.0, 110.0)
    });
    let constant = match person.gender {
        Gender::Female => -161.0,
        Gender::Male => 5.0,
        Gender::NotTold => -78.0,
    };
    let a_day = 10.0 * or(person.weight, KILOGRAMS) + 6.25 * or(person.height, CENTIMETRES)
        - 5.0 * years
        + constant;
    a_day.max(600.0) / f64::from(DAY)
}
