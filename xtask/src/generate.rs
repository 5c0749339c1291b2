//! progenitor, set up for this API, and what it makes of the lowered document. The only place that knows progenitor;
//! what its output should look like in the end is the business of the passes.

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use serde_json::{Value, json};

use crate::enums;
use crate::failure::Failure;
use crate::spec::Spec;

/// The formats that become a type of their own: type and format in the spec, and the Rust type.
const CONVERSIONS: [(&str, &str, &str); 19] = [
    ("string", "date", "::jiff::civil::Date"),
    ("string", "date-or-blank", "crate::DateOrBlank"),
    ("string", "civil-date-time", "::jiff::civil::DateTime"),
    ("string", "offset-date-time", "crate::OffsetDateTime"),
    ("string", "date-or-date-time", "crate::DateOrDateTime"),
    ("string", "boolean-text", "crate::BooleanText"),
    ("string", "user-id", "crate::UserId"),
    ("string", "user-id-or-own", "crate::UserIdOrOwn"),
    ("string", "log-id", "crate::LogId"),
    ("integer", "log-id", "crate::LogId"),
    ("string", "date-or-today", "crate::DateOrToday"),
    ("string", "end-or-period", "crate::EndOrPeriod"),
    ("string", "time-of-day", "crate::TimeOfDay"),
    ("string", "offset-time", "crate::OffsetTime"),
    ("string", "time-or-date-time", "crate::TimeOrDateTime"),
    ("string", "date-or-offset-date-time", "crate::DateOrOffsetDateTime"),
    ("string", "civil-date-time-or-blank", "crate::DateTimeOrBlank"),
    ("string", "number-text", "crate::NumberText"),
    ("string", "vo2-max", "crate::Vo2Max"),
];

/// Formats that need no type of their own.
const PLAIN: [(&str, &str); 3] = [("integer", "int64"), ("number", "double"), ("string", "binary")];

/// Whether the spec may say this format of this type.
pub(crate) fn is_known_format(kind: &str, format: &str) -> bool {
    PLAIN.contains(&(kind, format))
        || CONVERSIONS
            .iter()
            .any(|(of, name, _)| (*of, *name) == (kind, format))
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
    let texts = || [TypeImpl::Display, TypeImpl::FromStr].into_iter();
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Separate)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::transport::Inner))
        .with_derive("PartialEq")
        .with_map_type("::std::collections::BTreeMap");
    for (kind, format, rust) in CONVERSIONS {
        let schema = serde_json::from_value(json!({"type": kind, "format": format}))
            .map_err(|error| Failure::new(format!("format {format}: {error}")))?;
        settings.with_conversion(schema, rust, texts());
    }
    for (name, _) in spec.schemas().filter(|(_, schema)| enums::is_open(schema)) {
        settings.with_replacement(name, format!("crate::generated::enums::{name}"), texts());
    }
    Ok(settings)
}
