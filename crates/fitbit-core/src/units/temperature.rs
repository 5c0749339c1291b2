//! Temperatures, and differences of temperatures, which are converted without an offset.

use std::fmt;

/// A unit of a temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemperatureUnit {
    /// Degrees Celsius.
    Celsius,
    /// Degrees Fahrenheit.
    Fahrenheit,
}

/// How many degrees Fahrenheit a degree Celsius is.
const RATIO: f64 = 1.8;
/// The freezing point of water in degrees Fahrenheit.
const FREEZING: f64 = 32.0;

macro_rules! degrees {
    ($(#[$meta:meta])* $name:ident, offset $offset:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        pub struct $name { value: f64, unit: TemperatureUnit }

        impl $name {
            /// So many degrees.
            pub const fn new(value: f64, unit: TemperatureUnit) -> Self {
                Self { value, unit }
            }

            /// The number as it came.
            pub const fn value(self) -> f64 {
                self.value
            }

            /// The unit that it came in.
            pub const fn unit(self) -> TemperatureUnit {
                self.unit
            }

            /// Degrees Celsius.
            pub fn celsius(self) -> f64 {
                match self.unit {
                    TemperatureUnit::Celsius => self.value,
                    TemperatureUnit::Fahrenheit => (self.value - $offset) / RATIO,
                }
            }

            /// Degrees Fahrenheit.
            pub fn fahrenheit(self) -> f64 {
                match self.unit {
                    TemperatureUnit::Celsius => self.value * RATIO + $offset,
                    TemperatureUnit::Fahrenheit => self.value,
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    };
}

degrees! {
    /// A temperature.
    Temperature, offset FREEZING
}

degrees! {
    /// How much warmer one temperature is than another; negative for colder.
    TemperatureDifference, offset 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn a_temperature_has_an_offset_and_a_difference_has_none() {
        assert!(close(
            Temperature::new(37.0, TemperatureUnit::Celsius).fahrenheit(),
            98.6
        ));
        assert!(close(
            Temperature::new(98.6, TemperatureUnit::Fahrenheit).celsius(),
            37.0
        ));
        let difference = TemperatureDifference::new(-0.5, TemperatureUnit::Celsius);
        assert!(close(difference.fahrenheit(), -0.9));
        assert!(close(
            TemperatureDifference::new(1.8, TemperatureUnit::Fahrenheit).celsius(),
            1.0
        ));
    }

    #[test]
    fn debug_shows_no_degrees() {
        let value = Temperature::new(37.0, TemperatureUnit::Celsius);
        assert_eq!(format!("{value:?}"), "Temperature");
    }
}
