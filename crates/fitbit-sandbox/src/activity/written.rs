//! Exercise that a call writes down, as a person does who types it in.

use jiff::{Timestamp, Zoned};

use super::kind::{self, Kind};
use super::{Age, Origin, Workout};
use crate::draw::{Draw, whole};

const LOG_IDS: i64 = 2_900_000_000_000_000_000;

/// A kind of exercise that only its owner knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Custom {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// What somebody typed in.
#[derive(Debug)]
pub(crate) struct Typed {
    /// A kind that is known, or one's own.
    pub(crate) kind: Result<&'static Kind, Custom>,
    pub(crate) started: Zoned,
    pub(crate) seconds: i32,
    pub(crate) metres: Option<f64>,
    pub(crate) steps: Option<i32>,
    /// Whether the distance was given in steps.
    pub(crate) by_steps: bool,
    /// Kilocalories; none if they are to be estimated.
    pub(crate) calories: Option<i32>,
    /// In kilograms.
    pub(crate) weight: f64,
    pub(crate) modified: Timestamp,
    /// That no other entry has.
    pub(crate) number: i64,
}

impl Typed {
    /// The entry of the log.
    pub(crate) fn workout(self, draw: Draw) -> Workout {
        let (kind, custom) = match self.kind {
            Ok(kind) => (kind, None),
            Err(custom) => (&kind::OTHER, Some(custom)),
        };
        let estimate = kind.met * self.weight * f64::from(self.seconds) / 3_600.0;
        Workout {
            // Above all that is invented, whose ids have days in them.
            log_id: LOG_IDS + 90_000_000_000_000_000 + self.number,
            kind,
            custom,
            origin: Origin::Manual,
            age: Age::Recent,
            recorded_start: self.started.clone(),
            started: self.started,
            seconds: self.seconds,
            recorded_seconds: self.seconds,
            active_seconds: self.seconds,
            steps: self.steps,
            metres: self.metres,
            climbed: None,
            calories: self.calories.unwrap_or_else(|| whole(estimate)),
            heart: None,
            pool: None,
            modified: self.modified,
            given: Some([
                self.calories.is_some(),
                self.metres.is_some() && !self.by_steps,
                self.by_steps,
            ]),
            draw: draw.with(&format!("written {}", self.number)),
        }
    }
}
