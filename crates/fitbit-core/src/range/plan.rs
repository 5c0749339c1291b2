//! A range as the fewest ranges that a maximum allows.

use std::fmt;
use std::num::NonZeroU32;

use super::DateRange;

/// Ranges in order, without a gap and without an overlap. Each has as many days as it may, but the one that is taken last.
///
/// Taken from the back it is the same days, the latest first; what is left over is then at the front.
#[derive(Clone)]
pub struct Plan {
    left: Option<DateRange>,
    most: Option<NonZeroU32>,
}

impl Plan {
    pub(super) const fn new(range: DateRange, most: Option<NonZeroU32>) -> Self {
        Self {
            left: Some(range),
            most,
        }
    }
}

impl Iterator for Plan {
    type Item = DateRange;

    fn next(&mut self) -> Option<DateRange> {
        let left = self.left?;
        let first = self.most.map_or(left, |most| left.first(most));
        self.left = left.after(first);
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = self.most.map_or(u32::MAX, NonZeroU32::get);
        let ranges = self.left.map_or(0, |left| left.days().div_ceil(most));
        let ranges = usize::try_from(ranges).unwrap_or(usize::MAX);
        (ranges, Some(ranges))
    }
}

impl DoubleEndedIterator for Plan {
    fn next_back(&mut self) -> Option<DateRange> {
        let left = self.left?;
        let last = self.most.map_or(left, |most| left.last(most));
        self.left = left.before(last);
        Some(last)
    }
}

impl ExactSizeIterator for Plan {}

impl fmt::Debug for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Plan({} left)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use fitbit_api::jiff::ToSpan;
    use fitbit_api::jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::*;

    fn range(start: Date, days: i32) -> DateRange {
        DateRange::new(start, start.checked_add(days.days()).unwrap()).unwrap()
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_end_of_the_arithmetic() {
        let whole = DateRange::new(Date::MIN, Date::MAX).unwrap();
        let most = NonZeroU32::new(1095);
        assert_eq!(whole.plan(most).count(), whole.plan(most).len());
        assert_eq!(whole.plan(most).rev().count(), whole.plan(most).len());
        assert_eq!(whole.plan(None).count(), 1);
        assert_eq!(
            DateRange::from(Date::MAX)
                .plan(NonZeroU32::new(u32::MAX))
                .count(),
            1
        );
    }

    #[test]
    fn a_range_that_is_a_multiple_of_the_maximum_has_no_range_too_many() {
        for (days, ranges) in [(1, 1), (29, 1), (30, 1), (31, 2), (60, 2), (61, 3)] {
            let plan = range(date(2026, 1, 1), days - 1).plan(NonZeroU32::new(30));
            assert_eq!(
                (plan.len(), plan.clone().count()),
                (ranges, ranges),
                "{days}"
            );
        }
    }

    #[test]
    fn a_last_day_before_the_first_is_refused() {
        assert!(DateRange::new(date(2026, 1, 2), date(2026, 1, 1)).is_err());
        assert_eq!(DateRange::from(date(2024, 2, 29)).days(), 1);
    }

    proptest! {
        #[test]
        fn a_plan_covers_every_day_once_in_order_with_the_fewest_ranges(
            offset in -200_000_i32..200_000, days in 0_i32..4_000, most in 1_u32..1_500, from_back in any::<bool>(),
        ) {
            let whole = range(date(2000, 1, 1).checked_add(offset.days()).unwrap(), days);
            let plan = whole.plan(NonZeroU32::new(most));
            let announced = plan.len();
            let mut ranges: Vec<DateRange> = if from_back { plan.rev().collect() } else { plan.collect() };
            prop_assert_eq!(ranges.len(), announced);
            if from_back {
                ranges.reverse();
            }
            // The fewest there can be, counted without the plan.
            prop_assert_eq!(ranges.len(), usize::try_from(days + 1).expect("not negative").div_ceil(most as usize));
            let mut day = whole.start();
            for range in &ranges {
                prop_assert_eq!(range.start(), day);
                let mut length = 1;
                while day < range.end() {
                    day = day.tomorrow().unwrap();
                    length += 1;
                }
                prop_assert!(length <= most && length == range.days());
                day = day.tomorrow().unwrap();
            }
            prop_assert_eq!(ranges.last().unwrap().end(), whole.end());
        }
    }
}
