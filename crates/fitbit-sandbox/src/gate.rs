//! What every call passes before a handler sees it, in this order: who calls, what that costs, where it leads, what it
//! may. The answer leaves through here too, so that it has its headers and is logged.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body_util::Full;
use jiff::Timestamp;

use crate::answer::{Answer, Body};
use crate::bundle::{self, Scopes};
use crate::call::Call;
use crate::quota::Reading;
use crate::refusal::Refusal;
use crate::request_log::LoggedRequest;
use crate::route::{Found, ROUTES, Route};
use crate::token::Grant;
use crate::world::World;

/// The body of a request: its bytes, or that there are too many of them.
pub(crate) type RequestBody = Result<Bytes, TooLarge>;

/// A request body beyond what any operation takes.
pub(crate) struct TooLarge;

/// Answers a request.
pub(crate) fn pass(
    world: &World,
    origin: &str,
    request: &Parts,
    body: &RequestBody,
) -> http::Response<Full<Bytes>> {
    let now = world.clock.now();
    let path = request.uri.path();
    let found = ROUTES.find(&request.method, path);
    let grant =
        bearer(&request.headers).and_then(|token| world.state().tokens.grant(token).cloned());
    let quota = match &grant {
        Some(grant) => world.state().quota.spend(grant.person, now),
        None => Ok(world.state().quota.untouched(now)),
    };
    let operation = match &found {
        Found::Route(route, _) => Some(route.operation),
        _ => None,
    };
    let (reading, result) = match quota {
        Ok(reading) => (
            reading,
            answer(world, origin, now, request, body, &found, grant.as_ref()),
        ),
        Err(reading) => (reading, Err(Refusal::quota_spent())),
    };
    let (status, body) = match result {
        Ok(Answer { status, body }) => (status, body),
        Err(refusal) => (
            refusal.status,
            Body::Json(refusal.body(bundle::speaks_json_api(path))),
        ),
    };
    world.state().log.add(LoggedRequest::new(
        request.method.clone(),
        operation,
        status,
    ));
    let mut response = response(status, body);
    common_headers(response.headers_mut(), reading, now);
    match (&found, status) {
        (Found::OtherMethods(methods), StatusCode::METHOD_NOT_ALLOWED) => {
            allow(response.headers_mut(), methods);
        }
        (_, StatusCode::UNAUTHORIZED) => {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"sandbox\""),
            );
        }
        _ => {}
    }
    response
}

fn answer(
    world: &World,
    origin: &str,
    now: Timestamp,
    request: &Parts,
    body: &RequestBody,
    found: &Found,
    grant: Option<&Grant>,
) -> Result<Answer, Refusal> {
    let (Route { operation, handler }, parameters) = match found {
        Found::Route(route, parameters) => (*route, parameters),
        Found::OtherMethods(_) => return Err(Refusal::wrong_method()),
        Found::Nothing => return Err(Refusal::no_such_path()),
    };
    let Some(grant) = grant else {
        let tried = request.headers.contains_key(header::AUTHORIZATION);
        return Err(if tried {
            Refusal::unknown_token()
        } else {
            Refusal::no_token()
        });
    };
    let body = body
        .as_ref()
        .map_err(|TooLarge| Refusal::body_too_large())?;
    if request.method == Method::POST && !request.headers.contains_key(header::CONTENT_LENGTH) {
        return Err(Refusal::no_length());
    }
    check_scopes(&operation.scopes, parameters, grant)?;
    let call = Call {
        world,
        operation,
        headers: &request.headers,
        grant,
        origin,
        now,
        parameters,
        arguments: &arguments(request, body),
    };
    if operation.own_data_only {
        call.owner()?;
    }
    for setting in &operation.refused_by {
        call.subject_who_shows(*setting)?;
    }
    handler(&call)
}

/// The token of an `Authorization: Bearer` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
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

fn check_scopes(
    scopes: &Scopes,
    parameters: &[(String, String)],
    grant: &Grant,
) -> Result<(), Refusal> {
    let missing = |wanted: &[String]| {
        wanted
            .iter()
            .find(|scope| !grant.scopes.contains(*scope))
            .cloned()
    };
    match scopes {
        Scopes::AnyOf(lists) => {
            let mut first_missing = None;
            for list in lists {
                match missing(list) {
                    None => return Ok(()),
                    Some(scope) => first_missing = first_missing.or(Some(scope)),
                }
            }
            first_missing.map_or(Ok(()), |scope| Err(Refusal::missing_scope(&scope)))
        }
        Scopes::ByParameter { parameter, scopes } => {
            let value = parameters
                .iter()
                .find(|(name, _)| name == parameter)
                .map_or("", |(_, value)| value);
            let wanted = scopes
                .get(value)
                .ok_or_else(|| Refusal::validation(parameter, "This value is not supported."))?;
            missing(wanted).map_or(Ok(()), |scope| Err(Refusal::missing_scope(&scope)))
        }
    }
}

fn response(status: StatusCode, body: Body) -> http::Response<Full<Bytes>> {
    const JSON: &str = "application/json;charset=UTF-8";
    let (media_type, text) = match body {
        Body::Nothing => (None, String::new()),
        Body::Json(body) => (Some(JSON), body.to_string()),
        Body::Written(text) => (Some(JSON), text),
        Body::Tcx(text) => (Some("application/vnd.garmin.tcx+xml"), text),
    };
    let mut response = http::Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    if let Some(media_type) = media_type {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    response
}

fn common_headers(headers: &mut HeaderMap, reading: Reading, now: Timestamp) {
    headers.insert("fitbit-rate-limit-limit", HeaderValue::from(reading.limit));
    headers.insert(
        "fitbit-rate-limit-remaining",
        HeaderValue::from(reading.remaining),
    );
    headers.insert("fitbit-rate-limit-reset", HeaderValue::from(reading.reset));
    // The date of the sandbox's clock; it has none to tell for years that HTTP cannot write.
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
