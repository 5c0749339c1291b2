//! What a badge was given for.

use std::fmt;

use super::{Length, LengthUnit, Weight, WeightUnit};

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

    #[test]
    fn a_badge_without_unit_is_a_plain_number() {
        assert!(BadgeGoal::of(35_000.0, None) == BadgeGoal::Number(35_000.0));
        assert!(
            BadgeGoal::of(-10.0, Some("POUNDS"))
                == BadgeGoal::Weight(Weight::new(-10.0, WeightUnit::Pound))
        );
    }
}
