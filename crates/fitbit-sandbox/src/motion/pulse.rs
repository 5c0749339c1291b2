//! The heart in a bout: a rate for each minute, which stays in the zone that the bout was invented with.

use jiff::civil::Date;

use super::bout::below;
use crate::activity::Heart;
use crate::day::Life;
use crate::draw::Draw;
use crate::steps;

/// How far a minute is from the one beside it, in beats a minute, at most.
const SWING: i32 = 4;

/// Minutes at up to four rates, one after the other.
#[derive(Clone, Debug)]
pub(super) struct Pulse {
    stretches: [Stretch; 4],
}

#[derive(Clone, Copy, Debug, Default)]
struct Stretch {
    minutes: i32,
    /// Beats a minute.
    rate: i32,
    /// How far a minute can be from it without leaving the zone.
    swing: i32,
    zone: usize,
}

impl Pulse {
    pub(super) fn even(minutes: i32, rate: i32, limits: &[i32; 5]) -> Self {
        let mut stretches = [Stretch::default(); 4];
        stretches[0] = Stretch::new(minutes, rate, limits);
        Self { stretches }
    }

    /// From the slowest zone to the fastest: its minutes in each, and its average over all.
    pub(super) fn of_exercise(heart: &Heart) -> Self {
        let limits = [0, 1, 2, 3].map(|place| heart.zones[place].min);
        let limits = [
            limits[0],
            limits[1],
            limits[2],
            limits[3],
            heart.zones[3].max,
        ];
        // Whatever is nearest to one rate for all; that rate is the one with which the average comes out.
        let at = |rate: i32| {
            [0, 1, 2, 3].map(|place| {
                let near = rate.clamp(limits[place] + 1, limits[place + 1] - 2);
                Stretch::new(heart.zones[place].minutes, near, &limits)
            })
        };
        let minutes: i32 = heart.zones.iter().map(|zone| zone.minutes).sum();
        let is_slower = |rate: i32| {
            let beats = at(rate).map(|stretch| stretch.minutes * stretch.rate);
            beats.into_iter().sum::<i32>() < heart.average * minutes
        };
        let (mut low, mut high) = (limits[0], limits[4]);
        while low < high {
            let middle = i32::midpoint(low, high);
            if is_slower(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Self { stretches: at(low) }
    }

    /// In a minute of the bout: even ones are as much below the average as the next is above it, or the other way round.
    pub(super) fn rate(&self, minute: i32, draw: Draw) -> Option<i32> {
        let mut start = 0;
        for stretch in self.stretches {
            let at = minute - start;
            if at < stretch.minutes {
                let first = minute - at % 2;
                if first + 1 >= start + stretch.minutes {
                    return Some(stretch.rate);
                }
                let away =
                    below(draw.with("pulse").nth(first), 2 * stretch.swing + 1) - stretch.swing;
                return Some(stretch.rate + if at % 2 == 0 { away } else { -away });
            }
            start += stretch.minutes;
        }
        None
    }

    /// Minutes in each zone between two minutes of the bout.
    pub(super) fn zones_between(&self, from: i32, to: i32) -> [i32; 4] {
        let (mut zones, mut start) = ([0; 4], 0);
        for stretch in self.stretches {
            let end = start + stretch.minutes;
            zones[stretch.zone] += (end.min(to) - start.max(from)).max(0);
            start = end;
        }
        zones
    }
}

impl Stretch {
    fn new(minutes: i32, rate: i32, limits: &[i32; 5]) -> Self {
        let zone = zone(limits, rate);
        let room = (rate - limits[zone]).min(limits[zone + 1] - 1 - rate);
        Self {
            minutes,
            rate,
            swing: room.clamp(0, SWING),
            zone,
        }
    }
}

/// The zone of a rate: 0 to 3.
pub(super) fn zone(limits: &[i32; 5], rate: i32) -> usize {
    limits[1..4].iter().filter(|limit| rate >= **limit).count()
}

/// The resting heart rate of a person on a day, in beats a minute, whether it is told or not.
pub(super) fn resting_rate(life: &Life<'_>, day: Date) -> i32 {
    let draw = life.world.draw(life.person).with("resting rate");
    let month = draw
        .with("month")
        .numbered(i32::from(day.year()) * 12 + i32::from(day.month()));
    draw.between("usual", 51, 64)
        + month.between("drift", -2, 2)
        + draw.on(day).between("noise", -1, 1)
}

/// The same where the service has an estimate: on most days on which the device was worn.
pub(super) fn told_resting_rate(life: &Life<'_>, day: Date) -> Option<i32> {
    let worn =
        life.wears_device() && steps::beside_exercise(life.world, life.person, day).is_some();
    let draw = life.world.draw(life.person).on(day).with("resting rate");
    (worn && !draw.chance("no estimate", 5)).then(|| resting_rate(life, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_leaves_its_zone_and_pairs_keep_the_average() {
        let limits = [30, 89, 124, 151, 220];
        for rate in [31, 60, 88, 89, 100, 123, 124, 151, 180] {
            let pulse = Pulse::even(40, rate, &limits);
            let rates: Vec<i32> = (0..40)
                .filter_map(|minute| pulse.rate(minute, Draw::new(1, "person")))
                .collect();
            assert!(
                rates
                    .iter()
                    .all(|minute| zone(&limits, *minute) == zone(&limits, rate))
            );
            assert_eq!(rates.iter().sum::<i32>(), 40 * rate);
        }
    }
}
