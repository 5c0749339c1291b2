//! Rules about single arguments, and about which of them are sent together.

use super::{InvalidArgument, Rule};

/// A request body, or a part of one, that knows the rules of its fields. Implemented by the generator.
pub(crate) trait Check {
    /// # Errors
    ///
    /// The first rule that is broken.
    fn check(&self) -> Result<(), InvalidArgument>;
}

/// What a rule about numbers can be asked of.
pub(crate) trait Number: Copy {
    fn as_f64(self) -> f64;
}

impl Number for f64 {
    fn as_f64(self) -> f64 {
        self
    }
}

impl Number for i64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "bounds are far below where this rounds"
    )]
    fn as_f64(self) -> f64 {
        self as f64
    }
}

/// A number is finite, and within its bounds.
pub(crate) fn number<N: Number>(
    argument: &'static str,
    value: Option<&N>,
    least: Option<f64>,
    most: Option<f64>,
    above: bool,
) -> Result<(), InvalidArgument> {
    let Some(value) = value.map(|value| value.as_f64()) else {
        return Ok(());
    };
    let is_enough = least.is_none_or(|least| if above { value > least } else { value >= least });
    let is_right = value.is_finite() && is_enough && most.is_none_or(|most| value <= most);
    refuse_unless(is_right, argument, Rule::Number { least, most, above })
}

/// A text has so many characters.
pub(crate) fn text(
    argument: &'static str,
    value: Option<&impl AsRef<str>>,
    least: usize,
    most: Option<usize>,
) -> Result<(), InvalidArgument> {
    let is_right = value.is_none_or(|value| is_within(value.as_ref().chars().count(), least, most));
    refuse_unless(is_right, argument, Rule::Length { least, most })
}

/// A text stays one segment of a path. Escaping is not enough: URL parsers read `\\` as `/`, and the dots in any
/// spelling.
pub(crate) fn segment(
    argument: &'static str,
    value: &(impl AsRef<str> + ?Sized),
) -> Result<(), InvalidArgument> {
    let value = value.as_ref();
    let is_right = !matches!(value, "" | "." | "..")
        && !value
            .chars()
            .any(|letter| matches!(letter, '/' | '\\') || letter.is_control());
    refuse_unless(is_right, argument, Rule::Segment)
}

/// A list has so many items.
pub(crate) fn items<T>(
    argument: &'static str,
    value: Option<&Vec<T>>,
    least: usize,
    most: Option<usize>,
) -> Result<(), InvalidArgument> {
    let is_right = value.is_none_or(|value| is_within(value.len(), least, most));
    refuse_unless(is_right, argument, Rule::Items { least, most })
}

/// Exactly one of these arguments is there.
pub(crate) fn exactly_one(
    of: &'static [&'static str],
    given: &[bool],
) -> Result<(), InvalidArgument> {
    let count = given.iter().filter(|given| **given).count();
    let too_many = count > 1;
    // The last of those that are too many, or the first of those that are missing.
    let index = given.iter().rposition(|given| *given).unwrap_or(0);
    refuse_unless(
        count == 1,
        of.get(index).copied().unwrap_or_default(),
        Rule::ExactlyOne { of, too_many },
    )
}

/// With that argument goes this order.
pub(crate) fn order(
    argument: &'static str,
    value: Option<&str>,
    with: &'static str,
    is_given: bool,
    order: &'static str,
) -> Result<(), InvalidArgument> {
    let is_right = !is_given || value.is_none_or(|value| value == order);
    refuse_unless(is_right, argument, Rule::Order { with, order })
}

fn is_within(count: usize, least: usize, most: Option<usize>) -> bool {
    count >= least && most.is_none_or(|most| count <= most)
}

pub(super) fn refuse_unless(
    is_right: bool,
    argument: &'static str,
    rule: Rule,
) -> Result<(), InvalidArgument> {
    if is_right {
        Ok(())
    } else {
        Err(InvalidArgument::new(argument, rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(result: Result<(), InvalidArgument>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_number_out_of_bounds_is_refused_by_name_and_rule() {
        let limit = |value| number("limit", Some(&value), Some(1.0), Some(100.0), false);
        assert_eq!(limit(1_i64).and(limit(100)), Ok(()));
        for value in [0, 101, i64::MIN, i64::MAX] {
            assert_eq!(
                message(limit(value)),
                "limit is out of range: give a number from 1 to 100"
            );
        }
        let offset = |value: i64| number("offset", Some(&value), Some(0.0), Some(0.0), false);
        assert_eq!(offset(0), Ok(()));
        assert_eq!(message(offset(1)), "offset must be 0: give 0");
        assert_eq!(number::<i64>("limit", None, Some(1.0), None, false), Ok(()));
    }

    #[test]
    fn a_weight_is_a_number_above_zero_and_not_shown() {
        let weight = |value: f64| number("weight", Some(&value), Some(0.0), None, true);
        assert_eq!(weight(0.1), Ok(()));
        for value in [0.0, -80.5, f64::NAN, f64::INFINITY] {
            let message = message(weight(value));
            assert_eq!(message, "weight is too small: give a number above 0");
        }
        let any = |value: f64| number("amount", Some(&value), None, None, false);
        assert_eq!(any(-1.0), Ok(()));
        assert_eq!(
            message(any(f64::NAN)),
            "amount is no number: give a finite one"
        );
    }

    #[test]
    fn a_length_is_counted_in_characters() {
        let name = |value: &str| text("name", Some(&value.to_owned()), 1, Some(3));
        assert_eq!(
            name("äöü").and(text("name", None::<&String>, 1, None)),
            Ok(())
        );
        for value in ["", "abcd"] {
            assert_eq!(
                message(name(value)),
                "name has the wrong length: give 1 to 3 characters"
            );
        }
        let days = items("weekDays", Some(&vec![(); 8]), 1, Some(7));
        assert_eq!(
            message(days),
            "weekDays has the wrong number of items: give 1 to 7 items"
        );
    }

    #[test]
    fn either_or_names_both() {
        const OF: &[&str] = &["calories", "intensity"];
        assert_eq!(exactly_one(OF, &[false, true]), Ok(()));
        assert_eq!(
            message(exactly_one(OF, &[true, true])),
            "only one of calories and intensity can be sent: leave the rest out"
        );
        assert_eq!(
            message(exactly_one(OF, &[false, false])),
            "one of calories and intensity must be sent: give one"
        );
    }

    #[test]
    fn an_order_goes_with_its_edge() {
        assert_eq!(
            order("sort", Some("asc"), "beforeDate", false, "desc"),
            Ok(())
        );
        assert_eq!(
            order("sort", Some("desc"), "beforeDate", true, "desc"),
            Ok(())
        );
        assert_eq!(
            message(order("sort", Some("asc"), "beforeDate", true, "desc")),
            "sort does not go with beforeDate: give desc"
        );
    }
}
