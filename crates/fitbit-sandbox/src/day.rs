//! What the days of a person held beside motion: weighings, sleep, food, water, the heart's curve. All of it in metric
//! units, a pure function of seed, person and day, without a word of JSON, and forgotten once it was answered.
//!
//! Nothing is known of a day before the account was made, nor of what is yet to come.

mod curve;
mod diary;
mod food;
mod night;
mod weighing;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

use crate::draw::Draw;
use crate::person::Person;
use crate::world::World;

pub(crate) use curve::{Alert, Reading, SAMPLES_A_SECOND, SCALE};
pub(crate) use diary::{Drink, Eaten, Meal, Nutrients};
pub(crate) use food::{FOODS, Food, Portion, UNITS, Unit};
pub(crate) use night::{Level, Minute, Sleep, Span};
pub(crate) use weighing::{FatReading, Weighing};

/// Ids of a log for each day.
const IDS_A_DAY: i64 = 1_000_000_000;

/// One person's days, as they are known at an instant.
#[derive(Clone, Copy)]
pub(crate) struct Life<'a> {
    pub(crate) world: &'a World,
    pub(crate) person: &'a Person,
    pub(crate) now: Timestamp,
}

impl Life<'_> {
    /// The current date where the person lives.
    pub(crate) fn today(&self) -> Date {
        self.person.today(self.now)
    }

    /// The first day of which something can be known.
    pub(crate) fn first_day(&self) -> Date {
        self.world.joined()
    }

    /// Whoever takes no steps wears nothing that could measure anything.
    pub(crate) fn wears_device(&self) -> bool {
        self.person.steps_a_day > 0
    }

    fn local(&self) -> DateTime {
        self.now.to_zoned(self.person.zone()).datetime()
    }

    /// The time, where the person lives, up to which that which a device measured on a day can be read.
    pub(crate) fn heard_until(&self, day: Date) -> DateTime {
        let heard = self.world.kept(self.person).heard.until(day, self.now);
        heard.to_zoned(self.person.zone()).datetime()
    }

    /// The source of values for a part of a day; none for days of which nothing is known.
    fn draw(&self, day: Date, part: &str) -> Option<Draw> {
        (self.first_day()..=self.today())
            .contains(&day)
            .then(|| self.world.draw(self.person).on(day).with(part))
    }

    /// Days from this one to that on which the sandbox was opened; negative after it.
    fn days_ago(&self, day: Date) -> i32 {
        (self.world.opened - day).get_days()
    }
}

/// Of the ids of a day, the first one that a call can be given.
const FIRST_WRITTEN: i64 = 500_000_000;

/// The id of an entry that a call writes, which is that number of its kind.
fn written_id(base: i64, day: Date, number: i64) -> i64 {
    first_id(base, day) + FIRST_WRITTEN + number % FIRST_WRITTEN
}

/// The day of an entry of this id.
fn day_of_id(base: i64, id: i64) -> Option<Date> {
    let number = id.checked_sub(base)? / IDS_A_DAY;
    let year = i16::try_from(number / 1_000).ok()?;
    let day = i16::try_from(number % 1_000).ok()?;
    let first = Date::new(year, 1, 1).ok()?;
    let day = first.checked_add(day.checked_sub(1)?.days()).ok()?;
    (day.year() == year).then_some(day)
}

fn first_id(base: i64, day: Date) -> i64 {
    base + (i64::from(day.year()) * 1_000 + i64::from(day.day_of_year())) * IDS_A_DAY
}

/// The id of an entry of a log: beyond what a double can hold, and another one for each day, kind and place.
fn log_id(base: i64, day: Date, place: i32, draw: Draw) -> i64 {
    first_id(base, day) + i64::from(place) * 100_000 + i64::from(draw.between("log id", 0, 99_999))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_id_tells_its_day() {
        for day in [date(2024, 12, 31), date(2026, 1, 1), date(2025, 5, 20)] {
            let id = written_id(3_100_000_000_000_000_000, day, 17);
            assert_eq!(day_of_id(3_100_000_000_000_000_000, id), Some(day));
        }
        for id in [0, -1, i64::MAX, 3_100_000_000_000_000_000] {
            assert_eq!(day_of_id(3_100_000_000_000_000_000, id), None, "{id}");
        }
    }
}
