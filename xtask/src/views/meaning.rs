//! What a bare number or text stands for: a quantity in the unit that the context or a sibling field says, a time, a flag.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::property::Property;
use crate::docs::ident;
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
        match self.by_format() {
            Some(meaning) => Ok(Some(meaning)),
            None => self.by_unit(),
        }
    }

    /// What a format means whatever it measures.
    fn by_format(&self) -> Option<Meaning> {
        Some(match text(self.value, "format")? {
            "civil-date-time" => Meaning::new(
                quote!(CivilTime),
                quote!(CivilTime::new(value, self.context().zone())),
            ),
            "date-or-blank" => Meaning::fallible(
                quote!(fitbit_api::jiff::civil::Date),
                quote!(value.value().copied()),
            ),
            "civil-date-time-or-blank" => Meaning::fallible(
                quote!(CivilTime),
                quote!(
                    value
                        .value()
                        .map(|value| CivilTime::new(*value, self.context().zone()))
                ),
            ),
            "boolean-text" => Meaning::new(quote!(bool), quote!(value.get())),
            "time-of-day" => {
                Meaning::new(quote!(fitbit_api::jiff::civil::Time), quote!(value.time()))
            }
            _ => return None,
        })
    }

    /// What a number means by its unit.
    fn by_unit(&self) -> Result<Option<Meaning>, String> {
        let is_text = text(self.value, "format") == Some("number-text");
        let is_integer = text(self.value, "type") == Some("integer");
        let float = if is_integer {
            quote!(value as f64)
        } else if is_text {
            quote!(value.get())
        } else {
            quote!(value)
        };
        let Some(facts) = self.value.get("x-unit") else {
            return Ok(is_text.then(|| Meaning::new(quote!(f64), float)));
        };
        let units = quote!(self.context().units());
        let named = self.name_of_unit(facts);
        let duration = |factor: TokenStream, whole: TokenStream| {
            let ty = quote!(fitbit_api::jiff::SignedDuration);
            let change = if is_integer {
                quote!(units::#whole(value))
            } else {
                quote!(units::seconds_f64(#float * #factor))
            };
            Meaning::new(ty, change)
        };
        let mass = |unit: TokenStream| {
            Meaning::new(
                quote!(units::Mass),
                quote!(units::Mass::new(#float, units::MassUnit::#unit)),
            )
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
            "water-volume" => {
                Meaning::new(quote!(units::Volume), quote!(units::water(#float, #units)))
            }
            "temperature" => Meaning::new(
                quote!(units::Temperature),
                quote!(units::temperature(#float, #units)),
            ),
            "temperature-delta" => Meaning::new(
                quote!(units::TemperatureDifference),
                quote!(units::temperature_difference(#float, #units)),
            ),
            "grams" => mass(quote!(Gram)),
            "milligrams" => mass(quote!(Milligram)),
            "micrograms" => mass(quote!(Microgram)),
            // What has one unit everywhere is what it says.
            "beats-per-minute"
            | "breaths-per-minute"
            | "floors"
            | "international-units"
            | "mets"
            | "milliseconds"
            | "ml-per-kg-per-minute"
            | "percent"
            | "steps"
            | "swimming-strokes" => return Ok(is_text.then(|| Meaning::new(quote!(f64), float))),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::spec::Spec;
    use crate::units::KINDS;

    #[test]
    fn every_kind_of_unit_has_a_meaning_or_says_all_by_itself() {
        for kind in KINDS {
            for ty in ["integer", "number"] {
                let value = json!({"type": ty, "x-unit": {"kind": kind}});
                let property = Property {
                    spec: Spec::new(&value),
                    object: &json!({}),
                    wire: "value",
                    value: &value,
                    optional: true,
                };
                assert!(property.meaning().is_ok(), "{kind}");
            }
        }
    }

    #[test]
    fn a_number_written_as_a_text_means_its_number() {
        let value = json!({"type": "string", "format": "number-text", "x-unit": {"kind": "steps"}});
        let property = Property {
            spec: Spec::new(&value),
            object: &json!({}),
            wire: "value",
            value: &value,
            optional: true,
        };
        let meaning = property.meaning().unwrap().unwrap();
        assert_eq!(meaning.ty.to_string(), "f64");
        assert_eq!(meaning.change.to_string(), "value . get ()");
    }
}
