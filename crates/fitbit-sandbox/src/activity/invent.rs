//! What a person did on a day: drawn once and for all, so that it need not be kept.

use jiff::civil::{Date, time};
use jiff::{SignedDuration, ToSpan, Zoned};

use super::heart::Heart;
use super::kind::{self, Kind};
use super::{Age, Origin, Workout};
use crate::draw::{Draw, round, whole};
use crate::person::Person;

/// Everything of one day: mostly nothing, rarely two exercises.
pub(super) fn on_day(draw: Draw, person: &Person, day: Date, opened: Date) -> Vec<Workout> {
    let draw = draw.on(day).with("exercise");
    if !draw.chance("any", person.workout_percent) {
        return Vec::new();
    }
    let age = Age::of(opened.since(day).map_or(0, |span| span.get_days()));
    let evening = draw.chance("evening", 7);
    let slots = [(true, Slot::Daytime), (evening, Slot::Evening)];
    let slots = slots.into_iter().filter(|(taken, _)| *taken);
    slots
        .filter_map(|(_, slot)| workout(draw, person, day, age, slot))
        .collect()
}

/// Two parts of a day that no exercise leaves, except for runs at night, which nothing follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Daytime,
    Evening,
}

/// None at the ends of the calendar.
fn workout(draw: Draw, person: &Person, day: Date, age: Age, slot: Slot) -> Option<Workout> {
    let draw = draw.with(match slot {
        Slot::Daytime => "daytime",
        Slot::Evening => "evening",
    });
    let at_night = slot == Slot::Evening && draw.chance("at night", 50);
    let origin = Origin::draw(draw);
    let kind = if at_night {
        &kind::RUN
    } else {
        kind::draw(draw, origin)
    };
    let times = Times::draw(draw, person, day, kind, origin, slot, at_night)?;
    let way = Way::draw(draw, kind, origin, times.active_seconds);
    let weight = if person.weight > 0.0 {
        person.weight
    } else {
        70.0
    };
    let after = if times.corrected {
        draw.between("corrected after", 3_600, 400_000)
    } else {
        draw.between("synced after", 40, 20_000)
    };
    let in_log = times.seconds + after;
    let modified = times
        .started
        .timestamp()
        .checked_add(SignedDuration::from_secs(in_log.into()));
    Some(Workout {
        log_id: log_id(draw, day, age, slot),
        kind,
        custom: None,
        origin,
        age,
        steps: way.steps,
        metres: way.metres,
        climbed: way.climbed,
        pool: way.pool,
        calories: whole(kind.met * weight * f64::from(times.seconds) / 3_600.0),
        heart: Heart::draw(draw, person, day, kind, origin, times.seconds),
        modified: modified.ok()?,
        started: times.started,
        seconds: times.seconds,
        recorded_start: times.recorded_start,
        recorded_seconds: times.recorded_seconds,
        active_seconds: times.active_seconds,
        draw,
        given: None,
    })
}

/// When, and for how long.
struct Times {
    recorded_start: Zoned,
    recorded_seconds: i32,
    corrected: bool,
    started: Zoned,
    seconds: i32,
    active_seconds: i32,
}

impl Times {
    fn draw(
        draw: Draw,
        person: &Person,
        day: Date,
        kind: &Kind,
        origin: Origin,
        slot: Slot,
        at_night: bool,
    ) -> Option<Self> {
        let (hour, minute) = match slot {
            _ if at_night => (23, draw.between("minute", 35, 50)),
            Slot::Daytime => (draw.between("hour", 6, 17), draw.between("minute", 0, 59)),
            Slot::Evening => (draw.between("hour", 20, 21), draw.between("minute", 0, 59)),
        };
        // People round what they type in.
        let second = if origin == Origin::Manual {
            0
        } else {
            draw.between("second", 0, 59)
        };
        let small = |number: i32| i8::try_from(number).expect("less than sixty");
        let at = day.to_datetime(time(small(hour), small(minute), small(second), 0));
        let recorded_start = at.to_zoned(person.zone()).ok()?;
        let shortest = if at_night { 2_400 } else { kind.seconds.0 };
        let recorded_seconds = draw.between("seconds", shortest, kind.seconds.1);

        // Whoever corrects takes two minutes off at either end.
        let corrected = draw.chance("corrected", 6);
        let started = if corrected {
            recorded_start.checked_add(2.minutes()).ok()?
        } else {
            recorded_start.clone()
        };
        let seconds = recorded_seconds - if corrected { 240 } else { 0 };
        let paused = if draw.chance("paused", 25) {
            draw.between("pause", 20, 240)
        } else {
            0
        };
        Some(Self {
            recorded_start,
            recorded_seconds,
            corrected,
            started,
            seconds,
            active_seconds: seconds - paused,
        })
    }
}

/// How far, how high, and in how many steps.
struct Way {
    steps: Option<i32>,
    metres: Option<f64>,
    climbed: Option<f64>,
    pool: Option<(i32, i32)>,
}

impl Way {
    fn draw(draw: Draw, kind: &Kind, origin: Origin, seconds: i32) -> Self {
        // Typed in, without a word on how far it went.
        let unknown = origin == Origin::Manual && draw.chance("unknown", 50);
        // Only recognised, and often without a distance.
        let unmeasured = origin == Origin::AutoDetected && draw.chance("unmeasured", 40);
        let pool = kind.pool.then(|| {
            let length = if draw.chance("long pool", 40) { 50 } else { 25 };
            (length, (seconds / length).max(2))
        });
        let walked = kind
            .metres_a_second
            .map(|(low, high)| draw.decimal("speed", low, high, 3) * f64::from(seconds));
        let metres = match (pool, walked) {
            (Some((length, lengths)), _) => Some(f64::from(length * lengths)),
            (None, Some(_)) if unknown => Some(0.0),
            (None, Some(_)) if unmeasured => None,
            (None, walked) => walked.map(|metres| round(metres, 1)),
        };
        let steps = kind
            .steps_a_minute
            .map(|(low, high)| draw.between("cadence", low, high) * seconds / 60);
        let flat = draw.chance("flat", 30);
        Self {
            steps: steps.map(|steps| if unknown { 0 } else { steps }),
            metres,
            climbed: kind.climbs.then(|| {
                if flat {
                    0.0
                } else {
                    f64::from(draw.between("floors", 1, 45)) * 3.048
                }
            }),
            pool,
        }
    }
}

impl Origin {
    fn draw(draw: Draw) -> Self {
        match draw.between("origin", 0, 99) {
            0..=35 => Self::AutoDetected,
            36..=65 => Self::Tracker,
            66..=77 => Self::MobileRun,
            78..=91 => Self::Manual,
            _ => Self::ThirdParty,
        }
    }
}

/// Ids of old entries are short; newer ones are beyond what a double can hold.
fn log_id(draw: Draw, day: Date, age: Age, slot: Slot) -> i64 {
    let number = i64::from(day.year()) * 1_000 + i64::from(day.day_of_year());
    let tail = i64::from(draw.between("log id", 0, 99_999));
    match age {
        Age::Recent => {
            2_900_000_000_000_000_000 + number * 1_000_000_000 + slot as i64 * 100_000 + tail
        }
        Age::Older | Age::Oldest => number * 10_000 + slot as i64 * 5_000 + tail % 5_000,
    }
}
