//! What every call passes before a handler sees it, in this order: what goes wrong on command, who calls, what that
//! costs, where it leads, what it may. The answer leaves through here too, so that it has its headers and is logged.

mod rights;

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use serde_json::Value;

use crate::answer::{Answer, Body};
use crate::bundle::{self, Operation};
use crate::call::Call;
use crate::fault::Effect;
use crate::oauth::{Endpoint, Grant, InFlight, TokenFault};
use crate::outgoing::{Delivery, Outgoing, pause_of};
use crate::pages::Page;
use crate::quota::Reading;
use crate::refusal::Refusal;
use crate::request_log::LoggedRequest;
use crate::route::{Found, ROUTES, Route};
use crate::rules;
use crate::world::World;

/// The body of a request: its bytes, or that there are too many of them.
pub(crate) type RequestBody = Result<Bytes, TooLarge>;

/// A request body beyond what any operation takes.
pub(crate) struct TooLarge;

/// A request as it came in.
pub(crate) struct Incoming<'a> {
    pub(crate) origin: &'a str,
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a RequestBody,
}

impl Incoming<'_> {
    fn url(&self) -> String {
        let path = self.parts.uri.path_and_query();
        let path = path.map_or("/", http::uri::PathAndQuery::as_str);
        format!("{}{path}", self.origin)
    }

    fn body(&self) -> Result<&Bytes, Refusal> {
        self.body
            .as_ref()
            .map_err(|TooLarge| Refusal::body_too_large())
    }
}

/// Where a request leads.
enum Place {
    Page(Page),
    OAuth(Endpoint),
    Data(Found),
}

impl Place {
    fn of(method: &Method, path: &str) -> Self {
        if let Some(page) = Page::at(path) {
            return Self::Page(page);
        }
        if let Some(endpoint) = Endpoint::at(path) {
            return Self::OAuth(endpoint);
        }
        Self::Data(ROUTES.find(method, path))
    }

    fn operation(&self) -> Option<&'static Operation> {
        match self {
            Self::Data(Found::Route(route, _)) => Some(route.operation),
            _ => None,
        }
    }

    fn name(&self) -> Option<&'static str> {
        match self {
            Self::OAuth(endpoint) => Some(endpoint.name()),
            _ => self.operation().map(|operation| operation.id.as_str()),
        }
    }

    fn template(&self) -> Option<&'static str> {
        match self {
            Self::OAuth(endpoint) => Some(endpoint.path()),
            _ => self
                .operation()
                .map(|operation| operation.template.as_str()),
        }
    }
}

/// Answers a request.
pub(crate) async fn pass(world: &Arc<World>, request: Incoming<'_>) -> Outgoing {
    let path = request.parts.uri.path();
    let place = Place::of(&request.parts.method, path);
    if let Place::Page(page) = place {
        return page.answer(world, &request);
    }
    let arrived = world.clock.now();
    let caller =
        bearer(&request.parts.headers).and_then(|token| world.state().oauth.consent_of(token));
    let effects = {
        // A path that leads nowhere is met by the faults of everything too.
        let name = place.name().unwrap_or_default();
        world.state().faults.strike(name, arrived)
    };
    // From its arrival on: a second refresh of the same token may come while this one waits.
    let in_flight = match (&place, request.body) {
        (Place::OAuth(Endpoint::Token), Ok(body)) => {
            InFlight::enter(world, request.parts, body).map(Some)
        }
        _ => Ok(None),
    };
    let latency = effects.iter().map(Effect::latency).sum();
    if latency > std::time::Duration::ZERO {
        pause_of(latency).await;
    }
    let mut outgoing = match effects.iter().find_map(Effect::instead) {
        Some(instead) => instead,
        None => match &in_flight {
            Err(refusal) => refused(refusal, false),
            Ok(_) => handled(world, &request, &place),
        },
    };
    drop(in_flight);
    let url = request.url();
    for effect in &effects {
        effect.spoil(&mut outgoing, place.operation(), &url);
    }
    #[cfg(feature = "conformity")]
    if !effects.iter().any(Effect::breaks_the_spec)
        && let Some(operation) = place.operation()
    {
        world
            .state()
            .misfits
            .extend(crate::conformity::misfits(operation, &outgoing));
    }
    world.state().log.add(LoggedRequest {
        at: arrived,
        method: request.parts.method.clone(),
        operation: place.name(),
        template: place.template(),
        status: (outgoing.delivery != Delivery::Reset).then_some(outgoing.status),
        person: caller.map(|(_, person)| world.people[person].id.clone()),
        app: caller.map(|(app, _)| world.apps[app].id.clone()),
        client: client(&request.parts.headers).map(str::to_owned),
        faulty: !effects.is_empty(),
    });
    outgoing
}

/// The answer of the service when nothing goes wrong on command.
fn handled(world: &World, request: &Incoming<'_>, place: &Place) -> Outgoing {
    let now = world.clock.now();
    let parts = request.parts;
    let mut outgoing = match place {
        Place::OAuth(endpoint) => {
            let answer = request
                .body()
                .and_then(|body| endpoint.answer(world, parts, body, now));
            match answer {
                Ok(answer) => answered(answer),
                Err(refusal) => refused(&refusal, false),
            }
        }
        Place::Data(found) => data(world, request, found, now),
        Place::Page(_) => Outgoing::new(StatusCode::NOT_FOUND),
    };
    let headers = &mut outgoing.headers;
    match (place, outgoing.status) {
        (Place::Data(Found::OtherMethods(methods)), StatusCode::METHOD_NOT_ALLOWED) => {
            allow(headers, methods);
        }
        (Place::OAuth(_), StatusCode::METHOD_NOT_ALLOWED) => allow(headers, &[Method::POST]),
        (_, StatusCode::UNAUTHORIZED) => {
            let challenge = HeaderValue::from_static("Bearer realm=\"sandbox\"");
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        _ => {}
    }
    put_date(headers, now);
    outgoing
}

/// The answer to a call for data.
fn data(world: &World, request: &Incoming<'_>, found: &Found, now: Timestamp) -> Outgoing {
    let parts = request.parts;
    let admitted = match bearer(&parts.headers) {
        Some(token) => world
            .state()
            .oauth
            .admit(token, now)
            .map_err(|fault| match fault {
                TokenFault::Unknown => Refusal::invalid_token(token),
                TokenFault::Expired => Refusal::expired_token(token),
            }),
        None if parts.headers.contains_key(header::AUTHORIZATION) => {
            Err(Refusal::invalid_token("no bearer token"))
        }
        None => Err(Refusal::no_token()),
    };
    let (rules, counted) = {
        let mut state = world.state();
        let counted = match &admitted {
            Ok(grant) => state.quota.spend((grant.app, grant.person), now),
            Err(_) => Ok(state.quota.untouched(now)),
        };
        (state.quota.rules.clone(), counted)
    };
    let json_api = bundle::speaks_json_api(parts.uri.path());
    let (reading, result) = match counted {
        Ok(reading) => (reading, answer(world, request, found, now, &admitted)),
        Err(reading) => (reading, Err(Refusal::quota_spent(rules.refusal))),
    };
    let mut outgoing = match result {
        Ok(answer) => answered(answer),
        Err(refusal) => refused(&refusal, json_api),
    };
    if rules.headers {
        put_reading(&mut outgoing.headers, reading);
    }
    if outgoing.status == StatusCode::TOO_MANY_REQUESTS
        && let Some(seconds) = rules.retry_after.seconds(reading.reset)
    {
        outgoing
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    outgoing
}

fn answer(
    world: &World,
    request: &Incoming<'_>,
    found: &Found,
    now: Timestamp,
    admitted: &Result<Grant, Refusal>,
) -> Result<Answer, Refusal> {
    let parts = request.parts;
    let (Route { operation, handler }, parameters) = match found {
        Found::Route(route, parameters) => (*route, parameters),
        Found::OtherMethods(_) => return Err(Refusal::wrong_method()),
        Found::Nothing => return Err(Refusal::no_such_path()),
    };
    let grant = admitted.as_ref().map_err(Clone::clone)?;
    let body = request.body()?;
    if parts.method == Method::POST && !parts.headers.contains_key(header::CONTENT_LENGTH) {
        return Err(Refusal::no_length());
    }
    rights::check(operation, parameters, grant, &world.apps[grant.app])?;
    let call = Call {
        world,
        changed: &world.changed_people(),
        operation,
        headers: &parts.headers,
        grant,
        origin: request.origin,
        now,
        parameters,
        arguments: &arguments(parts, body),
        body,
    };
    if operation.own_data_only {
        call.owner()?;
    }
    for setting in &operation.refused_by {
        call.subject_who_shows(*setting)?;
    }
    if parts.method != Method::GET {
        rules::check(&call)?;
    }
    handler(&call)
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// The `User-Agent`, if it is text of a sensible length.
pub(crate) fn client(headers: &HeaderMap) -> Option<&str> {
    const LONGEST: usize = 100;

    let value = headers.get(header::USER_AGENT)?.to_str().ok()?;
    (value.len() <= LONGEST).then_some(value)
}

/// Arguments come in the query or in a form. A JSON body is not looked at: the API does not either.
fn arguments(request: &Parts, body: &Bytes) -> Vec<(String, String)> {
    let query = request.uri.query().unwrap_or_default();
    let is_form = request
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .trim_start()
                .starts_with("application/x-www-form-urlencoded")
        });
    let form = if is_form { &body[..] } else { &[] };
    let parse = |text| form_urlencoded::parse(text).into_owned();
    parse(query.as_bytes()).chain(parse(form)).collect()
}

fn answered(answer: Answer) -> Outgoing {
    const JSON: &str = "application/json;charset=UTF-8";
    let (media_type, body) = match answer.body {
        Body::Nothing => (None, Bytes::new()),
        Body::Json(body) => (Some(JSON), written(&body)),
        Body::Written(text) => (Some(JSON), Bytes::from(text)),
        Body::Tcx(text) => (Some("application/vnd.garmin.tcx+xml"), Bytes::from(text)),
    };
    let mut outgoing = Outgoing::new(answer.status);
    outgoing.body = body;
    if let Some(media_type) = media_type {
        let media_type = HeaderValue::from_static(media_type);
        outgoing.headers.insert(header::CONTENT_TYPE, media_type);
    }
    outgoing
}

/// `to_string` would be half as fast: it goes through a formatter.
fn written(body: &Value) -> Bytes {
    let json = serde_json::to_vec(body).expect("a tree of JSON can be written");
    Bytes::from(json)
}

fn refused(refusal: &Refusal, json_api: bool) -> Outgoing {
    answered(Answer {
        status: refusal.status,
        body: if refusal.bare {
            Body::Nothing
        } else {
            Body::Json(refusal.body(json_api))
        },
    })
}

fn put_reading(headers: &mut HeaderMap, reading: Reading) {
    headers.insert("fitbit-rate-limit-limit", HeaderValue::from(reading.limit));
    headers.insert(
        "fitbit-rate-limit-remaining",
        HeaderValue::from(reading.remaining),
    );
    headers.insert("fitbit-rate-limit-reset", HeaderValue::from(reading.reset));
}

/// The date of the sandbox's clock; it has none to tell for years that HTTP cannot write.
fn put_date(headers: &mut HeaderMap, now: Timestamp) {
    let date = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(date) = date.ok().and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(header::DATE, date);
    }
}

fn allow(headers: &mut HeaderMap, methods: &[Method]) {
    let methods: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if let Ok(value) = HeaderValue::from_str(&methods.join(", ")) {
        headers.insert(header::ALLOW, value);
    }
}
