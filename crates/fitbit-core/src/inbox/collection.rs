//! What a notice is about, as the service names it.

use std::fmt;

/// What a notice is about.
///
/// The service may add to these: a name that is not listed is kept as it came. Heart rate, oxygen saturation and the
/// like have no collection of their own; they arrive as activities or sleep.
///
/// ```
/// use fitbit_core::inbox::Collection;
///
/// assert!(Collection::from("sleep") == Collection::Sleep);
/// assert_eq!(Collection::from("moods").as_str(), "moods");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Collection {
    /// Exercises, steps, heart rate and what else the day has.
    Activities,
    /// Weight and body fat.
    Body,
    /// Food and water.
    Foods,
    /// Sleep.
    Sleep,
    /// The person has withdrawn the consent: the tokens are dead.
    UserRevokedAccess,
    /// The person has deleted the account.
    DeleteUser,
    /// Something that is not listed here.
    Other(OtherCollection),
}

/// The name of a collection that is not listed. A listed one is always its variant.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OtherCollection(Box<str>);

impl OtherCollection {
    /// The name as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OtherCollection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OtherCollection")
    }
}

impl Collection {
    /// The name as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Activities => "activities",
            Self::Body => "body",
            Self::Foods => "foods",
            Self::Sleep => "sleep",
            Self::UserRevokedAccess => "userRevokedAccess",
            Self::DeleteUser => "deleteUser",
            Self::Other(other) => other.as_str(),
        }
    }

    /// Whether there is nothing to read any more: the person has withdrawn the consent or deleted the account.
    pub fn ends_access(&self) -> bool {
        matches!(self, Self::UserRevokedAccess | Self::DeleteUser)
    }
}

impl From<&str> for Collection {
    fn from(name: &str) -> Self {
        match name {
            "activities" => Self::Activities,
            "body" => Self::Body,
            "foods" => Self::Foods,
            "sleep" => Self::Sleep,
            "userRevokedAccess" => Self::UserRevokedAccess,
            "deleteUser" => Self::DeleteUser,
            other => Self::Other(OtherCollection(other.into())),
        }
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Collection")
    }
}
