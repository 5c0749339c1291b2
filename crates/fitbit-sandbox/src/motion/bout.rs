//! A stretch of a day in which somebody does one thing: its sums, and how they fall on its minutes. The minutes add up to the
//! sums, and so do the minutes of any part of it.

use super::pulse::Pulse;
use crate::draw::{Draw, whole};

/// How high a floor is taken to be.
pub(crate) const METRES_PER_FLOOR: f64 = 3.048;

/// One thing done from a minute to another.
#[derive(Clone, Debug)]
pub(super) struct Bout {
    pub(super) minutes: i32,
    pub(super) steps: i32,
    pub(super) metres: f64,
    pub(super) floors: i32,
    pub(super) strokes: i32,
    /// Kilocalories, those that the body needs at rest included.
    pub(super) calories: f64,
    /// Minutes at four levels, from sedentary on and in this order; all together are `minutes`.
    pub(super) levels: [i32; 4],
    pub(super) pulse: Option<Pulse>,
    /// Typed in, so that no device knows of it.
    pub(super) is_by_hand: bool,
    pub(super) draw: Draw,
}

/// A bout, or what a day has of it.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) bout: Bout,
    /// The minute of the day with which it begins.
    pub(super) from: i32,
    /// Minutes of the bout before that.
    pub(super) skip: i32,
    pub(super) minutes: i32,
}

/// What there was in a minute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Minute {
    pub(crate) steps: i32,
    pub(crate) metres: f64,
    pub(crate) floors: i32,
    pub(crate) strokes: i32,
    pub(crate) calories: f64,
    /// From 0, sedentary, to 3, very active.
    pub(crate) level: i32,
    /// Ten times the metabolic equivalent: 10 at rest.
    pub(crate) mets: i32,
    /// Beats a minute, if anything measured them.
    pub(crate) heart_rate: Option<i32>,
    pub(crate) draw: Draw,
}

impl Bout {
    /// At rest, with the energy that this takes.
    pub(super) fn at_rest(minutes: i32, basal: f64, draw: Draw) -> Self {
        Self {
            minutes,
            steps: 0,
            metres: 0.0,
            floors: 0,
            strokes: 0,
            calories: basal * f64::from(minutes),
            levels: [minutes, 0, 0, 0],
            pulse: None,
            is_by_hand: false,
            draw,
        }
    }

    /// The steps before a minute of the bout: even ones, but that every other minute lends some to the next.
    fn steps_before(&self, minute: i32) -> i32 {
        let even = share(self.steps, self.minutes, minute);
        if minute % 2 == 0 || minute >= self.minutes {
            return even;
        }
        let most = (share(self.steps, self.minutes, minute)
            - share(self.steps, self.minutes, minute - 1))
            / 4;
        even - below(self.draw.nth(minute), most + 1)
    }

    pub(super) fn steps_between(&self, from: i32, to: i32) -> i32 {
        self.steps_before(to) - self.steps_before(from)
    }

    /// In step with the steps, where there are any.
    pub(super) fn metres_between(&self, from: i32, to: i32) -> f64 {
        if self.steps > 0 {
            self.metres * f64::from(self.steps_between(from, to)) / f64::from(self.steps)
        } else {
            self.metres * f64::from(to - from) / f64::from(self.minutes)
        }
    }

    pub(super) fn floors_between(&self, from: i32, to: i32) -> i32 {
        share(self.floors, self.minutes, to) - share(self.floors, self.minutes, from)
    }

    pub(super) fn strokes_between(&self, from: i32, to: i32) -> i32 {
        share(self.strokes, self.minutes, to) - share(self.strokes, self.minutes, from)
    }

    pub(super) fn calories_between(&self, from: i32, to: i32) -> f64 {
        self.calories * f64::from(to - from) / f64::from(self.minutes)
    }

    /// Minutes at each level between two minutes.
    pub(super) fn levels_between(&self, from: i32, to: i32) -> [i32; 4] {
        let mut start = 0;
        self.levels.map(|minutes| {
            let end = start + minutes;
            let within = (end.min(to) - start.max(from)).max(0);
            start = end;
            within
        })
    }
}

impl Part {
    pub(super) fn whole(bout: Bout, from: i32) -> Self {
        let minutes = bout.minutes;
        Self {
            bout,
            from,
            skip: 0,
            minutes,
        }
    }

    /// As a day has it that begins so many minutes earlier.
    pub(super) fn moved(self, minutes: i32) -> Self {
        Self {
            from: self.from + minutes,
            ..self
        }
    }

    /// What of it is from a minute of the day to before another.
    pub(super) fn within(self, first: i32, end: i32) -> Option<Self> {
        let from = self.from.max(first);
        let to = (self.from + self.minutes).min(end);
        (from < to).then(|| Self {
            skip: self.skip + from - self.from,
            from,
            minutes: to - from,
            bout: self.bout,
        })
    }

    pub(super) fn minutes(&self, basal: f64) -> impl Iterator<Item = (i32, Minute)> {
        (0..self.minutes)
            .map(move |number| (self.from + number, self.minute(self.skip + number, basal)))
    }

    fn minute(&self, at: i32, basal: f64) -> Minute {
        let bout = &self.bout;
        let next = at + 1;
        let calories = bout.calories_between(at, next);
        let levels = bout.levels_between(at, next);
        Minute {
            steps: bout.steps_between(at, next),
            metres: bout.metres_between(at, next),
            floors: bout.floors_between(at, next),
            strokes: bout.strokes_between(at, next),
            calories,
            level: levels[1] + 2 * levels[2] + 3 * levels[3],
            mets: whole(10.0 * calories / basal).max(10),
            heart_rate: bout
                .pulse
                .as_ref()
                .and_then(|pulse| pulse.rate(at, bout.draw)),
            draw: bout.draw.with("within").numbered(at),
        }
    }
}

/// How much of a whole number has come after so many of all minutes.
fn share(whole: i32, minutes: i32, after: i32) -> i32 {
    let part = i64::from(whole) * i64::from(after) / i64::from(minutes.max(1));
    i32::try_from(part).expect("no more than the whole")
}

/// A number from 0 to before another one.
pub(super) fn below(bits: u64, end: i32) -> i32 {
    let end = u64::from(end.max(1).unsigned_abs());
    i32::try_from(bits % end).expect("less than an i32")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_add_up_to_the_bout_and_to_every_part_of_it() {
        for minutes in 1..40 {
            let draw = Draw::new(u64::try_from(minutes).unwrap(), "person");
            let bout = Bout {
                steps: minutes * 97 + 13,
                floors: 3,
                ..Bout::at_rest(minutes, 1.0, draw)
            };
            let part = Part::whole(bout.clone(), 100);
            let steps: Vec<i32> = part.minutes(1.0).map(|(_, minute)| minute.steps).collect();
            assert_eq!(steps.iter().sum::<i32>(), bout.steps);
            assert!(steps.iter().all(|steps| *steps >= 0), "{steps:?}");
            let floors: i32 = part.minutes(1.0).map(|(_, minute)| minute.floors).sum();
            assert_eq!(floors, 3);
            let Some(half) = part.within(100 + minutes / 2, 200) else {
                continue;
            };
            let of_half: i32 = half.minutes(1.0).map(|(_, minute)| minute.steps).sum();
            assert_eq!(of_half, bout.steps_between(minutes / 2, minutes));
        }
    }
}
