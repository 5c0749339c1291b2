//! Ids as types, so that one cannot be passed for another.
//!
//! `Display` is for URLs; `Debug` is masked, because an id names a person.

mod number;
mod text;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::masked::debug_type_name;

pub use number::{ActivityId, AlarmId, FoodId, FoodUnitId, MealId};
pub use text::{DeviceId, SubscriptionId};

/// Why a text cannot be sent as an id. It never shows the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError(&'static str);

impl fmt::Display for IdError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for IdError {}

/// The encoded id of a person, as the API issues it.
///
/// What the server sent is kept as it came; what a caller makes is checked, so that a wrong one is found before a call
/// is spent on it.
///
/// ```
/// use fitbit_api::UserId;
///
/// let id: UserId = "28H22H".parse()?;
/// assert_eq!(id.to_string(), "28H22H");
/// assert!("../profile".parse::<UserId>().is_err());
/// # Ok::<(), fitbit_api::IdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserId(Box<str>);

debug_type_name!(UserId);

impl UserId {
    /// The id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for UserId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(IdError("a user id cannot be empty"));
        }
        if text.len() > 64 {
            return Err(IdError("a user id has at most 64 characters"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(IdError("a user id consists of letters and digits"));
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<&str> for UserId {
    type Error = IdError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Whose data a path asks for: the token's owner, or the person with an id.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum UserIdOrOwn {
    /// The token's owner, `-` in a path.
    Own,
    /// The person with this id; the owner too may be asked for by id.
    Id(UserId),
}

debug_type_name!(UserIdOrOwn);

impl fmt::Display for UserIdOrOwn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Own => "-",
            Self::Id(id) => id.as_str(),
        })
    }
}

impl FromStr for UserIdOrOwn {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "-" => Ok(Self::Own),
            id => id.parse().map(Self::Id),
        }
    }
}

impl TryFrom<&str> for UserIdOrOwn {
    type Error = IdError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Checked once more: the id may have come from an answer.
impl TryFrom<UserId> for UserIdOrOwn {
    type Error = IdError;

    fn try_from(id: UserId) -> Result<Self, Self::Error> {
        id.as_str().parse().map(Self::Id)
    }
}

/// Checked once more: the id may have come from an answer.
impl TryFrom<&UserId> for UserIdOrOwn {
    type Error = IdError;

    fn try_from(id: &UserId) -> Result<Self, Self::Error> {
        id.as_str().parse().map(Self::Id)
    }
}

/// The id of a log entry: an unsigned number above 2^53, which no `f64` can hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LogId(u64);

debug_type_name!(LogId);

impl LogId {
    /// An id known from elsewhere.
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for LogId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(id) => Ok(Self(id)),
            Err(_) => Err(IdError("a log id is a number without sign")),
        }
    }
}

impl Serialize for LogId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for LogId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Takes a number or a text of digits: ids of the JSON:API answers are texts.
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = LogId;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a log id, a number without sign")
            }

            fn visit_u64<E>(self, id: u64) -> Result<LogId, E> {
                Ok(LogId(id))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<LogId, E> {
                text.parse()
                    .map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_id_above_two_to_the_53_keeps_every_digit() {
        let id: LogId = serde_json::from_str("2907044112471568225").unwrap();
        assert_eq!(id.to_string(), "2907044112471568225");
        assert_eq!(serde_json::to_string(&id).unwrap(), "2907044112471568225");
    }

    #[test]
    fn a_log_id_may_come_as_a_text() {
        assert!(
            serde_json::from_str::<LogId>("\"19018673358\"").unwrap() == LogId::new(19_018_673_358)
        );
        assert!(serde_json::from_str::<LogId>("\"-1\"").is_err());
    }

    #[test]
    fn an_id_that_would_change_the_path_is_refused() {
        for text in ["", "..", "a/b", "a?b", "a%2Fb", "ä"] {
            assert!(text.parse::<UserIdOrOwn>().is_err());
        }
        assert!("-".parse::<UserIdOrOwn>().unwrap() == UserIdOrOwn::Own);
    }

    #[test]
    fn debug_shows_no_id() {
        let id: UserId = "28H22H".parse().unwrap();
        assert_eq!(format!("{id:?} {:?}", LogId::new(7)), "UserId LogId");
    }
}
