//! The arguments of an operation, in the types that a caller has at hand.

use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::docs;
use crate::enums;
use crate::spec::{Operation, Spec, schema_name, text};

/// Headers that the client sets on its own.
const OWN_HEADERS: [&str; 2] = ["accept-language", "accept-locale"];

/// One argument.
pub(super) struct Argument {
    /// Its name in the spec.
    pub(super) name: String,
    pub(super) ident: Ident,
    /// What the caller passes.
    pub(super) outer: TokenStream,
    /// What a request keeps until it is sent.
    pub(super) kept: TokenStream,
    keep: Change,
    pass: Change,
    pub(super) required: bool,
    pub(super) docs: Vec<String>,
}

/// How one form of an argument becomes the next.
#[derive(Clone, Copy)]
enum Change {
    None,
    Into,
    Clone,
    AsStr,
}

impl Change {
    fn of(self, value: &TokenStream) -> TokenStream {
        match self {
            Self::None => value.clone(),
            Self::Into => quote!(#value.into()),
            Self::Clone => quote!(#value.clone()),
            Self::AsStr => quote!(#value.as_str()),
        }
    }
}

impl Argument {
    /// From what the caller passes to what a request keeps.
    pub(super) fn keep(&self, value: &TokenStream) -> TokenStream {
        self.keep.of(value)
    }

    /// From what a request keeps to what the raw builder takes.
    pub(super) fn pass(&self, value: &TokenStream) -> TokenStream {
        self.pass.of(value)
    }

    /// Whether the caller passes what a request keeps.
    pub(super) fn is_kept_as_it_is(&self) -> bool {
        matches!(self.keep, Change::None)
    }
}

/// Every argument but whose data it is, the required ones first, each group in the order of the path and the spec.
pub(super) fn of<'a>(spec: Spec<'a>, operation: &Operation<'a>) -> Result<Vec<Argument>, String> {
    let mut arguments = Vec::new();
    let template = crate::spec::template_parameters(operation.path);
    let mut parameters: Vec<&Value> = spec
        .parameters(operation)
        .into_iter()
        .filter(|parameter| {
            let name = text(parameter, "name").unwrap_or_default();
            name != "user-id" && !OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str())
        })
        .collect();
    parameters.sort_by_key(|parameter| {
        let name = text(parameter, "name").unwrap_or_default();
        template
            .iter()
            .position(|part| *part == name)
            .unwrap_or(usize::MAX)
    });
    for parameter in parameters {
        let name = text(parameter, "name").unwrap_or_default();
        let required = parameter["required"] == true;
        arguments.push(argument(
            spec,
            name,
            parameter,
            &parameter["schema"],
            required,
        )?);
    }
    if let Some((_, media)) = spec.request_bodies(operation).next() {
        let name = schema_name(&media["schema"]).ok_or("the body is no component")?;
        let ty = format_ident!("{name}");
        arguments.push(Argument {
            name: "body".to_owned(),
            ident: format_ident!("body"),
            outer: quote!(types::#ty),
            kept: quote!(types::#ty),
            keep: Change::None,
            pass: Change::None,
            required: true,
            docs: vec![" The arguments of the body.".to_owned()],
        });
    }
    arguments.sort_by_key(|argument| !argument.required);
    Ok(arguments)
}

fn argument(
    spec: Spec<'_>,
    name: &str,
    parameter: &Value,
    schema: &Value,
    required: bool,
) -> Result<Argument, String> {
    let ident = ident(name);
    let (outer, kept, keep, pass) = match schema_name(schema) {
        Some(component) => {
            let ty = format_ident!("{component}");
            if spec.schema(component).is_some_and(enums::is_open) {
                let ty = quote!(types::#ty);
                (quote!(impl Into<#ty>), ty, Change::Into, Change::None)
            } else {
                let ty = quote!(types::#ty);
                (ty.clone(), ty, Change::None, Change::None)
            }
        }
        None => plain(schema).ok_or_else(|| format!("no type for the argument `{name}`"))?,
    };
    Ok(Argument {
        name: name.to_owned(),
        ident,
        outer,
        kept,
        keep,
        pass,
        required,
        docs: docs::escape(text(parameter, "description").unwrap_or_default())
            .trim()
            .lines()
            .map(|line| format!(" {line}").trim_end().to_owned())
            .collect(),
    })
}

type Types = (TokenStream, TokenStream, Change, Change);

fn plain(schema: &Value) -> Option<Types> {
    let by_value = |ty: TokenStream| (ty.clone(), ty, Change::None, Change::None);
    let into = |ty: TokenStream| (quote!(impl Into<#ty>), ty, Change::Into, Change::None);
    Some(match (text(schema, "type")?, text(schema, "format")) {
        ("string", None) => (
            quote!(impl Into<String>),
            quote!(String),
            Change::Into,
            Change::None,
        ),
        // What came from an answer is checked by the raw builder, which takes it as text.
        ("string", Some("user-id")) => (
            quote!(&fitbit_api::UserId),
            quote!(fitbit_api::UserId),
            Change::Clone,
            Change::AsStr,
        ),
        ("string", Some("date")) => by_value(quote!(fitbit_api::jiff::civil::Date)),
        ("string", Some("date-or-today")) => into(quote!(fitbit_api::DateOrToday)),
        ("string", Some("end-or-period")) => into(quote!(fitbit_api::EndOrPeriod)),
        ("string", Some("time-of-day" | "time-to-the-minute" | "time-to-the-second")) => {
            into(quote!(fitbit_api::TimeOfDay))
        }
        ("string", Some("offset-time")) => into(quote!(fitbit_api::OffsetTime)),
        ("string", Some("date-or-date-time")) => into(quote!(fitbit_api::DateOrDateTime)),
        ("string" | "integer", Some("log-id")) => by_value(quote!(fitbit_api::LogId)),
        ("integer", Some("activity-id")) => by_value(quote!(fitbit_api::ActivityId)),
        ("integer", Some("alarm-id")) => by_value(quote!(fitbit_api::AlarmId)),
        ("integer", Some("food-id")) => by_value(quote!(fitbit_api::FoodId)),
        ("integer", Some("food-unit-id")) => by_value(quote!(fitbit_api::FoodUnitId)),
        ("integer", Some("meal-id")) => by_value(quote!(fitbit_api::MealId)),
        ("string", Some("device-id")) => into(quote!(fitbit_api::DeviceId)),
        ("string", Some("subscription-id")) => into(quote!(fitbit_api::SubscriptionId)),
        ("integer", Some("int64")) => by_value(quote!(i64)),
        ("number", _) => by_value(quote!(f64)),
        ("boolean", _) => by_value(quote!(bool)),
        _ => return None,
    })
}

/// The argument's name in Rust, as the generated builders spell it.
pub(super) fn ident(name: &str) -> Ident {
    let name = name.to_snake_case();
    if syn::parse_str::<Ident>(&name).is_ok() {
        format_ident!("{name}")
    } else {
        format_ident!("{name}_")
    }
}
