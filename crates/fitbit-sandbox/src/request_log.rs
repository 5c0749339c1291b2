//! What was asked of a sandbox, for tests to look at. Keeps no header, no query and no body.

use std::collections::VecDeque;

use http::{Method, StatusCode};

use crate::bundle::Operation;

/// More than any test asks for, few enough for a sandbox that runs for days.
const KEPT: usize = 20_000;

/// One request and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRequest {
    method: Method,
    operation: Option<&'static str>,
    template: Option<&'static str>,
    status: StatusCode,
}

impl LoggedRequest {
    pub(crate) fn new(
        method: Method,
        operation: Option<&'static Operation>,
        status: StatusCode,
    ) -> Self {
        Self {
            method,
            operation: operation.map(|operation| operation.id.as_str()),
            template: operation.map(|operation| operation.template.as_str()),
            status,
        }
    }

    /// The method.
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// The id of the operation in the spec; none if the path or method led to none.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The path template of the operation.
    pub fn template(&self) -> Option<&'static str> {
        self.template
    }

    /// The status that was answered.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
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
