//! Reads a body and stops at the limit: what is over it is never in memory.

use std::pin::pin;

use bytes::{Buf, BufMut};
use http_body::Body;
use http_body_util::BodyExt;

use crate::answer::Answer;

/// The bytes of a body, or how it is answered.
pub(super) async fn read(body: impl Body, limit: usize) -> Result<Vec<u8>, Answer> {
    // What its head announces; it is believed only where it is bad news, so that nobody has memory set aside by it.
    if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > limit {
        return Err(Answer::TooLarge);
    }
    let mut body = pin!(body);
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Answer::Interrupted)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if data.remaining() > limit - bytes.len() {
            return Err(Answer::TooLarge);
        }
        bytes.put(data);
    }
    Ok(bytes)
}
