//! Asking a person for consent: the page that is opened, and what must be remembered until the person comes back.

use std::fmt;

use fitbit_api::UserId;
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::app::App;
use super::error::{AuthError, AuthErrorKind};
use super::pkce;
use super::redirect::{self, AuthorizationCode};
use super::token_set::TokenSet;
use crate::scope::ScopeSet;

/// What the consent page asks of a person who is logged in or has consented already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Prompt {
    /// Whatever the service finds necessary.
    #[default]
    Unset,
    /// Neither login nor consent.
    None,
    /// Consent, even if it was given.
    Consent,
    /// Login, even if there is one.
    Login,
    /// Both.
    LoginAndConsent,
}

/// A question for consent that is being put together.
#[derive(Debug, Clone)]
#[must_use]
pub struct Authorization {
    app: App,
    scopes: ScopeSet,
    prompt: Prompt,
    person: Option<UserId>,
}

impl Authorization {
    pub(super) fn new(app: App, scopes: ScopeSet) -> Self {
        Self {
            app,
            scopes,
            prompt: Prompt::default(),
            person: None,
        }
    }

    /// What the page asks of a person who is logged in or has consented already.
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        self.prompt = prompt;
        self
    }

    /// Says who is expected to consent: a consent by anybody else is then refused.
    pub fn expect(mut self, person: UserId) -> Self {
        self.person = Some(person);
        self
    }

    /// The address of the page to send the person to, and what to remember until the person comes back.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Configuration`] when no scope is asked for, or the machine gives no random numbers.
    pub fn begin(self) -> Result<(Url, PendingAuthorization), AuthError> {
        let scopes: Vec<&str> = self.scopes.iter().collect();
        if scopes.is_empty() {
            return Err(AuthError::new(AuthErrorKind::Configuration)
                .with_detail("ask for one scope at least"));
        }
        let pending = PendingAuthorization {
            state: pkce::random()?,
            verifier: pkce::random()?,
            scopes: scopes.join(" "),
            redirect_uri: self.app.0.redirect_uri.clone(),
            person: self.person,
        };
        let mut page = self.app.0.consent_page.clone();
        page.set_path("/oauth2/authorize");
        let mut query = page.query_pairs_mut();
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.app.0.client_id)
            .append_pair("scope", &pending.scopes)
            .append_pair("code_challenge", &pkce::challenge(&pending.verifier))
            .append_pair("code_challenge_method", "S256")
            .append_pair("state", &pending.state);
        if let Some(redirect_uri) = &pending.redirect_uri {
            query.append_pair("redirect_uri", redirect_uri);
        }
        match self.prompt {
            Prompt::Unset => {}
            Prompt::None => drop(query.append_pair("prompt", "none")),
            Prompt::Consent => drop(query.append_pair("prompt", "consent")),
            Prompt::Login => drop(query.append_pair("prompt", "login")),
            Prompt::LoginAndConsent => drop(query.append_pair("prompt", "login consent")),
        }
        drop(query);
        Ok((page, pending))
    }
}

/// What must be remembered from the consent URL until the redirect.
///
/// It belongs to one browser: keep it where only that browser's visit finds it again, and use it once. Serialised, it
/// holds the secrets that protect the authorisation; in `Debug` it holds none.
#[derive(Clone, Serialize, Deserialize)]
pub struct PendingAuthorization {
    state: Zeroizing<String>,
    verifier: Zeroizing<String>,
    scopes: String,
    redirect_uri: Option<Box<str>>,
    person: Option<UserId>,
}

impl PendingAuthorization {
    /// Reads the redirect: the whole address, its path with query, or the query alone.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::StateMismatch`] when it belongs to another authorisation, whatever else it says;
    /// [`AuthErrorKind::Denied`] when the person said no; [`AuthErrorKind::Rejected`] when the service reports
    /// something else; [`AuthErrorKind::MalformedRedirect`] when it is none of these and has no code.
    pub fn code(&self, redirect: &str) -> Result<AuthorizationCode, AuthError> {
        redirect::read(redirect, &self.state)
    }

    /// The scopes that were asked for.
    pub fn scopes(&self) -> ScopeSet {
        ScopeSet::parse(&self.scopes)
    }

    pub(super) fn verifier(&self) -> &str {
        &self.verifier
    }

    pub(super) fn redirect_uri(&self) -> Option<&str> {
        self.redirect_uri.as_deref()
    }

    pub(super) fn person(&self) -> Option<&UserId> {
        self.person.as_ref()
    }
}

impl fmt::Debug for PendingAuthorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PendingAuthorization")
    }
}

/// A consent that was given: the tokens, and how it compares with what was asked.
#[derive(Debug, Clone)]
pub struct Consent {
    token: TokenSet,
    missing: ScopeSet,
}

impl Consent {
    pub(super) fn new(token: TokenSet, asked: &ScopeSet) -> Self {
        let missing = token
            .scopes()
            .map_or_else(ScopeSet::default, |granted| asked.without(granted));
        Self { token, missing }
    }

    /// The tokens.
    pub fn token(&self) -> &TokenSet {
        &self.token
    }

    /// The tokens.
    pub fn into_token(self) -> TokenSet {
        self.token
    }

    /// The scopes that were asked for and not granted. People untick some: that is no error.
    pub fn missing(&self) -> &ScopeSet {
        &self.missing
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn app() -> App {
        App::client("23ABCD")
            .redirect_uri("https://service.example/fitbit?a=b")
            .build()
            .unwrap()
    }

    #[test]
    fn the_consent_url_asks_for_what_was_said_and_binds_it_to_this_browser() {
        let scopes = ScopeSet::parse("sleep activity");
        let (page, pending) = app()
            .authorize(scopes)
            .prompt(Prompt::LoginAndConsent)
            .begin()
            .unwrap();
        assert_eq!(
            &page[..url::Position::AfterPath],
            "https://www.fitbit.com/oauth2/authorize"
        );
        let query: BTreeMap<_, _> = page.query_pairs().into_owned().collect();
        let expected = [
            ("client_id", "23ABCD"),
            ("code_challenge_method", "S256"),
            ("prompt", "login consent"),
            ("redirect_uri", "https://service.example/fitbit?a=b"),
            ("response_type", "code"),
            ("scope", "activity sleep"),
        ];
        for (name, value) in expected {
            assert_eq!(query[name], value);
        }
        assert_eq!(query.len(), expected.len() + 2);
        assert_eq!(query["code_challenge"].len(), 43);
        assert!(!page.as_str().contains(pending.verifier()));
    }

    #[test]
    fn two_authorisations_share_neither_state_nor_verifier() {
        let begin = || app().authorize(ScopeSet::parse("sleep")).begin().unwrap().1;
        let (one, two) = (begin(), begin());
        assert_ne!(*one.state, *two.state);
        assert_ne!(*one.verifier, *two.verifier);
        assert_ne!(*one.state, *one.verifier);
    }

    #[test]
    fn a_pending_authorisation_survives_a_store_and_shows_no_secret() {
        let (page, pending) = app().authorize(ScopeSet::parse("sleep")).begin().unwrap();
        assert_eq!(format!("{pending:?}"), "PendingAuthorization");
        let kept: PendingAuthorization =
            serde_json::from_str(&serde_json::to_string(&pending).unwrap()).unwrap();
        let state = page
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        assert!(kept.code(&format!("code=abc&state={state}")).is_ok());
        assert_eq!(*kept.verifier, *pending.verifier);
    }

    #[test]
    fn no_scope_is_no_question() {
        let error = app().authorize(ScopeSet::default()).begin().unwrap_err();
        assert_eq!(error.kind(), AuthErrorKind::Configuration);
    }
}
