//! What the server says about a token: version 1.1 of introspection.
//!
//! It is not that of RFC 7662: times are milliseconds, and the scopes are the text of a map.

use std::collections::BTreeMap;
use std::fmt;

use fitbit_api::UserId;
use jiff::Timestamp;
use serde::Deserialize;

use super::error::{AuthError, AuthErrorKind};
use crate::scope::ScopeSet;

/// What an app may do with a scope.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ScopeAccess {
    /// Read only.
    Read,
    /// Read and write.
    ReadWrite,
    /// A word that this version does not know, or none.
    Unlisted(Box<str>),
}

/// Without a word that is not known: nobody knows what it says.
impl fmt::Debug for ScopeAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Read => "Read",
            Self::ReadWrite => "ReadWrite",
            Self::Unlisted(_) => "Unlisted",
        })
    }
}

/// What the server says about a token that is active.
#[derive(Clone, PartialEq, Eq)]
pub struct Introspection {
    scopes: BTreeMap<Box<str>, ScopeAccess>,
    client_id: Option<Box<str>>,
    owner: Option<UserId>,
    issued_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Wire {
    active: bool,
    scope: Option<String>,
    client_id: Option<Box<str>>,
    user_id: Option<String>,
    iat: Option<i64>,
    exp: Option<i64>,
}

impl Introspection {
    /// Reads an answer: `None` when the token is not active, and then nothing else is told.
    pub(super) fn read(body: &[u8]) -> Result<Option<Self>, AuthError> {
        let wrong = |detail| AuthError::new(AuthErrorKind::MalformedAnswer).with_detail(detail);

        let wire: Wire = serde_json::from_slice(body)
            .map_err(|_| wrong("it is not the JSON of an introspection"))?;
        if !wire.active {
            return Ok(None);
        }
        let instant = |milliseconds: Option<i64>| {
            milliseconds
                .map(Timestamp::from_millisecond)
                .transpose()
                .map_err(|_| wrong("a time in it is out of range"))
        };
        Ok(Some(Self {
            scopes: wire.scope.as_deref().map(scopes).unwrap_or_default(),
            client_id: wire.client_id,
            owner: wire
                .user_id
                .map(|id| id.parse())
                .transpose()
                .map_err(|_| wrong("its user id has a wrong form"))?,
            issued_at: instant(wire.iat)?,
            expires_at: instant(wire.exp)?,
        }))
    }

    /// The scopes by their documented names, with what may be done with each.
    pub fn access(&self) -> impl Iterator<Item = (&str, &ScopeAccess)> {
        self.scopes.iter().map(|(scope, access)| (&**scope, access))
    }

    /// The scopes.
    pub fn scopes(&self) -> ScopeSet {
        self.scopes.keys().map(|scope| &**scope).collect()
    }

    /// The app that the token was issued to.
    pub fn client_id(&self) -> Option<&str> {
        self.client_id.as_deref()
    }

    /// Whose token it is.
    pub fn owner(&self) -> Option<&UserId> {
        self.owner.as_ref()
    }

    /// When it was issued.
    pub fn issued_at(&self) -> Option<Timestamp> {
        self.issued_at
    }

    /// When it ends.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }
}

impl fmt::Debug for Introspection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Introspection")
    }
}

/// `{ACTIVITY=READ_WRITE, SLEEP=READ}`; a list with blanks between names is understood too.
fn scopes(text: &str) -> BTreeMap<Box<str>, ScopeAccess> {
    text.split(|sign: char| matches!(sign, '{' | '}' | ',') || sign.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let (scope, access) = entry.split_once('=').unwrap_or((entry, ""));
            let access = match access {
                "READ" => ScopeAccess::Read,
                "READ_WRITE" => ScopeAccess::ReadWrite,
                other => ScopeAccess::Unlisted(other.into()),
            };
            (scope.to_ascii_lowercase().into(), access)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_that_is_not_known_is_not_shown() {
        let word = ScopeAccess::Unlisted("canarytoken".into());
        assert_eq!(format!("{word:?}"), "Unlisted");
    }

    #[test]
    fn an_active_token_is_described_and_its_times_are_milliseconds() {
        let body = br#"{"active":true,"scope":"{ACTIVITY=READ_WRITE, OXYGEN_SATURATION=READ, SLEEP=ADMIN}",
            "client_id":"23ABCD","user_id":"GGNJL9","token_type":"access_token","exp":1700028800000,"iat":1700000000000}"#;
        let told = Introspection::read(body).unwrap().unwrap();
        assert_eq!(
            told.scopes(),
            ScopeSet::parse("activity oxygen_saturation sleep")
        );
        let access: Vec<_> = told.access().map(|(_, access)| access.clone()).collect();
        assert_eq!(
            access,
            [
                ScopeAccess::ReadWrite,
                ScopeAccess::Read,
                ScopeAccess::Unlisted("ADMIN".into())
            ]
        );
        assert_eq!(
            told.expires_at(),
            Some(Timestamp::constant(1_700_028_800, 0))
        );
        assert_eq!(
            told.issued_at(),
            Some(Timestamp::constant(1_700_000_000, 0))
        );
        assert_eq!(told.owner().unwrap().as_str(), "GGNJL9");
        assert_eq!(told.client_id(), Some("23ABCD"));
        assert_eq!(format!("{told:?}"), "Introspection");
    }

    #[test]
    fn an_inactive_token_is_nothing_and_a_strange_answer_an_error() {
        assert_eq!(Introspection::read(br#"{"active":false}"#).unwrap(), None);
        for body in [
            "",
            "{}",
            r#"{"active":"yes"}"#,
            r#"{"active":true,"exp":9223372036854775807}"#,
        ] {
            let error = Introspection::read(body.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), AuthErrorKind::MalformedAnswer);
        }
    }

    proptest! {
        #[test]
        fn every_scope_of_the_map_is_found(
            entries in proptest::collection::btree_map("[A-Z_]{1,30}", any::<bool>(), 0..15)
        ) {
            let word = |writes| if writes { "READ_WRITE" } else { "READ" };
            let text: Vec<String> =
                entries.iter().map(|(scope, writes)| format!("{scope}={}", word(*writes))).collect();
            let found = scopes(&format!("{{{}}}", text.join(", ")));
            prop_assert_eq!(found.len(), entries.len());
            for (scope, writes) in entries {
                let expected = if writes { ScopeAccess::ReadWrite } else { ScopeAccess::Read };
                prop_assert_eq!(&found[scope.to_lowercase().as_str()], &expected);
            }
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
            let _ = scopes(&text);
            let _ = Introspection::read(text.as_bytes());
        }
    }
}
