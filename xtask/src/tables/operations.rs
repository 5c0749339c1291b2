//! The table of operations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::{number, option, print};
use crate::failure::Failure;
use crate::spec::{Operation, Spec, either_or, list, members, strings, text};

/// The table of operations, by id.
pub(crate) fn operations(spec: Spec<'_>) -> Result<String, Failure> {
    let rows = spec
        .operations_by_id()
        .into_values()
        .map(|operation| row(spec, &operation));
    print(
        "The facts about every operation, sorted by id.",
        &quote! {
            #[allow(unused_imports)]
            use crate::facts::{
                Empty, Idempotency, MaxRange, Operation, OperationPrivacy, Pagination, PrivacyEffect, ScopesByParameter,
                Units,
            };

            /// Every operation, sorted by id.
            pub static OPERATIONS: &[Operation] = &[#(#rows),*];
        },
    )
}

fn row(spec: Spec<'_>, operation: &Operation<'_>) -> TokenStream {
    let value = operation.value;
    let id = operation.id();
    let covers = covers(operation);
    let method = operation.method.to_uppercase();
    let path = operation.path;
    let group = operation.tag();
    let deprecated = operation.is_deprecated();
    let scopes = operation.scopes().into_iter();
    let by_parameter = option(value.get("x-scopes-by-parameter").map(|facts| {
        let parameter = text(facts, "parameter").unwrap_or_default();
        let rows = members(&facts["scopes"]).map(|(value, scopes)| {
            let scopes = strings(scopes);
            quote!((#value, &[#(#scopes),*]))
        });
        quote!(ScopesByParameter { parameter: #parameter, scopes: &[#(#rows),*] })
    }));
    let idempotency = match text(value, "x-idempotency") {
        Some("idempotent") => quote!(Idempotency::Idempotent),
        Some("none") => quote!(Idempotency::None),
        _ => quote!(Idempotency::Safe),
    };
    let own_data_only = operation.is_own_data_only();
    let pagination = option(value.get("x-pagination").map(|facts| {
        let [items, object, next, previous] =
            ["items", "object", "next", "previous"].map(|key| text(facts, key).unwrap_or_default());
        let max_limit = number(&facts["max-limit"]);
        quote!(Pagination {
            items: #items, object: #object, next: #next, previous: #previous, max_limit: #max_limit
        })
    }));
    let max_range = option(value.get("x-max-range").map(max_range));
    let intraday = value["x-intraday"] == true;
    let periods = spec.periods(operation);
    let either_or = either_or(operation)
        .into_iter()
        .map(|names| quote!(&[#(#names),*]));
    let units = if text(value, "x-units") == Some("profile") {
        quote!(Units::Profile)
    } else {
        quote!(Units::Header)
    };
    let privacy = privacy(value);
    let success_name = spec.success_schema(operation);
    let xml_root = option(spec.xml_root(operation).map(|name| quote!(#name)));
    let success = option(success_name.map(|name| quote!(#name)));
    let root = success_name.and_then(|name| spec.schema(name));
    let empty = match root.and_then(|schema| text(schema, "x-empty")) {
        Some("object") => quote!(Empty::Object),
        Some("body") => quote!(Empty::Body),
        _ => quote!(Empty::Never),
    };
    let root_item = option(
        root.and_then(|schema| text(&schema["x-root-forms"], "item"))
            .map(|field| quote!(#field)),
    );
    let root_list = option(
        root.and_then(|schema| text(&schema["x-root-forms"], "list"))
            .map(|field| quote!(#field)),
    );
    // What most operations have in common stands once, in the table's default.
    let rows = [
        ("deprecated", quote!(#deprecated), "false"),
        ("scopes", quote!(&[#(#scopes),*]), "&[]"),
        ("scopes_by_parameter", by_parameter, "None"),
        ("idempotency", idempotency, "Idempotency::Safe"),
        ("own_data_only", quote!(#own_data_only), "false"),
        ("pagination", pagination, "None"),
        ("max_range", max_range, "None"),
        ("intraday", quote!(#intraday), "false"),
        ("periods", quote!(&[#(#periods),*]), "&[]"),
        ("either_or", quote!(&[#(#either_or),*]), "&[]"),
        ("units", units, "Units::Header"),
        ("privacy", quote!(&[#(#privacy),*]), "&[]"),
        ("success", success, "None"),
        ("xml_root", xml_root, "None"),
        ("empty", empty, "Empty::Never"),
        ("root_list", root_list, "None"),
        ("root_item", root_item, "None"),
    ]
    .into_iter()
    .filter(|(_, tokens, default)| tokens.to_string().replace(' ', "") != *default)
    .map(|(name, tokens, _)| {
        let name = format_ident!("{name}");
        quote!(#name: #tokens)
    });
    quote! {
        Operation {
            id: #id,
            covers: &[#(#covers),*],
            method: #method,
            path: #path,
            group: #group,
            #(#rows,)*
            ..Operation::DEFAULT
        }
    }
}

fn privacy(operation: &Value) -> impl Iterator<Item = TokenStream> {
    list(&operation["x-privacy"]).iter().map(|rule| {
        let setting = text(rule, "setting").unwrap_or_default();
        let effect = if text(rule, "effect") == Some("items") {
            let items = text(rule, "items").unwrap_or_default();
            quote!(PrivacyEffect::Items(#items))
        } else {
            quote!(PrivacyEffect::Call)
        };
        let of_listed = text(rule, "of") == Some("listed");
        quote!(OperationPrivacy { setting: #setting, of_listed: #of_listed, effect: #effect })
    })
}

/// The documented operations that this one serves.
pub(crate) fn covers<'a>(operation: &Operation<'a>) -> Vec<&'a str> {
    match operation.value.get("x-covers") {
        Some(ids) => strings(ids).collect(),
        None => vec![operation.id()],
    }
}

fn max_range(facts: &Value) -> TokenStream {
    if facts.get("hours").is_some() {
        let hours = number(&facts["hours"]);
        return quote!(MaxRange::Hours(#hours));
    }
    let Some(parameter) = text(facts, "parameter") else {
        let days = number(&facts["days"]);
        return quote!(MaxRange::Days(#days));
    };
    let rows = members(&facts["days"]).map(|(value, days)| {
        let days = number(days);
        quote!((#value, #days))
    });
    quote!(MaxRange::ByParameter { parameter: #parameter, days: &[#(#rows),*] })
}
