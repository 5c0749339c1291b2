//! Steps of a day: a pure function of person and day, up to the present minute.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::draw::whole;
use crate::person::Person;
use crate::world::World;

/// The days that a leaderboard counts: today and the six before.
pub(crate) const LEADERBOARD_DAYS: i32 = 7;

/// The days that an average is taken over.
const AVERAGE_DAYS: i32 = 30;

/// Steps of this person on this whole day.
fn of_day(world: &World, person: &Person, day: Date) -> i32 {
    let draw = world.draw(person).on(day).with("steps");
    // Left at home on the bedside table.
    if draw.chance("forgotten", 3) {
        return 0;
    }
    whole(f64::from(person.steps_a_day) * draw.decimal("share", 0.55, 1.45, 4))
}

/// Steps of the last seven days, today included as far as it has come.
pub(crate) fn of_week(world: &World, person: &Person, now: Timestamp) -> i32 {
    let local = now.to_zoned(person.zone());
    let today = local.date();
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let before: i32 = (1..LEADERBOARD_DAYS)
        .map(|ago| of_day(world, person, today.saturating_sub(ago.days())))
        .sum();
    before + of_day(world, person, today) * minute / (24 * 60)
}

/// The average of a day, over the thirty days before today.
pub(crate) fn average(world: &World, person: &Person, now: Timestamp) -> i32 {
    let today = person.today(now);
    (1..=AVERAGE_DAYS)
        .map(|ago| of_day(world, person, today.saturating_sub(ago.days())))
        .sum::<i32>()
        / AVERAGE_DAYS
}
