//! The endpoints that applications call: token, revocation, introspection. Arguments come in a form, as documented, or in
//! the query, as many applications send them; errors have the legacy shape, not that of RFC 6749.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{ConcurrentRefresh, GrantFault, TokenFault, Tokens};
use crate::answer::Answer;
use crate::app::{App, AppKind};
use crate::gate::bearer;
use crate::refusal::Refusal;
use crate::world::World;

/// An endpoint for applications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Token,
    Revoke,
    Introspect,
}

/// The arguments of a form or a query, as they came.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// None if the body is no form.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let media_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let is_form = media_type
            .trim_start()
            .starts_with("application/x-www-form-urlencoded");
        is_form.then(|| Self(form_urlencoded::parse(body).into_owned().collect()))
    }

    /// The arguments of a call: those of its form, and after them those of its query. None if it has a body that is no
    /// form.
    fn of_call(parts: &Parts, body: &[u8]) -> Option<Self> {
        let mut form = if body.is_empty() {
            Self(Vec::new())
        } else {
            Self::read(&parts.headers, body)?
        };
        let query = parts.uri.query().unwrap_or_default();
        form.0
            .extend(form_urlencoded::parse(query.as_bytes()).into_owned());
        Some(form)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(found, _)| found == name);
        named.map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.value(name).ok_or_else(|| {
            Refusal::oauth(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                format!("Missing parameters: {name}"),
            )
        })
    }
}

impl Endpoint {
    pub(crate) const ALL: [Self; 3] = [Self::Token, Self::Revoke, Self::Introspect];

    /// The name in logs and faults. The spec has no ids for these.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Token => "oauth2_token",
            Self::Revoke => "oauth2_revoke",
            Self::Introspect => "oauth2_introspect",
        }
    }

    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Token => "/oauth2/token",
            Self::Revoke => "/oauth2/revoke",
            Self::Introspect => "/1.1/oauth2/introspect",
        }
    }

    pub(crate) fn at(path: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|endpoint| endpoint.path() == path)
    }

    pub(crate) fn answer(
        self,
        world: &World,
        parts: &Parts,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::wrong_method());
        }
        let headers = &parts.headers;
        let form = Form::of_call(parts, body).ok_or_else(|| {
            Refusal::oauth(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                "There was an error reading the request body.",
            )
        })?;
        match self {
            Self::Token => token(world, headers, &form, now),
            Self::Revoke => revoke(world, headers, &form, now),
            Self::Introspect => introspect(world, headers, &form, now),
        }
    }
}

/// Which application calls: by `Basic` if it has a secret, by `client_id` in the form if it has none.
fn caller(world: &World, headers: &HeaderMap, form: &Form) -> Result<usize, Refusal> {
    let invalid =
        |message: &str| Refusal::oauth(StatusCode::UNAUTHORIZED, "invalid_client", message);
    let Some(credentials) = headers.get(header::AUTHORIZATION) else {
        let id = form.value("client_id").ok_or_else(|| {
            Refusal::oauth(
                StatusCode::UNAUTHORIZED,
                "invalid_request",
                "Authorization header required.",
            )
        })?;
        let app = world.app(id).ok_or_else(|| invalid("Invalid client_id."))?;
        if world.apps[app].kind == AppKind::Server {
            return Err(Refusal::oauth(
                StatusCode::UNAUTHORIZED,
                "invalid_request",
                "Authorization header required.",
            ));
        }
        return Ok(app);
    };
    let unreadable = || invalid("Invalid authorization header format.");
    let text = credentials.to_str().map_err(|_| unreadable())?;
    let (scheme, encoded) = text.split_once(' ').ok_or_else(unreadable)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(unreadable());
    }
    let decoded = STANDARD
        .decode(encoded.trim())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(unreadable)?;
    let (id, secret) = decoded.split_once(':').ok_or_else(unreadable)?;
    let app = world.app(id).ok_or_else(|| invalid("Invalid client_id."))?;
    if world.secret(app).as_deref() != Some(secret) {
        return Err(invalid("Invalid client secret."));
    }
    if form.value("client_id").is_some_and(|named| named != id) {
        return Err(Refusal::oauth(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "The client_id is another one than that of the Authorization header.",
        ));
    }
    Ok(app)
}

fn token(
    world: &World,
    headers: &HeaderMap,
    form: &Form,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let app = caller(world, headers, form)?;
    let status = {
        let code = world.state().oauth.rules.invalid_grant_status;
        StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST)
    };
    let invalid_grant = |message: String| Refusal::oauth(status, "invalid_grant", message);
    match form.required("grant_type")? {
        "authorization_code" => {
            let code = form.required("code")?;
            let tokens = world.state().oauth.exchange(
                app,
                code,
                form.value("redirect_uri"),
                form.value("code_verifier"),
                now,
            );
            let tokens = tokens.map_err(|fault| {
                invalid_grant(match fault {
                    GrantFault::Unknown => format!("Authorization code invalid: {code}."),
                    GrantFault::Expired => format!("Authorization code expired: {code}."),
                    GrantFault::WrongRedirect => "The redirect_uri does not match.".to_owned(),
                    GrantFault::WrongVerifier => "The code_verifier does not match.".to_owned(),
                })
            })?;
            Ok(Answer::json(body(&tokens, world)))
        }
        "refresh_token" => {
            let token = form.required("refresh_token")?;
            let client = crate::gate::client(headers);
            let tokens = world.state().oauth.refresh(app, token, now, client);
            let tokens =
                tokens.map_err(|_| invalid_grant(format!("Refresh token invalid: {token}.")))?;
            Ok(Answer::json(body(&tokens, world)))
        }
        _ => Err(Refusal::oauth(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "The grant_type is not supported.",
        )),
    }
}

fn body(tokens: &Tokens, world: &World) -> Value {
    let scopes: Vec<&str> = tokens.grant.scopes.iter().map(String::as_str).collect();
    json!({
        "access_token": tokens.access,
        "expires_in": tokens.lifetime.as_secs(),
        "refresh_token": tokens.refresh,
        "scope": scopes.join(" "),
        "token_type": "Bearer",
        "user_id": world.people[tokens.grant.person].id,
    })
}

fn revoke(
    world: &World,
    headers: &HeaderMap,
    form: &Form,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let app = caller(world, headers, form)?;
    let token = form.required("token")?;
    let mut state = world.state();
    match state.oauth.consent_of(token) {
        Some((of, person)) if of == app => {
            state.oauth.revoke(app, person, now);
            // The application knows what it did: nobody is told.
            state.kept.subscribed.end(app, person);
            Ok(Answer::empty())
        }
        _ => Err(Refusal::oauth(
            StatusCode::BAD_REQUEST,
            "invalid_token",
            format!("Token invalid: {token}."),
        )),
    }
}

fn introspect(
    world: &World,
    headers: &HeaderMap,
    form: &Form,
    now: Timestamp,
) -> Result<Answer, Refusal> {
    let caller = bearer(headers).ok_or_else(Refusal::no_token)?;
    let mut state = world.state();
    let asked_by = state
        .oauth
        .admit(caller, now)
        .map_err(|fault| match fault {
            TokenFault::Unknown => Refusal::invalid_token(caller),
            TokenFault::Expired => Refusal::expired_token(caller),
        })?;
    let token = form.required("token")?;
    let found = state.oauth.inspect(token, now);
    // Another application's tokens are none of the caller's business.
    let Some((grant, issued, expires)) = found.filter(|(grant, ..)| grant.app == asked_by.app)
    else {
        return Ok(Answer::json(json!({"active": false})));
    };
    let app: &App = &world.apps[grant.app];
    let access = if app.read_only { "READ" } else { "READ_WRITE" };
    let scopes: Vec<String> = grant
        .scopes
        .iter()
        .map(|scope| format!("{}={access}", scope.to_ascii_uppercase()))
        .collect();
    Ok(Answer::json(json!({
        "active": true,
        "scope": format!("{{{}}}", scopes.join(", ")),
        "client_id": app.id,
        "user_id": world.people[grant.person].id,
        "token_type": "access_token",
        "exp": expires.as_millisecond(),
        "iat": issued.as_millisecond(),
    })))
}

/// A refresh that is being answered, from its arrival on; the token is free again when this is dropped.
pub(crate) struct InFlight {
    world: Arc<World>,
    token: Option<String>,
}

impl InFlight {
    /// Enters the refresh of a request, if it is one.
    ///
    /// # Errors
    ///
    /// Another request with the same token is being answered, and the rules say that this one is refused.
    pub(crate) fn enter(world: &Arc<World>, parts: &Parts, body: &[u8]) -> Result<Self, Refusal> {
        let token = Form::of_call(parts, body)
            .filter(|form| form.value("grant_type") == Some("refresh_token"))
            .and_then(|form| form.value("refresh_token").map(str::to_owned));
        let guard = |token| Self {
            world: world.clone(),
            token,
        };
        let Some(token) = token else {
            return Ok(guard(None));
        };
        let mut state = world.state();
        if state.oauth.in_flight.insert(token.clone()) {
            return Ok(guard(Some(token)));
        }
        let refusal = match state.oauth.rules.concurrent {
            ConcurrentRefresh::Replay => return Ok(guard(None)),
            ConcurrentRefresh::Conflict => Refusal::oauth(
                StatusCode::CONFLICT,
                "request",
                "The token is being refreshed by another request.",
            ),
            ConcurrentRefresh::InvalidGrant => Refusal::oauth(
                StatusCode::BAD_REQUEST,
                "invalid_grant",
                format!("Refresh token invalid: {token}."),
            ),
        };
        let now = world.clock.now();
        state
            .oauth
            .note_refused(&token, now, crate::gate::client(&parts.headers));
        Err(refusal)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            self.world.state().oauth.in_flight.remove(&token);
        }
    }
}
