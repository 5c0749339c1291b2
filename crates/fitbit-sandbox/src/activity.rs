//! Exercise that nobody did: what happened, in metric units, without a word of JSON.
//!
//! A workout is a pure function of seed, person and day, and is forgotten as soon as it was answered.

mod body;
mod heart;
mod history;
mod invent;
mod kind;
mod written;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::draw::Draw;
use crate::kept::{Entry, Heard};
use crate::person::Person;
use crate::world::World;

pub(crate) use body::{Rendering, offset_date_time, utc};
pub(crate) use heart::{Heart, ZONES, limits};
pub(crate) use history::history;
pub(crate) use kind::Kind;
pub(crate) use written::{Custom, Typed};

/// One exercise.
#[derive(Clone, Debug)]
pub(crate) struct Workout {
    pub(crate) log_id: i64,
    kind: &'static Kind,
    /// What the person calls it, if it is of no kind that others know.
    custom: Option<Custom>,
    origin: Origin,
    age: Age,
    /// After the person corrected it, if they did.
    pub(crate) started: Zoned,
    pub(crate) seconds: i32,
    recorded_start: Zoned,
    recorded_seconds: i32,
    active_seconds: i32,
    pub(crate) steps: Option<i32>,
    pub(crate) metres: Option<f64>,
    pub(crate) climbed: Option<f64>,
    pub(crate) calories: i32,
    pub(crate) heart: Option<Heart>,
    /// Length of the pool in metres, and how many were swum.
    pub(crate) pool: Option<(i32, i32)>,
    pub(crate) modified: Timestamp,
    pub(crate) draw: Draw,
    /// Of an entry that a call wrote: whether energy, distance and steps were given.
    given: Option<[bool; 3]>,
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

/// All that somebody did from the start of a day on, whether it has reached the log already or not: invented, and with
/// what calls wrote and deleted.
pub(crate) fn on_day(world: &World, person: &Person, day: Date) -> Vec<Workout> {
    let kept = world.kept(person);
    kept.workouts
        .of_day(day, invented_on_day(world, person, day))
}

/// The same as it was before any call: sleep does not shift when exercise is written down.
pub(crate) fn invented_on_day(world: &World, person: &Person, day: Date) -> Vec<Workout> {
    if day < world.joined() {
        return Vec::new();
    }
    invent::on_day(world.draw(person), person, day, world.opened)
}

/// The kinds of exercise that anybody can have done.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    kind::ALL.into_iter()
}

impl Workout {
    pub(crate) fn kind(&self) -> &'static Kind {
        self.kind
    }

    pub(crate) fn name(&self) -> &str {
        let custom = self.custom.as_ref();
        custom.map_or(self.kind.name, |custom| &custom.name)
    }

    pub(crate) fn type_id(&self) -> i64 {
        let custom = self.custom.as_ref();
        custom.map_or(self.kind.type_id, |custom| custom.id)
    }

    /// Whether it has reached the log by now: what a device recorded does with the day on which it began.
    pub(crate) fn is_known(&self, heard: &Heard, now: Timestamp) -> bool {
        let until = if self.is_by_hand() {
            now
        } else {
            heard.until(self.started.date(), now)
        };
        self.modified <= until
    }

    /// Typed in, and not recorded by anything.
    pub(crate) fn is_by_hand(&self) -> bool {
        self.origin == Origin::Manual
    }

    /// Whether positions were recorded.
    pub(crate) fn has_gps(&self) -> bool {
        matches!(self.origin, Origin::MobileRun | Origin::Tracker)
            && self.metres.is_some()
            && self.pool.is_none()
    }

    pub(crate) fn ended(&self) -> Zoned {
        self.started
            .saturating_add(SignedDuration::from_secs(self.seconds.into()))
    }
}

impl Entry for Workout {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.started.date())
    }
}
