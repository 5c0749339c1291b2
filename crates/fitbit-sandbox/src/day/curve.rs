//! The heart by its electric curve: readings that a person took, and alerts of an irregular rhythm.

use jiff::civil::{DateTime, time};
use jiff::{SignedDuration, ToSpan};

use super::Life;
use crate::draw::Draw;
use crate::person::Feature;

pub(crate) const SAMPLES_A_SECOND: i32 = 250;

/// What a sample is divided by to have millivolts.
pub(crate) const SCALE: i32 = 10_922;

const SECONDS: i32 = 30;

/// One beat, as heights in thousandths of the highest peak at thousandths of the beat. Straight lines lie between.
const BEAT: [(i32, i32); 14] = [
    (0, 0),
    (90, 0),
    (130, 110),
    (170, 0),
    (215, 0),
    (235, -90),
    (260, 1_000),
    (285, -240),
    (305, 0),
    (420, 20),
    (510, 230),
    (590, 0),
    (620, 15),
    (1_000, 0),
];

/// A reading of half a minute.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) at: DateTime,
    /// Beats a minute.
    pub(crate) heart_rate: i32,
    pub(crate) result: &'static str,
    draw: Draw,
}

/// Something irregular in the rhythm, and the person was told.
#[derive(Clone, Debug)]
pub(crate) struct Alert {
    pub(crate) detected: DateTime,
    pub(crate) alerted: DateTime,
    pub(crate) draw: Draw,
}

impl Life<'_> {
    /// All readings so far, oldest first.
    pub(crate) fn readings(&self) -> Vec<Reading> {
        let percent = 3;
        let readings = self
            .moments("reading", percent)
            .into_iter()
            .map(|(at, draw)| {
                let heart_rate = draw.between("rate", 52, 126);
                let result = match (heart_rate, draw.between("result", 0, 99)) {
                    (121.., _) => "Inconclusive: High heart rate",
                    (..=54, _) => "Inconclusive: Low heart rate",
                    (_, 0..=6) => "Atrial Fibrillation",
                    (_, 7..=15) => "Inconclusive",
                    _ => "Normal Sinus Rhythm",
                };
                Reading {
                    at,
                    heart_rate,
                    result,
                    draw,
                }
            });
        readings.collect()
    }

    /// Whether the person has the rhythm watched.
    pub(crate) fn watches_rhythm(&self) -> bool {
        self.wears_device() && self.person.has(Feature::RhythmNotifications)
    }

    /// All alerts that the person has read, oldest first.
    pub(crate) fn alerts(&self) -> Vec<Alert> {
        if !self.watches_rhythm() {
            return Vec::new();
        }
        let alerts = self
            .moments("alert", 2)
            .into_iter()
            .map(|(detected, draw)| Alert {
                detected,
                alerted: detected.saturating_add(SignedDuration::from_mins(
                    draw.between("told", 4, 55).into(),
                )),
                draw,
            });
        let mut alerts: Vec<Alert> = alerts.collect();
        alerts.retain(|alert| alert.alerted <= self.heard_until(alert.alerted.date()));
        alerts
    }

    /// Times of something that happens on so many days of a hundred.
    fn moments(&self, what: &str, percent: u32) -> Vec<(DateTime, Draw)> {
        let mut moments = Vec::new();
        let (mut day, today) = (self.first_day(), self.today());
        while self.wears_device() && day <= today {
            if let Some(draw) = self
                .draw(day, what)
                .filter(|draw| draw.chance("happens", percent))
            {
                let second = draw.between("second", 0, 14 * 3_600);
                let at = day
                    .to_datetime(time(7, 10, 0, 0))
                    .saturating_add(second.seconds());
                let at = at.saturating_add(draw.between("millisecond", 0, 999).milliseconds());
                if at <= self.heard_until(day) {
                    moments.push((at, draw));
                }
            }
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        moments
    }
}

impl Reading {
    /// Half a minute of it.
    pub(crate) fn samples(&self) -> Vec<i32> {
        let a_beat = SAMPLES_A_SECOND * 60 / self.heart_rate;
        let height = self.draw.between("height", 8_000, 15_000);
        let noise = self.draw.bits("noise").to_le_bytes();
        let samples = (0..SAMPLES_A_SECOND * SECONDS).zip(noise.iter().cycle());
        samples
            .map(|(place, noise)| {
                let at = place % a_beat * 1_000 / a_beat;
                beat(at) * height / 1_000 + i32::from(noise % 64) - 32
            })
            .collect()
    }
}

/// The height at a thousandth of the beat.
fn beat(at: i32) -> i32 {
    let lines = BEAT.iter().zip(&BEAT[1..]);
    let line = lines.clone().find(|(_, end)| at < end.0);
    line.map_or(0, |(start, end)| {
        start.1 + (end.1 - start.1) * (at - start.0) / (end.0 - start.0)
    })
}
