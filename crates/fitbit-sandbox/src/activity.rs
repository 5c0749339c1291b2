//! Exercise that nobody did: what happened, in metric units, without a word of JSON.
//!
//! A workout is a pure function of seed, person and day, and is forgotten as soon as it was answered.

mod body;
mod heart;
mod history;
mod invent;
mod kind;

use jiff::{SignedDuration, Timestamp, Zoned};

use crate::draw::Draw;

pub(crate) use body::{Rendering, offset_date_time};
pub(crate) use history::history;

use heart::Heart;
use kind::Kind;

/// One exercise.
#[derive(Clone, Debug)]
pub(crate) struct Workout {
    log_id: i64,
    kind: &'static Kind,
    origin: Origin,
    age: Age,
    /// After the person corrected it, if they did.
    pub(crate) started: Zoned,
    seconds: i32,
    recorded_start: Zoned,
    recorded_seconds: i32,
    active_seconds: i32,
    steps: Option<i32>,
    metres: Option<f64>,
    climbed: Option<f64>,
    calories: i32,
    heart: Option<Heart>,
    /// Length of the pool in metres, and how many were swum.
    pool: Option<(i32, i32)>,
    modified: Timestamp,
    draw: Draw,
}

/// How it came into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    AutoDetected,
    Manual,
    MobileRun,
    Tracker,
    ThirdParty,
}

/// Answers have changed over the years, and old entries keep their form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Oldest,
    Older,
    Recent,
}

/// Days before a sandbox was opened at which entries become [`Age::Older`] and [`Age::Oldest`].
const OLDER: i32 = 330;
const OLDEST: i32 = 600;

impl Age {
    fn of(days_ago: i32) -> Self {
        match days_ago {
            OLDEST.. => Self::Oldest,
            OLDER.. => Self::Older,
            _ => Self::Recent,
        }
    }
}

impl Workout {
    fn ended(&self) -> Zoned {
        self.started
            .saturating_add(SignedDuration::from_secs(self.seconds.into()))
    }
}
