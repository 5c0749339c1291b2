//! Enums whose values only requests have: they are the listed ones, and a text that is none of them is refused before
//! it is sent.

use std::fmt;

/// Why a text is no value of a closed enum: it names those that are, and never the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotListed(&'static [&'static str]);

impl NotListed {
    pub(crate) const fn new(listed: &'static [&'static str]) -> Self {
        Self(listed)
    }

    /// The values that there are.
    pub const fn listed(self) -> &'static [&'static str] {
        self.0
    }
}

impl fmt::Display for NotListed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "expected one of {}", self.0.join(", "))
    }
}

impl std::error::Error for NotListed {}

/// Declares a closed enum from its values.
macro_rules! closed_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $wire:literal ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )*
        }

        impl $name {
            /// The values, as they stand on the wire.
            pub const LISTED: &'static [&'static str] = &[$($wire),*];

            /// The value as it stands on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $wire, )*
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::NotListed;

            fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                match value {
                    $( $wire => Ok(Self::$variant), )*
                    _ => Err($crate::NotListed::new(Self::LISTED)),
                }
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = $crate::NotListed;

            fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
                value.parse()
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        $crate::masked::debug_type_name!($name);

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = <::std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                value.parse().map_err(::serde::de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                ::schemars::json_schema!({ "type": "string", "enum": [$($wire),*] })
            }
        }
    };
}

pub(crate) use closed_enum;

#[cfg(test)]
mod tests {
    #![allow(
        dead_code,
        unreachable_pub,
        reason = "the macro makes public enums, and these tests use a part of one"
    )]

    closed_enum! {
        /// Made up.
        pub enum Order {
            /// Upwards.
            Asc = "asc",
            /// Downwards.
            Desc = "desc",
        }
    }

    #[test]
    fn a_value_is_its_variant_and_any_other_text_is_refused_without_showing_it() {
        assert!("asc".parse::<Order>() == Ok(Order::Asc));
        assert_eq!(serde_json::to_string(&Order::Desc).unwrap(), "\"desc\"");
        assert!(serde_json::from_str::<Order>("\"desc\"").unwrap() == Order::Desc);
        let refused = serde_json::from_str::<Order>("\"sideways\"").unwrap_err();
        assert!(refused.to_string().starts_with("expected one of asc, desc"));
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", Order::Asc), "Order");
    }
}
