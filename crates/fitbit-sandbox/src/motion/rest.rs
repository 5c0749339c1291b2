//! When somebody lies down for the night, and for how long: what sleep and motion of a person have in common. Whether
//! anything recorded that night is not said here, and nobody sleeps while they exercise.

use jiff::ToSpan;
use jiff::civil::Date;

use super::minutes_from;
use crate::activity;
use crate::draw::Draw;
use crate::person::Person;
use crate::world::World;

/// Minutes between exercise and bed.
const BETWEEN: i32 = 25;

/// Minutes in bed after a late evening, if the morning allows it.
const SHORT_NIGHT: i32 = 290;

/// A night in bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Night {
    /// Minutes after the midnight that the day began with; negative before it.
    pub(crate) start: i32,
    pub(crate) minutes: i32,
}

/// The night that ends on a day. `draw` is the source of values for that night.
pub(crate) fn night(world: &World, person: &Person, day: Date, draw: Draw) -> Night {
    let habit = world.draw(person).between("bedtime", -60, 40);
    let start = habit + draw.between("start", -70, 75);
    let end = start + draw.between("in bed", 372, 537);

    let evening = activity::on_day(world, person, day.saturating_sub(1.day()));
    let last_end = evening
        .iter()
        .map(|workout| minutes_from(day, workout.ended().datetime()) + BETWEEN)
        .max();
    let morning = activity::on_day(world, person, day);
    let first_start = morning
        .iter()
        .map(|workout| minutes_from(day, workout.started.datetime()) - BETWEEN)
        .min();

    let start = last_end.map_or(start, |free| start.max(free));
    let end = end.max(start + SHORT_NIGHT);
    let end = first_start.map_or(end, |taken| end.min(taken));
    Night {
        start,
        minutes: (end - start).max(1),
    }
}

/// The source of values for the night that ends on a day.
pub(crate) fn draw(world: &World, person: &Person, day: Date) -> Draw {
    world.draw(person).on(day).with("sleep").with("night")
}

/// Whether a device was worn in that night.
pub(crate) fn is_worn(world: &World, person: &Person, day: Date) -> bool {
    let draw = world.draw(person).on(day).with("sleep");
    !draw.chance("not worn", 4) && !draw.with("night").chance("by hand", 3)
}
