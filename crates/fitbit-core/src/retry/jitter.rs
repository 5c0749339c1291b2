//! Where chance comes from: a fraction for each pause, without a lock and from a seed where a test wants one.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// The step of the sequence: 2^64 over the golden ratio, so that successive states are far apart.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// A stream of fractions, shared by all calls of a client. Nothing that must not be guessed may come from it.
pub(crate) struct Jitter(AtomicU64);

impl Jitter {
    /// A stream that nobody has seen before.
    pub(crate) fn from_entropy() -> Self {
        Self::from_seed(RandomState::new().hash_one(STEP))
    }

    /// The stream of this seed, always the same.
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next fraction, from 0 to below 1.
    pub(crate) fn draw(&self) -> f64 {
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        // The mixing steps of SplitMix64 (Steele, Lea and Flood, 2014).
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        // 32 bits are exact in an f64 and plenty for a pause.
        let top = u32::try_from(bits >> 32).expect("the upper half of 64 bits has 32");
        f64::from(top) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_fractions_again() {
        let draws = |seed| {
            let jitter = Jitter::from_seed(seed);
            [jitter.draw(), jitter.draw(), jitter.draw()]
        };
        assert_eq!(draws(7).map(f64::to_bits), draws(7).map(f64::to_bits));
        assert_ne!(draws(7).map(f64::to_bits), draws(8).map(f64::to_bits));
    }

    #[test]
    fn fractions_lie_below_one_and_all_over() {
        let jitter = Jitter::from_seed(1);
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let draw = jitter.draw();
            assert!((0.0..1.0).contains(&draw));
            let tenth = (0_u8..10)
                .rev()
                .find(|tenth| f64::from(*tenth) <= draw * 10.0);
            tenths[usize::from(tenth.unwrap())] += 1;
        }
        assert!(
            tenths.iter().all(|count| (800..1_200).contains(count)),
            "{tenths:?}"
        );
    }
}
