//! What a day, or a part of it, comes to.

use super::bout::Part;
use crate::activity::ZONES;

/// Whose motion counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of it.
    All,
    /// What was not typed in: while that went on, the devices saw rest.
    Tracker,
}

/// The sums of some minutes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sums {
    pub(crate) minutes: i32,
    pub(crate) steps: i32,
    pub(crate) metres: f64,
    pub(crate) metres_by_level: [f64; 4],
    pub(crate) floors: i32,
    pub(crate) strokes: i32,
    /// Kilocalories, those that the body needs at rest included.
    pub(crate) calories: f64,
    /// Those of the minutes that were more than sedentary.
    pub(crate) active_calories: f64,
    /// Minutes at each level, from sedentary on.
    pub(crate) levels: [i32; 4],
    /// Minutes in each heart rate zone.
    pub(crate) zones: [i32; 4],
    pub(crate) calories_by_zone: [f64; 4],
    /// Kilocalories that the body needs at rest.
    pub(crate) basal: f64,
}

impl Sums {
    pub(super) fn add(&mut self, part: &Part, which: Which, basal: f64) {
        self.minutes += part.minutes;
        let at_rest = basal * f64::from(part.minutes);
        self.basal += at_rest;
        if which == Which::Tracker && part.bout.is_by_hand {
            self.levels[0] += part.minutes;
            self.calories += at_rest;
            return;
        }
        let (from, to) = (part.skip, part.skip + part.minutes);
        let bout = &part.bout;
        let calories = bout.calories_between(from, to);
        let metres = bout.metres_between(from, to);
        let levels = bout.levels_between(from, to);
        let share = |minutes: i32| f64::from(minutes) / f64::from(part.minutes.max(1));
        self.steps += bout.steps_between(from, to);
        self.metres += metres;
        self.floors += bout.floors_between(from, to);
        self.strokes += bout.strokes_between(from, to);
        self.calories += calories;
        self.active_calories += calories * share(part.minutes - levels[0]);
        for (level, minutes) in levels.into_iter().enumerate() {
            self.levels[level] += minutes;
            self.metres_by_level[level] += metres * share(minutes);
        }
        if let Some(pulse) = &bout.pulse {
            for (zone, minutes) in pulse.zones_between(from, to).into_iter().enumerate() {
                self.zones[zone] += minutes;
                self.calories_by_zone[zone] += calories * share(minutes);
            }
        }
    }

    /// Active zone minutes of each zone: the hard ones count twice.
    pub(crate) fn active_zone_minutes(&self) -> [i32; 4] {
        [0, 1, 2, 3].map(|zone| self.zones[zone] * ZONES[zone].2)
    }
}
