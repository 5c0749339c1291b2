//! The ids of what the service keeps in catalogues and lists: whole numbers, and a type for each kind of thing, so that
//! a food is not asked for by the id of a meal.
//!
//! Answers are read as leniently as every other whole number. What a request sends is checked like every argument.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use super::IdError;
use crate::check::Number;
use crate::masked::debug_type_name;

/// An id that is a whole number; `$what` names it for whoever gave something else.
macro_rules! number_id {
    ($(#[$docs:meta])* $name:ident, $what:literal) => {
        $(#[$docs])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name(i64);

        debug_type_name!($name);

        impl $name {
            /// An id known from elsewhere. A negative one is refused when it is sent.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text.parse() {
                    Ok(id) => Ok(Self(id)),
                    Err(_) => Err(IdError(concat!($what, " is a whole number"))),
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::number::integer(deserializer).map(Self)
            }
        }

        impl Number for $name {
            fn as_f64(self) -> f64 {
                self.0.as_f64()
            }
        }
    };
}

number_id!(
    /// The id of a kind of exercise, or of one of its levels, which the catalogue numbers alike.
    ///
    /// ```
    /// use fitbit_api::ActivityId;
    ///
    /// let walking = ActivityId::new(90_013);
    /// assert_eq!(walking.to_string(), "90013");
    /// ```
    ActivityId,
    "an activity id"
);

number_id!(
    /// The id of an alarm of a device.
    AlarmId,
    "an alarm id"
);

number_id!(
    /// The id of a food, of the catalogue or a private one.
    FoodId,
    "a food id"
);

number_id!(
    /// The id of a unit that foods are measured in.
    FoodUnitId,
    "a food unit id"
);

number_id!(
    /// The id of a meal, which is foods under a name.
    MealId,
    "a meal id"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_leniently_as_any_whole_number() {
        for wire in ["90013", "90013.0"] {
            let id: ActivityId = serde_json::from_str(wire).unwrap();
            assert_eq!((id.get(), id.to_string()), (90_013, "90013".to_owned()));
        }
        assert!(serde_json::from_str::<FoodId>("1.5").is_err());
        assert_eq!(serde_json::to_string(&FoodId::new(7)).unwrap(), "7");
    }

    #[test]
    fn a_text_that_is_no_number_is_no_id() {
        assert!("7".parse::<MealId>().unwrap() == MealId::new(7));
        let error = "7/../8".parse::<MealId>().unwrap_err();
        assert_eq!(error.to_string(), "a meal id is a whole number");
    }

    #[test]
    fn debug_shows_no_id() {
        assert_eq!(format!("{:?}", AlarmId::new(7)), "AlarmId");
    }
}
