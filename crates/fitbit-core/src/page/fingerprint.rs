//! A short stand-in for a text, the same in every process and every release: cursors keep it.

use std::fmt;

/// Sixty-four bits that tell one text, or one number, from another.
///
/// It is no secret and no proof: whoever knows what there may be can find out what was meant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Of a text in parts. Where one part ends and the next begins counts.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Fnv::new();
        for part in parts {
            hash.add(&(part.len() as u64).to_le_bytes());
            hash.add(part.as_bytes());
        }
        Self(hash.mixed())
    }

    /// Of a number that is one of a kind already: no two have the same.
    pub const fn of_id(id: u64) -> Self {
        Self(id)
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let mut hash = Fnv::new();
        hash.add(bytes);
        Self(hash.mixed())
    }

    pub(super) const fn bits(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Fingerprint")
    }
}

/// FNV-1a, because it is a few lines and will be the same in ten years.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The last byte has hardly moved the upper bits: this spreads it.
    const fn mixed(&self) -> u64 {
        let mut bits = self.0;
        bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        bits ^ (bits >> 33)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_from_their_joint() {
        assert_ne!(Fingerprint::of(["ab", "c"]), Fingerprint::of(["a", "bc"]));
        assert_ne!(Fingerprint::of(["ab"]), Fingerprint::of(["ab", ""]));
    }

    #[test]
    fn it_is_the_same_in_every_release() {
        assert_eq!(
            Fingerprint::of(["a list", "7"]).bits(),
            11_750_623_185_809_335_676
        );
    }
}
