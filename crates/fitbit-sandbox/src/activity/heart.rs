//! The heart during an exercise: an average and minutes in zones, by age and effort. Whether anyone may see it is decided elsewhere.

use jiff::civil::Date;

use super::{Kind, Origin};
use crate::draw::Draw;
use crate::person::Person;

/// What a sensor saw.
#[derive(Clone, Debug)]
pub(crate) struct Heart {
    /// Beats a minute.
    pub(crate) average: i32,
    /// From the slowest to the fastest; the minutes add up to the whole exercise.
    pub(crate) zones: [Zone; 4],
}

/// Minutes between two rates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Zone {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// Beats a minute.
    pub(crate) min: i32,
    pub(crate) max: i32,
    pub(crate) minutes: i32,
    /// Active zone minutes that a minute counts for.
    pub(super) multiplier: i32,
}

const LOWEST: i32 = 30;
const HIGHEST: i32 = 220;

/// Names and kinds of the zones, and what a minute in them counts for in active zone minutes.
pub(crate) const ZONES: [(&str, &str, i32); 4] = [
    ("Out of Range", "OUT_OF_ZONE", 0),
    ("Fat Burn", "FAT_BURN", 1),
    ("Cardio", "CARDIO", 2),
    ("Peak", "PEAK", 2),
];

/// Where each zone of a person begins, in beats a minute, and where the last one ends.
pub(crate) fn limits(person: &Person, day: Date) -> [i32; 5] {
    let highest = highest(person, day);
    let share = |percent| highest * percent / 100;
    [LOWEST, share(50), share(70), share(85), HIGHEST]
}

fn highest(person: &Person, day: Date) -> i32 {
    let age = person
        .born
        .map_or(40, |born| i32::from(day.year() - born.year()));
    // Clocks can be set to before somebody was born, or long after.
    HIGHEST - age.clamp(0, 110)
}

impl Heart {
    pub(super) fn draw(
        draw: Draw,
        person: &Person,
        day: Date,
        kind: &Kind,
        origin: Origin,
        seconds: i32,
    ) -> Option<Self> {
        let worn = match origin {
            Origin::Manual => 0,
            Origin::MobileRun => 45,
            Origin::ThirdParty => 60,
            Origin::AutoDetected => 85,
            Origin::Tracker => 96,
        };
        if !draw.chance("worn", worn) {
            return None;
        }
        let average =
            highest(person, day) * draw.between("effort", kind.effort.0, kind.effort.1) / 100;
        let limits = limits(person, day);
        let [_, fat_burn, cardio, peak, _] = limits;
        let minutes = seconds / 60;
        let main = draw.between("main zone", minutes / 2, minutes * 4 / 5);
        let harder = draw.between("harder zone", 0, (minutes - main) / 2);
        let easier = minutes - main - harder;
        let in_zones = match average {
            rate if rate >= peak => [0, easier, harder, main],
            rate if rate >= cardio => [easier / 2, easier - easier / 2, main, harder],
            rate if rate >= fat_burn => [easier, main, harder, 0],
            _ => [main + easier, harder, 0, 0],
        };
        // An average that the minutes in the zones can have.
        let mean = |rate: [i32; 4]| {
            let beats = rate
                .iter()
                .zip(in_zones)
                .map(|(rate, minutes)| rate * minutes);
            beats.sum::<i32>() / minutes.max(1)
        };
        let slowest = mean([0, 1, 2, 3].map(|place| limits[place] + 1));
        let fastest = mean([0, 1, 2, 3].map(|place| limits[place + 1] - 2));
        let average = average.clamp(slowest, fastest);
        let zones = [0, 1, 2, 3].map(|place| {
            let (name, kind, multiplier) = ZONES[place];
            Zone {
                name,
                kind,
                min: limits[place],
                max: limits[place + 1],
                minutes: in_zones[place],
                multiplier,
            }
        });
        Some(Self { average, zones })
    }

    /// Minutes in zones, the hard ones counted twice.
    pub(super) fn active_zone_minutes(&self) -> i32 {
        self.zones
            .iter()
            .map(|zone| zone.minutes * zone.multiplier)
            .sum()
    }
}
