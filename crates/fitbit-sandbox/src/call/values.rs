//! Arguments as values. Those that the bundle describes were checked before a handler runs, by [`crate::rules`]; what is
//! refused here are rules that no schema can say.

use jiff::civil::{Date, Time};

use super::Call;
use crate::refusal::Refusal;

impl Call<'_> {
    /// The value of a path parameter that is an id. What is no number, or too large a one, is nothing's id.
    pub(crate) fn id(&self, name: &str) -> Option<i64> {
        self.parameter(name).parse().ok().filter(|id| *id >= 0)
    }

    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.argument(name)?.parse().ok()
    }

    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.argument(name)?.parse().ok()
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.argument(name)?.parse().ok()
    }

    /// A number that a goal or a measurement must be more than 0.
    pub(crate) fn positive(&self, name: &str) -> Result<f64, Refusal> {
        let number = self.number(name).filter(|number| *number > 0.0);
        number.ok_or_else(|| Refusal::validation(name, "The value must be above 0."))
    }

    /// A day of a log of the token's owner: none that is yet to come there.
    pub(crate) fn day_to_log(&self, name: &str) -> Result<Date, Refusal> {
        let text = self.argument(name).unwrap_or_default();
        let day =
            date(text).ok_or_else(|| Refusal::validation(name, format!("Invalid date: {text}")))?;
        if day > self.person(self.viewer()).today(self.now) {
            return Err(Refusal::validation(name, "The date is in the future."));
        }
        Ok(day)
    }

    pub(crate) fn time(&self, name: &str) -> Option<Time> {
        time(self.argument(name)?)
    }
}

/// `yyyy-MM-dd` and nothing else.
pub(crate) fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// `HH:mm` or `HH:mm:ss`.
pub(crate) fn time(text: &str) -> Option<Time> {
    let bytes = text.bytes().enumerate();
    let well_formed = matches!(text.len(), 5 | 8)
        && bytes.into_iter().all(|(place, byte)| match place {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    // The parser takes a leap second for the one before.
    let leaps = text.len() == 8 && text.ends_with(":60");
    (well_formed && !leaps).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_have_one_form() {
        assert!(
            date("2026-02-28").is_some() && time("07:05").is_some() && time("07:05:59").is_some()
        );
        for wrong in [
            "",
            "today",
            "2026-02-30",
            "2026-2-3",
            "20260203",
            "2026-02-03T",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
        for wrong in [
            "", "7:05", "07:05:60", "24:00", "07:60", "07:05:5", "070500", "07:05Z",
        ] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
