//! progenitor, set up for this API, and what it makes of the lowered document. The only place that knows progenitor;
//! what its output should look like in the end is the business of the passes.

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use serde_json::{Value, json};

use crate::columns::Columns;
use crate::failure::Failure;
use crate::spec::Spec;

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

/// The formats that become a type of their own: type and format in the spec, the Rust type, and what it can do.
const CONVERSIONS: [(&str, &str, &str, Can); 19] = [
    ("string", "date", "::jiff::civil::Date", Can::Text),
    ("string", "date-or-blank", "crate::DateOrBlank", Can::Json),
    (
        "string",
        "civil-date-time",
        "::jiff::civil::DateTime",
        Can::Text,
    ),
    (
        "string",
        "offset-date-time",
        "crate::OffsetDateTime",
        Can::Text,
    ),
    (
        "string",
        "date-or-date-time",
        "crate::DateOrDateTime",
        Can::Text,
    ),
    ("string", "boolean-text", "crate::BooleanText", Can::Json),
    ("string", "user-id", "crate::UserId", Can::Text),
    ("string", "user-id-or-own", "crate::UserIdOrOwn", Can::Text),
    ("string", "log-id", "crate::LogId", Can::Text),
    ("integer", "log-id", "crate::LogId", Can::Text),
    ("string", "date-or-today", "crate::DateOrToday", Can::Text),
    ("string", "end-or-period", "crate::EndOrPeriod", Can::Text),
    ("string", "time-of-day", "crate::TimeOfDay", Can::Text),
    ("string", "offset-time", "crate::OffsetTime", Can::Text),
    (
        "string",
        "time-or-date-time",
        "crate::TimeOrDateTime",
        Can::Text,
    ),
    (
        "string",
        "date-or-offset-date-time",
        "crate::DateOrOffsetDateTime",
        Can::Text,
    ),
    (
        "string",
        "civil-date-time-or-blank",
        "crate::DateTimeOrBlank",
        Can::Json,
    ),
    ("string", "number-text", "crate::NumberText", Can::Text),
    ("string", "vo2-max", "crate::Vo2Max", Can::Text),
];

/// The formats that stand in paths only, where the server reads them.
pub(crate) const IN_PATHS_ONLY: [&str; 3] = ["date-or-today", "end-or-period", "user-id-or-own"];

/// Formats that need no type of their own.
const PLAIN: [(&str, &str); 3] = [
    ("integer", "int64"),
    ("number", "double"),
    ("string", "binary"),
];

/// Whether the spec may say this format of this type.
pub(crate) fn is_known_format(kind: &str, format: &str) -> bool {
    PLAIN.contains(&(kind, format))
        || CONVERSIONS
            .iter()
            .any(|(of, name, _, _)| (*of, *name) == (kind, format))
}

/// The raw client as progenitor writes it. `document` is the bundle, `lowered` what became of it.
pub(crate) fn generate(document: &Value, lowered: &Value) -> Result<TokenStream, Failure> {
    let lowered: openapiv3::OpenAPI = serde_json::from_value(lowered.clone())
        .map_err(|error| Failure::new(format!("spec: this is not OpenAPI 3.0: {error}")))?;
    Generator::new(&settings(Spec::new(document))?)
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
    for (kind, format, rust, can) in CONVERSIONS {
        let schema = serde_json::from_value(json!({"type": kind, "format": format}))
            .map_err(|error| Failure::new(format!("format {format}: {error}")))?;
        settings.with_conversion(schema, rust, can.impls());
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
