//! Reads what the token endpoint answers. Bodies hold tokens, and so do the server's messages: nothing of a body gets
//! into an error but the server's name for it.

use std::time::Duration;

use fitbit_api::UserId;
use jiff::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::error::{AuthError, AuthErrorKind};
use super::token_set::{RefreshToken, TokenSet};
use crate::scope::ScopeSet;
use crate::token::AccessToken;

#[derive(Deserialize)]
struct Wire {
    access_token: Option<Zeroizing<String>>,
    refresh_token: Option<Zeroizing<String>>,
    user_id: Option<String>,
    scope: Option<String>,
    expires_in: Option<serde_json::Number>,
    token_type: Option<String>,
}

/// Whether a recorded body is an answer of the token endpoint from which this crate would take tokens.
///
/// # Errors
///
/// [`AuthErrorKind::MalformedAnswer`] with what is wrong, and nothing of the body.
pub fn check_token_answer(body: &[u8]) -> Result<(), AuthError> {
    token(body, Timestamp::UNIX_EPOCH).map(drop)
}

/// The tokens of an answer with status 200, received `now`.
pub(super) fn token(body: &[u8], now: Timestamp) -> Result<TokenSet, AuthError> {
    let wrong = |detail| AuthError::new(AuthErrorKind::MalformedAnswer).with_detail(detail);

    let wire: Wire =
        serde_json::from_slice(body).map_err(|_| wrong("it is not the JSON of a token answer"))?;
    if wire
        .token_type
        .is_some_and(|token_type| !token_type.eq_ignore_ascii_case("bearer"))
    {
        return Err(wrong("the token is no bearer token"));
    }
    let access = wire.access_token.ok_or(wrong("it has no access token"))?;
    let access = AccessToken::new(access.as_str())
        .map_err(|_| wrong("its access token has a wrong form"))?;
    let refresh = wire.refresh_token.ok_or(wrong("it has no refresh token"))?;
    let refresh = RefreshToken::new(refresh.as_str())
        .map_err(|_| wrong("its refresh token has a wrong form"))?;
    let owner = wire
        .user_id
        .ok_or(wrong("it does not say whose token it is"))?;
    let owner: UserId = owner
        .parse()
        .map_err(|_| wrong("its user id has a wrong form"))?;
    let mut token = TokenSet::new(owner, access, refresh);
    if let Some(scope) = wire.scope {
        token = token.with_scopes(ScopeSet::parse(&scope));
    }
    if let Some(seconds) = wire.expires_in {
        let seconds = seconds
            .as_u64()
            .or_else(|| seconds.as_f64().and_then(whole_seconds))
            .ok_or(wrong("its lifetime is no number of seconds"))?;
        token = token.with_expires_at(
            now.checked_add(Duration::from_secs(seconds))
                .unwrap_or(Timestamp::MAX),
        );
    }
    Ok(token)
}

/// `28800.0` is what some front ends make of `28800`.
fn whole_seconds(number: f64) -> Option<u64> {
    let duration = Duration::try_from_secs_f64(number).ok()?;
    (duration.subsec_nanos() == 0).then_some(duration.as_secs())
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    errors: Vec<Entry>,
    /// As RFC 6749 has it.
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "errorType")]
    error_type: Option<Box<str>>,
}

/// The error that an answer with another status is. The status decides first, the server's words second.
pub(super) fn refusal(status: u16, retry_after: Option<Duration>, body: &[u8]) -> AuthError {
    let error_type = error_type(body);
    let kind = match (status, error_type.as_deref()) {
        (410, _) => AuthErrorKind::Retired,
        (429, _) => AuthErrorKind::RateLimited,
        (409, _) => AuthErrorKind::Busy,
        (500..=599, _) => AuthErrorKind::Unreachable,
        (400 | 401, Some("invalid_grant")) => AuthErrorKind::InvalidGrant,
        (400 | 401 | 403, Some("invalid_client" | "unauthorized_client")) => {
            AuthErrorKind::InvalidClient
        }
        _ => AuthErrorKind::Rejected,
    };
    AuthError::new(kind)
        .with_status(status)
        .with_error_type(error_type)
        .with_retry_after(retry_after)
}

fn error_type(body: &[u8]) -> Option<Box<str>> {
    let failure: Failure = serde_json::from_slice(body).ok()?;
    failure
        .errors
        .into_iter()
        .find_map(|entry| entry.error_type)
        .or_else(|| failure.error?.as_str().map(Into::into))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn body(change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>)) -> Vec<u8> {
        let mut whole = serde_json::json!({
            "access_token": "eyJh.access", "expires_in": 28_800, "refresh_token": "0a1b2c",
            "scope": "sleep activity", "token_type": "Bearer", "user_id": "GGNJL9",
        });
        change(whole.as_object_mut().unwrap());
        serde_json::to_vec(&whole).unwrap()
    }

    #[test]
    fn a_whole_answer_is_read() {
        assert_eq!(check_token_answer(&body(|_| {})), Ok(()));
        let token = token(&body(|_| {}), NOW).unwrap();
        assert_eq!(token.owner().as_str(), "GGNJL9");
        assert_eq!(token.access().expose_secret(), "eyJh.access");
        assert_eq!(token.refresh().expose_secret(), "0a1b2c");
        assert_eq!(token.scopes(), Some(&ScopeSet::parse("activity sleep")));
        assert_eq!(
            token.expires_at(),
            Some(Timestamp::constant(1_700_028_800, 0))
        );
    }

    #[test]
    fn an_answer_with_a_part_missing_or_wrong_is_malformed_and_shows_nothing() {
        for name in ["access_token", "refresh_token", "user_id"] {
            let without = body(|answer| drop(answer.remove(name)));
            let blank = body(|answer| drop(answer.insert(name.to_owned(), "".into())));
            for body in [without, blank] {
                let error = token(&body, NOW).unwrap_err();
                assert_eq!(check_token_answer(&body).as_ref(), Err(&error));
                assert_eq!(error.kind(), AuthErrorKind::MalformedAnswer);
                let shown = format!("{error} {error:?}");
                assert!(
                    !shown.contains("eyJh")
                        && !shown.contains("0a1b2c")
                        && !shown.contains("GGNJL9")
                );
            }
        }
        let lifetimes = [
            serde_json::json!(-1),
            serde_json::json!(0.5),
            serde_json::json!("8 h"),
        ];
        for lifetime in lifetimes {
            let body = body(|answer| drop(answer.insert("expires_in".to_owned(), lifetime)));
            assert!(token(&body, NOW).is_err());
        }
        let mac = body(|answer| drop(answer.insert("token_type".to_owned(), "mac".into())));
        assert!(token(&mac, NOW).is_err());
        for text in ["", "null", "[]", "<html>", "{\"errors\":[]}"] {
            assert_eq!(
                token(text.as_bytes(), NOW).unwrap_err().kind(),
                AuthErrorKind::MalformedAnswer
            );
        }
    }

    #[test]
    fn an_absurd_lifetime_ends_with_time_itself() {
        let body = body(|answer| drop(answer.insert("expires_in".to_owned(), u64::MAX.into())));
        assert_eq!(
            token(&body, NOW).unwrap().expires_at(),
            Some(Timestamp::MAX)
        );
    }

    #[test]
    fn a_refusal_is_known_by_status_first_and_error_type_second() {
        let legacy = |name: &str| {
            format!(
                r#"{{"errors":[{{"errorType":"{name}","message":"Refresh token invalid: 0a1b2c"}}],"success":false}}"#
            )
        };
        let kind = |status, body: &str| refusal(status, None, body.as_bytes()).kind();
        assert_eq!(
            kind(400, &legacy("invalid_grant")),
            AuthErrorKind::InvalidGrant
        );
        assert_eq!(
            kind(401, &legacy("invalid_grant")),
            AuthErrorKind::InvalidGrant
        );
        assert_eq!(
            kind(400, r#"{"error":"invalid_grant"}"#),
            AuthErrorKind::InvalidGrant
        );
        assert_eq!(
            kind(401, &legacy("invalid_client")),
            AuthErrorKind::InvalidClient
        );
        assert_eq!(kind(410, &legacy("invalid_grant")), AuthErrorKind::Retired);
        assert_eq!(
            kind(500, &legacy("invalid_grant")),
            AuthErrorKind::Unreachable
        );
        assert_eq!(kind(429, ""), AuthErrorKind::RateLimited);
        assert_eq!(kind(409, "<html>"), AuthErrorKind::Busy);
        assert_eq!(kind(400, ""), AuthErrorKind::Rejected);
        assert_eq!(kind(302, ""), AuthErrorKind::Rejected);
        let error = refusal(400, None, legacy("new_kind").as_bytes());
        assert_eq!(
            (error.kind(), error.error_type()),
            (AuthErrorKind::Rejected, Some("new_kind"))
        );
        assert!(!format!("{error} {error:?}").contains("0a1b2c"));
    }

    proptest! {
        #[test]
        fn no_body_makes_the_readers_panic(body in proptest::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
            let _ = token(&body, NOW);
            let _ = refusal(status, None, &body);
        }

        #[test]
        fn every_token_text_comes_through(access in "[!-~]{1,200}", refresh in "\\PC{1,80}") {
            prop_assume!(!access.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")));
            let body = body(|answer| {
                answer.insert("access_token".to_owned(), access.clone().into());
                answer.insert("refresh_token".to_owned(), refresh.clone().into());
            });
            let token = token(&body, NOW).unwrap();
            prop_assert_eq!(token.access().expose_secret(), access);
            prop_assert_eq!(token.refresh().expose_secret(), refresh);
        }
    }
}
