//! What a device measures in a night of three hours or more: heart rate variability, breath, oxygen and the skin's
//! temperature. And what needs no night: temperatures taken by hand, and cardio fitness.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, ToSpan};

use crate::day::{Level, Life, Sleep};
use crate::draw::{Draw, round};
use crate::person::Gender;

/// Minutes in bed without which nothing is measured.
const SHORTEST: i32 = 180;

/// Minutes between two values of heart rate variability.
const STEP: i32 = 5;

/// Stages of fewer seconds have no breathing rate.
const BREATHS: i32 = 3_300;

/// Heart rate variability of a night.
#[derive(Clone, Debug)]
pub(crate) struct Variability {
    /// Milliseconds, of all steps.
    pub(crate) daily: Option<f64>,
    /// Milliseconds, of those in deep sleep.
    pub(crate) deep: Option<f64>,
    pub(crate) steps: Vec<VariabilityStep>,
}

/// Five minutes of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VariabilityStep {
    pub(crate) at: DateTime,
    /// Milliseconds.
    pub(crate) rmssd: f64,
    pub(crate) coverage: f64,
    pub(crate) high: f64,
    pub(crate) low: f64,
}

/// Breaths a minute in a night; none where there was too little of a stage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breathing {
    pub(crate) full: f64,
    pub(crate) deep: Option<f64>,
    pub(crate) light: Option<f64>,
    pub(crate) rem: Option<f64>,
}

/// Oxygen saturation of a night, in percent.
#[derive(Clone, Debug)]
pub(crate) struct Oxygen {
    pub(crate) average: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    /// Whether lowest and highest have come out; in a few nights they have not.
    pub(crate) has_extremes: bool,
    /// A minute apart, and mostly not on the full one.
    pub(crate) minutes: Vec<(DateTime, f64)>,
}

/// The skin's temperature of a night.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Skin {
    /// Degrees Celsius above what is usual.
    pub(crate) relative: f64,
    pub(crate) sensor: &'static str,
}

impl Life<'_> {
    pub(crate) fn variability(&self, day: Date) -> Option<Variability> {
        let (sleep, draw) = self.measured(day, "variability")?;
        let usual = self
            .world
            .draw(self.person)
            .decimal("variability", 24.0, 62.0, 1);
        let steps: Vec<VariabilityStep> = (1..sleep.in_bed / STEP)
            .filter_map(|number| {
                let draw = draw.with("step").numbered(number);
                // The strap was loose.
                let coverage = draw.decimal("coverage", 0.72, 1.0, 3);
                let at = full_minute(sleep.at(number * STEP * 60).datetime());
                (coverage > 0.735).then(|| VariabilityStep {
                    at,
                    rmssd: round(usual * draw.decimal("rmssd", 0.6, 1.5, 4), 3),
                    coverage,
                    high: draw.decimal("high", 90.0, 1_300.0, 3),
                    low: draw.decimal("low", 180.0, 2_100.0, 3),
                })
            })
            .collect();
        let of = |in_deep: bool| {
            let rates = steps.iter().filter(|step| {
                let into = step.at.duration_since(sleep.started.datetime()).as_secs();
                !in_deep || level(&sleep, into) == Some(Level::Deep)
            });
            mean(rates.map(|step| step.rmssd))
        };
        let (daily, deep) = (of(false), of(true));
        Some(Variability {
            daily: daily.filter(|_| !draw.chance("no result", 4)),
            deep,
            steps,
        })
    }

    pub(crate) fn breathing(&self, day: Date) -> Option<Breathing> {
        let (sleep, draw) = self.measured(day, "breathing")?;
        let usual = self
            .world
            .draw(self.person)
            .decimal("breathing", 12.4, 17.6, 1);
        let full = round(usual + draw.decimal("night", -0.9, 0.9, 1), 1);
        let stage = |level: Level, away: f64| {
            let seconds = sleep.spans.iter().filter(|span| span.level == level);
            let seconds: i32 = seconds.map(|span| span.seconds).sum();
            let rate = round(full + away + draw.decimal(level.name(), -0.4, 0.4, 1), 1);
            (seconds >= BREATHS).then_some(rate)
        };
        Some(Breathing {
            full,
            deep: stage(Level::Deep, -0.3),
            light: stage(Level::Light, 0.1),
            rem: stage(Level::Rem, 0.4),
        })
    }

    pub(crate) fn oxygen(&self, day: Date) -> Option<Oxygen> {
        let (sleep, draw) = self.measured(day, "oxygen")?;
        let usual = self
            .world
            .draw(self.person)
            .decimal("oxygen", 94.6, 97.2, 1);
        let usual = usual + draw.decimal("night", -0.7, 0.7, 1);
        let swing = draw.decimal("swing", 1.3, 2.9, 1);
        let second = draw.between("second", 1, 59);
        let start = full_minute(sleep.started.datetime());
        let minutes: Vec<(DateTime, f64)> = (draw.between("from", 8, 25)..sleep.in_bed - 2)
            .filter(|number| draw.with("gap").nth(*number) % 100 >= 4)
            .map(|number| {
                let draw = draw.with("minute").numbered(number);
                let at = start.saturating_add(number.minutes().seconds(second));
                let value = usual + draw.decimal("away", -swing, swing, 1);
                (at, round(value.min(100.0), 1))
            })
            .collect();
        let values = || minutes.iter().map(|(_, value)| *value);
        Some(Oxygen {
            average: round(mean(values())?, 1),
            lowest: values().fold(f64::INFINITY, f64::min),
            highest: values().fold(0.0, f64::max),
            has_extremes: !draw.chance("no extremes", 5),
            minutes,
        })
    }

    pub(crate) fn skin(&self, day: Date) -> Option<Skin> {
        let (_, draw) = self.measured(day, "skin")?;
        let sensors = ["dedicated_temp_sensor", "other_sensors"];
        let sensor = sensors[usize::from(self.world.draw(self.person).chance("sensor", 50))];
        Some(Skin {
            relative: draw.decimal("relative", -1.6, 1.8, 1),
            sensor: if draw.chance("unknown", 3) {
                "unknown"
            } else {
                sensor
            },
        })
    }

    /// Temperatures of the body that the person took on a day and typed in, in degrees Celsius, oldest first.
    pub(crate) fn core_temperatures(&self, day: Date) -> Vec<(DateTime, f64)> {
        let known = (self.first_day()..=self.today()).contains(&day) && self.wears_device();
        let draw = self
            .world
            .draw(self.person)
            .on(day)
            .with("core temperature");
        if !known || !draw.chance("taken", 9) {
            return Vec::new();
        }
        let now = self.now.to_zoned(self.person.zone()).datetime();
        let times = [
            draw.between("morning", 380, 560),
            draw.between("evening", 1_080, 1_340),
        ];
        let count = if draw.chance("twice", 40) { 2 } else { 1 };
        let taken = times.into_iter().take(count).map(|minute| {
            let draw = draw.numbered(minute);
            let at = DateTime::from(day).saturating_add(minute.minutes());
            (at, draw.decimal("degrees", 36.2, 37.6, 1))
        });
        taken.filter(|(at, _)| *at <= now).collect()
    }

    /// An estimate of VO2 max in millilitres a kilogram and minute: the lowest and the highest that it can be, which are the
    /// same for whoever was seen running with positions.
    pub(crate) fn cardio_fitness(&self, day: Date) -> Option<(i32, i32)> {
        let known = (self.first_day()..=self.today()).contains(&day) && self.wears_device();
        let own = self.world.draw(self.person);
        let known = known && self.heard_until(day).date() >= day;
        if !known || own.on(day).chance("no cardio fitness", 5) {
            return None;
        }
        let usual = match self.person.gender {
            Gender::Female => own.between("cardio fitness", 31, 42),
            Gender::Male | Gender::NotTold => own.between("cardio fitness", 36, 49),
        };
        let month = i32::from(day.year()) * 12 + i32::from(day.month());
        let value = usual
            + own
                .with("fitness of a month")
                .numbered(month)
                .between("drift", -2, 2);
        let runs = self.person.strides.is_some();
        Some(if runs {
            (value, value)
        } else {
            (value - 2, value + 2)
        })
    }

    /// The main sleep that ended on a day, if a device could measure in it what takes hours, and did.
    fn measured(&self, day: Date, what: &str) -> Option<(Sleep, Draw)> {
        let draw = self.world.draw(self.person).on(day).with(what);
        let sleep = self.sleeps(day).into_iter().find(Sleep::is_main)?;
        let measured = sleep.in_stages
            && sleep.in_bed >= SHORTEST
            && !self.is_pending(&sleep)
            && !draw.chance("missing", 6);
        measured.then_some((sleep, draw))
    }
}

/// The level of a sleep so many seconds after its start.
fn level(sleep: &Sleep, second: i64) -> Option<Level> {
    let found = sleep
        .spans
        .iter()
        .find(|span| (i64::from(span.from)..i64::from(span.from + span.seconds)).contains(&second));
    found.map(|span| span.level)
}

fn full_minute(at: DateTime) -> DateTime {
    at.saturating_sub(SignedDuration::from_secs(at.second().into()))
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| round(sum / f64::from(count), 3))
}
