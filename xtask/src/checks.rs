//! The checks of requests, made from the spec's lengths, ranges and either-or rules: calls of the functions that
//! `fitbit-api` writes by hand. Which rule is meant is decided here; what it says to whom breaks it, there.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use crate::docs::ident;
use crate::failure::Failure;
use crate::generate::is_free_text;
use crate::spec::{Operation, Spec, either_or, members, schema_name, strings, text};
use crate::tables::print;

/// What the first and the last day of a range are called in paths, and the times of a window.
const BEGINS: [&str; 3] = ["start-date", "base-date", "date"];
const ENDS: [&str; 2] = ["end-date", "end-date-or-period"];
const TIMES: (&str, &str) = ("start-time", "end-time");

/// The file with the checks of request bodies.
pub(crate) fn bodies(spec: Spec<'_>) -> Result<String, Failure> {
    let checks = spec.reachable_from_bodies().into_iter().filter_map(|name| {
        let schema = spec.schema(name)?;
        (text(schema, "type") == Some("object")).then(|| body(spec, name, schema))
    });
    print(
        "The rules of request bodies.",
        &quote! {
            #[allow(unused_imports)]
            use super::types;
            #[allow(unused_imports)]
            use crate::check::{self, Check, InvalidArgument};

            #(#checks)*
        },
    )
}

fn body(spec: Spec<'_>, name: &str, schema: &Value) -> TokenStream {
    let ty = format_ident!("{name}");
    let required = spec.required(schema);
    let rules = spec.properties(schema).into_iter().map(|(wire, property)| {
        let field = ident(wire);
        let is_nullable = property["nullable"] == true;
        let value = if required.contains(wire) && !is_nullable {
            quote!(Some(&self.#field))
        } else if text(property, "type") == Some("array") && !is_nullable {
            // An empty list of a field that may be left out is left out.
            quote!(Some(&self.#field).filter(|list| !list.is_empty()))
        } else {
            quote!(self.#field.as_ref())
        };
        // An argument is brought to that form; a body is sent as it was filled in.
        let form = (text(property, "format") == Some("time-to-the-minute"))
            .then(|| quote!(crate::check::is_to_the_minute(#wire, #value)?;));
        form.or_else(|| rule(spec, wire, property, &value))
    });
    quote! {
        impl Check for types::#ty {
            fn check(&self) -> Result<(), InvalidArgument> {
                #(#rules)*
                Ok(())
            }
        }
    }
}

/// The checks of an operation's arguments, over variables named like them.
pub(crate) fn statements(spec: Spec<'_>, operation: &Operation<'_>) -> Vec<TokenStream> {
    let mut checks = Vec::new();
    let mut present: BTreeMap<&str, TokenStream> = BTreeMap::new();
    for parameter in spec.parameters(operation) {
        let name = text(parameter, "name").unwrap_or_default();
        let place = text(parameter, "in").unwrap_or_default();
        if !["path", "query"].contains(&place)
            || (name == "user-id" && operation.is_own_data_only())
        {
            continue;
        }
        let variable = ident(name);
        let value = if parameter["required"] == true {
            quote!(Some(&#variable))
        } else {
            present.insert(name, quote!(#variable.is_some()));
            quote!(#variable.as_ref())
        };
        let schema = &parameter["schema"];
        if place == "path" && is_free_text(schema) {
            checks.push(quote!(crate::check::segment(#name, &#variable)?;));
        }
        checks.extend(form(name, schema, parameter["required"] == true));
        checks.extend(rule(spec, name, schema, &value));
    }
    for (_, media) in spec.request_bodies(operation) {
        checks.push(quote!(crate::check::Check::check(&body)?;));
        if let Some(schema) = spec.resolve(&media["schema"]) {
            for name in spec.properties(schema).into_keys() {
                let field = ident(name);
                present
                    .entry(name)
                    .or_insert_with(|| quote!(body.#field.is_some()));
            }
        }
    }
    for names in either_or(operation) {
        let given = names
            .iter()
            .map(|name| present.get(name).cloned().unwrap_or_else(|| quote!(true)));
        checks.push(quote!(crate::check::exactly_one(&[#(#names),*], &[#(#given),*])?;));
    }
    for (with, order) in members(&operation.value["x-pagination"]["order"]) {
        let (given, order) = (ident(with), order.as_str().unwrap_or_default());
        checks.push(quote! {
            crate::check::order("sort", Some(sort.as_str()), #with, #given.is_some(), #order)?;
        });
    }
    checks.extend(ranges(spec, operation));
    checks
}

/// The argument in the one form that the operation documents.
fn form(name: &str, schema: &Value, is_required: bool) -> Option<TokenStream> {
    let variable = ident(name);
    match text(schema, "format")? {
        "time-to-the-minute" if is_required => {
            Some(quote!(let #variable = crate::check::to_the_minute(#name, #variable)?;))
        }
        "time-to-the-minute" => Some(quote! {
            let #variable = #variable.map(|time| crate::check::to_the_minute(#name, time)).transpose()?;
        }),
        "time-to-the-second" if is_required => {
            Some(quote!(let #variable = crate::check::to_the_second(#variable);))
        }
        "time-to-the-second" => {
            Some(quote!(let #variable = #variable.map(crate::check::to_the_second);))
        }
        _ => None,
    }
}

/// The rule about one value; `value` is an option of a reference to it.
fn rule(spec: Spec<'_>, name: &str, schema: &Value, value: &TokenStream) -> Option<TokenStream> {
    if let Some(part) = schema_name(schema) {
        let is_object = text(spec.schema(part)?, "type") == Some("object");
        return is_object.then(|| quote!(if let Some(part) = #value { part.check()?; }));
    }
    let count = |key: &str| schema[key].as_u64().map(Literal::u64_unsuffixed);
    let at_least = |key: &str| count(key).unwrap_or_else(|| Literal::u64_unsuffixed(0));
    let at_most = |key: &str| option(count(key));
    match text(schema, "type")? {
        kind @ ("integer" | "number") if text(schema, "format") != Some("log-id") => {
            let bound = |key: &str| schema[key].as_f64().map(Literal::f64_unsuffixed);
            let (least, most) = (bound("minimum"), bound("maximum"));
            if kind == "integer" && least.is_none() && most.is_none() {
                return None;
            }
            let above = schema["exclusiveMinimum"] == true;
            let (least, most) = (option(least), option(most));
            Some(quote!(crate::check::number(#name, #value, #least, #most, #above)?;))
        }
        "string" if is_free_text(schema) => {
            if schema.get("minLength").is_none() && schema.get("maxLength").is_none() {
                return None;
            }
            let (least, most) = (at_least("minLength"), at_most("maxLength"));
            Some(quote!(crate::check::text(#name, #value, #least, #most)?;))
        }
        "array" => {
            let mut checks = TokenStream::new();
            if schema.get("minItems").is_some() || schema.get("maxItems").is_some() {
                let (least, most) = (at_least("minItems"), at_most("maxItems"));
                checks.extend(quote!(crate::check::items(#name, #value, #least, #most)?;));
            }
            if let Some(each) = rule(spec, name, &schema["items"], &quote!(Some(item))) {
                checks.extend(quote!(for item in #value.into_iter().flatten() { #each }));
            }
            (!checks.is_empty()).then_some(checks)
        }
        _ => None,
    }
}

/// Which period, which end comes first, and how far it may be.
fn ranges(spec: Spec<'_>, operation: &Operation<'_>) -> Vec<TokenStream> {
    let parameters: BTreeMap<&str, &Value> = spec
        .parameters(operation)
        .into_iter()
        .filter(|parameter| text(parameter, "in") == Some("path"))
        .filter_map(|parameter| Some((text(parameter, "name")?, parameter)))
        .collect();
    let named = |names: &[&'static str]| {
        let name = names
            .iter()
            .copied()
            .find(|name| parameters.contains_key(name))?;
        let variable = ident(name);
        Some((variable.clone(), quote!((#name, &#variable))))
    };
    let facts = &operation.value["x-max-range"];
    let mut checks = Vec::new();
    let begin = named(&BEGINS);
    let end = named(&ENDS);
    let times = named(&[TIMES.0]).zip(named(&[TIMES.1]));
    let hours = option(facts["hours"].as_u64().map(Literal::u64_unsuffixed));
    if let Some((end, named)) = &end {
        let name = end.to_string().replace('_', "-");
        let periods: Vec<&str> = strings(&parameters[name.as_str()]["x-periods"]).collect();
        if !periods.is_empty() {
            checks.push(quote!(crate::check::offered(#name, #end, &[#(#periods),*])?;));
        }
        let Some((begin, begin_named)) = &begin else {
            return checks;
        };
        checks.push(if let Some(((_, from), (_, to))) = &times {
            quote!(crate::check::window(&#begin, #from, &#end, #to, #hours)?;)
        } else if let Some(hours) = facts["hours"].as_u64().map(Literal::u64_unsuffixed) {
            quote!(crate::check::hours(#begin_named, #named, #hours)?;)
        } else if let Some(parameter) = text(facts, "parameter") {
            let value = ident(parameter);
            let rows = members(&facts["days"]).map(|(value, days)| {
                let days = Literal::u64_unsuffixed(days.as_u64().unwrap_or_default());
                quote!((#value, #days))
            });
            quote!(crate::check::ends_by_value(#begin_named, #named, #value.as_str(), &[#(#rows),*])?;)
        } else {
            let days = option(facts["days"].as_u64().map(Literal::u64_unsuffixed));
            quote!(crate::check::ends(#begin_named, #named, #days)?;)
        });
    } else if let Some(((_, from), (_, to))) = &times {
        checks.push(quote!(crate::check::times(#from, #to)?;));
    }
    checks
}

fn option(value: Option<Literal>) -> TokenStream {
    value.map_or(quote!(None), |value| quote!(Some(#value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(operation: &Value) -> String {
        let document = json!({"paths": {"/a": {"get": operation}}, "components": {"schemas": {
            "Resource": {"type": "string", "enum": ["fat"]},
        }}});
        let spec = Spec::new(&document);
        let operation = spec.operations().next().unwrap();
        statements(spec, &operation)
            .iter()
            .map(|check| check.to_string().replace(' ', "") + "\n")
            .collect()
    }

    fn path(name: &str, schema: &Value) -> Value {
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    }

    #[test]
    fn bounds_and_lengths_become_calls() {
        let checks = of(&json!({"parameters": [
            {"name": "limit", "in": "query", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
            {"name": "weight", "in": "query", "schema": {"type": "number", "minimum": 0, "exclusiveMinimum": true}},
            {"name": "foodName", "in": "query", "schema": {"type": "string", "maxLength": 60}},
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {"name": "Accept", "in": "header", "schema": {"type": "string", "maxLength": 6}},
        ]}));
        assert_eq!(
            checks,
            "crate::check::number(\"limit\",Some(&limit),Some(1.0),Some(100.0),false)?;\n\
             crate::check::number(\"weight\",weight.as_ref(),Some(0.0),None,true)?;\n\
             crate::check::text(\"foodName\",food_name.as_ref(),0,Some(60))?;\n"
        );
    }

    #[test]
    fn times_are_brought_to_their_documented_form() {
        let time = |form| json!({"type": "string", "format": form});
        let checks = of(&json!({"parameters": [
            path("start-time", &time("time-to-the-minute")),
            {"name": "time", "in": "query", "schema": time("time-to-the-second")},
        ]}));
        assert_eq!(
            checks,
            "letstart_time=crate::check::to_the_minute(\"start-time\",start_time)?;\n\
             lettime=time.map(crate::check::to_the_second);\n"
        );
    }

    #[test]
    fn either_or_and_order_become_calls() {
        let edge = |name| json!({"name": name, "in": "query", "schema": {"type": "string"}});
        let checks = of(&json!({
            "parameters": [edge("beforeDate"), edge("afterDate")],
            "x-either-or": [["beforeDate", "afterDate"]],
            "x-pagination": {"order": {"afterDate": "asc"}},
        }));
        assert_eq!(
            checks,
            "crate::check::exactly_one(&[\"beforeDate\",\"afterDate\"],&[before_date.is_some(),after_date.is_some()])?;\n\
             crate::check::order(\"sort\",Some(sort.as_str()),\"afterDate\",after_date.is_some(),\"asc\")?;\n"
        );
    }

    #[test]
    fn ranges_become_calls_by_what_the_path_has() {
        let day = json!({"type": "string", "format": "date-or-today"});
        let end = json!({
            "name": "end-date-or-period", "in": "path", "required": true, "x-periods": ["1d"],
            "schema": {"type": "string", "format": "end-or-period"},
        });
        let time = json!({"type": "string", "format": "time-of-day"});
        for (parameters, range, expected) in [
            (
                json!([path("date", &day), end]),
                json!({"days": 30}),
                "crate::check::offered(\"end-date-or-period\",end_date_or_period,&[\"1d\"])?;\n\
                 crate::check::ends((\"date\",&date),(\"end-date-or-period\",&end_date_or_period),Some(30))?;\n",
            ),
            (
                json!([
                    path(
                        "resource",
                        &json!({"$ref": "#/components/schemas/Resource"})
                    ),
                    path("start-date", &day),
                    path("end-date", &day)
                ]),
                json!({"parameter": "resource", "days": {"fat": 30}}),
                "crate::check::ends_by_value((\"start-date\",&start_date),(\"end-date\",&end_date),resource.as_str(),&[(\"fat\",30)])?;\n",
            ),
            (
                json!([path("start-date", &day), path("end-date", &day)]),
                json!({"hours": 24}),
                "crate::check::hours((\"start-date\",&start_date),(\"end-date\",&end_date),24)?;\n",
            ),
            (
                json!([
                    path("start-date", &day),
                    path("end-date", &day),
                    path("start-time", &time),
                    path("end-time", &time)
                ]),
                json!({"hours": 24}),
                "crate::check::window(&start_date,(\"start-time\",&start_time),&end_date,(\"end-time\",&end_time),Some(24))?;\n",
            ),
            (
                json!([
                    path("date", &day),
                    path("start-time", &time),
                    path("end-time", &time)
                ]),
                Value::Null,
                "crate::check::times((\"start-time\",&start_time),(\"end-time\",&end_time))?;\n",
            ),
        ] {
            let checks = of(&json!({"parameters": parameters, "x-max-range": range}));
            assert_eq!(checks, expected);
        }
    }
}
