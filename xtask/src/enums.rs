//! Enums: open ones, of which the server may send values that we have not heard of, and closed ones, which are sent only
//! by us. Their spelling in Rust follows from the wire value and from nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::codegen::MARK;
use crate::docs;
use crate::spec::{Spec, strings, text};

/// The catch-all of every open enum, which no value may be called.
const RESERVED: &str = "Other";

/// Whether the schema is an enum with values still to come.
pub(crate) fn is_open(schema: &Value) -> bool {
    schema["x-extensible-enum"] == true
}

/// The variant for a wire value: its words, each with a capital. A number that it begins with is spelled out: `15min`
/// reads `FifteenMin`.
pub(crate) fn variant(value: &str) -> String {
    let digits = value.len()
        - value
            .trim_start_matches(|digit: char| digit.is_ascii_digit())
            .len();
    let (number, value) = value.split_at(digits);
    let mut name = number
        .parse()
        .ok()
        .and_then(spelled)
        .unwrap_or_else(|| number.to_owned());
    for word in value.split(|letter: char| !letter.is_alphanumeric()) {
        // A word in capitals is shouted, not spelled: `DAILY_STEPS` reads `DailySteps`.
        let is_shouted = !word.chars().any(char::is_lowercase);
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        if is_shouted {
            name.extend(letters.flat_map(char::to_lowercase));
        } else {
            name.extend(letters);
        }
    }
    name
}

/// A number below a hundred in words.
fn spelled(number: usize) -> Option<String> {
    const ONES: [&str; 20] = [
        "Zero",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Eleven",
        "Twelve",
        "Thirteen",
        "Fourteen",
        "Fifteen",
        "Sixteen",
        "Seventeen",
        "Eighteen",
        "Nineteen",
    ];
    const TENS: [&str; 8] = [
        "Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety",
    ];
    match (ONES.get(number), number / 10, number % 10) {
        (Some(name), _, _) => Some((*name).to_owned()),
        (None, tens @ 2..10, 0) => Some(TENS[tens - 2].to_owned()),
        (None, tens @ 2..10, ones) => Some(format!("{}{}", TENS[tens - 2], ONES[ones])),
        _ => None,
    }
}

/// What is wrong with the values of an enum as names of variants.
pub(crate) fn faults(schema: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for value in strings(&schema["enum"]) {
        let name = variant(value);
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || name == "Self" {
            faults.push(format!("`{value}` makes no name for a variant"));
        } else if name == RESERVED && is_open(schema) {
            faults.push(format!(
                "`{value}` would be called `{RESERVED}`, the variant for unlisted values"
            ));
        }
        if let Some(first) = seen.insert(name.clone(), value) {
            faults.push(format!(
                "`{first}` and `{value}` would both be called `{name}`"
            ));
        }
    }
    faults
}

/// The file with all enums.
pub(crate) fn file(spec: Spec<'_>) -> String {
    let mut out = format!(
        "{MARK}\n//! Enums. Of those that the server may extend, a value that is not listed is kept as it came.\n"
    );
    for (name, schema) in spec.enums() {
        out.push_str(if is_open(schema) {
            "\ncrate::open_enum::open_enum! {\n"
        } else {
            "\ncrate::closed_enum::closed_enum! {\n"
        });
        for line in docs::escape(text(schema, "description").unwrap_or_default())
            .trim_end()
            .lines()
        {
            let line = format!("    /// {line}");
            out.push_str(line.trim_end());
            out.push('\n');
        }
        let _ = writeln!(out, "    pub enum {name} {{");
        for value in strings(&schema["enum"]) {
            let _ = writeln!(
                out,
                "        /// `{value}`.\n        {} = {value:?},",
                variant(value)
            );
        }
        out.push_str("    }\n}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_named_by_the_words_of_its_value() {
        for (value, name) in [
            ("auto_detected", "AutoDetected"),
            ("userRevokedAccess", "UserRevokedAccess"),
            ("DAILY_STEPS", "DailySteps"),
            ("Out of Range", "OutOfRange"),
            ("NA", "Na"),
            ("VO2_MAX", "Vo2Max"),
            ("1sec", "OneSec"),
            ("15min", "FifteenMin"),
            ("24hour", "TwentyFourHour"),
            ("40", "Forty"),
        ] {
            assert_eq!(variant(value), name);
        }
    }

    #[test]
    fn values_that_make_no_name_or_the_same_name_are_faults() {
        let faults = faults(
            &serde_json::json!({"x-extensible-enum": true, "enum": ["", "100x", "other", "a_b", "a-b"]}),
        );
        assert_eq!(
            faults,
            [
                "`` makes no name for a variant",
                "`100x` makes no name for a variant",
                "`other` would be called `Other`, the variant for unlisted values",
                "`a_b` and `a-b` would both be called `AB`",
            ]
        );
    }
}
