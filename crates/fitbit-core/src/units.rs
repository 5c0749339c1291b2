//! Quantities: a number with the unit that it was measured in.
//!
//! The unit is not in most bodies: the request's `Accept-Language` chose it, so it comes from the context. A quantity
//! keeps number and unit as they came, and converts on request: nothing is rounded twice. Small types of our own and not
//! a units library, because the API has five quantities and its users want five methods, not a type system.
//!
//! Source: the documentation's page on localization; stones under `en_GB` were seen by several clients.

use std::fmt;

use fitbit_api::jiff::SignedDuration;

/// The unit system that a client asks for. Independent of the person's own preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum UnitSystem {
    /// Kilometres, metres, centimetres, kilograms.
    #[default]
    Metric,
    /// Miles, feet, inches, pounds.
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

macro_rules! quantity {
    (
        $(#[$meta:meta])* $name:ident in $unit:ident, base $base:literal {
            $( $(#[$unit_meta:meta])* $variant:ident = $factor:expr, $method:ident; )*
        }
    ) => {
        #[doc = concat!("A unit of [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $unit { $( $(#[$unit_meta])* $variant, )* }

        impl $unit {
            #[doc = concat!("How many ", $base, " it is, exactly as defined.")]
            const fn factor(self) -> f64 {
                match self { $( Self::$variant => $factor, )* }
            }
        }

        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        pub struct $name { value: f64, unit: $unit }

        impl $name {
            /// A quantity of `value` units.
            pub const fn new(value: f64, unit: $unit) -> Self {
                Self { value, unit }
            }

            /// The number as it came.
            pub const fn value(self) -> f64 {
                self.value
            }

            /// The unit that it came in.
            pub const fn unit(self) -> $unit {
                self.unit
            }

            /// The number in another unit; in its own unit it is the number as it came.
            pub fn in_unit(self, unit: $unit) -> f64 {
                if unit == self.unit {
                    self.value
                } else {
                    self.value * self.unit.factor() / unit.factor()
                }
            }

            $(
                #[doc = concat!("The number in this unit: `", stringify!($variant), "`.")]
                pub fn $method(self) -> f64 {
                    self.in_unit($unit::$variant)
                }
            )*
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    };
}

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

quantity! {
    /// A body weight.
    Weight in WeightUnit, base "kilograms" {
        /// The kilogram.
        Kilogram = 1.0, kilograms;
        /// The avoirdupois pound.
        Pound = 0.453_592_37, pounds;
        /// 14 pounds.
        Stone = 14.0 * 0.453_592_37, stones;
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

impl WeightUnit {
    /// The unit that the API names by this word in a badge's `unit`.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "kilogram" | "kilograms" => Self::Kilogram,
            "pound" | "pounds" => Self::Pound,
            "stone" | "stones" => Self::Stone,
            _ => return None,
        })
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
}

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

/// An energy. The API always counts kilocalories, whatever it calls them.
#[derive(Clone, Copy, PartialEq)]
pub struct Energy(f64);

impl Energy {
    /// An energy of so many kilocalories.
    pub const fn from_kilocalories(kilocalories: f64) -> Self {
        Self(kilocalories)
    }

    /// Kilocalories.
    pub const fn kilocalories(self) -> f64 {
        self.0
    }

    /// Kilojoules, by the thermochemical calorie.
    pub fn kilojoules(self) -> f64 {
        self.0 * 4.184
    }
}

impl fmt::Debug for Energy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Energy")
    }
}

/// What a badge was given for. Its unit is the one in the person's profile, whatever the request asked for.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum BadgeGoal {
    /// A distance.
    Length(Length),
    /// A change of weight; negative for a loss.
    Weight(Weight),
    /// A number of what the badge's type names: steps, floors, goals; or a unit that is not known here, which the raw
    /// field names.
    Number(f64),
}

impl BadgeGoal {
    pub(crate) fn of(value: f64, unit: Option<&str>) -> Self {
        let unit = unit.unwrap_or_default();
        if let Some(unit) = LengthUnit::named(unit) {
            Self::Length(Length::new(value, unit))
        } else if let Some(unit) = WeightUnit::named(unit) {
            Self::Weight(Weight::new(value, unit))
        } else {
            Self::Number(value)
        }
    }
}

impl fmt::Debug for BadgeGoal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BadgeGoal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-9
    }

    #[test]
    fn a_stone_is_fourteen_pounds() {
        let weight = Weight::new(12.5, UnitSystem::UnitedKingdom.weight());
        assert!(close(weight.pounds(), 175.0));
        assert!(close(weight.kilograms(), 79.378_664_75));
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

    #[test]
    fn a_badge_without_unit_is_a_plain_number() {
        assert!(BadgeGoal::of(35_000.0, None) == BadgeGoal::Number(35_000.0));
        assert!(
            BadgeGoal::of(-10.0, Some("POUNDS"))
                == BadgeGoal::Weight(Weight::new(-10.0, WeightUnit::Pound))
        );
    }
}
