//! The one road that every request takes, whichever crate it was built in.
//!
//! Scope check, token, origin check, send, observe the headers, read the body, classify: in this order, for every
//! operation, also one called on the raw client. Where a permit of the quota is taken and where a verdict to try again
//! will stand is marked below; neither exists yet. Nothing here knows an endpoint: what differs between operations comes
//! from their facts.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use fitbit_api::decode::has_error_root;
use fitbit_api::facts::Operation;
use fitbit_api::{BoxFuture, Call, Transport, UserIdOrOwn, carry};
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Request, Response};
use tracing::Instrument;
use url::Origin;

use crate::error::{Error, ErrorDocument, ErrorKind};
use crate::locale::Locale;
use crate::rate::RateLimit;
use crate::reply::Arrival;
use crate::retirement::Retirement;
use crate::scope;
use crate::token::{Grant, TokenSource};
use crate::units::UnitSystem;
use crate::view::Subject;

/// No answer of this API comes near it; a body without end must not take the process with it.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

const ACCEPT_LOCALE: HeaderName = HeaderName::from_static("accept-locale");

/// What all calls of one client share.
pub(crate) struct Road {
    pub(crate) origin: Origin,
    pub(crate) units: UnitSystem,
    pub(crate) locale: Locale,
    pub(crate) retirement: Retirement,
}

/// What one call brings along and takes home.
pub(crate) struct CallContext {
    source: Arc<dyn TokenSource>,
    who: UserIdOrOwn,
    notes: Mutex<Notes>,
}

/// What the road noted on the way.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) arrival: Option<Arrival>,
    pub(crate) grant: Option<Grant>,
}

/// An error on its way through progenitor's error type.
pub(crate) struct Carrier(Mutex<Option<Error>>);

impl Carrier {
    /// The error; there is one for whoever asks first.
    pub(crate) fn take(&self) -> Option<Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl CallContext {
    pub(crate) fn new(source: Arc<dyn TokenSource>, who: UserIdOrOwn) -> Self {
        Self {
            source,
            who,
            notes: Mutex::default(),
        }
    }

    pub(crate) fn take_notes(&self) -> Notes {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Road {
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: Request,
        call: Call<'a>,
    ) -> BoxFuture<'a, reqwest::Result<Response>> {
        Box::pin(async move {
            let result = match (
                Operation::find(call.operation_id),
                call.context
                    .and_then(|context| context.downcast_ref::<CallContext>()),
            ) {
                (Some(operation), Some(context)) => {
                    let span = tracing::debug_span!(
                        "fitbit.call",
                        operation = operation.id,
                        "http.request.method" = operation.method,
                        "url.template" = operation.path,
                        "http.response.status_code" = tracing::field::Empty,
                    );
                    self.travel(http, request, operation, context)
                        .instrument(span)
                        .await
                        .map_err(|error| error.with_operation(operation))
                }
                _ => Err(Error::new(ErrorKind::InvalidRequest)
                    .with_detail("a raw client must come from a person's handle")),
            };
            Ok(result.unwrap_or_else(|error| carry(Carrier(Mutex::new(Some(error))))))
        })
    }
}

impl Road {
    async fn travel(
        &self,
        http: &reqwest::Client,
        mut request: Request,
        operation: &'static Operation,
        context: &CallContext,
    ) -> Result<Response, Error> {
        if self.retirement.is_complete() {
            return Err(Error::new(ErrorKind::Retired)
                .with_detail("two operations answered 410; nothing is sent any more"));
        }
        // A permit of the quota will be taken here, before a token is asked for.
        let grant = context
            .source
            .grant()
            .await
            .map_err(|error| Error::new(ErrorKind::Token).with_detail(error.to_string()))?;
        if let Some(missing) = grant
            .scopes()
            .and_then(|granted| scope::missing(operation, request.url().path(), granted))
        {
            return Err(Error::new(ErrorKind::MissingScope)
                .with_detail(format!("ask the person for the scope {missing}")));
        }
        self.dress(&mut request, &grant)?;
        let subject = Subject::of(&context.who, grant.owner());
        context.lock().grant = Some(grant);

        let response = http
            .execute(request)
            .await
            .map_err(|error| not_answered(&error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let rate = RateLimit::from_headers(&headers);
        tracing::Span::current().record("http.response.status_code", status.as_u16());
        let body = whole_body(response)
            .await
            .map_err(|error| error.with_answer(status.as_u16(), rate, Bytes::new()))?;

        // The verdict whether to try again will be asked here.
        if let Some(error) = self.classify(status, &body, operation, subject) {
            return Err(error.with_answer(status.as_u16(), rate, body));
        }
        context.lock().arrival = Some(Arrival {
            status: status.as_u16(),
            rate,
            body: body.clone(),
        });
        Ok(rebuilt(status, headers, body))
    }

    /// Puts on the headers that the client is responsible for, after making sure where they go.
    fn dress(&self, request: &mut Request, grant: &Grant) -> Result<(), Error> {
        if request.url().origin() != self.origin {
            return Err(Error::new(ErrorKind::ForeignLink)
                .with_detail("the token is only sent to the client's own base URL"));
        }
        let token = grant
            .token()
            .header_value()
            .map_err(|error| Error::new(ErrorKind::Token).with_detail(error.to_string()))?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, token);
        headers.insert(
            ACCEPT_LANGUAGE,
            HeaderValue::from_static(self.units.accept_language()),
        );
        headers.insert(
            ACCEPT_LOCALE,
            HeaderValue::from_static(self.locale.as_str()),
        );
        Ok(())
    }

    /// The error that an answer is, if it is one. The status decides first, the server's words second.
    fn classify(
        &self,
        status: http::StatusCode,
        body: &[u8],
        operation: &'static Operation,
        subject: Subject,
    ) -> Option<Error> {
        if status.is_success() {
            let is_error = std::str::from_utf8(body).is_ok_and(has_error_root);
            return is_error.then(|| {
                described(ErrorKind::Rejected, body)
                    .with_detail("an error document came with a status of success")
            });
        }
        let error = described(kind_of(status), body);
        let about_token = matches!(
            error.error_type(),
            Some(
                "expired_token"
                    | "invalid_token"
                    | "invalid_client"
                    | "insufficient_scope"
                    | "insufficient_permissions"
            )
        );
        if status == http::StatusCode::GONE {
            self.retirement.note(operation.id);
        }
        let refused = matches!(status.as_u16(), 401 | 403);
        if refused && subject != Subject::Owner && !about_token {
            return Some(described(ErrorKind::Private, body));
        }
        Some(error)
    }
}

fn described(kind: ErrorKind, body: &[u8]) -> Error {
    let error = Error::new(kind);
    match ErrorDocument::read(body) {
        Some(document) => error.with_document(document),
        None => error,
    }
}

fn kind_of(status: http::StatusCode) -> ErrorKind {
    match status.as_u16() {
        300..=399 => ErrorKind::Redirected,
        401 => ErrorKind::Unauthorized,
        403 => ErrorKind::Forbidden,
        404 => ErrorKind::NotFound,
        410 => ErrorKind::Retired,
        429 => ErrorKind::RateLimited,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::Rejected,
    }
}

/// reqwest's error prints the URL, so only its category is kept.
fn not_answered(error: &reqwest::Error) -> Error {
    Error::new(if error.is_connect() {
        ErrorKind::Connect
    } else if error.is_timeout() {
        ErrorKind::Timeout
    } else {
        ErrorKind::Interrupted
    })
}

async fn whole_body(mut response: Response) -> Result<Bytes, Error> {
    let too_large = || {
        Error::new(ErrorKind::Decode).with_detail("the body is larger than 64 MiB and was not read")
    };
    let announced = response
        .content_length()
        .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > LARGEST_BODY {
        return Err(too_large());
    }
    let mut body = BytesMut::with_capacity(announced);
    while let Some(chunk) = response.chunk().await.map_err(|error| {
        Error::new(if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Interrupted
        })
    })? {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The answer as the generated code wants it: read already, and without the URL.
fn rebuilt(status: http::StatusCode, headers: http::HeaderMap, body: Bytes) -> Response {
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.into()
}
