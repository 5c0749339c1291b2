//! Seeded chance, so that a run can be had again: what two processes do at the same moment is chance enough.

/// A sequence of numbers that its seed decides: `SplitMix64`, by Steele, Lea and Flood.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// The sequence of this seed; `part` tells sequences of one run apart.
    pub fn new(seed: u64, part: u64) -> Self {
        let mut draw = Self(seed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        draw.next();
        draw
    }

    /// A number below this one, which must not be zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
