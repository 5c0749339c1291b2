//! Lengths, and what is measured against them: speed and pace.

use std::fmt;

use super::quantity::quantity;

quantity! {
    /// A length: a distance, an elevation, a height or a stride.
    Length in LengthUnit, base "metres" {
        /// 1,000 metres.
        Kilometre = 1000.0, kilometres;
        /// The metre.
        Metre = 1.0, metres;
        /// A hundredth of a metre.
        Centimetre = 0.01, centimetres;
        /// A thousandth of a metre.
        Millimetre = 0.001, millimetres;
        /// The international mile.
        Mile = 1609.344, miles;
        /// The international yard.
        Yard = 0.9144, yards;
        /// The international foot.
        Foot = 0.3048, feet;
        /// The international inch.
        Inch = 0.0254, inches;
    }
}

impl LengthUnit {
    /// The unit that the API names by this word, in an activity's `distanceUnit` or a badge's `unit`.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "kilometer" | "kilometers" => Self::Kilometre,
            "meter" | "meters" => Self::Metre,
            "centimeter" | "centimeters" => Self::Centimetre,
            "millimeter" | "millimeters" => Self::Millimetre,
            "mile" | "miles" => Self::Mile,
            "yard" | "yards" => Self::Yard,
            "foot" | "feet" => Self::Foot,
            "inch" | "inches" => Self::Inch,
            _ => return None,
        })
    }
}

/// A speed: a distance an hour.
#[derive(Clone, Copy, PartialEq)]
pub struct Speed(Length);

impl Speed {
    /// The speed at which this distance takes an hour.
    pub const fn per_hour(distance: Length) -> Self {
        Self(distance)
    }

    /// The distance of an hour, in the unit that it came in.
    pub const fn distance_per_hour(self) -> Length {
        self.0
    }

    /// Kilometres an hour.
    pub fn kilometres_per_hour(self) -> f64 {
        self.0.kilometres()
    }

    /// Miles an hour.
    pub fn miles_per_hour(self) -> f64 {
        self.0.miles()
    }

    /// Metres a second.
    pub fn metres_per_second(self) -> f64 {
        self.0.metres() / 3600.0
    }
}

impl fmt::Debug for Speed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Speed")
    }
}

/// A pace: seconds for a distance.
#[derive(Clone, Copy, PartialEq)]
pub struct Pace {
    seconds: f64,
    unit: LengthUnit,
}

impl Pace {
    /// The pace of `seconds` for one `unit`.
    pub const fn new(seconds: f64, unit: LengthUnit) -> Self {
        Self { seconds, unit }
    }

    /// The seconds as they came.
    pub const fn seconds(self) -> f64 {
        self.seconds
    }

    /// What distance they are for.
    pub const fn unit(self) -> LengthUnit {
        self.unit
    }

    /// Seconds for a kilometre.
    pub fn seconds_per_kilometre(self) -> f64 {
        self.seconds / Length::new(1.0, self.unit).kilometres()
    }

    /// Seconds for a mile.
    pub fn seconds_per_mile(self) -> f64 {
        self.seconds / Length::new(1.0, self.unit).miles()
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pace")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn a_number_in_its_own_unit_is_not_touched() {
        let value = 0.1 + 0.2;
        assert_eq!(
            Length::new(value, LengthUnit::Mile).miles().to_bits(),
            value.to_bits()
        );
    }

    #[test]
    fn a_mile_an_hour_and_its_pace_agree() {
        let speed = Speed::per_hour(Length::new(6.0, LengthUnit::Mile));
        let pace = Pace::new(600.0, LengthUnit::Mile);
        assert!(close(speed.kilometres_per_hour(), 9.656_064));
        assert!(close(pace.seconds_per_kilometre(), 3600.0 / 9.656_064));
    }
}
