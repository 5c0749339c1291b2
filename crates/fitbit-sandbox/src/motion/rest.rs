//! When somebody lies down for the night, and for how long: what sleep and motion of a person have in common. Whether
//! anything recorded that night is not said here, and nobody sleeps while they exercise.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::minutes_from;
use crate::activity;
use crate::draw::Draw;
use crate::person::{Feature, Person};
use crate::world::World;

/// Minutes between exercise and bed.
const BETWEEN: i32 = 25;

/// Minutes in bed after a late evening, if the morning allows it.
const SHORT_NIGHT: i32 = 290;

/// A night in bed, or a nap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Night {
    /// Minutes after the midnight that the day began with; negative before it.
    pub(crate) start: i32,
    /// The same for the end.
    pub(crate) end: i32,
    /// The minutes that go by meanwhile: an hour more or less where the clocks change.
    pub(crate) minutes: i32,
}

impl Night {
    fn new(person: &Person, day: Date, start: i32, end: i32) -> Self {
        let end = end.max(start + 1);
        let instant = |minute: i32| {
            let at = DateTime::from(day).saturating_add(minute.minutes());
            at.to_zoned(person.zone()).map(|at| at.timestamp())
        };
        let elapsed = match (instant(start), instant(end)) {
            (Ok(start), Ok(end)) => end.duration_since(start).as_mins(),
            _ => 0,
        };
        Self {
            start,
            end,
            minutes: i32::try_from(elapsed).unwrap_or(0).max(1),
        }
    }
}

/// The night that ends on a day. `draw` is the source of values for that night.
pub(crate) fn night(world: &World, person: &Person, day: Date, draw: Draw) -> Night {
    let habit = world.draw(person).between("bedtime", -60, 40);
    let start = habit + draw.between("start", -70, 75);
    let end = start + draw.between("in bed", 372, 537);

    let evening = activity::invented_on_day(world, person, day.saturating_sub(1.day()));
    let last_end = evening
        .iter()
        .map(|workout| minutes_from(day, workout.ended().datetime()) + BETWEEN)
        .max();
    let morning = activity::invented_on_day(world, person, day);
    let first_start = morning
        .iter()
        .map(|workout| minutes_from(day, workout.started.datetime()) - BETWEEN)
        .min();

    let start = last_end.map_or(start, |free| start.max(free));
    let end = end.max(start + SHORT_NIGHT);
    let end = first_start.map_or(end, |taken| end.min(taken));
    Night::new(person, day, start, end)
}

/// A nap in the afternoon of a day, on the few days that have one.
pub(crate) fn nap(world: &World, person: &Person, day: Date) -> Option<Night> {
    let draw = world.draw(person).on(day).with("sleep");
    let draw = draw.chance("nap", 10).then(|| draw.with("nap"))?;
    let minutes = draw.between("in bed", 24, 112);
    let start = draw.between("start", 13 * 60, 16 * 60);
    let exercise = activity::invented_on_day(world, person, day);
    let is_free = exercise.iter().all(|workout| {
        let from = minutes_from(day, workout.started.datetime()) - BETWEEN;
        let to = minutes_from(day, workout.ended().datetime()) + BETWEEN;
        to <= start || start + minutes <= from
    });
    is_free.then(|| Night::new(person, day, start, start + minutes))
}

/// The source of values for the night that ends on a day.
pub(crate) fn draw(world: &World, person: &Person, day: Date) -> Draw {
    world.draw(person).on(day).with("sleep").with("night")
}

/// Whether a device was worn in that night.
pub(crate) fn is_worn(world: &World, person: &Person, day: Date) -> bool {
    let draw = world.draw(person).on(day).with("sleep");
    let left = draw.chance("not worn", 4) && !person.has(Feature::PendingNight);
    !left && !draw.with("night").chance("by hand", 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::day::Life;
    use crate::motion::Cut;

    #[test]
    fn nobody_exercises_or_walks_while_asleep() {
        let world = World::of_cast();
        let mut steps = 0;
        for person in &world.people {
            let life = Life {
                world: &world,
                person,
                now: Clock::STANDSTILL,
            };
            for ago in 1..200 {
                let day = life.today().saturating_sub(ago.days());
                let days = [day.saturating_sub(1.day()), day];
                let minutes: Vec<(i32, i32)> = (0..)
                    .zip(days)
                    .flat_map(|(number, date)| {
                        let motion = life.motion(date, Cut::Own);
                        let minutes = motion.minutes().map(|(at, minute)| {
                            (at + (number - 1) * crate::motion::DAY, minute.steps)
                        });
                        minutes.collect::<Vec<_>>()
                    })
                    .collect();
                for sleep in life.sleeps(day) {
                    let from = minutes_from(day, sleep.started.datetime()) + 1;
                    let to = minutes_from(day, sleep.ended().datetime());
                    let asleep = minutes.iter().filter(|(at, _)| (from..to).contains(at));
                    assert_eq!(asleep.map(|(_, steps)| steps).sum::<i32>(), 0, "{day}");
                }
                steps += minutes.iter().map(|(_, steps)| steps).sum::<i32>();
            }
        }
        assert!(steps > 1_000_000);
    }
}
