//! The check of a request before it is sent: what the spec says about its arguments, so that no call is spent on a
//! refusal.
//!
//! The generated builders run it on every request, whoever makes it. Rules come from the spec; nothing here knows an
//! endpoint. A refusal names the argument, the rule and what to do, and never the value: it may be a weight.

mod dates;
mod values;

use std::fmt;

use progenitor_client::Error;

use crate::carry::carry;

#[allow(unused_imports, reason = "generated code uses what the spec calls for")]
pub(crate) use dates::{
    ends, ends_by_value, hours, is_to_the_minute, offered, times, to_the_minute, to_the_second,
    window,
};
#[allow(unused_imports, reason = "generated code uses what the spec calls for")]
pub(crate) use values::{Check, Number, exactly_one, items, number, order, segment, text};

/// Why a request was not sent. It never shows a value.
///
/// A generated builder carries it in its error; see [`carried`](crate::carried).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InvalidArgument {
    argument: &'static str,
    rule: Rule,
}

/// What an argument breaks.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// A number within bounds, both included; `above` says that the lower one is not.
    Number {
        /// The least, or what it must be above.
        least: Option<f64>,
        /// The most.
        most: Option<f64>,
        /// Whether the least itself is too little.
        above: bool,
    },
    /// A text of so many characters.
    Length {
        /// The fewest.
        least: usize,
        /// The most.
        most: Option<usize>,
    },
    /// A text that stays one segment of a path, whatever reads the URL.
    Segment,
    /// A list of so many items.
    Items {
        /// The fewest.
        least: usize,
        /// The most.
        most: Option<usize>,
    },
    /// Exactly one of these is sent.
    ExactlyOne {
        /// The arguments, in the spec's spelling.
        of: &'static [&'static str],
        /// Whether more than one was given, and not none.
        too_many: bool,
    },
    /// One of the periods that this series has.
    Period {
        /// Those that it has.
        offered: &'static [&'static str],
    },
    /// An end that is not before its beginning.
    Backwards {
        /// The argument with the beginning.
        begin: &'static str,
    },
    /// A range of at most so many days, both ends counted.
    Days {
        /// The argument with the beginning.
        begin: &'static str,
        /// The most days.
        most: u32,
    },
    /// A range of at most so many hours.
    Hours {
        /// The argument with the beginning.
        begin: &'static str,
        /// The most hours.
        most: u32,
    },
    /// A time of day without seconds.
    Minute,
    /// The order that goes with another argument.
    Order {
        /// The other argument.
        with: &'static str,
        /// The order.
        order: &'static str,
    },
}

impl InvalidArgument {
    pub(crate) const fn new(argument: &'static str, rule: Rule) -> Self {
        Self { argument, rule }
    }

    /// The argument, in the spec's spelling.
    pub const fn argument(&self) -> &'static str {
        self.argument
    }

    /// The rule that it breaks.
    pub const fn rule(&self) -> Rule {
        self.rule
    }
}

impl fmt::Display for InvalidArgument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.argument;
        match self.rule {
            Rule::Number { least, most, above } => match (least, most) {
                (Some(least), Some(most)) if least.to_bits() == most.to_bits() => {
                    write!(formatter, "{name} must be {least}: give {least}")
                }
                (Some(least), Some(most)) if above => write!(
                    formatter,
                    "{name} is out of range: give a number above {least}, at most {most}"
                ),
                (Some(least), Some(most)) => write!(
                    formatter,
                    "{name} is out of range: give a number from {least} to {most}"
                ),
                (Some(least), None) if above => {
                    write!(
                        formatter,
                        "{name} is too small: give a number above {least}"
                    )
                }
                (Some(least), None) => {
                    write!(formatter, "{name} is too small: give {least} or more")
                }
                (None, Some(most)) => write!(formatter, "{name} is too large: give {most} or less"),
                (None, None) => write!(formatter, "{name} is no number: give a finite one"),
            },
            Rule::Length { least, most } => {
                write!(formatter, "{name} has the wrong length: give ")?;
                amount(formatter, least, most, "characters")
            }
            Rule::Segment => write!(
                formatter,
                "{name} cannot stand in a path: give the id as the API issued it"
            ),
            Rule::Items { least, most } => {
                write!(formatter, "{name} has the wrong number of items: give ")?;
                amount(formatter, least, most, "items")
            }
            Rule::ExactlyOne { of, too_many } => {
                let names = of.join(" and ");
                if too_many {
                    write!(
                        formatter,
                        "only one of {names} can be sent: leave the rest out"
                    )
                } else {
                    write!(formatter, "one of {names} must be sent: give one")
                }
            }
            Rule::Period { offered } => write!(
                formatter,
                "{name} is a period that this series does not have: use {}, or a last day",
                offered.join(", ")
            ),
            Rule::Backwards { begin } => write!(
                formatter,
                "{name} is before {begin}: give the earlier one as {begin}"
            ),
            Rule::Days { begin, most } => write!(
                formatter,
                "{name} is too far from {begin}: ask for at most {most} days at a time, both ends counted"
            ),
            Rule::Hours { begin, most } => write!(
                formatter,
                "{name} is too far from {begin}: ask for at most {most} hours at a time"
            ),
            Rule::Minute => write!(
                formatter,
                "{name} has seconds, which are not taken: give HH:mm"
            ),
            Rule::Order { with, order } => {
                write!(formatter, "{name} does not go with {with}: give {order}")
            }
        }
    }
}

fn amount(
    formatter: &mut fmt::Formatter<'_>,
    least: usize,
    most: Option<usize>,
    what: &str,
) -> fmt::Result {
    match most {
        Some(most) if most == least => write!(formatter, "{most} {what}"),
        Some(most) => write!(formatter, "{least} to {most} {what}"),
        None => write!(formatter, "{least} {what} or more"),
    }
}

impl std::error::Error for InvalidArgument {}

/// On its way out of a generated builder, whose error type cannot hold it.
impl From<InvalidArgument> for Error<()> {
    fn from(refusal: InvalidArgument) -> Self {
        Self::UnexpectedResponse(carry(refusal))
    }
}
