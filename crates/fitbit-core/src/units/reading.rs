//! Bare numbers of answers as quantities, for the generated accessors.

use fitbit_api::jiff::SignedDuration;

use super::{
    Length, LengthUnit, Pace, Speed, Temperature, TemperatureDifference, UnitSystem, Volume, Weight,
};

/// The unit of a distance: the one that the answer names, else the one that the request asked for. `None` when the answer
/// names something that measures no length: `Steps` is such a unit.
fn distance_unit(named: Option<&str>, units: UnitSystem) -> Option<LengthUnit> {
    match named {
        Some(word) => LengthUnit::named(word),
        None => Some(units.distance()),
    }
}

pub(crate) fn distance(value: f64, named: Option<&str>, units: UnitSystem) -> Option<Length> {
    distance_unit(named, units).map(|unit| Length::new(value, unit))
}

pub(crate) fn speed(value: f64, named: Option<&str>, units: UnitSystem) -> Option<Speed> {
    distance(value, named, units).map(Speed::per_hour)
}

pub(crate) fn pace(value: f64, named: Option<&str>, units: UnitSystem) -> Option<Pace> {
    distance_unit(named, units).map(|unit| Pace::new(value, unit))
}

pub(crate) fn elevation(value: f64, units: UnitSystem) -> Length {
    Length::new(value, units.elevation())
}

pub(crate) fn height(value: f64, units: UnitSystem) -> Length {
    Length::new(value, units.height())
}

pub(crate) fn weight(value: f64, units: UnitSystem) -> Weight {
    Weight::new(value, units.weight())
}

/// A time that no exercise takes is still no reason to panic: it ends at the longest duration there is.
pub(crate) const fn milliseconds(value: i64) -> SignedDuration {
    SignedDuration::from_millis(value)
}

#[allow(
    dead_code,
    reason = "generated accessors use it as soon as the spec has such a field"
)]
pub(crate) const fn seconds(value: i64) -> SignedDuration {
    SignedDuration::from_secs(value)
}

pub(crate) const fn minutes(value: i64) -> SignedDuration {
    SignedDuration::from_secs(value.saturating_mul(60))
}

#[allow(
    dead_code,
    reason = "generated accessors use it as soon as the spec has such a field"
)]
pub(crate) fn seconds_f64(value: f64) -> SignedDuration {
    SignedDuration::try_from_secs_f64(value).unwrap_or(if value < 0.0 {
        SignedDuration::MIN
    } else {
        SignedDuration::MAX
    })
}

pub(crate) fn water(value: f64, units: UnitSystem) -> Volume {
    Volume::new(value, units.water())
}

pub(crate) fn temperature(value: f64, units: UnitSystem) -> Temperature {
    Temperature::new(value, units.temperature())
}

pub(crate) fn temperature_difference(value: f64, units: UnitSystem) -> TemperatureDifference {
    TemperatureDifference::new(value, units.temperature())
}
