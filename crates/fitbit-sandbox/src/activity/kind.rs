//! Kinds of exercise, with what is plausible for each. No person and no day: only ranges.

use super::Origin;
use crate::draw::Draw;

/// A kind of exercise.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) type_id: i64,
    /// Energy, as a multiple of resting (kilocalories an hour and kilogram).
    pub(crate) met: f64,
    /// How long it takes.
    pub(super) seconds: (i32, i32),
    pub(super) metres_a_second: Option<(f64, f64)>,
    pub(super) steps_a_minute: Option<(i32, i32)>,
    /// Share of the maximal heart rate, in percent.
    pub(super) effort: (i32, i32),
    pub(super) climbs: bool,
    pub(super) pool: bool,
    /// Whether everybody knows it, and not only whoever has made it.
    pub(crate) is_shared: bool,
}

const STILL: Kind = Kind {
    name: "Yoga",
    type_id: 52_001,
    met: 2.5,
    seconds: (1_200, 4_500),
    metres_a_second: None,
    steps_a_minute: None,
    effort: (42, 55),
    climbs: false,
    pool: false,
    is_shared: true,
};

static WALK: Kind = Kind {
    name: "Walk",
    type_id: 90_013,
    met: 3.5,
    seconds: (920, 5_400),
    metres_a_second: Some((1.1, 1.75)),
    steps_a_minute: Some((92, 124)),
    effort: (48, 62),
    climbs: true,
    ..STILL
};

pub(super) static RUN: Kind = Kind {
    name: "Run",
    type_id: 90_009,
    met: 9.3,
    seconds: (1_100, 5_900),
    metres_a_second: Some((2.4, 3.7)),
    steps_a_minute: Some((152, 178)),
    effort: (70, 88),
    climbs: true,
    ..STILL
};

static BIKE: Kind = Kind {
    name: "Bike",
    type_id: 90_001,
    met: 6.8,
    seconds: (1_000, 6_000),
    metres_a_second: Some((4.2, 8.1)),
    effort: (58, 78),
    climbs: true,
    ..STILL
};

static SWIM: Kind = Kind {
    name: "Swim",
    type_id: 90_024,
    met: 5.8,
    seconds: (1_100, 3_600),
    effort: (55, 72),
    pool: true,
    ..STILL
};

static SPINNING: Kind = Kind {
    name: "Spinning",
    type_id: 55_001,
    met: 8.5,
    seconds: (1_500, 3_300),
    effort: (66, 85),
    ..STILL
};

static WEIGHTS: Kind = Kind {
    name: "Weights",
    type_id: 2_131,
    met: 3.6,
    effort: (50, 66),
    ..STILL
};

static YOGA: Kind = STILL;

/// An exercise of somebody else's app, under its own name and type.
static PROGRAMME: Kind = Kind {
    name: "Strideline: Hill Repeats",
    type_id: 17_640_211,
    met: 7.9,
    seconds: (1_300, 3_000),
    metres_a_second: Some((1.9, 3.0)),
    steps_a_minute: Some((130, 160)),
    effort: (64, 84),
    climbs: true,
    is_shared: false,
    ..STILL
};

/// What people make up.
pub(super) static OTHER: Kind = Kind {
    name: "",
    type_id: 0,
    met: 4.0,
    is_shared: false,
    ..STILL
};

/// Every kind there is.
pub(super) static ALL: [&Kind; 8] = [
    &WALK, &RUN, &BIKE, &SWIM, &SPINNING, &WEIGHTS, &YOGA, &PROGRAMME,
];

/// A kind that can come into the log this way.
pub(super) fn draw(draw: Draw, origin: Origin) -> &'static Kind {
    let kinds: &[&Kind] = match origin {
        Origin::AutoDetected => &[&WALK, &WALK, &WALK, &BIKE, &RUN, &SWIM],
        Origin::Tracker => &[&RUN, &RUN, &BIKE, &SWIM, &SPINNING, &WEIGHTS, &WALK, &YOGA],
        Origin::MobileRun => &[&RUN, &WALK, &BIKE],
        Origin::Manual => &[&WALK, &WALK, &YOGA, &SWIM, &WEIGHTS],
        Origin::ThirdParty => &[&PROGRAMME],
    };
    let last = i32::try_from(kinds.len() - 1).expect("a handful");
    let place = draw.between("kind", 0, last);
    kinds[usize::try_from(place).expect("drawn from 0 on")]
}
