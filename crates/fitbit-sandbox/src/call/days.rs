//! The days and choices that a path asks for, checked by the rules that the bundle has for the operation.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::Call;
use crate::person::Person;
use crate::refusal::Refusal;

/// Days from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) first: Date,
    pub(crate) last: Date,
}

impl Days {
    /// One after the other, the first one first.
    pub(crate) fn each(self) -> impl DoubleEndedIterator<Item = Date> {
        let count = (self.last - self.first).get_days();
        (0..=count).map(move |number| self.first.saturating_add(number.days()))
    }

    /// Without the days after this one.
    pub(crate) fn until(self, today: Date) -> Self {
        Self {
            last: self.last.min(today),
            ..self
        }
    }

    /// Without the days before this one.
    pub(crate) fn since(self, day: Date) -> Self {
        Self {
            first: self.first.max(day),
            ..self
        }
    }
}

impl<'a> Call<'a> {
    /// The day in the path: a date, or `today` where the person lives.
    pub(crate) fn day(&self, name: &str, person: &Person) -> Result<Date, Refusal> {
        self.read_day(name, self.parameter(name), person)
    }

    /// The days from one parameter to another. The second one may be a period, which ends on the first.
    pub(crate) fn days(&self, first: &str, second: &str, person: &Person) -> Result<Days, Refusal> {
        let day = self.day(first, person)?;
        let text = self.parameter(second);
        let periods = self.operation.periods(second);
        if periods.contains(&text) {
            return Ok(Days {
                first: first_of(text, day, self.world.joined()),
                last: day,
            });
        }
        if !periods.is_empty() && is_period(text) {
            return Err(Refusal::validation(
                "period",
                format!("Invalid period: {text}"),
            ));
        }
        let last = self.read_day(second, text, person)?;
        if last < day {
            return Err(Refusal::validation(
                second,
                "The end date is before the start date.",
            ));
        }
        let most = self
            .operation
            .max_days(|parameter| self.parameter(parameter).to_owned());
        match most {
            // Both ends count.
            Some(most) if i64::from((last - day).get_days()) >= most => {
                Err(Refusal::range_too_long(&format!("{most} days")))
            }
            _ => Ok(Days { first: day, last }),
        }
    }

    /// A value of the path that must be one of those that the bundle lists.
    pub(crate) fn choice(&self, name: &str) -> Result<&'a str, Refusal> {
        let value = self.parameter(name);
        match self.operation.choices(name) {
            Some(choices) if !choices.contains(&value) => {
                Err(Refusal::validation(name, format!("Invalid value: {value}")))
            }
            _ => Ok(value),
        }
    }

    fn read_day(&self, name: &str, text: &str, person: &Person) -> Result<Date, Refusal> {
        if text == "today" {
            return Ok(person.today(self.now));
        }
        super::values::date(text)
            .ok_or_else(|| Refusal::validation(name, format!("Invalid date: {text}")))
    }
}

/// Digits and a letter, or `max`: what no date looks like.
fn is_period(text: &str) -> bool {
    text == "max" || (text.len() <= 3 && text.ends_with(['d', 'w', 'm', 'y']))
}

/// The first day of a period that ends on `last`.
fn first_of(period: &str, last: Date, joined: Date) -> Date {
    let after = |span: Span| last.saturating_sub(span).saturating_add(1.day());
    match period {
        "1d" => last,
        "7d" | "1w" => after(7.days()),
        "30d" => after(30.days()),
        "1m" => after(1.month()),
        "3m" => after(3.months()),
        "6m" => after(6.months()),
        "1y" => after(1.year()),
        // The only one without a length of its own.
        _ => joined.min(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_period_ends_on_its_date_and_counts_it() {
        let last = date(2026, 3, 31);
        let first = |period| first_of(period, last, date(2024, 1, 1));
        assert_eq!(first("1d"), last);
        assert_eq!(
            (first("7d"), first("1w")),
            (date(2026, 3, 25), date(2026, 3, 25))
        );
        assert_eq!(first("30d"), date(2026, 3, 2));
        assert_eq!(first("1m"), date(2026, 3, 1));
        assert_eq!(first("1y"), date(2025, 4, 1));
        assert_eq!(first("max"), date(2024, 1, 1));
    }

    #[test]
    fn days_are_counted_from_the_first_to_the_last() {
        let days = Days {
            first: date(2024, 2, 28),
            last: date(2024, 3, 1),
        };
        assert_eq!(days.each().count(), 3);
        assert_eq!(days.until(date(2024, 2, 27)).each().count(), 0);
    }
}
