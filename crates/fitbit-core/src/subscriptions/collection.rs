//! What can be subscribed to, and the scopes that it takes. The scopes are facts of the spec.

use fitbit_api::facts::Operation;
use fitbit_api::types::{CollectionPath, CollectionType};

use crate::scope::ScopeSet;

/// A collection of a person's data that can be subscribed to, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Collection {
    /// Every collection: `user` on the wire.
    All,
    /// Activity, and what else a tracker measures by day: `activities`.
    Activities,
    /// Weight and body fat: `body`.
    Body,
    /// Food and water: `foods`.
    Foods,
    /// Sleep, and what is measured at night: `sleep`.
    Sleep,
    /// That the person has withdrawn the consent: `userRevokedAccess`.
    UserRevokedAccess,
}

impl Collection {
    /// All of them, [`Collection::All`] first.
    pub const EVERY: [Self; 6] = [
        Self::All,
        Self::Activities,
        Self::Body,
        Self::Foods,
        Self::Sleep,
        Self::UserRevokedAccess,
    ];

    /// The scopes that a token needs for any call about it, sorted.
    ///
    /// ```
    /// use fitbit_core::subscriptions::Collection;
    ///
    /// assert_eq!(Collection::Body.scopes(), ["weight"]);
    /// assert!(Collection::UserRevokedAccess.scopes().is_empty());
    /// ```
    pub fn scopes(self) -> &'static [&'static str] {
        let Some(path) = self.path() else {
            return facts("create_subscription").map_or(&[], |operation| operation.scopes);
        };
        let by_parameter = facts("create_collection_subscription")
            .and_then(|operation| operation.scopes_by_parameter.as_ref());
        let found =
            by_parameter.and_then(|by| by.scopes.iter().find(|(of, _)| *of == path.as_str()));
        found.map_or(&[], |(_, scopes)| scopes)
    }

    /// Whether its data is part of [`Collection::All`], so that both together are told twice.
    pub(super) fn is_part_of_all(self) -> bool {
        !matches!(self, Self::All | Self::UserRevokedAccess)
    }

    /// The first of its scopes that was not granted.
    pub(super) fn missing_scope(self, granted: &ScopeSet) -> Option<&'static str> {
        let mut scopes = self.scopes().iter().copied();
        scopes.find(|scope| !granted.contains(scope))
    }

    /// The segment of the path; all collections together have none.
    pub(super) fn path(self) -> Option<CollectionPath> {
        Some(match self {
            Self::All => return None,
            Self::Activities => CollectionPath::Activities,
            Self::Body => CollectionPath::Body,
            Self::Foods => CollectionPath::Foods,
            Self::Sleep => CollectionPath::Sleep,
            Self::UserRevokedAccess => CollectionPath::UserRevokedAccess,
        })
    }

    /// That of an answer, if this crate knows it.
    pub(super) fn of(told: &CollectionType) -> Option<Self> {
        Some(match told {
            CollectionType::User => Self::All,
            CollectionType::Activities => Self::Activities,
            CollectionType::Body => Self::Body,
            CollectionType::Foods => Self::Foods,
            CollectionType::Sleep => Self::Sleep,
            CollectionType::UserRevokedAccess => Self::UserRevokedAccess,
            _ => return None,
        })
    }
}

fn facts(operation: &str) -> Option<&'static Operation> {
    Operation::find(operation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_collection_takes_the_scopes_of_the_documentation() {
        let scopes = Collection::EVERY.map(|collection| collection.scopes().join(" "));
        let six = "activity nutrition profile settings sleep weight";
        assert_eq!(
            scopes,
            [six, "activity", "weight", "nutrition", "sleep", ""]
        );
    }

    #[test]
    fn a_collection_is_the_same_in_a_path_and_in_an_answer() {
        for collection in Collection::EVERY {
            let told = collection
                .path()
                .map_or("user".to_owned(), |path| path.to_string());
            assert_eq!(
                Collection::of(&CollectionType::from(told)),
                Some(collection)
            );
        }
        assert_eq!(Collection::of(&CollectionType::from("novelty")), None);
    }
}
