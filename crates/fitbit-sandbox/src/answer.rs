//! What a handler answers when all is well. Headers are not its matter.

use http::StatusCode;
use serde_json::{Value, json};

use crate::person::NoData;

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

    /// 200 with a list under a name; without items as this form of "no data" has it.
    pub(crate) fn list(name: &str, items: Vec<Value>, no_data: NoData) -> Self {
        match no_data {
            NoData::EmptyObject if items.is_empty() => Self::json(json!({})),
            NoData::EmptyBody if items.is_empty() => Self::empty(),
            _ => Self::json(json!({ name: items })),
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
