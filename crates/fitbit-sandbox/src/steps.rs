//! Steps of several days together: a pure function of person and day, up to the present minute.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::day::Life;
use crate::draw::whole;
use crate::motion::Cut;
use crate::person::Person;
use crate::world::World;

/// The days that a leaderboard counts: today and the six before.
pub(crate) const LEADERBOARD_DAYS: i32 = 7;

/// The days that an average is taken over.
const AVERAGE_DAYS: i32 = 30;

/// Steps of a whole day beside exercise; none if the device was left at home on the bedside table.
pub(crate) fn beside_exercise(world: &World, person: &Person, day: Date) -> Option<i32> {
    let draw = world.draw(person).on(day).with("steps");
    let steps = f64::from(person.steps_a_day) * draw.decimal("share", 0.55, 1.45, 4);
    (!draw.chance("forgotten", 3)).then(|| whole(steps))
}

/// Steps of the last seven days, today included as far as it has come.
pub(crate) fn of_week(world: &World, person: &Person, now: Timestamp) -> i32 {
    sum(world, person, now, 0..LEADERBOARD_DAYS)
}

/// The average of a day, over the thirty days before today.
pub(crate) fn average(world: &World, person: &Person, now: Timestamp) -> i32 {
    sum(world, person, now, 1..AVERAGE_DAYS + 1) / AVERAGE_DAYS
}

/// Of the days that many days ago.
fn sum(world: &World, person: &Person, now: Timestamp, ago: std::ops::Range<i32>) -> i32 {
    let life = Life { world, person, now };
    let days = ago.map(|ago| life.today().saturating_sub(ago.days()));
    days.map(|day| life.motion(day, Cut::Own).sums().steps)
        .sum()
}
