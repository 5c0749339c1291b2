//! What a person lets an app read and write.
//!
//! A person may untick scopes at consent, so fewer than asked for is normal. A scope that is missing is found before a
//! call is spent, where the token's source knows what was granted.

use std::collections::BTreeSet;
use std::fmt;

use fitbit_api::facts::Operation;

/// A set of scopes, by their names in the documentation.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ScopeSet(BTreeSet<Box<str>>);

impl ScopeSet {
    /// The scopes of a token answer: names with blanks between them.
    ///
    /// ```
    /// use fitbit_core::ScopeSet;
    ///
    /// let scopes = ScopeSet::parse("activity profile");
    /// assert!(scopes.contains("profile") && !scopes.contains("sleep"));
    /// ```
    pub fn parse(text: &str) -> Self {
        text.split_whitespace().collect()
    }

    /// Whether this scope is in the set.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.contains(scope)
    }

    /// The scopes of this set that `other` lacks.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0).cloned().collect())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|scope| &**scope)
    }
}

impl<'a> FromIterator<&'a str> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = &'a str>>(scopes: I) -> Self {
        Self(scopes.into_iter().map(Into::into).collect())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

/// The first scope that `operation` needs and `granted` lacks.
///
/// `path` is the request's path: some operations need what a segment of it says.
pub(crate) fn missing(
    operation: &Operation,
    path: &str,
    granted: &ScopeSet,
) -> Option<&'static str> {
    let by_parameter = operation
        .scopes_by_parameter
        .as_ref()
        .and_then(|by| {
            let value = path_parameter(operation.path, by.parameter, path)?;
            by.scopes.iter().find(|(of, _)| *of == value)
        })
        .map_or(&[][..], |(_, scopes)| scopes);
    operation
        .scopes
        .iter()
        .chain(by_parameter)
        .copied()
        .find(|scope| !granted.contains(scope))
}

/// The segment of `path` that stands where `template` has the parameter.
fn path_parameter<'a>(template: &str, parameter: &str, path: &'a str) -> Option<&'a str> {
    let wanted = format!("{{{parameter}}}");
    template
        .split('/')
        .zip(path.split('/'))
        .find(|(segment, _)| *segment == wanted)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_parameter_is_found_by_its_place() {
        let template = "/1/user/{user-id}/{collection-path}/apiSubscriptions.json";
        let path = "/1/user/-/sleep/apiSubscriptions.json";
        assert_eq!(
            path_parameter(template, "collection-path", path),
            Some("sleep")
        );
        assert_eq!(path_parameter(template, "date", path), None);
    }

    #[test]
    fn the_first_missing_scope_is_named() {
        let operation = Operation::find("get_subscription_list").unwrap();
        let granted = ScopeSet::parse("activity nutrition profile settings weight");
        assert_eq!(missing(operation, operation.path, &granted), Some("sleep"));
    }

    #[test]
    fn a_collection_asks_for_its_own_scope_only() {
        let operation = Operation::find("get_collection_subscription_list").unwrap();
        let granted = ScopeSet::parse("sleep");
        let path = |collection: &str| format!("/1/user/-/{collection}/apiSubscriptions.json");
        assert_eq!(missing(operation, &path("sleep"), &granted), None);
        assert_eq!(
            missing(operation, &path("userRevokedAccess"), &granted),
            None
        );
        assert_eq!(
            missing(operation, &path("foods"), &granted),
            Some("nutrition")
        );
    }
}
