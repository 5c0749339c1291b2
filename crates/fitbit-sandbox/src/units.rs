//! Unit systems: what `Accept-Language` asks for, and what a profile is set to. All data is kept in metric units.

use http::HeaderMap;

use crate::draw::round;

/// A unit system, of a request or of a person's profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// Kilometres, metres, centimetres, kilograms: `METRIC`, and every `Accept-Language` that is not known.
    #[default]
    Metric,
    /// Miles, feet, inches, pounds: `en_US`.
    UnitedStates,
    /// Kilometres, metres, centimetres and stones: `en_GB`.
    UnitedKingdom,
}

const METRES_PER_MILE: f64 = 1_609.344;
const METRES_PER_FOOT: f64 = 0.3048;
const CENTIMETRES_PER_INCH: f64 = 2.54;
const KILOGRAMS_PER_POUND: f64 = 0.453_592_37;
const POUNDS_PER_STONE: f64 = 14.0;
const MILLILITRES_PER_FLUID_OUNCE: f64 = 29.573_529_562_5;

impl Units {
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        match headers
            .get(http::header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
        {
            Some("en_US") => Self::UnitedStates,
            Some("en_GB") => Self::UnitedKingdom,
            _ => Self::Metric,
        }
    }

    /// Miles or kilometres, six decimals.
    pub(crate) fn distance(self, metres: f64) -> f64 {
        match self {
            Self::UnitedStates => round(metres / METRES_PER_MILE, 6),
            Self::Metric | Self::UnitedKingdom => round(metres / 1_000.0, 6),
        }
    }

    /// The word beside a distance.
    pub(crate) fn distance_word(self) -> &'static str {
        match self {
            Self::UnitedStates => "Mile",
            Self::Metric | Self::UnitedKingdom => "Kilometer",
        }
    }

    /// Feet or metres, three decimals.
    pub(crate) fn elevation(self, metres: f64) -> f64 {
        match self {
            Self::UnitedStates => round(metres / METRES_PER_FOOT, 3),
            Self::Metric | Self::UnitedKingdom => round(metres, 3),
        }
    }

    /// Inches or centimetres, one decimal; for stride lengths too.
    pub(crate) fn height(self, centimetres: f64) -> f64 {
        match self {
            Self::UnitedStates => round(centimetres / CENTIMETRES_PER_INCH, 1),
            Self::Metric | Self::UnitedKingdom => round(centimetres, 1),
        }
    }

    /// Degrees Fahrenheit or Celsius, one decimal.
    pub(crate) fn temperature(self, celsius: f64) -> f64 {
        match self {
            Self::UnitedStates => round(celsius * 1.8 + 32.0, 1),
            Self::Metric | Self::UnitedKingdom => round(celsius, 1),
        }
    }

    /// The difference of two temperatures in degrees Fahrenheit or Celsius, one decimal.
    pub(crate) fn temperature_difference(self, celsius: f64) -> f64 {
        match self {
            Self::UnitedStates => round(celsius * 1.8, 1),
            Self::Metric | Self::UnitedKingdom => round(celsius, 1),
        }
    }

    /// Pounds, stones or kilograms, one decimal.
    pub(crate) fn weight(self, kilograms: f64) -> f64 {
        self.weight_to(kilograms, 1)
    }

    /// The same with so many decimals.
    pub(crate) fn weight_to(self, kilograms: f64, decimals: i32) -> f64 {
        round(self.of_kilograms(kilograms), decimals)
    }

    fn of_kilograms(self, kilograms: f64) -> f64 {
        let pounds = kilograms / KILOGRAMS_PER_POUND;
        match self {
            Self::UnitedStates => pounds,
            Self::UnitedKingdom => pounds / POUNDS_PER_STONE,
            Self::Metric => kilograms,
        }
    }

    /// Kilograms, of what somebody gives in these units.
    pub(crate) fn to_kilograms(self, weight: f64) -> f64 {
        match self {
            Self::UnitedStates => weight * KILOGRAMS_PER_POUND,
            Self::UnitedKingdom => weight * POUNDS_PER_STONE * KILOGRAMS_PER_POUND,
            Self::Metric => weight,
        }
    }

    /// Metres, of a distance in miles or kilometres.
    pub(crate) fn to_metres(self, distance: f64) -> f64 {
        match self {
            Self::UnitedStates => distance * METRES_PER_MILE,
            Self::Metric | Self::UnitedKingdom => distance * 1_000.0,
        }
    }

    /// Centimetres, of a height or a stride.
    pub(crate) fn to_centimetres(self, height: f64) -> f64 {
        match self {
            Self::UnitedStates => height * CENTIMETRES_PER_INCH,
            Self::Metric | Self::UnitedKingdom => height,
        }
    }

    /// Millilitres, of fluid ounces or millilitres.
    pub(crate) fn to_millilitres(self, volume: f64) -> f64 {
        match self {
            Self::UnitedStates => volume * MILLILITRES_PER_FLUID_OUNCE,
            Self::Metric | Self::UnitedKingdom => volume,
        }
    }

    /// Fluid ounces, one decimal, or millilitres.
    pub(crate) fn volume(self, millilitres: f64) -> f64 {
        match self {
            Self::UnitedStates => round(millilitres / MILLILITRES_PER_FLUID_OUNCE, 1),
            Self::Metric | Self::UnitedKingdom => millilitres,
        }
    }

    /// The unit of distance badges.
    pub(crate) fn distance_badge(self) -> &'static str {
        match self {
            Self::UnitedStates => "MILES",
            Self::Metric | Self::UnitedKingdom => "KILOMETERS",
        }
    }

    /// The unit of weight badges.
    pub(crate) fn weight_badge(self) -> &'static str {
        match self {
            Self::UnitedStates => "POUNDS",
            Self::UnitedKingdom => "STONES",
            Self::Metric => "KILOGRAMS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requested(language: Option<&str>) -> Units {
        let mut headers = HeaderMap::new();
        if let Some(language) = language {
            headers.insert(http::header::ACCEPT_LANGUAGE, language.parse().unwrap());
        }
        Units::of_request(&headers)
    }

    #[test]
    fn only_two_languages_leave_the_metric_system() {
        assert_eq!(requested(Some("en_US")), Units::UnitedStates);
        assert_eq!(requested(Some("en_GB")), Units::UnitedKingdom);
        for metric in [None, Some("de_DE"), Some("METRIC"), Some("en-US,en;q=0.9")] {
            assert_eq!(requested(metric), Units::Metric, "{metric:?}");
        }
    }

    #[test]
    fn british_units_are_metric_with_stones() {
        assert!((Units::UnitedKingdom.weight(63.502_931_8) - 10.0).abs() < 1e-9);
        assert!((Units::UnitedKingdom.distance(5_000.0) - 5.0).abs() < 1e-9);
        assert!((Units::UnitedStates.distance(1_609.344) - 1.0).abs() < 1e-9);
    }
}
