//! Goals that a person set; metric, like all that is kept.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

/// All goals of a person. None: as invented.
#[derive(Clone, Debug, Default)]
pub(crate) struct Goals {
    /// By period and kind of goal; distances in metres.
    pub(crate) activity: BTreeMap<(&'static str, &'static str), f64>,
    pub(crate) weight: Option<WeightGoal>,
    /// Percent.
    pub(crate) fat: Option<f64>,
    pub(crate) food: Option<FoodGoal>,
    /// Millilitres a day, and since when.
    pub(crate) water: Option<(f64, Date)>,
    /// Minutes a night, and when it was set.
    pub(crate) sleep: Option<(i64, Timestamp)>,
}

/// From a weight to another, in kilograms.
#[derive(Clone, Debug)]
pub(crate) struct WeightGoal {
    pub(crate) since: Date,
    pub(crate) start: f64,
    pub(crate) aim: f64,
}

/// What to eat in a day.
#[derive(Clone, Debug)]
pub(crate) struct FoodGoal {
    /// Kilocalories.
    pub(crate) calories: i64,
    /// The intensity of the plan that it follows from, the day on which its end is reached, and whether it is personal.
    pub(crate) plan: Option<(String, Option<Date>, bool)>,
}
