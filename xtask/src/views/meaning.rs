//! What a bare number or text stands for: a quantity in the unit that the context or a sibling field says, a time, a flag.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::ident;
use super::property::Property;
use crate::spec::text;

/// What a bare number or text means.
pub(super) struct Meaning {
    pub(super) ty: TokenStream,
    /// An expression over `value`.
    pub(super) change: TokenStream,
    /// Whether the expression is an option.
    pub(super) fallible: bool,
}

impl Meaning {
    fn new(ty: TokenStream, change: TokenStream) -> Self {
        Self {
            ty,
            change,
            fallible: false,
        }
    }

    fn fallible(ty: TokenStream, change: TokenStream) -> Self {
        Self {
            ty,
            change,
            fallible: true,
        }
    }
}

impl Property<'_> {
    /// What the bare value `value` means; `None` when it means no more than it says.
    pub(super) fn meaning(&self) -> Result<Option<Meaning>, String> {
        match text(self.value, "format") {
            Some("civil-date-time") => {
                return Ok(Some(Meaning::new(
                    quote!(CivilTime),
                    quote!(CivilTime::new(value, self.context().zone())),
                )));
            }
            Some("date-or-blank") => {
                return Ok(Some(Meaning::fallible(
                    quote!(fitbit_api::jiff::civil::Date),
                    quote!(value.value().copied()),
                )));
            }
            Some("boolean-text") => {
                return Ok(Some(Meaning::new(quote!(bool), quote!(value.get()))));
            }
            _ => {}
        }
        let Some(facts) = self.value.get("x-unit") else {
            return Ok(None);
        };
        let is_integer = text(self.value, "type") == Some("integer");
        let float = if is_integer {
            quote!(value as f64)
        } else {
            quote!(value)
        };
        let units = quote!(self.context().units());
        let named = self.name_of_unit(facts);
        let duration = |factor: TokenStream, whole: TokenStream| {
            let ty = quote!(fitbit_api::jiff::SignedDuration);
            let change = if is_integer {
                quote!(units::#whole(value))
            } else {
                quote!(units::seconds_f64(value * #factor))
            };
            Meaning::new(ty, change)
        };
        Ok(Some(match text(facts, "kind").unwrap_or_default() {
            "distance" => Meaning::fallible(
                quote!(units::Length),
                quote!(units::distance(#float, #named, #units)),
            ),
            "speed" => Meaning::fallible(
                quote!(units::Speed),
                quote!(units::speed(#float, #named, #units)),
            ),
            "pace" => Meaning::fallible(
                quote!(units::Pace),
                quote!(units::pace(#float, #named, #units)),
            ),
            "elevation" => Meaning::new(
                quote!(units::Length),
                quote!(units::elevation(#float, #units)),
            ),
            "height" | "stride-length" => {
                Meaning::new(quote!(units::Length), quote!(units::height(#float, #units)))
            }
            "weight" => Meaning::new(quote!(units::Weight), quote!(units::weight(#float, #units))),
            "badge-goal" => Meaning::new(
                quote!(units::BadgeGoal),
                quote!(units::BadgeGoal::of(#float, #named)),
            ),
            "energy-kcal" => Meaning::new(
                quote!(units::Energy),
                quote!(units::Energy::from_kilocalories(#float)),
            ),
            "duration-ms" => duration(quote!(0.001), quote!(milliseconds)),
            "duration-s" => duration(quote!(1.0), quote!(seconds)),
            "minutes" => duration(quote!(60.0), quote!(minutes)),
            // A count of steps or beats is what it says.
            "steps" | "beats-per-minute" => return Ok(None),
            other => return Err(format!("there is no quantity for the unit kind `{other}`")),
        }))
    }

    /// The text of the sibling that names the unit, as an option.
    fn name_of_unit(&self, facts: &Value) -> TokenStream {
        let Some(sibling) = text(facts, "named-by") else {
            return quote!(None);
        };
        let field = ident(sibling);
        if self.spec.required(self.object).contains(sibling) {
            quote!(Some(self.raw().#field.as_str()))
        } else {
            quote!(self.raw().#field.as_ref().map(|unit| unit.as_str()))
        }
    }
}
