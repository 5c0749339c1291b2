//! What is written is read back, by every read that is about it; and what was never written is left alone.

mod activity;
mod body;
mod devices;
mod nutrition;
mod profile;
mod sleep;

use fitbit_sandbox::Sandbox;
use serde_json::Value;

use crate::http::{delete, get, post};

/// A POST that is answered with this status, and its body.
async fn written(sandbox: &Sandbox, person: &str, target: &str, form: &str, status: u16) -> Value {
    let reply = post(sandbox, person, target, form).await;
    assert_eq!(reply.status, status, "{target} {form}: {}", reply.text);
    if reply.text.is_empty() {
        Value::Null
    } else {
        reply.json()
    }
}

/// A GET that is answered.
async fn read(sandbox: &Sandbox, person: &str, target: &str) -> Value {
    let reply = get(sandbox, person, target).await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.text);
    reply.json()
}

/// A DELETE that is answered with 204, and once more with 404.
async fn deleted(sandbox: &Sandbox, person: &str, target: &str) {
    let reply = delete(sandbox, person, target).await;
    assert_eq!((reply.status, reply.text.as_str()), (204, ""), "{target}");
    let again = delete(sandbox, person, target).await;
    assert_eq!(
        (again.status, again.error().0.as_str()),
        (404, "not_found"),
        "{target}"
    );
}

/// The place of the item with this value.
fn place(list: &Value, name: &str, value: &Value) -> Option<usize> {
    let list = list.as_array().unwrap_or_else(|| panic!("no list: {list}"));
    list.iter().position(|item| item[name] == *value)
}
