//! The times of a refresh, in one place because they depend on each other.
//!
//! The server repeats its answer to an identical refresh request for [`REPLAY`]. A request is sent at the earliest when
//! its mark was set, so whoever takes over from a dead holder has that long from the mark on, for the rest of the dead
//! holder's lease, for noticing that it is over, and for a request of its own.

use std::time::Duration;

/// For how long the server repeats its answer to an identical refresh, as long as no new token was used.
pub const REPLAY: Duration = Duration::from_mins(2);

/// The longest time for one request to the token endpoint, body included.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(15);

/// For how long a refresh is lent to one process.
pub const LEASE: Duration = Duration::from_secs(45);

/// The longest time from the end of a lease to the moment when somebody who waits has taken over, slow stores included.
pub const TAKEOVER: Duration = Duration::from_secs(30);

const _: () = assert!(
    REQUEST_TIMEOUT.as_secs() + LEASE.as_secs() + TAKEOVER.as_secs() < REPLAY.as_secs(),
    "a request of a dead holder is found and repeated while the server still repeats its answer"
);
const _: () = assert!(
    2 * REQUEST_TIMEOUT.as_secs() < LEASE.as_secs(),
    "a lease is long enough for a request whose answer is lost and for one that heals it"
);

/// How long before its end a token is refreshed while it still serves.
pub const AHEAD: Duration = Duration::from_mins(5);

/// How long a token is used without a look at the store, where another process may have changed it.
pub const RECHECK: Duration = Duration::from_mins(1);

/// The pause after a refresh ahead of the end, and after one because of a refusal, before the next such one.
pub const PACE: Duration = Duration::from_mins(1);

/// The pause between two looks at a record that somebody else refreshes.
pub(super) const POLL: Duration = Duration::from_secs(1);

/// Looks until a lease must have ended, if its holder is dead, and has been taken over.
pub(super) const POLLS: u8 = 75;
const _: () = assert!(POLLS as u64 * POLL.as_secs() >= LEASE.as_secs() + TAKEOVER.as_secs());

/// Requests under one lease, if so many fit.
pub(super) const SENDS: u8 = 4;

/// Tries to save one answer. It is in memory alone until then.
pub(crate) const SAVES: u8 = 8;

/// Times that a record may turn out to be another one than a moment ago.
pub(super) const ROUNDS: u8 = 4;

/// The pause before try number `tries + 1`: 100 ms, doubled each time, 5 seconds at most.
pub(crate) fn backoff(tries: u8) -> Duration {
    let doubled = Duration::from_millis(100) * 2_u32.pow(u32::from(tries.min(8)).saturating_sub(1));
    doubled.min(Duration::from_secs(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let pauses: Vec<u128> = (1..=8).map(|tries| backoff(tries).as_millis()).collect();
        assert_eq!(pauses, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
        assert_eq!(backoff(u8::MAX), Duration::from_secs(5));
    }
}
