//! Quantities: a number with the unit that it was measured in.
//!
//! The unit is not in most bodies: the request's `Accept-Language` chose it, so it comes from the context. A quantity
//! keeps number and unit as they came, and converts on request: nothing is rounded twice. Small types of our own and not
//! a units library, because the API has few quantities and its users want few methods, not a type system.
//!
//! Source: the documentation's page on localization; stones under `en_GB` were seen by several clients.

mod badge_goal;
mod energy;
mod length;
mod mass;
mod quantity;
mod reading;
mod temperature;
mod volume;

pub use badge_goal::BadgeGoal;
pub use energy::Energy;
pub use length::{Length, LengthUnit, Pace, Speed};
pub use mass::{Mass, MassUnit, Weight, WeightUnit};
pub(crate) use reading::{
    distance, elevation, height, milliseconds, minutes, pace, seconds, seconds_f64, speed,
    temperature, temperature_difference, water, weight,
};
pub use temperature::{Temperature, TemperatureDifference, TemperatureUnit};
pub use volume::{Volume, VolumeUnit};

/// The unit system that a client asks for. Independent of the person's own preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnitSystem {
    /// Kilometres, metres, centimetres, kilograms, millilitres, degrees Celsius.
    #[default]
    Metric,
    /// Miles, feet, inches, pounds, fluid ounces, degrees Fahrenheit.
    UnitedStates,
    /// As metric, but weight is in stones.
    UnitedKingdom,
}

impl UnitSystem {
    /// The value of `Accept-Language` that asks for it.
    pub(crate) const fn accept_language(self) -> &'static str {
        match self {
            Self::Metric => "METRIC",
            Self::UnitedStates => "en_US",
            Self::UnitedKingdom => "en_GB",
        }
    }
}

impl UnitSystem {
    pub(crate) const fn distance(self) -> LengthUnit {
        match self {
            Self::UnitedStates => LengthUnit::Mile,
            Self::Metric | Self::UnitedKingdom => LengthUnit::Kilometre,
        }
    }

    pub(crate) const fn elevation(self) -> LengthUnit {
        match self {
            Self::UnitedStates => LengthUnit::Foot,
            Self::Metric | Self::UnitedKingdom => LengthUnit::Metre,
        }
    }

    pub(crate) const fn height(self) -> LengthUnit {
        match self {
            Self::UnitedStates => LengthUnit::Inch,
            Self::Metric | Self::UnitedKingdom => LengthUnit::Centimetre,
        }
    }

    pub(crate) const fn weight(self) -> WeightUnit {
        match self {
            Self::Metric => WeightUnit::Kilogram,
            Self::UnitedStates => WeightUnit::Pound,
            Self::UnitedKingdom => WeightUnit::Stone,
        }
    }

    pub(crate) const fn water(self) -> VolumeUnit {
        match self {
            Self::UnitedStates => VolumeUnit::FluidOunce,
            Self::Metric | Self::UnitedKingdom => VolumeUnit::Millilitre,
        }
    }

    pub(crate) const fn temperature(self) -> TemperatureUnit {
        match self {
            Self::UnitedStates => TemperatureUnit::Fahrenheit,
            Self::Metric | Self::UnitedKingdom => TemperatureUnit::Celsius,
        }
    }
}
