//! Somebody who does not share our count spends from the same quota: then the server's word is all there is.

use proptest::prelude::*;

use super::*;

const LIMIT: u32 = 20;

proptest! {
    /// After its 429 nothing more is sent in the server's window, and before it no more than the limit.
    #[test]
    fn the_first_429_of_a_window_is_the_last(
        foreign in prop::collection::vec(0..4_u32, 10..60),
        told in any::<[bool; 3]>(),
        start in 0..3_000_u64,
    ) {
        let settings = hourly(LIMIT);
        let mut now = at("10:00:30") + secs(start);
        let ends = at("11:00:00");
        let mut ledger = Ledger::new(now, &settings);
        let (mut spent, mut refusals) = (0, 0);
        for others in foreign {
            if now >= ends {
                break;
            }
            spent += others;
            if let Verdict::Granted(grant) = ledger.take(now, &settings, Priority::Interactive, 1) {
                spent += 1;
                let refused = spent > LIMIT;
                refusals += u32::from(refused);
                let left: Duration = ends.duration_since(now).try_into().unwrap();
                let rate = RateLimit {
                    limit: told[0].then_some(LIMIT),
                    // It lags: the calls of the others are not in it.
                    remaining: told[1].then_some(LIMIT),
                    reset: told[2].then_some(left),
                    retry_after: None,
                };
                let status = if refused { 429 } else { 200 };
                let settlement = Settlement::new(grant.window, answered(rate, status));
                ledger.settle(now, &settings, &settlement);
            }
            now += secs(10);
        }
        prop_assert!(refusals <= 1);
    }
}
