//! Rules about ranges of time: which end comes first, how far it may be, which periods there are. What `today` is only
//! the server knows, so a range that has it is checked there.

use jiff::civil::{Date, DateTime};

use super::values::refuse_unless;
use super::{InvalidArgument, Rule};
use crate::{DateOrToday, EndOrPeriod, TimeOfDay};

/// What may say a day.
pub(crate) trait Day {
    /// The day, if it is a date.
    fn day(&self) -> Option<Date>;
}

impl Day for Date {
    fn day(&self) -> Option<Date> {
        Some(*self)
    }
}

impl Day for DateOrToday {
    fn day(&self) -> Option<Date> {
        self.date()
    }
}

impl Day for EndOrPeriod {
    fn day(&self) -> Option<Date> {
        match self {
            Self::End(end) => end.date(),
            Self::Period(_) => None,
        }
    }
}

/// An argument with its name.
pub(crate) type Named<'a, T> = (&'static str, &'a T);

/// The period is one that the series has.
pub(crate) fn offered(
    argument: &'static str,
    value: EndOrPeriod,
    offered: &'static [&'static str],
) -> Result<(), InvalidArgument> {
    let is_right = match value {
        EndOrPeriod::End(_) => true,
        EndOrPeriod::Period(period) => offered.contains(&period.as_str()),
    };
    refuse_unless(is_right, argument, Rule::Period { offered })
}

/// The end is not before the beginning, and not further than so many days, both counted.
pub(crate) fn ends<B: Day, E: Day>(
    (begin_name, begin): Named<'_, B>,
    (end_name, end): Named<'_, E>,
    most: Option<u32>,
) -> Result<(), InvalidArgument> {
    let (Some(begin), Some(end)) = (begin.day(), end.day()) else {
        return Ok(());
    };
    refuse_unless(
        begin <= end,
        end_name,
        Rule::Backwards { begin: begin_name },
    )?;
    let Some(most) = most else {
        return Ok(());
    };
    let days = begin.duration_until(end).as_hours() / 24 + 1;
    refuse_unless(
        days <= i64::from(most),
        end_name,
        Rule::Days {
            begin: begin_name,
            most,
        },
    )
}

/// As [`ends`], with the most days of the value that a path parameter has.
pub(crate) fn ends_by_value<B: Day, E: Day>(
    begin: Named<'_, B>,
    end: Named<'_, E>,
    value: &str,
    most: &'static [(&'static str, u32)],
) -> Result<(), InvalidArgument> {
    let most = most.iter().find(|(of, _)| *of == value);
    ends(begin, end, most.map(|(_, days)| *days))
}

/// The end is not before the beginning, and not on a day that is surely further than so many hours.
pub(crate) fn hours<B: Day, E: Day>(
    begin: Named<'_, B>,
    end: Named<'_, E>,
    most: u32,
) -> Result<(), InvalidArgument> {
    ends(begin, end, None)?;
    let Some(days) = begin
        .1
        .day()
        .zip(end.1.day())
        .map(|(begin, end)| begin.duration_until(end).as_hours() / 24)
    else {
        return Ok(());
    };
    // Without times of day, two days in a row can hold the hours: which of them are meant is the server's to say.
    refuse_unless(
        days * 24 <= i64::from(most),
        end.0,
        Rule::Hours {
            begin: begin.0,
            most,
        },
    )
}

/// The time of the end is not before that of the beginning, and not further than so many hours.
pub(crate) fn window<B: Day, E: Day>(
    begin: &B,
    (begin_name, begin_time): Named<'_, TimeOfDay>,
    end: &E,
    (end_name, end_time): Named<'_, TimeOfDay>,
    most: Option<u32>,
) -> Result<(), InvalidArgument> {
    let (Some(begin), Some(end)) = (begin.day(), end.day()) else {
        return Ok(());
    };
    let at = |day: Date, time: &TimeOfDay| -> DateTime { day.to_datetime(time.time()) };
    let (begin, end) = (at(begin, begin_time), at(end, end_time));
    refuse_unless(
        begin <= end,
        end_name,
        Rule::Backwards { begin: begin_name },
    )?;
    let Some(most) = most else {
        return Ok(());
    };
    let is_right = begin.duration_until(end).as_secs() <= i64::from(most) * 3600;
    refuse_unless(
        is_right,
        end_name,
        Rule::Hours {
            begin: begin_name,
            most,
        },
    )
}

/// On one day, the end is not before the beginning.
pub(crate) fn times(
    begin: Named<'_, TimeOfDay>,
    end: Named<'_, TimeOfDay>,
) -> Result<(), InvalidArgument> {
    // Which day is the same for both.
    let day = Date::constant(1970, 1, 1);
    window(&day, begin, &day, end, None)
}

/// The time as `HH:mm`, where the seconds are none.
pub(crate) fn to_the_minute(
    argument: &'static str,
    time: TimeOfDay,
) -> Result<TimeOfDay, InvalidArgument> {
    refuse_unless(time.time().second() == 0, argument, Rule::Minute)?;
    Ok(TimeOfDay::to_the_minute(time.time()))
}

/// The time is written as `HH:mm`.
pub(crate) fn is_to_the_minute(
    argument: &'static str,
    time: Option<&TimeOfDay>,
) -> Result<(), InvalidArgument> {
    let is_right = time.is_none_or(|time| *time == TimeOfDay::to_the_minute(time.time()));
    refuse_unless(is_right, argument, Rule::Minute)
}

/// The time as `HH:mm:ss`.
pub(crate) fn to_the_second(time: TimeOfDay) -> TimeOfDay {
    TimeOfDay::to_the_second(time.time())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::Period;

    fn range(begin: DateOrToday, end: impl Into<EndOrPeriod>) -> Result<(), InvalidArgument> {
        ends(("date", &begin), ("end-date", &end.into()), Some(30))
    }

    #[test]
    fn a_range_is_the_right_way_round_and_not_too_long() {
        let begin = DateOrToday::from(date(2026, 1, 1));
        assert_eq!(range(begin, date(2026, 1, 1)), Ok(()));
        assert_eq!(range(begin, date(2026, 1, 30)), Ok(()));
        assert_eq!(
            range(begin, date(2026, 1, 31)).unwrap_err().to_string(),
            "end-date is too far from date: ask for at most 30 days at a time, both ends counted"
        );
        assert_eq!(
            range(begin, date(2025, 12, 31)).unwrap_err().to_string(),
            "end-date is before date: give the earlier one as date"
        );
    }

    #[test]
    fn what_only_the_server_knows_is_left_to_it() {
        let begin = DateOrToday::from(date(1970, 1, 1));
        assert_eq!(range(begin, DateOrToday::Today), Ok(()));
        assert_eq!(range(DateOrToday::Today, date(1970, 1, 1)), Ok(()));
        assert_eq!(range(begin, Period::OneYear), Ok(()));
    }

    #[test]
    fn the_most_days_go_by_the_value_of_another_argument() {
        const MOST: &[(&str, u32)] = &[("bmi", 1095), ("fat", 30)];
        let check = |resource| {
            let (begin, end) = (date(2026, 1, 1), date(2026, 3, 1));
            ends_by_value(("start-date", &begin), ("end-date", &end), resource, MOST)
        };
        assert_eq!(check("bmi").and(check("something new")), Ok(()));
        assert!(check("fat").is_err());
    }

    #[test]
    fn a_period_that_the_series_does_not_have_is_refused() {
        let check = |value: EndOrPeriod| offered("end-date-or-period", value, &["1d", "7d"]);
        assert_eq!(check(Period::SevenDays.into()), Ok(()));
        assert_eq!(check(date(2026, 1, 1).into()), Ok(()));
        assert_eq!(
            check(Period::Max.into()).unwrap_err().to_string(),
            "end-date-or-period is a period that this series does not have: use 1d, 7d, or a last day"
        );
    }

    #[test]
    fn a_time_is_written_as_documented_or_refused() {
        let [whole, written, odd] =
            ["07:15", "07:15:00", "07:15:30"].map(|text| text.parse::<TimeOfDay>().unwrap());
        for time in [whole, written] {
            assert_eq!(to_the_minute("time", time).unwrap().to_string(), "07:15");
            assert_eq!(to_the_second(time).to_string(), "07:15:00");
        }
        let refusal = to_the_minute("time", odd).unwrap_err().to_string();
        assert_eq!(refusal, "time has seconds, which are not taken: give HH:mm");
        assert_eq!(to_the_second(odd).to_string(), "07:15:30");
        assert_eq!(is_to_the_minute("startTime", Some(&whole)), Ok(()));
        assert_eq!(is_to_the_minute("startTime", None), Ok(()));
        for time in [written, odd] {
            assert!(is_to_the_minute("startTime", Some(&time)).is_err());
        }
    }

    #[test]
    fn a_day_within_is_at_most_so_many_hours() {
        let day = |day| date(2026, 1, day);
        let by_days = |end| hours(("start-date", &day(1)), ("end-date", &day(end)), 24);
        assert_eq!(by_days(1).and(by_days(2)), Ok(()));
        assert!(by_days(3).is_err());

        let at = |hour| TimeOfDay::from(time(hour, 30, 0, 0));
        let by_times = |begin: i8, end_day: i8, end: i8| {
            window(
                &day(1),
                ("start-time", &at(begin)),
                &day(end_day),
                ("end-time", &at(end)),
                Some(24),
            )
        };
        assert_eq!(by_times(8, 1, 8).and(by_times(8, 2, 8)), Ok(()));
        assert_eq!(
            by_times(8, 2, 9).unwrap_err().to_string(),
            "end-time is too far from start-time: ask for at most 24 hours at a time"
        );
        assert_eq!(
            by_times(8, 1, 7).unwrap_err().to_string(),
            "end-time is before start-time: give the earlier one as start-time"
        );
    }
}
