//! Weights of bodies, and amounts of what is in food.

use super::quantity::quantity;

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

quantity! {
    /// An amount of a nutrient.
    Mass in MassUnit, base "grams" {
        /// The gram.
        Gram = 1.0, grams;
        /// A thousandth of a gram.
        Milligram = 1e-3, milligrams;
        /// A millionth of a gram.
        Microgram = 1e-6, micrograms;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::UnitSystem;

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
    fn a_gram_is_a_thousand_milligrams() {
        assert!(close(Mass::new(1.5, MassUnit::Gram).milligrams(), 1500.0));
        assert!(close(
            Mass::new(250.0, MassUnit::Microgram).milligrams(),
            0.25
        ));
    }
}
