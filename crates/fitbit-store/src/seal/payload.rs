//! The tokens of one person as text, before they are sealed.

use std::borrow::Cow;

use fitbit_core::auth::{RefreshToken, TokenSet};
use fitbit_core::jiff::Timestamp;
use fitbit_core::{AccessToken, ScopeSet, UserId};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Fields may be added; none may change its meaning.
#[derive(Serialize, Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    access: Cow<'a, str>,
    #[serde(borrow)]
    refresh: Cow<'a, str>,
    /// Separated by blanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    scopes: Option<String>,
    /// Milliseconds since 1970, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

pub(super) fn write(token: &TokenSet) -> Zeroizing<String> {
    let text = Text {
        access: token.access().expose_secret().into(),
        refresh: token.refresh().expose_secret().into(),
        scopes: token
            .scopes()
            .map(|scopes| scopes.iter().collect::<Vec<_>>().join(" ")),
        expires_at: token.expires_at().map(Timestamp::as_millisecond),
    };
    Zeroizing::new(serde_json::to_string(&text).expect("strings and a number are JSON"))
}

pub(super) fn read(person: &UserId, bytes: &[u8]) -> Option<TokenSet> {
    let text: Text<'_> = serde_json::from_slice(bytes).ok()?;
    let access = AccessToken::new(text.access.into_owned()).ok()?;
    let refresh = RefreshToken::new(text.refresh.into_owned()).ok()?;
    let mut token = TokenSet::new(person.clone(), access, refresh);
    if let Some(scopes) = text.scopes {
        token = token.with_scopes(ScopeSet::parse(&scopes));
    }
    if let Some(end) = text.expires_at {
        token = token.with_expires_at(Timestamp::from_millisecond(end).ok()?);
    }
    Some(token)
}
