//! Invented values: numbers that look random and are a pure function of what they are drawn for.
//!
//! Nothing is stored: the same seed, person and day give the same value in every run and on every machine.

use jiff::civil::Date;

/// A source of numbers for one subject; each question is a name, so that a new question changes no old answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    state: u64,
}

impl Draw {
    pub(crate) fn new(seed: u64, person: &str) -> Self {
        Self { state: mix(seed) }.with(person)
    }

    /// The source for one day of this subject.
    pub(crate) fn on(self, day: Date) -> Self {
        let number = i64::from(day.year()) * 1_000 + i64::from(day.day_of_year());
        Self {
            state: mix(self.state ^ mix(number.unsigned_abs())),
        }
    }

    /// The source for a part of this subject.
    pub(crate) fn with(self, part: &str) -> Self {
        // FNV-1a: short, and fixed for ever, unlike the standard library's hasher.
        let hash = part.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            state: mix(self.state ^ hash),
        }
    }

    /// 64 even bits for a question.
    pub(crate) fn bits(self, question: &str) -> u64 {
        mix(self.with(question).state)
    }

    /// The source for one of a row of parts; cheaper than a name for each.
    pub(crate) fn numbered(self, number: i32) -> Self {
        let number = u64::from(number.unsigned_abs());
        Self {
            state: self.state ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93),
        }
    }

    /// 64 even bits for one of a row of questions.
    pub(crate) fn nth(self, number: i32) -> u64 {
        mix(self.numbered(number).state)
    }

    /// An integer from `low` to `high`, both included.
    pub(crate) fn between(self, question: &str, low: i32, high: i32) -> i32 {
        let width = u64::from(high.abs_diff(low)) + 1;
        let above = i64::try_from(self.bits(question) % width).expect("less than 2^32 + 1");
        i32::try_from(i64::from(low) + above).expect("between two of its kind")
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(crate) fn chance(self, question: &str, percent: u32) -> bool {
        self.bits(question) % 100 < u64::from(percent)
    }

    /// A number from `low` to `high` with the given number of decimals.
    pub(crate) fn decimal(self, question: &str, low: f64, high: f64, decimals: i32) -> f64 {
        let share = f64::from(u32::try_from(self.bits(question) >> 32).expect("32 bits are left"))
            / f64::from(u32::MAX);
        round(low + (high - low) * share, decimals)
    }
}

/// Rounds to a number of decimals.
pub(crate) fn round(value: f64, decimals: i32) -> f64 {
    let factor = 10_f64.powi(decimals);
    (value * factor).round() / factor
}

/// The nearest integer.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast saturates, and invented values are small"
)]
pub(crate) fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// The finaliser of `SplitMix64`.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_same_subject_gives_the_same_value_and_another_day_another_one() {
        let draw = Draw::new(7, "SBX2M7");
        let monday = draw.on(date(2026, 5, 18));
        assert_eq!(
            monday.bits("steps"),
            Draw::new(7, "SBX2M7").on(date(2026, 5, 18)).bits("steps")
        );
        assert_ne!(
            monday.bits("steps"),
            draw.on(date(2026, 5, 19)).bits("steps")
        );
        assert_ne!(monday.bits("steps"), monday.bits("minutes"));
    }

    #[test]
    fn values_stay_within_their_bounds_and_reach_both() {
        let draws: Vec<i32> = (0..200)
            .map(|n| Draw::new(n, "person").between("die", 1, 6))
            .collect();
        assert_eq!(
            (draws.iter().min(), draws.iter().max()),
            (Some(&1), Some(&6))
        );
    }
}
