//! The periods that a series can be asked for by name. Which of them a series has stands in the spec.

use std::fmt;
use std::str::FromStr;

use super::TimeError;
use super::text::serde_as_text;

/// A period that ends on the day asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "String"))]
#[non_exhaustive]
pub enum Period {
    /// `1d`
    OneDay,
    /// `7d`
    SevenDays,
    /// `30d`
    ThirtyDays,
    /// `1w`
    OneWeek,
    /// `1m`
    OneMonth,
    /// `3m`
    ThreeMonths,
    /// `6m`
    SixMonths,
    /// `1y`
    OneYear,
    /// `max`: everything that there is.
    Max,
}

impl Period {
    /// Every period.
    pub const ALL: &'static [Self] = &[
        Self::OneDay,
        Self::SevenDays,
        Self::ThirtyDays,
        Self::OneWeek,
        Self::OneMonth,
        Self::ThreeMonths,
        Self::SixMonths,
        Self::OneYear,
        Self::Max,
    ];

    /// The period as it stands in a path.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OneDay => "1d",
            Self::SevenDays => "7d",
            Self::ThirtyDays => "30d",
            Self::OneWeek => "1w",
            Self::OneMonth => "1m",
            Self::ThreeMonths => "3m",
            Self::SixMonths => "6m",
            Self::OneYear => "1y",
            Self::Max => "max",
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Period {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|period| period.as_str() == text)
            .ok_or(TimeError(
                "expected a period: 1d, 7d, 30d, 1w, 1m, 3m, 6m, 1y or max",
            ))
    }
}

serde_as_text!(Period, "a period such as 30d");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_is_found_by_its_text() {
        for period in Period::ALL {
            assert_eq!(period.as_str().parse(), Ok(*period));
        }
        assert!("2w".parse::<Period>().is_err());
    }
}
