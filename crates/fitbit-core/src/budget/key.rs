//! Whose budget it is. The key must not give the person away: it holds a fingerprint and no id.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// The budget of one person with one app, which is what a server counts by.
///
/// It is a fingerprint of both names, the same in every process and version, and made to be small: it holds no id. It is
/// no secret either, and its `Debug` shows nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BudgetKey([u8; 16]);

impl BudgetKey {
    /// The key of this person with this app. Both are any text that names them for good, such as the client id and the
    /// encoded user id.
    pub fn new(app: &str, person: &str) -> Self {
        let start = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        // No text contains this byte, so ("ab", "c") and ("a", "bc") differ.
        let bytes = app.bytes().chain([0xff]).chain(person.bytes());
        // FNV-1a with 128 bits, and a bijection after it: names of this length do not collide, and the result depends on no
        // library.
        let mark = bytes.fold(start, |mark: u128, byte| {
            (mark ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        });
        // Names that differ in their last letter only must not lie side by side: shards go by the first bytes.
        let mixed = (mark ^ (mark >> 67)).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
        Self((mixed ^ (mixed >> 61)).to_be_bytes())
    }

    /// A key that nobody else has in this process, for calls of which nobody knows whose they are.
    pub(crate) fn unshared() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);

        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // No app is called like this: a client id has no blank.
        Self::new("of nobody", &number.to_string())
    }

    /// The fingerprint, for a store to file it under.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// Which of so many shards this key lives in.
    pub(crate) fn shard(self, of: usize) -> usize {
        usize::from(u16::from_be_bytes([self.0[0], self.0[1]])) % of
    }
}

impl fmt::Debug for BudgetKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BudgetKey")
    }
}
