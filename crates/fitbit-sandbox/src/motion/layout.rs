//! How a day is laid out: nights and exercise stand where they stand, steps are spread over what is left, and the rest is
//! rest. It does not depend on the present, so that a day does not change while it goes on.

use jiff::ToSpan;
use jiff::civil::Date;

use super::bout::{Bout, METRES_PER_FLOOR, Part, below};
use super::pulse::{Pulse, resting_rate};
use super::rest::{self, Night};
use super::{DAY, basal, minutes_from};
use crate::activity::{self, Workout};
use crate::day::Life;
use crate::draw::{Draw, whole};
use crate::steps;

/// Steps of a walk beside exercise, about.
const WALK: i32 = 620;
const MOST_WALKS: i32 = 17;

/// From so many steps a minute on, a walk is fairly active.
const BRISK: i32 = 111;

/// Rest is cut into pieces of so many minutes, each with a heart rate of its own.
const PIECE: i32 = 75;

/// Lies between two minutes of the day.
type Stretch = (i32, i32);

pub(super) fn parts(life: &Life<'_>, day: Date) -> Vec<Part> {
    let draw = life.world.draw(life.person).on(day).with("motion");
    let scene = Scene {
        life,
        draw,
        basal: basal(life.person, day),
        limits: activity::limits(life.person, day),
        resting: resting_rate(life, day),
        steps: steps::beside_exercise(life.world, life.person, day),
    };
    if !life.wears_device() {
        return vec![Part::whole(Bout::at_rest(DAY, scene.basal, draw), 0)];
    }
    let mut parts = scene.exercise(day);
    let mut taken: Vec<Stretch> = parts.iter().map(stretch).collect();
    let nights: Vec<Part> = scene.nights(day, &taken);
    taken.extend(nights.iter().map(stretch));
    let walks = scene.walks(&gaps((0, DAY), &taken), !parts.is_empty());
    parts.extend(nights);
    taken.extend(walks.iter().map(stretch));
    parts.extend(walks);
    parts.extend(
        gaps((0, DAY), &taken)
            .into_iter()
            .flat_map(|gap| scene.sitting(gap)),
    );
    for (stretch, change) in scene.changes(day) {
        parts = without(&parts, stretch);
        parts.extend(change);
    }
    parts.sort_by_key(|part| part.from);
    parts
}

/// What the parts of a day have in common.
struct Scene<'a> {
    life: &'a Life<'a>,
    draw: Draw,
    basal: f64,
    limits: [i32; 5],
    resting: i32,
    /// Beside exercise; none if the device was left at home.
    steps: Option<i32>,
}

impl Scene<'_> {
    /// What of today's exercise and of yesterday's is on this day.
    fn exercise(&self, day: Date) -> Vec<Part> {
        let Life { world, person, .. } = *self.life;
        let workouts = with_day_before(day, |day| activity::invented_on_day(world, person, day));
        let parts = workouts.iter();
        parts
            .filter_map(|workout| self.part(day, workout))
            .collect()
    }

    /// What calls made of the day, in their order: stretches, and what is there instead of what was. What devices counted
    /// stays counted when its exercise is deleted.
    fn changes(&self, day: Date) -> Vec<(Stretch, Vec<Part>)> {
        let Life { world, person, .. } = *self.life;
        let kept = world.kept(person);
        let mut changes = Vec::new();
        if !kept.workouts.is_touched() {
            return changes;
        }
        let deleted = with_day_before(day, |day| activity::invented_on_day(world, person, day));
        let deleted = deleted
            .iter()
            .filter(|workout| workout.is_by_hand() && kept.workouts.is_gone(workout.log_id));
        for part in deleted.filter_map(|workout| self.part(day, workout)) {
            changes.push((stretch(&part), self.sitting(stretch(&part))));
        }
        let written = with_day_before(day, |day| kept.workouts.of_day(day, Vec::new()));
        for part in written.iter().filter_map(|workout| self.part(day, workout)) {
            changes.push((stretch(&part), vec![part]));
        }
        changes
    }

    fn part(&self, day: Date, workout: &Workout) -> Option<Part> {
        let from = minutes_from(day, workout.started.datetime());
        Part::whole(self.workout(workout), from).within(0, DAY)
    }

    fn workout(&self, workout: &Workout) -> Bout {
        let minutes = (workout.seconds / 60).max(1);
        let floors = workout
            .climbed
            .map_or(0, |metres| whole(metres / METRES_PER_FLOOR));
        let strokes = workout
            .pool
            .map_or(0, |(length, lengths)| lengths * (length / 2));
        Bout {
            steps: workout.steps.unwrap_or(0),
            metres: workout.metres.unwrap_or(0.0),
            floors: if self.life.person.altimeter {
                floors
            } else {
                0
            },
            strokes,
            calories: workout.calories.into(),
            levels: workout.minutes_by_level(),
            pulse: workout.heart.as_ref().map(Pulse::of_exercise),
            is_by_hand: workout.is_by_hand(),
            ..Bout::at_rest(minutes, self.basal, workout.draw.with("minutes"))
        }
    }

    /// The end of the night before, the beginning of the next one, and perhaps a nap.
    fn nights(&self, day: Date, taken: &[Stretch]) -> Vec<Part> {
        let Life { world, person, .. } = *self.life;
        let mut parts = Vec::new();
        let nights = [(day, 0), (day.saturating_add(1.day()), DAY)].map(|(ends_on, away)| {
            let draw = rest::draw(world, person, ends_on);
            (ends_on, away, rest::night(world, person, ends_on, draw))
        });
        let nap = rest::nap(world, person, day).map(|nap| (day, 0, nap));
        for (ends_on, away, Night { start, end, .. }) in nights.into_iter().chain(nap) {
            let in_day = ((start + away).max(0), (end + away).min(DAY));
            let worn = rest::is_worn(world, person, ends_on);
            for gap in gaps(in_day, taken) {
                parts.extend(self.pieces(gap, |minutes, draw| {
                    let rate = self.resting - 1 + draw.between("rate", -5, 4);
                    Bout {
                        pulse: worn.then(|| self.pulse(minutes, rate, 0)),
                        ..Bout::at_rest(minutes, self.basal, draw)
                    }
                }));
            }
        }
        parts
    }

    /// Awake, and not on the feet.
    fn sitting(&self, gap: Stretch) -> Vec<Part> {
        let worn = self.steps.is_some();
        self.pieces(gap, |minutes, draw| {
            let rate = self.resting + draw.between("rate", 4, 15);
            Bout {
                calories: self.basal * f64::from(minutes) * if worn { 1.1 } else { 1.0 },
                pulse: worn.then(|| self.pulse(minutes, rate, 0)),
                ..Bout::at_rest(minutes, self.basal, draw)
            }
        })
    }

    fn pieces(&self, (from, to): Stretch, bout: impl Fn(i32, Draw) -> Bout) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = from;
        while at < to {
            let draw = self.draw.with("rest").numbered(at);
            let minutes = (PIECE + draw.between("minutes", -20, 20)).min(to - at);
            parts.push(Part::whole(bout(minutes, draw), at));
            at += minutes;
        }
        parts
    }

    /// The steps beside exercise, some hundreds at a time; fewer on a day with exercise.
    fn walks(&self, free: &[Stretch], with_exercise: bool) -> Vec<Part> {
        let steps = self.steps.unwrap_or(0) * if with_exercise { 64 } else { 100 } / 100;
        let room: i32 = free.iter().map(|(from, to)| to - from).sum();
        if steps == 0 || room < 60 {
            return Vec::new();
        }
        let count = (steps / WALK).clamp(1, MOST_WALKS);
        let walks = (0..count).filter_map(|number| {
            let draw = self.draw.with("walk").numbered(number);
            // Of the free time, whichever minutes of the day that is.
            let slot = (room * number / count, room * (number + 1) / count);
            let wanted = steps * (number + 1) / count - steps * number / count;
            let wanted = wanted * draw.between("share", 60, 140) / 100;
            let cadence = draw.between("cadence", 76, 121);
            let longest = slot.1 - slot.0;
            let minutes = (wanted / cadence + 1).min(longest);
            let start = slot.0 + below(draw.nth(1), longest - minutes + 1);
            let (from, left) = at(free, start)?;
            let minutes = minutes.min(left);
            // Whoever is interrupted walks less.
            let bout = self.walk(wanted.min(minutes * cadence), cadence, minutes, draw);
            Some(Part::whole(bout, from))
        });
        walks.collect()
    }

    fn walk(&self, steps: i32, cadence: i32, minutes: i32, draw: Draw) -> Bout {
        let person = self.life.person;
        let stride = match person.strides {
            Some((_, walking)) => walking,
            None if person.height > 0.0 => person.height * 0.414,
            None => 70.0,
        };
        let is_brisk = cadence >= BRISK;
        let (levels, rate, zone) = if is_brisk {
            ([0, 0, minutes, 0], self.resting + 34, 1)
        } else {
            ([0, minutes, 0, 0], self.resting + 23, 0)
        };
        let effort = 2.2 + f64::from(cadence - 76) * 0.04;
        let climbs = person.altimeter && draw.chance("stairs", 45);
        Bout {
            steps,
            metres: f64::from(steps) * stride / 100.0,
            floors: if climbs {
                draw.between("floors", 1, 2)
            } else {
                0
            },
            calories: self.basal * effort * f64::from(minutes),
            levels,
            pulse: Some(self.pulse(minutes, rate + draw.between("rate", -3, 3), zone)),
            ..Bout::at_rest(minutes, self.basal, draw)
        }
    }

    /// At a rate in this zone: the nearest one to that which is wanted.
    fn pulse(&self, minutes: i32, rate: i32, zone: usize) -> Pulse {
        let rate = rate.clamp(self.limits[zone] + 1, self.limits[zone + 1] - 2);
        Pulse::even(minutes, rate, &self.limits)
    }
}

fn stretch(part: &Part) -> Stretch {
    (part.from, part.from + part.minutes)
}

/// The parts but for what is in a stretch.
fn without(parts: &[Part], taken: Stretch) -> Vec<Part> {
    let parts = parts.iter().flat_map(|part| {
        let gaps = gaps(stretch(part), &[taken]).into_iter();
        gaps.filter_map(|(from, to)| part.clone().within(from, to))
    });
    parts.collect()
}

/// All of the day before and of a day.
fn with_day_before<T>(day: Date, of_day: impl Fn(Date) -> Vec<T>) -> Vec<T> {
    let before = day.yesterday().map(&of_day).unwrap_or_default();
    before.into_iter().chain(of_day(day)).collect()
}

/// What of a stretch is not taken.
fn gaps((from, to): Stretch, taken: &[Stretch]) -> Vec<Stretch> {
    let mut taken = taken.to_vec();
    taken.sort_unstable();
    let (mut gaps, mut at) = (Vec::new(), from);
    for (start, end) in taken {
        if start > at && at < to {
            gaps.push((at, start.min(to)));
        }
        at = at.max(end);
    }
    if at < to {
        gaps.push((at, to));
    }
    gaps
}

/// The minute of the day after so many free ones, and how many free ones follow in a row.
fn at(free: &[Stretch], mut after: i32) -> Option<(i32, i32)> {
    for (from, to) in free {
        let length = to - from;
        if after < length {
            return Some((from + after, length - after));
        }
        after -= length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_nothing_takes() {
        assert_eq!(
            gaps((0, 100), &[(40, 50), (10, 20), (15, 30)]),
            [(0, 10), (30, 40), (50, 100)]
        );
        assert_eq!(gaps((20, 60), &[(0, 30), (50, 90)]), [(30, 50)]);
        assert_eq!(gaps((20, 60), &[(0, 90)]), []);
        assert_eq!(gaps((20, 60), &[(70, 90)]), [(20, 60)]);
        assert_eq!(gaps((60, 20), &[]), []);
    }
}
