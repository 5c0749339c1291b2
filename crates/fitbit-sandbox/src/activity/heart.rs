//! The heart during an exercise: an average and minutes in zones, by age and effort. Whether anyone may see it is decided elsewhere.

use jiff::civil::Date;

use super::{Kind, Origin};
use crate::draw::Draw;
use crate::person::Person;

/// What a sensor saw.
#[derive(Clone, Debug)]
pub(super) struct Heart {
    /// Beats a minute.
    pub(super) average: i32,
    /// From the slowest to the fastest; the minutes add up to the whole exercise.
    pub(super) zones: [Zone; 4],
}

/// Minutes between two rates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zone {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// Beats a minute.
    pub(super) min: i32,
    pub(super) max: i32,
    pub(super) minutes: i32,
    /// Active zone minutes that a minute counts for.
    pub(super) multiplier: i32,
}

const LOWEST: i32 = 30;
const HIGHEST: i32 = 220;

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
        let age = person
            .born
            .map_or(40, |born| i32::from(day.year() - born.year()));
        let highest = HIGHEST - age;
        let average = highest * draw.between("effort", kind.effort.0, kind.effort.1) / 100;
        let (fat_burn, cardio, peak) = (highest / 2, highest * 70 / 100, highest * 85 / 100);
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
        let zone = |place: usize, name, kind, min, max, multiplier| Zone {
            name,
            kind,
            min,
            max,
            minutes: in_zones[place],
            multiplier,
        };
        let zones = [
            zone(0, "Out of Range", "OUT_OF_ZONE", LOWEST, fat_burn, 0),
            zone(1, "Fat Burn", "FAT_BURN", fat_burn, cardio, 1),
            zone(2, "Cardio", "CARDIO", cardio, peak, 2),
            zone(3, "Peak", "PEAK", peak, HIGHEST, 2),
        ];
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
