//! Consent and tokens: who let which application in, with which scopes, and which tokens came of it.
//!
//! Everything here is a step from one state to the next at an instant; nothing knows of HTTP, but for
//! [`endpoint`] and [`authorize`], which read requests and write answers.

mod authorize;
mod endpoint;
mod history;
mod pkce;
mod rules;
mod secret;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::after;
use crate::draw::Draw;

pub(crate) use authorize::{Request as AuthorizeRequest, Wrong};
pub(crate) use endpoint::{Endpoint, Form, InFlight};
pub(crate) use history::History;
pub use history::{TokenEvent, TokenEventKind};
pub(crate) use pkce::Challenge;
pub use rules::{ConcurrentRefresh, OAuthRules};
pub(crate) use secret::digits;

/// What an access token grants, and to which application. People and applications are places in the world's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) person: usize,
    pub(crate) app: usize,
    pub(crate) scopes: BTreeSet<String>,
}

/// The tokens that an exchange or a refresh gives out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) lifetime: Duration,
    pub(crate) grant: Grant,
}

/// A code on its way from the consent page to the token endpoint.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) grant: Grant,
    pub(crate) redirect: String,
    pub(crate) challenge: Option<Challenge>,
    expires: Timestamp,
}

#[derive(Debug)]
struct Access {
    grant: Grant,
    issued: Timestamp,
    /// `None`: never.
    expires: Option<Timestamp>,
    /// The refresh token whose use brought it.
    came_of: Option<String>,
}

#[derive(Debug)]
struct Refresh {
    grant: Grant,
    /// How many refreshes lie before it.
    generation: u32,
    came_of: Option<String>,
    state: RefreshState,
}

#[derive(Debug)]
enum RefreshState {
    Live,
    Spent {
        at: Timestamp,
        answer: Tokens,
        /// Whether a token of the answer was used since.
        answer_used: bool,
    },
}

/// Why a token does not let anybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenFault {
    Unknown,
    Expired,
}

/// Why a grant of the token endpoint is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GrantFault {
    Unknown,
    Expired,
    WrongRedirect,
    WrongVerifier,
}

/// All codes and tokens of one sandbox.
#[derive(Debug)]
pub(crate) struct OAuth {
    pub(crate) rules: OAuthRules,
    pub(crate) history: History,
    /// Refresh tokens for which a request is being answered.
    in_flight: HashSet<String>,
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    seed: u64,
    issued: u64,
}

impl OAuth {
    pub(crate) fn new(rules: OAuthRules, seed: u64) -> Self {
        Self {
            rules,
            history: History::default(),
            in_flight: HashSet::new(),
            codes: HashMap::new(),
            access: HashMap::new(),
            refresh: HashMap::new(),
            seed,
            issued: 0,
        }
    }

    pub(crate) fn is_refreshing(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Accepts a token that never expires and cannot be refreshed.
    pub(crate) fn accept(&mut self, token: String, grant: Grant, now: Timestamp) {
        let access = Access {
            grant,
            issued: now,
            expires: None,
            came_of: None,
        };
        self.access.insert(token, access);
    }

    /// Whom an access token lets in. To use it is to have received it.
    pub(crate) fn admit(&mut self, token: &str, now: Timestamp) -> Result<Grant, TokenFault> {
        let access = self.access.get(token).ok_or(TokenFault::Unknown)?;
        if access.expires.is_some_and(|expires| expires <= now) {
            return Err(TokenFault::Expired);
        }
        let (grant, came_of) = (access.grant.clone(), access.came_of.clone());
        self.note_use(came_of.as_deref());
        Ok(grant)
    }

    /// The grant of a live access token with the instants of its issue and end, without using it.
    pub(crate) fn inspect(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Option<(&Grant, Timestamp, Timestamp)> {
        let access = self.access.get(token)?;
        let expires = access.expires.unwrap_or(Timestamp::MAX);
        (expires > now).then_some((&access.grant, access.issued, expires))
    }

    /// A code for a person's consent.
    pub(crate) fn authorize(
        &mut self,
        grant: Grant,
        redirect: String,
        challenge: Option<Challenge>,
        now: Timestamp,
    ) -> String {
        let code = self.secret("code")[..40].to_owned();
        self.history
            .add(now, TokenEventKind::Authorized, &grant, 0, None);
        let expires = after(now, self.rules.code_lifetime);
        self.codes.insert(
            code.clone(),
            Code {
                grant,
                redirect,
                challenge,
                expires,
            },
        );
        code
    }

    /// Tokens for a code, which is spent by the attempt if it is this application's.
    pub(crate) fn exchange(
        &mut self,
        app: usize,
        code: &str,
        redirect: Option<&str>,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Tokens, GrantFault> {
        if self
            .codes
            .get(code)
            .is_none_or(|code| code.grant.app != app)
        {
            return Err(GrantFault::Unknown);
        }
        let code = self.codes.remove(code).ok_or(GrantFault::Unknown)?;
        if code.expires <= now {
            return Err(GrantFault::Expired);
        }
        if redirect.is_some_and(|redirect| redirect != code.redirect) {
            return Err(GrantFault::WrongRedirect);
        }
        if !Challenge::is_met(code.challenge.as_ref(), verifier) {
            return Err(GrantFault::WrongVerifier);
        }
        let tokens = self.issue(code.grant, now);
        self.history
            .add(now, TokenEventKind::Exchanged, &tokens.grant, 0, None);
        Ok(tokens)
    }

    /// A first pair of tokens for a person's consent. A refresh token from before dies with it: only one lives.
    pub(crate) fn issue(&mut self, grant: Grant, now: Timestamp) -> Tokens {
        self.refresh.retain(|_, refresh| {
            (refresh.grant.app, refresh.grant.person) != (grant.app, grant.person)
        });
        self.pair(grant, None, 0, now)
    }

    /// New tokens for a refresh token. Single-use, but an identical request within the replay window has the same
    /// answer as long as neither of the new tokens was used.
    pub(crate) fn refresh(
        &mut self,
        app: usize,
        token: &str,
        now: Timestamp,
        client: Option<&str>,
    ) -> Result<Tokens, GrantFault> {
        let known = self
            .refresh
            .get(token)
            .filter(|refresh| refresh.grant.app == app)
            .ok_or(GrantFault::Unknown)?;
        let (grant, generation) = (known.grant.clone(), known.generation);
        let told = |history: &mut History, kind| history.add(now, kind, &grant, generation, client);
        match &known.state {
            RefreshState::Spent {
                at,
                answer,
                answer_used,
            } => {
                let answer = answer.clone();
                let recent = self
                    .rules
                    .replay
                    .is_some_and(|window| after(*at, window) >= now);
                if recent && !answer_used {
                    told(&mut self.history, TokenEventKind::Replayed);
                    Ok(answer)
                } else {
                    told(&mut self.history, TokenEventKind::Refused);
                    Err(GrantFault::Unknown)
                }
            }
            RefreshState::Live => {
                let came_of = known.came_of.clone();
                told(&mut self.history, TokenEventKind::Refreshed);
                self.note_use(came_of.as_deref());
                let answer = self.pair(grant, Some(token), generation + 1, now);
                if let Some(spent) = self.refresh.get_mut(token) {
                    spent.state = RefreshState::Spent {
                        at: now,
                        answer: answer.clone(),
                        answer_used: false,
                    };
                }
                Ok(answer)
            }
        }
    }

    /// Notes a refresh that was refused before its token was looked at.
    pub(crate) fn note_refused(&mut self, token: &str, now: Timestamp, client: Option<&str>) {
        if let Some(refresh) = self.refresh.get(token) {
            let (kind, generation) = (TokenEventKind::Refused, refresh.generation);
            self.history
                .add(now, kind, &refresh.grant, generation, client);
        }
    }

    /// The application and person of a token of either kind.
    pub(crate) fn consent_of(&self, token: &str) -> Option<(usize, usize)> {
        let access = self.access.get(token).map(|access| &access.grant);
        let refresh = || self.refresh.get(token).map(|refresh| &refresh.grant);
        let grant = access.or_else(refresh)?;
        Some((grant.app, grant.person))
    }

    /// Ends a consent: no token of the application for the person lives on. False if there was none.
    pub(crate) fn revoke(&mut self, app: usize, person: usize, now: Timestamp) -> bool {
        let is_other = |grant: &Grant| (grant.app, grant.person) != (app, person);
        let before = self.access.len() + self.refresh.len() + self.codes.len();
        self.access.retain(|_, access| is_other(&access.grant));
        self.refresh.retain(|_, refresh| is_other(&refresh.grant));
        self.codes.retain(|_, code| is_other(&code.grant));
        let had = self.access.len() + self.refresh.len() + self.codes.len() < before;
        if had {
            let scopes = BTreeSet::new();
            let grant = Grant {
                person,
                app,
                scopes,
            };
            self.history
                .add(now, TokenEventKind::Revoked, &grant, 0, None);
        }
        had
    }

    /// Lets every access token of the person expire now.
    pub(crate) fn expire(&mut self, person: usize, now: Timestamp) {
        let of_person = self.access.values_mut();
        for access in of_person.filter(|access| access.grant.person == person) {
            access.expires = Some(access.expires.map_or(now, |expires| expires.min(now)));
        }
    }

    fn pair(
        &mut self,
        grant: Grant,
        came_of: Option<&str>,
        generation: u32,
        now: Timestamp,
    ) -> Tokens {
        let lifetime = self.rules.access_lifetime;
        let access = secret::access_token(&self.secret("access"), &grant, now, lifetime);
        let refresh = self.secret("refresh");
        let came_of = came_of.map(str::to_owned);
        self.access.insert(
            access.clone(),
            Access {
                grant: grant.clone(),
                issued: now,
                expires: Some(after(now, lifetime)),
                came_of: came_of.clone(),
            },
        );
        self.refresh.insert(
            refresh.clone(),
            Refresh {
                grant: grant.clone(),
                generation,
                came_of,
                state: RefreshState::Live,
            },
        );
        Tokens {
            access,
            refresh,
            lifetime,
            grant,
        }
    }

    /// A token was used that this refresh token brought, so its answer has arrived.
    fn note_use(&mut self, came_of: Option<&str>) {
        let spent = came_of.and_then(|token| self.refresh.get_mut(token));
        if let Some(RefreshState::Spent { answer_used, .. }) = spent.map(|spent| &mut spent.state) {
            *answer_used = true;
        }
    }

    /// 64 hexadecimal digits that no other token has.
    fn secret(&mut self, purpose: &str) -> String {
        self.issued += 1;
        digits(self.seed, purpose, self.issued)
    }
}

/// The text of a token that is there from the beginning: the same for the same seed, application, person and scopes.
pub(crate) fn standing_token(
    seed: u64,
    app: Option<&str>,
    person: &str,
    scopes: &BTreeSet<String>,
) -> String {
    let mut draw = Draw::new(seed, person).with("token");
    for part in app.into_iter().chain(scopes.iter().map(String::as_str)) {
        draw = draw.with(part);
    }
    format!(
        "sandbox.{person}.{:016x}{:016x}",
        draw.bits("first half"),
        draw.bits("second half")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    fn oauth() -> OAuth {
        OAuth::new(OAuthRules::default(), 1)
    }

    fn grant() -> Grant {
        let scopes = ["sleep".to_owned()].into();
        Grant {
            person: 0,
            app: 0,
            scopes,
        }
    }

    #[test]
    fn a_refresh_token_is_spent_by_its_use() {
        let mut oauth = oauth();
        let first = oauth.issue(grant(), at(0));
        let second = oauth.refresh(0, &first.refresh, at(10), None).unwrap();
        assert_ne!(first.refresh, second.refresh);
        oauth.admit(&second.access, at(11)).unwrap();
        let again = oauth.refresh(0, &first.refresh, at(12), None);
        assert_eq!(again, Err(GrantFault::Unknown));
        // The old access token lives on until it expires.
        assert!(oauth.admit(&first.access, at(28_799)).is_ok());
        assert_eq!(
            oauth.admit(&first.access, at(28_800)),
            Err(TokenFault::Expired)
        );
    }

    #[test]
    fn an_identical_refresh_has_the_same_answer_for_two_minutes_while_no_new_token_is_used() {
        let mut oauth = oauth();
        let first = oauth.issue(grant(), at(0));
        let second = oauth.refresh(0, &first.refresh, at(10), None);
        assert_eq!(oauth.refresh(0, &first.refresh, at(130), None), second);
        let late = oauth.refresh(0, &first.refresh, at(131), None);
        assert_eq!(late, Err(GrantFault::Unknown));
    }

    #[test]
    fn the_use_of_the_new_refresh_token_ends_the_replay_too() {
        let mut oauth = oauth();
        let first = oauth.issue(grant(), at(0));
        let second = oauth.refresh(0, &first.refresh, at(10), None).unwrap();
        oauth.refresh(0, &second.refresh, at(11), None).unwrap();
        let again = oauth.refresh(0, &first.refresh, at(12), None);
        assert_eq!(again, Err(GrantFault::Unknown));
    }

    #[test]
    fn without_the_replay_rule_a_spent_token_is_spent() {
        let mut oauth = OAuth::new(OAuthRules::default().without_replay(), 1);
        let first = oauth.issue(grant(), at(0));
        oauth.refresh(0, &first.refresh, at(10), None).unwrap();
        let again = oauth.refresh(0, &first.refresh, at(10), None);
        assert_eq!(again, Err(GrantFault::Unknown));
    }

    #[test]
    fn another_app_cannot_use_a_refresh_token_and_does_not_spend_it() {
        let mut oauth = oauth();
        let first = oauth.issue(grant(), at(0));
        let foreign = oauth.refresh(1, &first.refresh, at(1), None);
        assert_eq!(foreign, Err(GrantFault::Unknown));
        assert!(oauth.refresh(0, &first.refresh, at(1), None).is_ok());
    }

    #[test]
    fn a_code_is_spent_by_its_use_even_a_wrong_one() {
        let mut oauth = oauth();
        let code = oauth.authorize(grant(), "there".to_owned(), None, at(0));
        let wrong = oauth.exchange(0, &code, Some("elsewhere"), None, at(1));
        assert_eq!(wrong, Err(GrantFault::WrongRedirect));
        let again = oauth.exchange(0, &code, Some("there"), None, at(1));
        assert_eq!(again, Err(GrantFault::Unknown));
        let code = oauth.authorize(grant(), "there".to_owned(), None, at(0));
        let late = oauth.exchange(0, &code, Some("there"), None, at(600));
        assert_eq!(late, Err(GrantFault::Expired));
    }

    #[test]
    fn a_second_consent_ends_the_refresh_token_of_the_first() {
        let mut oauth = oauth();
        let first = oauth.issue(grant(), at(0));
        oauth.issue(grant(), at(1));
        let dead = oauth.refresh(0, &first.refresh, at(2), None);
        assert_eq!(dead, Err(GrantFault::Unknown));
        assert!(oauth.admit(&first.access, at(2)).is_ok());
    }

    #[test]
    fn a_revocation_ends_every_token_of_the_consent_and_of_no_other() {
        let mut oauth = oauth();
        let mine = oauth.issue(grant(), at(0));
        let theirs = oauth.issue(Grant { app: 1, ..grant() }, at(0));
        assert!(oauth.revoke(0, 0, at(1)));
        assert!(!oauth.revoke(0, 0, at(1)));
        assert_eq!(oauth.admit(&mine.access, at(1)), Err(TokenFault::Unknown));
        assert!(oauth.refresh(0, &mine.refresh, at(1), None).is_err());
        assert!(oauth.admit(&theirs.access, at(1)).is_ok());
    }
}
