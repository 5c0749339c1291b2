//! What a handler answers when all is well. Headers are not its matter.

use http::StatusCode;
use serde_json::{Value, json};

use crate::person::NoData;
use crate::refusal::Refusal;

/// A status and a body, perhaps of no bytes.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Body,
}

/// What is sent.
#[derive(Debug)]
pub(crate) enum Body {
    Nothing,
    Json(Value),
    /// JSON that was written as it goes: too much to be a tree of values first.
    Written(String),
    Tcx(String),
}

impl Answer {
    /// 200 with JSON.
    pub(crate) fn json(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Body::Json(body),
        }
    }

    /// 200 with JSON that is written already.
    pub(crate) fn written(json: String) -> Self {
        Self {
            status: StatusCode::OK,
            body: Body::Written(json),
        }
    }

    /// 200 with a TCX document.
    pub(crate) fn tcx(document: String) -> Self {
        Self {
            status: StatusCode::OK,
            body: Body::Tcx(document),
        }
    }

    /// 200 with a list under a name; without items as this form of "no data" has it.
    pub(crate) fn list(name: &str, items: Vec<Value>, no_data: NoData) -> Self {
        match no_data {
            NoData::EmptyObject if items.is_empty() => Self::json(json!({})),
            NoData::EmptyBody if items.is_empty() => Self::empty(),
            _ => Self::json(json!({ name: Value::Array(items) })),
        }
    }

    /// 200 with nothing.
    pub(crate) fn empty() -> Self {
        Self {
            status: StatusCode::OK,
            body: Body::Nothing,
        }
    }

    /// 201 with JSON.
    pub(crate) fn created_as(body: Value) -> Self {
        Self {
            status: StatusCode::CREATED,
            body: Body::Json(body),
        }
    }

    /// 409 with that which stands in the way: the one failure with the body of a success.
    pub(crate) fn conflict_with(there: Value) -> Self {
        Self {
            status: StatusCode::CONFLICT,
            body: Body::Json(there),
        }
    }

    /// 204.
    pub(crate) fn deleted() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: Body::Nothing,
        }
    }

    /// 204 if there was something to delete, by the id that this parameter has.
    pub(crate) fn to_delete(removed: bool, parameter: &str) -> Result<Self, Refusal> {
        if removed {
            Ok(Self::deleted())
        } else {
            Err(Refusal::no_such_entry(parameter))
        }
    }

    /// 201 with nothing.
    pub(crate) fn created() -> Self {
        Self {
            status: StatusCode::CREATED,
            body: Body::Nothing,
        }
    }
}
