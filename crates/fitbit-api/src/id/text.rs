//! The ids that are texts of somebody's choosing: the service's for devices, the application's for subscriptions.
//!
//! Any text is taken here. What a request sends is checked like every argument: its length, and that it stays one
//! segment of a path.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::masked::debug_type_name;

/// An id that is a text.
macro_rules! text_id {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $name(Box<str>);

        debug_type_name!($name);

        impl $name {
            /// The id as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }
    };
}

text_id!(
    /// The id of a device: digits for trackers; it can have letters for scales.
    ///
    /// ```
    /// use fitbit_api::DeviceId;
    ///
    /// let id = DeviceId::from("816713257");
    /// assert_eq!(id.as_str(), "816713257");
    /// ```
    DeviceId
);

text_id!(
    /// The id of a subscription, which the application chooses: at most 50 characters, unique among all that it has.
    SubscriptionId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_it_was_read() {
        let wire = "\"R55B6EBN\"";
        let id: DeviceId = serde_json::from_str(wire).unwrap();
        assert_eq!(id.as_str(), "R55B6EBN");
        assert_eq!(serde_json::to_string(&id).unwrap(), wire);
    }

    #[test]
    fn debug_shows_no_id() {
        assert_eq!(format!("{:?}", SubscriptionId::from("a")), "SubscriptionId");
    }
}
