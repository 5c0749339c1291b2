//! What the days of a person held beside motion: weighings, sleep, food, water, the heart's curve. All of it in metric
//! units, a pure function of seed, person and day, without a word of JSON, and forgotten once it was answered.
//!
//! Nothing is known of a day before the account was made, nor of what is yet to come.

mod curve;
mod diary;
mod food;
mod night;
mod weighing;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::draw::Draw;
use crate::person::Person;
use crate::world::World;

pub(crate) use curve::{Alert, Reading, SAMPLES_A_SECOND, SCALE};
pub(crate) use diary::{Eaten, Meal, Nutrients};
pub(crate) use food::{FOODS, Food, UNITS, Unit};
pub(crate) use night::{Kind as SleepKind, Level, Minute, Sleep, Span};
pub(crate) use weighing::Weighing;

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

/// The id of an entry of a log: beyond what a double can hold, and another one for each day, kind and place.
fn log_id(base: i64, day: Date, place: i32, draw: Draw) -> i64 {
    let number = i64::from(day.year()) * 1_000 + i64::from(day.day_of_year());
    base + number * 1_000_000_000
        + i64::from(place) * 100_000
        + i64::from(draw.between("log id", 0, 99_999))
}
