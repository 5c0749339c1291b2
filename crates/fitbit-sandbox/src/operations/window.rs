//! What a call for points within a day asks for: which days, from when to when, and how far apart.

use crate::call::{Call, Days};
use crate::person::Person;
use crate::refusal::Refusal;

const DAY: i32 = 24 * 60 * 60;

/// Points from one time to another, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) days: Days,
    /// Whether times of day were given.
    pub(super) is_timed: bool,
    /// Seconds between points.
    pub(super) step: i32,
    /// Seconds after the midnight that the first day begins with.
    from: i32,
    /// Seconds after the midnight that the last day begins with.
    to: i32,
}

impl Window {
    pub(super) fn of(call: &Call<'_>, person: &Person) -> Result<Self, Refusal> {
        let days = if call.parameter("date").is_empty() {
            call.days("start-date", "end-date", person)?
        } else {
            let day = call.day("date", person)?;
            Days {
                first: day,
                last: day,
            }
        };
        let step = match call.choice("detail-level")? {
            "1sec" => 1,
            "5min" => 5 * 60,
            "15min" => 15 * 60,
            _ => 60,
        };
        let is_timed = !call.parameter("start-time").is_empty();
        let (from, to) = if is_timed {
            (time(call, "start-time")?, time(call, "end-time")?)
        } else {
            (0, DAY - 1)
        };
        let nights = (days.last - days.first).get_days();
        if nights == 0 && to < from {
            return Err(Refusal::validation(
                "end-time",
                "The end time is before the start time.",
            ));
        }
        if nights > 1 || (nights == 1 && to > from) {
            return Err(Refusal::range_too_long("24 hours"));
        }
        Ok(Self {
            days,
            is_timed,
            step,
            from,
            to,
        })
    }

    /// The first and the last second of a day that are asked for.
    pub(super) fn seconds(&self, day: jiff::civil::Date) -> (i32, i32) {
        let from = if day == self.days.first { self.from } else { 0 };
        let to = if day == self.days.last {
            self.to
        } else {
            DAY - 1
        };
        (from, to)
    }

    /// The minutes of a day that are asked for: the first one, and the one after the last.
    pub(super) fn minutes(&self, day: jiff::civil::Date) -> (i32, i32) {
        let (from, to) = self.seconds(day);
        ((from + 59) / 60, to / 60 + 1)
    }

    /// Minutes between points; one where seconds are asked for.
    pub(super) fn step_minutes(&self) -> i32 {
        (self.step / 60).max(1)
    }
}

/// Hours and minutes, perhaps seconds. The links of old entries have hours of one digit.
fn time(call: &Call<'_>, name: &str) -> Result<i32, Refusal> {
    let text = call.parameter(name);
    seconds(text).ok_or_else(|| Refusal::validation(name, format!("Invalid time: {text}")))
}

fn seconds(text: &str) -> Option<i32> {
    let mut parts = text.split(':');
    let mut part = |longest: usize, most: i32| {
        let part = parts.next()?;
        let is_number = (1..=2).contains(&part.len()) && part.len() >= longest;
        let digits = is_number && part.bytes().all(|byte| byte.is_ascii_digit());
        let number: i32 = digits.then(|| part.parse().ok()).flatten()?;
        (number <= most).then_some(number)
    };
    let (hours, minutes) = (part(1, 23)?, part(2, 59)?);
    let has_seconds = text.matches(':').count() == 2;
    let seconds = if has_seconds { part(2, 59)? } else { 0 };
    parts
        .next()
        .is_none()
        .then_some(hours * 3_600 + minutes * 60 + seconds)
}

/// As the points have it.
pub(super) fn clock(minute: i32) -> String {
    format!("{:02}:{:02}:00", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_minutes_and_perhaps_seconds_and_its_hour_may_be_short() {
        assert_eq!(seconds("08:16"), Some(8 * 3_600 + 16 * 60));
        assert_eq!(seconds("8:16"), Some(8 * 3_600 + 16 * 60));
        assert_eq!(seconds("23:59:59"), Some(86_399));
        for wrong in [
            "",
            "8",
            "24:00",
            "08:60",
            "08:1",
            "08:16:",
            "08:16:00:00",
            "-8:16",
            "+8:16",
            "08:16:00Z",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }
}
