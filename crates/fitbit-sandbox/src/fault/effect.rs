//! What can go wrong with a call.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::spoil;
use crate::bundle::Operation;
use crate::notification::Misdelivery;
use crate::outgoing::{Delivery, Outgoing};

/// What goes wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Effect {
    /// The call is handled so many milliseconds later. Real ones: the sandbox's clock has no say in it.
    Latency {
        /// How long.
        millis: u64,
    },
    /// The connection is reset, and the call has no effect.
    ResetBefore,
    /// The call takes effect, and the connection is reset instead of an answer.
    ResetAfter,
    /// The answer ends in the middle, and the connection with it.
    CutBody,
    /// The answer comes in small pieces.
    SlowBody {
        /// Bytes in each piece.
        bytes: usize,
        /// The pause before each piece, in real milliseconds.
        millis: u64,
    },
    /// The call has no effect and is answered with this status.
    Status {
        /// 400 to 599.
        status: u16,
        /// What is sent with it.
        body: FaultBody,
    },
    /// 200 with a page of HTML, and no effect.
    HtmlPage,
    /// The answer says that it is plain text.
    WrongContentType,
    /// The answer has none of the headers about the quota, and no content type.
    MissingHeaders,
    /// The headers about the quota say what cannot be.
    AbsurdHeaders(AbsurdHeaders),
    /// Every text that the spec has a list of values for has another one.
    UnknownEnum,
    /// Every object has a field that the spec does not know.
    UnknownField,
    /// Every field that may be missing is null.
    Nulls,
    /// The link to the next page leads to this page again.
    RepeatedNext,
    /// The link to the next page leads to another host.
    ForeignNext,
    /// A redirect to another path of the sandbox, and no effect.
    Redirect,
    /// An error document with the status 200, and no effect.
    ErrorWithSuccess,
    /// 410, and no effect: the service is switched off.
    Gone,
    /// Of notifications only: a batch goes wrong.
    Misdeliver(Misdelivery),
}

/// What a fault sends with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FaultBody {
    /// An error document as the service has it, with an error id.
    #[default]
    Legacy,
    /// An error document of the front end of 2026.
    Google,
    /// A page of HTML.
    Html,
    /// No bytes.
    Empty,
}

/// What the headers about the quota say that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AbsurdHeaders {
    /// Numbers below zero.
    Negative,
    /// Numbers of twenty digits.
    Huge,
    /// Words.
    Words,
    /// A reset that is the second of an epoch.
    Epoch,
}

const HTML: &str = "<!doctype html><html><head><title>Sandbox</title></head><body><p>A page that no client wants.</p></body></html>";

impl Effect {
    /// How long the call waits before anything else.
    pub(crate) fn latency(&self) -> Duration {
        match self {
            Self::Latency { millis } => Duration::from_millis(*millis),
            _ => Duration::ZERO,
        }
    }

    /// What is answered in place of handling the call.
    pub(crate) fn instead(&self) -> Option<Outgoing> {
        Some(match self {
            Self::ResetBefore => Outgoing::reset(),
            Self::Status { status, body } => {
                let status =
                    StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                failure(status, *body)
            }
            Self::HtmlPage => html(StatusCode::OK),
            Self::Redirect => {
                let mut redirect = Outgoing::new(StatusCode::FOUND);
                let elsewhere = HeaderValue::from_static("/elsewhere");
                redirect.headers.insert(header::LOCATION, elsewhere);
                redirect
            }
            Self::ErrorWithSuccess => failure(StatusCode::OK, FaultBody::Legacy),
            Self::Gone => Outgoing::new(StatusCode::GONE),
            _ => return None,
        })
    }

    /// Whether what is answered need not fit the spec.
    #[cfg(feature = "conformity")]
    pub(crate) fn breaks_the_spec(&self) -> bool {
        !matches!(
            self,
            Self::Latency { .. }
                | Self::SlowBody { .. }
                | Self::MissingHeaders
                | Self::AbsurdHeaders(_)
                | Self::RepeatedNext
                | Self::ForeignNext
        )
    }

    /// Changes an answer that was made as usual. `url` is that of the request.
    pub(crate) fn spoil(
        &self,
        outgoing: &mut Outgoing,
        operation: Option<&'static Operation>,
        url: &str,
    ) {
        match self {
            Self::ResetAfter => *outgoing = Outgoing::reset(),
            Self::CutBody => outgoing.delivery = Delivery::Cut,
            Self::SlowBody { bytes, millis } => {
                outgoing.delivery = Delivery::Slow {
                    bytes: (*bytes).max(1),
                    pause: Duration::from_millis(*millis),
                };
            }
            Self::WrongContentType => {
                let plain = HeaderValue::from_static("text/plain");
                outgoing.headers.insert(header::CONTENT_TYPE, plain);
            }
            Self::MissingHeaders => outgoing.headers.clear(),
            Self::AbsurdHeaders(kind) => kind.put_into(outgoing),
            Self::UnknownEnum => spoil::body(outgoing, |body| spoil::enums(body, operation)),
            Self::UnknownField => spoil::body(outgoing, spoil::fields),
            Self::Nulls => spoil::body(outgoing, |body| spoil::nulls(body, operation)),
            Self::RepeatedNext => spoil::body(outgoing, |body| spoil::next(body, url)),
            Self::ForeignNext => {
                let path = url.splitn(4, '/').nth(3).unwrap_or_default();
                let foreign = format!("https://pages.example/{path}");
                spoil::body(outgoing, |body| spoil::next(body, &foreign));
            }
            Self::Latency { .. }
            | Self::ResetBefore
            | Self::Status { .. }
            | Self::HtmlPage
            | Self::Redirect
            | Self::ErrorWithSuccess
            | Self::Gone
            | Self::Misdeliver(_) => {}
        }
    }
}

impl AbsurdHeaders {
    fn put_into(self, outgoing: &mut Outgoing) {
        const NAMES: [&str; 3] = [
            "fitbit-rate-limit-limit",
            "fitbit-rate-limit-remaining",
            "fitbit-rate-limit-reset",
        ];
        let values = match self {
            Self::Negative => ["-150", "-1", "-60"],
            Self::Huge => ["99999999999999999999"; 3],
            Self::Words => ["many", "some", "soon"],
            Self::Epoch => ["150", "150", "1779272250"],
        };
        for (name, value) in NAMES.into_iter().zip(values) {
            outgoing
                .headers
                .insert(name, HeaderValue::from_static(value));
        }
    }
}

fn failure(status: StatusCode, body: FaultBody) -> Outgoing {
    let mut failure = Outgoing::new(status);
    let body = match body {
        FaultBody::Legacy => json!({
            "errors": [{
                "errorType": "request",
                "fieldName": "500",
                "message": "An error occurred with the Fitbit Web API while processing the request. \
                            Error id: 5A4DB0C5:0001_5A4DB0C5:0002_5A4DB0C5_5A4DB0C5:0003",
            }],
            "success": false,
        }),
        FaultBody::Google => json!({
            "error": {
                "code": status.as_u16(),
                "message": "The service is currently unavailable.",
                "status": "UNAVAILABLE",
            },
        }),
        FaultBody::Html => return html(status),
        FaultBody::Empty => return failure,
    };
    let json = HeaderValue::from_static("application/json;charset=UTF-8");
    failure.headers.insert(header::CONTENT_TYPE, json);
    failure.body = Bytes::from(body.to_string());
    failure
}

fn html(status: StatusCode) -> Outgoing {
    let mut page = Outgoing::new(status);
    let html = HeaderValue::from_static("text/html;charset=UTF-8");
    page.headers.insert(header::CONTENT_TYPE, html);
    page.body = Bytes::from_static(HTML.as_bytes());
    page
}
