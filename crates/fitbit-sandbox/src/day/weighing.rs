//! The body on the scales: weight and body fat. The last weighing before the sandbox was opened gives the weight that the
//! person was invented with, so that logs, series and profile agree.

use jiff::civil::{Date, DateTime, Time, time};
use jiff::{SignedDuration, ToSpan};

use super::Life;
use crate::draw::{Draw, round};
use crate::kept::Entry;
use crate::person::{Feature, Gender};

/// How far the weight wanders, in kilograms, from one turn to the next.
const WANDERING: f64 = 3.4;
const TURN_DAYS: i32 = 160;

/// How far to look back for a measurement: everybody steps on the scales once a week.
const LOOK_BACK_DAYS: i32 = 30;

/// One measurement.
#[derive(Clone, Debug)]
pub(crate) struct Weighing {
    /// Milliseconds since 1970 of the time that is told.
    pub(crate) log_id: i64,
    pub(crate) date: Date,
    pub(crate) time: Time,
    pub(crate) kilograms: f64,
    /// Decimals that it is told with: two of what a call wrote.
    pub(crate) decimals: i32,
    /// In percent of the weight; only scales measure it.
    pub(crate) fat: Option<f64>,
    pub(crate) source: &'static str,
}

/// One measurement of body fat, on scales or by itself.
#[derive(Clone, Debug)]
pub(crate) struct FatReading {
    /// That of the weighing, or like one.
    pub(crate) log_id: i64,
    pub(crate) date: Date,
    pub(crate) time: Time,
    /// In percent of the weight.
    pub(crate) percent: f64,
    pub(crate) source: &'static str,
}

impl Life<'_> {
    /// The measurements of a day, oldest first. Now and then one came in twice, with the same id.
    pub(crate) fn weighings(&self, day: Date) -> Vec<Weighing> {
        let kept = self.world.kept(self.person);
        let mut weighings = kept.weighings.of_day(day, self.invented_weighings(day));
        for weighing in &mut weighings {
            weighing.fat = weighing.fat.filter(|_| !kept.fat.is_gone(weighing.log_id));
        }
        weighings.sort_by_key(|weighing| weighing.time);
        weighings
    }

    /// The body fat of a day, oldest first: by scales, also of a weight that was deleted since, and by itself.
    pub(crate) fn body_fats(&self, day: Date) -> Vec<FatReading> {
        let weighings = self.invented_weighings(day).into_iter();
        let by_scales = weighings.filter_map(|weighing| {
            Some(FatReading {
                log_id: weighing.log_id,
                date: weighing.date,
                time: weighing.time,
                percent: weighing.fat?,
                source: weighing.source,
            })
        });
        let kept = self.world.kept(self.person);
        let mut readings = kept.fat.of_day(day, by_scales.collect());
        readings.sort_by_key(|reading| reading.time);
        readings
    }

    /// The id of a measurement at a time of a day.
    pub(crate) fn measured_id(&self, day: Date, at: Time) -> i64 {
        self.milliseconds(day.to_datetime(at))
    }

    /// Whether there was a weighing of this id before any call, and whether it measured body fat.
    pub(crate) fn invented_weighing(&self, id: i64) -> Option<Weighing> {
        let at = jiff::Timestamp::from_millisecond(id).ok()?;
        let day = at.to_zoned(self.person.zone()).date();
        let mut weighings = self.invented_weighings(day);
        weighings.retain(|weighing| weighing.log_id == id);
        // Of one that came in twice, the one from the scales.
        weighings.into_iter().next()
    }

    fn invented_weighings(&self, day: Date) -> Vec<Weighing> {
        let Some(draw) = self
            .draw(day, "weighing")
            .filter(|_| self.person.weight > 0.0)
        else {
            return Vec::new();
        };
        // The second day before the opening is among those that are never left out.
        let weekly = (self.days_ago(day) - 2).rem_euclid(7) == 0;
        if !weekly && !draw.chance("steps on", 40) {
            return Vec::new();
        }
        let measured =
            time(6, 20, 0, 0) + SignedDuration::from_secs(draw.between("time", 0, 8_400).into());
        if day.to_datetime(measured) > self.local() {
            return Vec::new();
        }
        let source = self.source(draw);
        // On the site nobody is asked for a time.
        let told = if source == "Web" {
            time(23, 59, 59, 0)
        } else {
            measured
        };
        let weighing = Weighing {
            log_id: self.milliseconds(day.to_datetime(told)),
            date: day,
            time: told,
            kilograms: self.kilograms(day, draw),
            decimals: 1,
            fat: (source == "Aria2").then(|| self.fat(day, draw)),
            source,
        };
        if draw.chance("twice", 3) {
            let again = Weighing {
                source: "API",
                fat: None,
                ..weighing.clone()
            };
            return vec![weighing, again];
        }
        vec![weighing]
    }

    /// The weight as a series has it: that of the day, or of the last measurement before it.
    /// In kilograms, with the decimals that it is told with.
    pub(crate) fn weight(&self, day: Date) -> Option<(f64, i32)> {
        let kept = self.world.kept(self.person);
        let written = kept.weighings.written().iter();
        let written = written.map(|weighing| (weighing.date, weighing.time, told(weighing)));
        self.latest(day, written, |day| {
            let last = self.weighings(day).pop();
            last.as_ref().map(told)
        })
    }

    /// The same for the body fat.
    pub(crate) fn body_fat(&self, day: Date) -> Option<f64> {
        let kept = self.world.kept(self.person);
        let written = kept.fat.written().iter();
        let written = written.map(|reading| (reading.date, reading.time, reading.percent));
        self.latest(day, written, |day| {
            let last = self.body_fats(day).pop();
            last.map(|reading| reading.percent)
        })
    }

    /// The weight by the latest measurement; 0 if there is none.
    pub(crate) fn weight_now(&self) -> (f64, i32) {
        let measured = self.weight(self.today());
        measured.unwrap_or((self.person.weight, 1))
    }

    /// Kilograms per square metre; none for who has no height.
    pub(crate) fn body_mass_index(&self, kilograms: f64) -> Option<f64> {
        let metres = self.person.height / 100.0;
        (metres > 0.0).then(|| round(kilograms / (metres * metres), 2))
    }

    /// Whether a scale belongs to the household.
    pub(crate) fn has_scale(&self) -> bool {
        self.person.weight > 0.0 && self.person.has(Feature::Scale)
    }

    /// The last value of a day or before it. `written`: all values that calls wrote, which can be of any day.
    fn latest<T>(
        &self,
        day: Date,
        written: impl Iterator<Item = (Date, Time, T)>,
        of_day: impl Fn(Date) -> Option<T>,
    ) -> Option<T> {
        let days = (0..LOOK_BACK_DAYS).map(|ago| day.saturating_sub(ago.days()));
        let mut days = days.take_while(|day| *day >= self.first_day());
        days.find_map(of_day).or_else(|| {
            let before = written.filter(|(date, ..)| *date <= day);
            before
                .max_by_key(|(date, time, _)| (*date, *time))
                .map(|(_, _, value)| value)
        })
    }

    fn source(&self, draw: Draw) -> &'static str {
        let by_hand = draw.chance("by hand", 15);
        match (self.has_scale(), by_hand) {
            (true, false) => "Aria2",
            (true, true) | (false, false) => "API",
            (false, true) => "Web",
        }
    }

    /// Around the weight that the person was invented with, and just that around the opening.
    fn kilograms(&self, day: Date, draw: Draw) -> f64 {
        let swing = self.swing(day);
        let noise = draw.decimal("noise", -0.4, 0.4, 2) * self.distance(day);
        round(self.person.weight + WANDERING * swing + noise, 1)
    }

    fn fat(&self, day: Date, draw: Draw) -> f64 {
        let usual = match self.person.gender {
            Gender::Female => 28.4,
            Gender::Male => 21.7,
            Gender::NotTold => 25.0,
        };
        round(
            usual + 2.0 * self.swing(day) + draw.decimal("fat noise", -0.3, 0.3, 2),
            1,
        )
    }

    /// Up and down in straight lines, from -0.5 to 0.5; 0 around the opening.
    fn swing(&self, day: Date) -> f64 {
        let phase = self
            .world
            .draw(self.person)
            .between("weight phase", 0, TURN_DAYS);
        let at = f64::from((self.days_ago(day) + phase).rem_euclid(TURN_DAYS));
        let half = f64::from(TURN_DAYS) / 2.0;
        ((at - half).abs() / half - 0.5) * self.distance(day)
    }

    /// 0 within three days of the opening, 1 from three weeks on.
    fn distance(&self, day: Date) -> f64 {
        let days = f64::from(self.days_ago(day).saturating_abs());
        ((days - 3.0) / 18.0).clamp(0.0, 1.0)
    }

    fn milliseconds(&self, at: DateTime) -> i64 {
        at.to_zoned(self.person.zone())
            .map_or(0, |at| at.timestamp().as_millisecond())
    }
}

fn told(weighing: &Weighing) -> (f64, i32) {
    (weighing.kilograms, weighing.decimals)
}

impl Entry for Weighing {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.date)
    }
}

impl Entry for FatReading {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.date)
    }
}
