//! What a person is asked to consent to: the query of the consent page, checked before anybody sees a button.

use std::collections::BTreeSet;

use super::Challenge;
use crate::app::{App, AppKind};
use crate::bundle;

/// A well-formed authorization request.
#[derive(Debug)]
pub(crate) struct Request {
    /// The place of the application in the world's list.
    pub(crate) app: usize,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) redirect: String,
    state: Option<String>,
    pub(crate) challenge: Option<Challenge>,
}

/// Why there is no consent page: shown to the person, not to the application.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) error: &'static str,
    pub(crate) explanation: String,
}

impl Wrong {
    pub(crate) fn new(error: &'static str, explanation: impl Into<String>) -> Self {
        Self {
            error,
            explanation: explanation.into(),
        }
    }
}

impl From<Wrong> for crate::error::Error {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(format!("{}: {}", wrong.error, wrong.explanation))
    }
}

impl Request {
    /// Reads the query of the consent page.
    pub(crate) fn read(query: &str, apps: &[App]) -> Result<Self, Wrong> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let value = |name: &str| {
            let found = pairs.iter().find(|(found, _)| found == name);
            found
                .map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty())
        };
        let id = value("client_id")
            .ok_or_else(|| Wrong::new("invalid_request", "There is no client_id."))?;
        let app = apps.iter().position(|app| app.id == id);
        let app = app.ok_or_else(|| {
            Wrong::new("unauthorized_client", "No application has this client_id.")
        })?;
        match value("response_type") {
            Some("code") => {}
            Some(_) => {
                return Err(Wrong::new(
                    "unsupported_response_type",
                    "The response_type must be code.",
                ));
            }
            None => return Err(Wrong::new("invalid_request", "There is no response_type.")),
        }
        let redirect = redirect(&apps[app], value("redirect_uri"))?;
        let scopes: BTreeSet<String> = value("scope")
            .unwrap_or_default()
            .split(' ')
            .filter(|scope| !scope.is_empty())
            .map(str::to_owned)
            .collect();
        if scopes.is_empty() {
            return Err(Wrong::new("invalid_scope", "There is no scope."));
        }
        if let Some(unknown) = scopes.iter().find(|scope| !bundle::SCOPES.contains(*scope)) {
            return Err(Wrong::new(
                "invalid_scope",
                format!("There is no scope {unknown}."),
            ));
        }
        let challenge = Challenge::read(value("code_challenge"), value("code_challenge_method"))
            .map_err(|explanation| Wrong::new("invalid_request", explanation))?;
        if challenge.is_none() && apps[app].kind == AppKind::Client {
            return Err(Wrong::new(
                "invalid_request",
                "An application without a secret needs a code_challenge.",
            ));
        }
        Ok(Self {
            app,
            scopes,
            redirect,
            state: value("state").map(str::to_owned),
            challenge,
        })
    }

    /// Where the person is sent after consenting.
    pub(crate) fn granted(&self, code: &str) -> String {
        self.back(&[("code", code)])
    }

    /// Where the person is sent after refusing.
    pub(crate) fn denied(&self) -> String {
        self.back(&[
            ("error", "access_denied"),
            ("error_description", "The user denied the request."),
        ])
    }

    fn back(&self, pairs: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(pairs);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        let joint = if self.redirect.contains('?') {
            '&'
        } else {
            '?'
        };
        // The service ends it so; clients have to cope.
        format!("{}{joint}{}#_=_", self.redirect, query.finish())
    }
}

/// The redirect URI, which may be left out if there is just one.
fn redirect(app: &App, wanted: Option<&str>) -> Result<String, Wrong> {
    match (wanted, app.redirects.as_slice()) {
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Wrong::new(
            "invalid_request",
            "There is no redirect_uri, and more than one is registered.",
        )),
        (Some(wanted), registered) if registered.iter().any(|uri| uri == wanted) => {
            Ok(wanted.to_owned())
        }
        (Some(_), _) => Err(Wrong::new(
            "invalid_request",
            "The redirect_uri is not one that the application has registered.",
        )),
    }
}
