//! Energies.

use std::fmt;

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
