//! `Debug` that names the type and shows nothing of the value.
//!
//! Ids, dates and measurements are health data. A derived `Debug` would print them into any log line that formats a
//! struct, so every type of this crate that can hold a value of a person goes through this macro.

/// Implements `Debug` so that it prints the type's name and never a value.
macro_rules! debug_type_name {
    ($name:ident) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    };
    ($name:ident <$lifetime:lifetime>) => {
        impl<$lifetime> ::std::fmt::Debug for $name<$lifetime> {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    };
}

pub(crate) use debug_type_name;
