//! What a handler answers when all is well. Headers are not its matter.

use http::StatusCode;
use serde_json::Value;

/// A status and a body, perhaps of no bytes.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Option<Value>,
}

impl Answer {
    /// 200 with JSON.
    pub(crate) fn json(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
        }
    }

    /// 200 with nothing.
    pub(crate) fn empty() -> Self {
        Self {
            status: StatusCode::OK,
            body: None,
        }
    }

    /// 201 with nothing.
    pub(crate) fn created() -> Self {
        Self {
            status: StatusCode::CREATED,
            body: None,
        }
    }
}
