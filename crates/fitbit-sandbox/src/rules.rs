//! The rules that the bundle has for the arguments of a write, checked in one place before its handler runs. What no
//! schema can say (a day to come, an unknown unit) is the handler's matter.

use serde_json::Value;

use crate::bundle;
use crate::call::{Call, values};
use crate::refusal::Refusal;

/// Checks the arguments of a call, as the bundle has them.
pub(crate) fn check(call: &Call<'_>) -> Result<(), Refusal> {
    let operation = call.operation;
    for parameter in operation.parameters() {
        let Some(name) = parameter["name"].as_str() else {
            continue;
        };
        let value = match parameter["in"].as_str() {
            Some("query") => call.argument(name),
            Some("path") if name != "user-id" => Some(call.parameter(name)),
            _ => continue,
        };
        check_text(
            name,
            value,
            parameter["required"] == true,
            &parameter["schema"],
        )?;
    }
    match operation.body() {
        Some(("application/json", schema)) => {
            let body = serde_json::from_slice(call.body).map_err(|_| Refusal::unreadable())?;
            check_json("n/a", &body, schema)?;
        }
        Some((_, schema)) => {
            for (name, property) in bundle::resolved(schema)["properties"]
                .as_object()
                .into_iter()
                .flatten()
            {
                let required = is_required(bundle::resolved(schema), name);
                check_text(name, call.argument(name), required, property)?;
            }
        }
        None => {}
    }
    check_either_or(call, &operation.either_or())
}

/// Of these, exactly one.
fn check_either_or(call: &Call<'_>, names: &[&str]) -> Result<(), Refusal> {
    let given = names.iter().filter(|name| is_given(call.argument(name)));
    let (Some(first), Some(last)) = (names.first(), names.last()) else {
        return Ok(());
    };
    match given.count() {
        1 => Ok(()),
        0 => Err(Refusal::validation(
            first,
            format!("Either {} is required.", names.join(" or ")),
        )),
        _ => Err(Refusal::validation(
            last,
            format!("Either {} is given, not both.", names.join(" or ")),
        )),
    }
}

fn is_given(value: Option<&str>) -> bool {
    value.is_some_and(|value| !value.is_empty())
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|names| names.iter().any(|required| required == name))
}

/// In the words of the recorded answer, "Weight is required".
fn missing(name: &str) -> Refusal {
    let (first, rest) = name.split_at_checked(1).unwrap_or((name, ""));
    Refusal::validation(name, format!("{}{rest} is required", first.to_uppercase()))
}

fn check_text(
    name: &str,
    value: Option<&str>,
    required: bool,
    schema: &'static Value,
) -> Result<(), Refusal> {
    let schema = bundle::resolved(schema);
    let Some(text) = value.filter(|text| !text.is_empty()) else {
        // A text may be emptied; an empty number is none.
        return if required { Err(missing(name)) } else { Ok(()) };
    };
    let fits = match schema["type"].as_str() {
        Some("integer") => text
            .parse::<i64>()
            .is_ok_and(|value| is_within(schema, as_float(value))),
        Some("number") => {
            is_decimal(text) && text.parse().is_ok_and(|value| is_within(schema, value))
        }
        Some("boolean") => matches!(text, "true" | "false"),
        _ => is_text(schema, text),
    };
    if fits {
        return Ok(());
    }
    let what = match schema["format"].as_str() {
        Some("date") => "date",
        Some("time-of-day" | "time-to-the-minute" | "time-to-the-second" | "offset-time") => "time",
        _ => "value",
    };
    Err(Refusal::validation(name, format!("Invalid {what}: {text}")))
}

fn is_text(schema: &Value, text: &str) -> bool {
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let choices = schema["enum"]
        .as_array()
        .or(schema["x-extensible-enum"].as_array());
    let fits = match schema["format"].as_str() {
        Some("date") => values::date(text).is_some(),
        Some("time-of-day") => values::time(text).is_some(),
        Some("time-to-the-minute") => length == 5 && values::time(text).is_some(),
        Some("time-to-the-second") => length == 8 && values::time(text).is_some(),
        Some("offset-time") => is_offset_time(text),
        Some("log-id") => text.parse::<u64>().is_ok(),
        _ => true,
    };
    fits && choices.is_none_or(|choices| choices.iter().any(|choice| choice == text))
        && schema["minLength"]
            .as_u64()
            .is_none_or(|least| length >= least)
        && schema["maxLength"]
            .as_u64()
            .is_none_or(|most| length <= most)
}

/// `HH:mm` with an offset from UTC. A plus that nobody escaped has become a blank.
fn is_offset_time(text: &str) -> bool {
    let Some((time, offset)) = text.split_at_checked(5) else {
        return false;
    };
    let Some(sign) = offset.chars().next() else {
        return false;
    };
    matches!(sign, '+' | '-')
        && values::time(time).is_some()
        && offset.len() == 6
        && offset.get(1..).and_then(values::time).is_some()
}

fn is_decimal(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
}

fn is_within(schema: &Value, value: f64) -> bool {
    let above = schema["exclusiveMinimum"] == true;
    let least = schema["minimum"].as_f64();
    let most = schema["maximum"].as_f64();
    least.is_none_or(|least| value > least || (value >= least && !above))
        && most.is_none_or(|most| value <= most)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "compared with small bounds only"
)]
fn as_float(value: i64) -> f64 {
    value as f64
}

/// A value of a JSON body, under the name of the field that it is in.
fn check_json(name: &str, value: &Value, schema: &'static Value) -> Result<(), Refusal> {
    let schema = bundle::resolved(schema);
    let wrong = || Refusal::validation(name, format!("Invalid value of {name}"));
    let fits = match schema["type"].as_str() {
        Some("object") => {
            let object = value.as_object().ok_or_else(wrong)?;
            for (field, property) in schema["properties"].as_object().into_iter().flatten() {
                match object.get(field) {
                    Some(value) => check_json(field, value, property)?,
                    None if is_required(schema, field) => return Err(missing(field)),
                    None => {}
                }
            }
            true
        }
        Some("array") => {
            let items = value.as_array().ok_or_else(wrong)?;
            for item in items {
                check_json(name, item, &schema["items"])?;
            }
            let least = schema["minItems"]
                .as_u64()
                .and_then(|least| usize::try_from(least).ok());
            items.len() >= least.unwrap_or(0)
        }
        Some("integer") => value
            .as_i64()
            .is_some_and(|value| is_within(schema, as_float(value))),
        Some("number") => value.as_f64().is_some_and(|value| is_within(schema, value)),
        _ => value.as_str().is_some_and(|text| is_text(schema, text)),
    };
    if fits { Ok(()) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_and_bound_of_the_writes_is_one_that_is_checked() {
        const KEYWORDS: [&str; 11] = [
            "description",
            "enum",
            "exclusiveMinimum",
            "format",
            "maxLength",
            "maximum",
            "minLength",
            "minimum",
            "type",
            "x-extensible-enum",
            "x-unit",
        ];
        // The ids that are numbers are checked as integers; those that are texts may be any.
        const FORMATS: [&str; 16] = [
            "activity-id",
            "alarm-id",
            "date",
            "device-id",
            "double",
            "food-id",
            "food-unit-id",
            "int64",
            "log-id",
            "meal-id",
            "offset-time",
            "subscription-id",
            "time-of-day",
            "time-to-the-minute",
            "time-to-the-second",
            "user-id",
        ];
        let operations = bundle::OPERATIONS.iter();
        for operation in operations.filter(|known| known.method != http::Method::GET) {
            for parameter in operation.parameters() {
                let schema = bundle::resolved(&parameter["schema"]);
                for (keyword, value) in schema.as_object().into_iter().flatten() {
                    assert!(
                        KEYWORDS.contains(&keyword.as_str()),
                        "{}: {keyword}",
                        operation.id
                    );
                    let known = value
                        .as_str()
                        .is_some_and(|format| FORMATS.contains(&format));
                    assert!(keyword != "format" || known, "{}: {value}", operation.id);
                }
            }
        }
    }

    #[test]
    fn a_time_with_an_offset_needs_both() {
        assert!(is_offset_time("07:15-08:00") && is_offset_time("07:15+05:30"));
        for wrong in [
            "07:15",
            "07:15 05:30",
            "7:15-08:00",
            "07:15-0800",
            "07:15Z",
            "25:15-08:00",
            "é7:15-08:00",
        ] {
            assert!(!is_offset_time(wrong), "{wrong}");
        }
    }
}
