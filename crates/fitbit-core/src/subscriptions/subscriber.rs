//! The endpoint of an application that is notified.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// The id of a subscriber, as it stands in the application's settings.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SubscriberId(Box<str>);

impl SubscriberId {
    /// An id that a header can carry.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when it is empty, or has other characters than visible ones of ASCII.
    pub fn new(id: &str) -> Result<Self, Error> {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(ErrorKind::InvalidRequest).with_detail(
                "a subscriber id cannot stand in a header: give it as the application's settings have it",
            ));
        }
        Ok(Self(id.into()))
    }

    /// The id as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SubscriberId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SubscriberId")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_a_header_cannot_carry_is_refused() {
        assert!(SubscriberId::new("1").is_ok());
        for id in ["", "a b", "a\r\nx: y", "ä"] {
            assert!(SubscriberId::new(id).is_err(), "{id}");
        }
    }
}
