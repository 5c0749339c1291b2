//! The control port: what a program in another process can tell a sandbox and ask it, in JSON. It has the commands of
//! [`crate::command`] and none of its own; a call that cannot be carried out changes nothing and says why.

mod reports;
mod subscribers;

use std::collections::BTreeSet;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};
use jiff::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::command::{known_scopes, query_of};
use crate::error::{Error, ErrorKind};
use crate::fault::Fault;
use crate::gate::RequestBody;
use crate::oauth::Wrong;
use crate::outgoing::{Outgoing, Sent};
use crate::scenario::{duration, known};
use crate::server::Answers;
use crate::settings::{OAuthSettings, QuotaSettings};
use crate::world::{DEFAULT_APP, World};

/// What the control port offers, as its root tells.
const ROUTES: [&str; 22] = [
    "GET /people",
    "GET /people/{id}",
    "GET /people/{id}/tokens?app={id}",
    "GET /people/{id}/windows?app={id}",
    "POST /people/{id}/token {\"app\"?, \"scopes\"?}",
    "POST /people/{id}/consent {\"app\"?, \"scopes\"?}",
    "POST /people/{id}/revoke {\"app\"?}",
    "POST /people/{id}/expire",
    "POST /approve {\"url\", \"person\", \"scopes\"?}",
    "POST /deny {\"url\"}",
    "GET /apps",
    "POST /apps/{id}/secret {\"secret\"}",
    "GET /clock",
    "POST /clock {\"advance_seconds\"} or {\"set\"}",
    "GET /faults",
    "POST /faults {\"on\", \"effect\", \"after\"?, \"times\"?, \"every\"?, \"from\"?, \"until\"?}",
    "DELETE /faults",
    "GET /scenarios",
    "POST /scenarios/{name}",
    "POST /quota {\"limit\"?, \"window_seconds\"?, \"lag\"?, \"without_headers\"?, \"refusal\"?, \"retry_after\"?}",
    "POST /oauth {\"access_seconds\"?, \"code_seconds\"?, \"replay_seconds\"?, \"concurrent_refresh\"?, \"invalid_grant_as_401\"?}",
    "GET /requests",
];

/// The control port of a sandbox.
pub(crate) struct Control {
    pub(crate) world: Arc<World>,
}

impl Answers for Control {
    async fn answer(&self, parts: Parts, body: RequestBody) -> Option<Response<Sent>> {
        let result = match &body {
            Ok(body) => self.carry_out(&parts, body).await,
            Err(_) => Err(Refused::invalid("the body is too large")),
        };
        let (status, body) = match result {
            Ok(value) => (StatusCode::OK, value),
            Err(refused) => (refused.status, json!({ "error": refused.message })),
        };
        let mut outgoing = Outgoing::new(status);
        let media_type = HeaderValue::from_static("application/json");
        outgoing.headers.insert(header::CONTENT_TYPE, media_type);
        outgoing.body = Bytes::from(format!("{body}\n"));
        outgoing.into_response()
    }
}

/// Why a call is not carried out.
struct Refused {
    status: StatusCode,
    message: String,
}

impl Refused {
    fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }
}

impl Refused {
    fn nothing_there(parts: &Parts) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            message: format!(
                "there is no {} {}; GET / lists what there is",
                parts.method,
                parts.uri.path()
            ),
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            ErrorKind::Unknown => StatusCode::NOT_FOUND,
            ErrorKind::Backwards => StatusCode::CONFLICT,
            _ => StatusCode::BAD_REQUEST,
        };
        Self {
            status,
            message: error.to_string(),
        }
    }
}

impl From<Wrong> for Refused {
    fn from(wrong: Wrong) -> Self {
        Error::from(wrong).into()
    }
}

/// Which application, with which scopes: the first one and all where nothing is said.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Consent {
    app: Option<String>,
    scopes: Option<BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    url: String,
    person: String,
    #[serde(default)]
    scopes: Option<BTreeSet<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Denial {
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Secret {
    secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Move {
    advance_seconds: Option<f64>,
    set: Option<Timestamp>,
}

impl Control {
    async fn carry_out(&self, parts: &Parts, body: &Bytes) -> Result<Value, Refused> {
        let world = &*self.world;
        let path = parts.uri.path().trim_matches('/');
        let segments: Vec<&str> = path.split('/').collect();
        let of_subscribers = subscribers::carry_out(world, &parts.method, &segments, body);
        if let Some(result) = of_subscribers.await {
            return result;
        }
        Ok(match (&parts.method, segments.as_slice()) {
            (&Method::GET, [""]) => {
                let routes: Vec<&str> = ROUTES.into_iter().chain(subscribers::ROUTES).collect();
                json!({ "routes": routes })
            }
            (&Method::GET, ["people"]) => world
                .people_left()
                .map(|person| reports::person(world, person))
                .collect(),
            (_, ["people", id, rest @ ..]) => self.about(parts, body, id, rest)?,
            (&Method::POST, ["approve"]) => {
                let decision: Decision = read(body)?;
                world.known_person(&decision.person)?;
                let query = query_of(&decision.url);
                json!({"redirect": world.approve(query, &decision.person, decision.scopes)?})
            }
            (&Method::POST, ["deny"]) => {
                let denial: Denial = read(body)?;
                json!({"redirect": world.deny(query_of(&denial.url))?})
            }
            (&Method::GET, ["apps"]) => world.apps.iter().map(reports::app).collect(),
            (&Method::POST, ["apps", id, "secret"]) => {
                let change: Secret = read(body)?;
                world.change_secret(id, &change.secret)?;
                done()
            }
            (&Method::GET, ["clock"]) => json!({"now": world.clock.now().to_string()}),
            (&Method::POST, ["clock"]) => {
                self.move_clock(&read(body)?)?;
                json!({"now": world.clock.now().to_string()})
            }
            (&Method::GET, ["faults"]) => reports::faults(world),
            (&Method::POST, ["faults"]) => {
                world.inject(read::<Fault>(body)?)?;
                done()
            }
            (&Method::DELETE, ["faults"]) => {
                world.state().faults.clear();
                done()
            }
            (&Method::GET, ["scenarios"]) => reports::scenarios(),
            (&Method::POST, ["scenarios", name]) => {
                known(name)?.apply(&mut world.state());
                done()
            }
            (&Method::POST, ["quota"]) => {
                let rules = read::<QuotaSettings>(body)?.into_rules()?;
                world.state().set_quota(rules);
                done()
            }
            (&Method::POST, ["oauth"]) => {
                let rules = read::<OAuthSettings>(body)?.into_rules()?;
                world.state().oauth.rules = rules;
                done()
            }
            (&Method::GET, ["requests"]) => reports::requests(world),
            _ => return Err(Refused::nothing_there(parts)),
        })
    }

    /// A call about one person.
    fn about(
        &self,
        parts: &Parts,
        body: &Bytes,
        id: &str,
        rest: &[&str],
    ) -> Result<Value, Refused> {
        let world = &*self.world;
        let app_of = |consent: &Consent| self.app_id(consent.app.as_deref());
        let asked = || self.app_id(asked_app(parts).as_deref());
        Ok(match (&parts.method, rest) {
            (&Method::GET, []) => reports::person(world, &world.people[world.known_person(id)?]),
            (&Method::GET, ["tokens"]) => reports::tokens(&world.token_events(&asked()?, id)?),
            (&Method::GET, ["windows"]) => reports::windows(&world.windows(&asked()?, id)?),
            (&Method::POST, ["token"]) => {
                let consent: Consent = read_or_default(body)?;
                world.known_person(id)?;
                let app = world.known_app(&app_of(&consent)?)?;
                json!({"access_token": world.token(app, id, &known_scopes(consent.scopes)?)})
            }
            (&Method::POST, ["consent"]) => {
                let consent: Consent = read_or_default(body)?;
                let app = app_of(&consent)?;
                let tokens = world.consent(&app, id, consent.scopes)?;
                json!({
                    "access_token": tokens.access,
                    "refresh_token": tokens.refresh,
                    "expires_in": tokens.lifetime.as_secs(),
                    "user_id": id,
                })
            }
            (&Method::POST, ["revoke"]) => {
                let consent: Consent = read_or_default(body)?;
                json!({"revoked": world.revoke(&app_of(&consent)?, id)?})
            }
            (&Method::POST, ["expire"]) => {
                world.expire(id)?;
                done()
            }
            _ => return Err(Refused::nothing_there(parts)),
        })
    }

    fn move_clock(&self, by: &Move) -> Result<(), Refused> {
        match (by.advance_seconds, by.set) {
            (Some(seconds), None) if seconds < 0.0 => Err(Error::backwards().into()),
            (Some(seconds), None) => {
                self.world.advance(duration("advance_seconds", seconds)?);
                Ok(())
            }
            (None, Some(instant)) => Ok(self.world.advance_to(instant)?),
            _ => Err(Refused::invalid(
                "either advance_seconds or set is needed, and not both",
            )),
        }
    }

    fn app_id(&self, named: Option<&str>) -> Result<String, Error> {
        let id = named.unwrap_or(&self.world.apps[DEFAULT_APP].id);
        self.world.known_app(id)?;
        Ok(id.to_owned())
    }
}

/// The application that the query names.
fn asked_app(parts: &Parts) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let app = pairs.find(|(name, _)| name == "app");
    app.map(|(_, value)| value.into_owned())
}

fn done() -> Value {
    json!({"done": true})
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    serde_json::from_slice(body)
        .map_err(|error| Refused::invalid(format!("the body cannot be read: {error}")))
}

fn read_or_default<T: DeserializeOwned + Default>(body: &Bytes) -> Result<T, Refused> {
    if body.is_empty() {
        return Ok(T::default());
    }
    read(body)
}
