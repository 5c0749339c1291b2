//! The types that a column of values can have, and how each is read: from one number in the body, or by serde.

use serde::{Deserialize, Deserializer, Serialize, de};

/// What a point can measure: `u16` or `f64`.
pub trait Measure: Copy + PartialEq + Serialize + sealed::Number {}

impl<V: sealed::Number> Measure for V {}

pub(super) mod sealed {
    use super::{Deserializer, Serialize};

    pub trait Number: Copy + PartialEq + Serialize {
        /// The number at the head of `bytes`, and how long it is. `None` leaves it to serde, which may take it still.
        fn leading(bytes: &[u8]) -> Option<(Self, usize)>;

        /// The number by serde.
        fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    }
}

/// The whole number without sign at the head of `bytes`, of at most `digits` digits.
fn digits(bytes: &[u8], digits: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    let mut length = 0;
    while let Some(digit) = bytes.get(length).map(|byte| byte.wrapping_sub(b'0'))
        && digit < 10
    {
        if length == digits {
            return None;
        }
        value = value * 10 + u64::from(digit);
        length += 1;
    }
    // JSON knows no leading zeros.
    let is_number = length == 1 || (length > 1 && bytes[0] != b'0');
    is_number.then_some((value, length))
}

impl sealed::Number for u16 {
    fn leading(bytes: &[u8]) -> Option<(Self, usize)> {
        let (value, length) = digits(bytes, 5)?;
        Some((Self::try_from(value).ok()?, length))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::number::integer(deserializer)?
            .try_into()
            .map_err(|_| {
                de::Error::invalid_value(
                    de::Unexpected::Other("a number out of range"),
                    &"a number from 0 to 65535",
                )
            })
    }
}

impl sealed::Number for f64 {
    fn leading(bytes: &[u8]) -> Option<(Self, usize)> {
        if let Some((value, length)) = digits(bytes, 15)
            && !matches!(bytes.get(length), Some(b'.' | b'e' | b'E'))
        {
            #[expect(clippy::cast_precision_loss, reason = "15 digits are exact")]
            return Some((value as Self, length));
        }
        let length = bytes
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
            .count();
        // The same reader as in the whole document, so that both read the same number.
        let value = serde_json::from_slice(&bytes[..length]).ok()?;
        Some((value, length))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}
