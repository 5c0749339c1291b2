//! Reads a body whole, up to a size.

use bytes::{Bytes, BytesMut};
use reqwest::Response;

use crate::error::{Error, ErrorKind};

/// What is set aside for a body on the word of its header alone.
const MOST_ON_TRUST: usize = 1024 * 1024;

/// The whole body, after decompression.
///
/// # Cancel safety
///
/// What was read is lost, and the connection closed.
pub(super) async fn whole_body(mut response: Response, largest: usize) -> Result<Bytes, Error> {
    let too_large =
        || Error::new(ErrorKind::TooLarge).with_detail(format!("more than {largest} bytes"));
    let announced = response
        .content_length()
        .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > largest {
        return Err(too_large());
    }
    // Most bodies come in one piece, which is then the body and is not copied.
    let Some(first) = next(&mut response).await? else {
        return Ok(Bytes::new());
    };
    let Some(second) = next(&mut response).await? else {
        return if first.len() > largest {
            Err(too_large())
        } else {
            Ok(first)
        };
    };
    let mut body = BytesMut::with_capacity(announced.min(MOST_ON_TRUST));
    let mut chunk = first;
    let mut waiting = Some(second);
    loop {
        if chunk.len() > largest - body.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
        let following = match waiting.take() {
            Some(waiting) => Some(waiting),
            None => next(&mut response).await?,
        };
        match following {
            Some(following) => chunk = following,
            None => return Ok(body.freeze()),
        }
    }
}

async fn next(response: &mut Response) -> Result<Option<Bytes>, Error> {
    response.chunk().await.map_err(|error| {
        // reqwest's error prints the URL, so only its category is kept.
        Error::new(if error.is_timeout() {
            ErrorKind::Timeout
        } else {
            ErrorKind::Interrupted
        })
    })
}
