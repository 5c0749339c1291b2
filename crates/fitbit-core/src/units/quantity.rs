//! What all quantities share: a number in a unit, kept as it came, converted on request.

macro_rules! quantity {
    (
        $(#[$meta:meta])* $name:ident in $unit:ident, base $base:literal {
            $( $(#[$unit_meta:meta])* $variant:ident = $factor:expr, $method:ident; )*
        }
    ) => {
        #[doc = concat!("A unit of [`", stringify!($name), "`].")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $unit { $( $(#[$unit_meta])* $variant, )* }

        impl $unit {
            #[doc = concat!("How many ", $base, " it is, exactly as defined.")]
            const fn factor(self) -> f64 {
                match self { $( Self::$variant => $factor, )* }
            }
        }

        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq)]
        pub struct $name { value: f64, unit: $unit }

        impl $name {
            /// A quantity of `value` units.
            pub const fn new(value: f64, unit: $unit) -> Self {
                Self { value, unit }
            }

            /// The number as it came.
            pub const fn value(self) -> f64 {
                self.value
            }

            /// The unit that it came in.
            pub const fn unit(self) -> $unit {
                self.unit
            }

            /// The number in another unit; in its own unit it is the number as it came.
            pub fn in_unit(self, unit: $unit) -> f64 {
                if unit == self.unit {
                    self.value
                } else {
                    self.value * self.unit.factor() / unit.factor()
                }
            }

            $(
                #[doc = concat!("The number in this unit: `", stringify!($variant), "`.")]
                pub fn $method(self) -> f64 {
                    self.in_unit($unit::$variant)
                }
            )*
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(stringify!($name))
            }
        }
    };
}

pub(super) use quantity;
