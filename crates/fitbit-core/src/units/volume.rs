//! Amounts of water.

use super::quantity::quantity;

quantity! {
    /// An amount of water.
    Volume in VolumeUnit, base "millilitres" {
        /// The millilitre.
        Millilitre = 1.0, millilitres;
        /// 1,000 millilitres.
        Litre = 1000.0, litres;
        /// The fluid ounce of the United States.
        FluidOunce = 29.573_529_562_5, fluid_ounces;
        /// 8 fluid ounces of the United States.
        Cup = 8.0 * 29.573_529_562_5, cups;
    }
}

impl VolumeUnit {
    /// The unit that the API names by this word, in a profile's `waterUnitName`.
    pub fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "ml" => Self::Millilitre,
            "fl oz" => Self::FluidOunce,
            "cup" => Self::Cup,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cup_is_eight_fluid_ounces() {
        let cup = Volume::new(1.0, VolumeUnit::named("cup").unwrap());
        assert!((cup.fluid_ounces() - 8.0).abs() < 1e-9);
        assert!((cup.millilitres() - 236.588_236_5).abs() < 1e-9);
    }
}
