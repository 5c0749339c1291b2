//! Carries a typed value through an error type that cannot hold it.
//!
//! progenitor's hooks can only fail with a `reqwest::Error`, which nobody outside reqwest can build. So a transport
//! that fails hands back a made-up response with its own error in the extensions; every operation returns that as
//! [`Error::UnexpectedResponse`], from which [`carried`] takes it out again. The response has no URL and no header, so
//! printing it shows nothing.

use std::sync::Arc;

use progenitor_client::Error;

/// Outside the range that servers use, so that no answer is mistaken for a carrier.
const CARRIER: http::StatusCode = match http::StatusCode::from_u16(599) {
    Ok(status) => status,
    Err(_) => panic!("599 is a valid status code"),
};

struct Carried<T>(Arc<T>);

impl<T> Clone for Carried<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A response that is nothing but the carrier of `value`.
pub fn carry<T: Send + Sync + 'static>(value: T) -> reqwest::Response {
    let mut response = http::Response::new(Vec::new());
    *response.status_mut() = CARRIER;
    response.extensions_mut().insert(Carried(Arc::new(value)));
    response.into()
}

/// The value that [`carry`] put into the response of this error.
pub fn carried<T: Send + Sync + 'static>(error: &Error<()>) -> Option<Arc<T>> {
    match error {
        Error::UnexpectedResponse(response) => response
            .extensions()
            .get::<Carried<T>>()
            .map(|carried| Arc::clone(&carried.0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_out_as_its_own_type_only() {
        let error = Error::<()>::UnexpectedResponse(carry(7_u32));
        assert_eq!(carried::<u32>(&error).as_deref(), Some(&7));
        assert!(carried::<u64>(&error).is_none());
    }
}
