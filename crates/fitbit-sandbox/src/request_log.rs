//! What was asked of a sandbox, for tests to look at. Keeps no token, no path, no query and no body.

use std::collections::VecDeque;

use http::{Method, StatusCode};
use jiff::Timestamp;

/// More than any test asks for, few enough for a sandbox that runs for days.
const KEPT: usize = 20_000;

/// One request and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRequest {
    pub(crate) at: Timestamp,
    pub(crate) method: Method,
    pub(crate) operation: Option<&'static str>,
    pub(crate) template: Option<&'static str>,
    /// `None`: the connection was reset.
    pub(crate) status: Option<StatusCode>,
    pub(crate) person: Option<String>,
    pub(crate) app: Option<String>,
    pub(crate) client: Option<String>,
    pub(crate) faulty: bool,
}

impl LoggedRequest {
    /// When it arrived, by the sandbox's clock.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The method.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The id of the operation in the spec, or `oauth2_token`, `oauth2_revoke`, `oauth2_introspect`; none if the path or
    /// method led to none.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The path template of the operation.
    pub fn template(&self) -> Option<&'static str> {
        self.template
    }

    /// The status that was answered; 0 if the connection was reset instead.
    pub fn status(&self) -> u16 {
        self.status.map_or(0, |status| status.as_u16())
    }

    /// The id of the person whose token came with it, if it was good.
    pub fn person(&self) -> Option<&str> {
        self.person.as_deref()
    }

    /// The client id of the application to which the token belongs.
    pub fn app(&self) -> Option<&str> {
        self.app.as_deref()
    }

    /// The `User-Agent`: tells several processes apart that share an application.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// Whether a fault struck it.
    pub fn is_faulty(&self) -> bool {
        self.faulty
    }
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    requests: VecDeque<LoggedRequest>,
}

impl RequestLog {
    pub(crate) fn add(&mut self, request: LoggedRequest) {
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<LoggedRequest> {
        self.requests.iter().cloned().collect()
    }
}
