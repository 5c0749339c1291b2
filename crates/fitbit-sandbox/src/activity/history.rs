//! All that a person ever logged, from two years before the sandbox was opened until now.

use jiff::{Timestamp, ToSpan};

use super::Workout;
use super::invent::on_day;
use crate::person::Person;
use crate::world::World;

const DAYS: i32 = 730;

/// Everything that has reached the log by now, oldest first. What was done just now has not: a device must tell of it.
pub(crate) fn history(world: &World, person: &Person, now: Timestamp) -> Vec<Workout> {
    let draw = world.draw(person);
    let mut day = world.opened.saturating_sub(DAYS.days());
    let today = person.today(now);
    let mut workouts = Vec::new();
    while day <= today {
        workouts.extend(on_day(draw, person, day, world.opened));
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    let mut workouts = world.kept(person).workouts.all(workouts);
    let kept = world.kept(person);
    workouts.retain(|workout| workout.is_known(&kept.heard, now));
    // A correction can move a start, and a clock that was put back can turn two starts round.
    workouts.sort_by_key(|workout| workout.started.timestamp());
    workouts
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::clock::Clock;
    use crate::person::OPEN;

    fn marit() -> (World, Vec<Workout>) {
        let world = World::of_cast();
        let place = world.place(OPEN).unwrap();
        let workouts = history(&world, &world.people[place], Clock::STANDSTILL);
        (world, workouts)
    }

    #[test]
    fn the_main_person_has_three_pages_of_a_hundred() {
        let (_, workouts) = marit();
        assert!((201..=300).contains(&workouts.len()), "{}", workouts.len());
    }

    #[test]
    fn log_ids_are_unique_and_some_are_beyond_a_double() {
        let (_, workouts) = marit();
        let ids: HashSet<i64> = workouts.iter().map(|workout| workout.log_id).collect();
        assert_eq!(ids.len(), workouts.len());
        assert!(ids.iter().any(|id| *id > 1 << 53) && ids.iter().any(|id| *id < 1 << 53));
    }

    #[test]
    fn offsets_follow_the_summer_time_of_the_zone() {
        let (_, workouts) = marit();
        let offsets: HashSet<i32> = workouts
            .iter()
            .map(|workout| workout.started.offset().seconds())
            .collect();
        assert_eq!(offsets, HashSet::from([3_600, 7_200]));
    }

    #[test]
    fn an_entry_stays_the_same_while_the_clock_goes_on() {
        let (world, before) = marit();
        let place = world.place(OPEN).unwrap();
        let after = history(
            &world,
            &world.people[place],
            Clock::STANDSTILL + jiff::SignedDuration::from_hours(24 * 30),
        );
        assert!(after.len() > before.len());
        let ids = |workouts: &[Workout]| {
            workouts
                .iter()
                .map(|workout| workout.log_id)
                .collect::<Vec<_>>()
        };
        let after = ids(&after);
        assert!(ids(&before).iter().all(|id| after.contains(id)));
    }

    #[test]
    fn some_exercise_goes_on_past_midnight() {
        let (_, workouts) = marit();
        assert!(
            workouts
                .iter()
                .any(|workout| workout.ended().date() > workout.started.date())
        );
    }
}
