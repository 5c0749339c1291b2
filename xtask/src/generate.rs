//! progenitor, set up for this API, and what it makes of the lowered document. The only place that knows progenitor;
//! what its output should look like in the end is the business of the passes.

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use serde_json::{Value, json};

use crate::columns::Columns;
use crate::failure::Failure;
use crate::spec::{Spec, strings, text};

/// What a type of ours can do, as far as progenitor builds on it.
#[derive(Clone, Copy)]
enum Can {
    /// It is written and read as text.
    Text,
    /// It is written and read as JSON only.
    Json,
}

impl Can {
    fn impls(self) -> impl Iterator<Item = TypeImpl> {
        match self {
            Self::Text => [TypeImpl::Display, TypeImpl::FromStr].as_slice(),
            Self::Json => &[],
        }
        .iter()
        .copied()
    }
}

/// A format that becomes a type of its own.
struct Format {
    /// Its type and name in the spec.
    kind: &'static str,
    name: &'static str,
    rust: &'static str,
    can: Can,
    /// What it is, for whoever gave something else.
    words: &'static str,
}

const fn format(
    kind: &'static str,
    name: &'static str,
    rust: &'static str,
    can: Can,
    words: &'static str,
) -> Format {
    Format {
        kind,
        name,
        rust,
        can,
        words,
    }
}

#[rustfmt::skip]
const FORMATS: [Format; 28] = [
    format("string", "date", "::jiff::civil::Date", Can::Text, "a date that exists"),
    format("string", "date-or-blank", "crate::DateOrBlank", Can::Json, "a date"),
    format("string", "civil-date-time", "::jiff::civil::DateTime", Can::Text, "a date and time without a zone"),
    format("string", "offset-date-time", "crate::OffsetDateTime", Can::Text, "a date and time with an offset"),
    format("string", "date-or-date-time", "crate::DateOrDateTime", Can::Text, "a date that exists, or a date and time without a zone"),
    format("string", "boolean-text", "crate::BooleanText", Can::Json, "true or false"),
    format("string", "user-id", "crate::UserId", Can::Text, "a user id, which is letters and digits"),
    format("string", "user-id-or-own", "crate::UserIdOrOwn", Can::Text, "a user id, which is letters and digits, or `-`"),
    format("string", "log-id", "crate::LogId", Can::Text, "a log id, which is a number"),
    format("integer", "log-id", "crate::LogId", Can::Text, "a log id, which is a number"),
    format("integer", "activity-id", "crate::ActivityId", Can::Text, "an activity id, which is a number"),
    format("integer", "alarm-id", "crate::AlarmId", Can::Text, "an alarm id, which is a number"),
    format("integer", "food-id", "crate::FoodId", Can::Text, "a food id, which is a number"),
    format("integer", "food-unit-id", "crate::FoodUnitId", Can::Text, "a food unit id, which is a number"),
    format("integer", "meal-id", "crate::MealId", Can::Text, "a meal id, which is a number"),
    format("string", "device-id", "crate::DeviceId", Can::Text, "a device id"),
    format("string", "subscription-id", "crate::SubscriptionId", Can::Text, "a subscription id"),
    format("string", "date-or-today", "crate::DateOrToday", Can::Text, "a date that exists, or `today`"),
    format("string", "end-or-period", "crate::EndOrPeriod", Can::Text, "a date that exists, `today`, or a period such as 30d"),
    format("string", "time-of-day", "crate::TimeOfDay", Can::Text, "a time of day, HH:mm or HH:mm:ss"),
    format("string", "time-to-the-minute", "crate::TimeOfDay", Can::Text, "a time of day to the minute, HH:mm"),
    format("string", "time-to-the-second", "crate::TimeOfDay", Can::Text, "a time of day, HH:mm:ss"),
    format("string", "offset-time", "crate::OffsetTime", Can::Text, "a time of day with an offset, as in 07:15-08:00"),
    format("string", "time-or-date-time", "crate::TimeOrDateTime", Can::Text, "a time of day, or a date and time without a zone"),
    format("string", "date-or-offset-date-time", "crate::DateOrOffsetDateTime", Can::Text, "a date, or a date and time with an offset"),
    format("string", "civil-date-time-or-blank", "crate::DateTimeOrBlank", Can::Json, "a date and time without a zone"),
    format("string", "number-text", "crate::NumberText", Can::Text, "a finite number"),
    format("string", "vo2-max", "crate::Vo2Max", Can::Text, "a number, or a range as in 42-46"),
];

/// The formats that stand in paths only, where the server reads them.
pub(crate) const IN_PATHS_ONLY: [&str; 2] = ["end-or-period", "user-id-or-own"];

/// The formats that say how a request writes what an answer may write in several ways.
pub(crate) const IN_REQUESTS_ONLY: [&str; 3] = [
    "date-or-date-time",
    "time-to-the-minute",
    "time-to-the-second",
];

/// The formats of texts that have lengths and stay one segment of a path, as texts without a format do.
const FREE_TEXTS: [&str; 2] = ["device-id", "subscription-id"];

/// Formats that need no type of their own.
const PLAIN: [(&str, &str); 3] = [
    ("integer", "int64"),
    ("number", "double"),
    ("string", "binary"),
];

/// Whether the spec may say this format of this type.
pub(crate) fn is_known_format(kind: &str, format: &str) -> bool {
    PLAIN.contains(&(kind, format))
        || FORMATS
            .iter()
            .any(|known| (known.kind, known.name) == (kind, format))
}

/// Whether a value of this schema is a text of any form.
pub(crate) fn is_free_text(schema: &Value) -> bool {
    text(schema, "type") == Some("string")
        && text(schema, "format").is_none_or(|format| FREE_TEXTS.contains(&format))
}

/// What a value of this schema is, in words.
pub(crate) fn words(spec: Spec<'_>, schema: &Value) -> String {
    let target = spec.resolve(schema).unwrap_or(schema);
    let values: Vec<&str> = strings(&target["enum"]).collect();
    if !values.is_empty() {
        return format!("one of {}", values.join(", "));
    }
    let name = text(target, "format");
    let kind = text(target, "type").unwrap_or_default();
    let known = FORMATS
        .iter()
        .find(|known| known.kind == kind && Some(known.name) == name);
    match (known, kind) {
        (Some(known), _) => known.words,
        (None, "integer") => "a whole number",
        (None, "number") => "a number",
        (None, "boolean") => "true or false",
        (None, "array") => "a list",
        (None, "object") => "complete",
        _ => "a text",
    }
    .to_owned()
}

/// The raw client as progenitor writes it. `document` is the bundle, `lowered` what became of it.
pub(crate) fn generate(document: &Value, lowered: &Value) -> Result<TokenStream, Failure> {
    let lowered: openapiv3::OpenAPI = serde_json::from_value(lowered.clone())
        .map_err(|error| Failure::new(format!("spec: this is not OpenAPI 3.0: {error}")))?;
    Generator::new(&settings(Spec::new(document))?)
        .generate_tokens(&lowered)
        .map_err(|error| Failure::new(format!("spec: progenitor refuses it: {error}")))
}

/// The same document as progenitor writes it when nobody tells it more than the shape of the client: what ours is
/// measured against.
pub(crate) fn plain(lowered: &Value) -> Result<TokenStream, Failure> {
    let lowered: openapiv3::OpenAPI = serde_json::from_value(lowered.clone())
        .map_err(|error| Failure::new(format!("spec: this is not OpenAPI 3.0: {error}")))?;
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Separate);
    Generator::new(&settings)
        .generate_tokens(&lowered)
        .map_err(|error| Failure::new(format!("spec: progenitor refuses it: {error}")))
}

fn settings(spec: Spec<'_>) -> Result<GenerationSettings, Failure> {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Separate)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Inner))
        .with_derive("PartialEq")
        .with_map_type("::std::collections::BTreeMap");
    for format in FORMATS {
        let schema = serde_json::from_value(json!({"type": format.kind, "format": format.name}))
            .map_err(|error| Failure::new(format!("format {}: {error}", format.name)))?;
        settings.with_conversion(schema, format.rust, format.can.impls());
    }
    for (name, _) in spec.enums() {
        let rust = format!("crate::generated::enums::{name}");
        settings.with_replacement(name, rust, Can::Text.impls());
    }
    for (name, schema) in spec.schemas() {
        if let Some(columns) = Columns::of(spec, schema) {
            settings.with_replacement(name, columns.rust(), Can::Json.impls());
        }
    }
    Ok(settings)
}
