//! The rate-limit headers as a typed snapshot.
//!
//! Every answer carries them, or not; they lag, and a 429 may come while calls seem to be left. So this is what the
//! server said at one moment, not a budget.
//!
//! Source: the "Response Headers" section of every page of the documentation.

use std::time::Duration;

use http::HeaderMap;

/// What the server said about the quota of this user and app, at the time of one answer.
///
/// A header that is missing, negative, huge or not a number is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// Calls in a window; 150 an hour as documented.
    pub limit: Option<u32>,
    /// Calls left in this window. It lags behind.
    pub remaining: Option<u32>,
    /// Time until the window ends.
    pub reset: Option<Duration>,
    /// The wait that a 429 asked for. Since 2025 it is wrong as often as missing; the larger of both is the safe wait.
    pub retry_after: Option<Duration>,
}

impl RateLimit {
    /// Reads the headers of an answer.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        Self {
            limit: number(headers, "fitbit-rate-limit-limit"),
            remaining: number(headers, "fitbit-rate-limit-remaining"),
            reset: seconds(headers, "fitbit-rate-limit-reset"),
            retry_after: seconds(headers, "retry-after"),
        }
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    /// More calls than this in an hour are a mistake and not a limit.
    const LARGEST: u32 = 1_000_000;

    let value = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    (value <= LARGEST).then_some(value)
}

fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    /// A window is an hour; a day leaves room for another one and none for an epoch.
    const LONGEST: u64 = 86_400;

    let value = headers.get(name)?.to_str().ok()?.trim().parse().ok()?;
    (value <= LONGEST).then(|| Duration::from_secs(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> RateLimit {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, http::HeaderValue::from_static(value));
        }
        RateLimit::from_headers(&headers)
    }

    #[test]
    fn the_three_headers_are_read() {
        let rate = read(&[
            ("fitbit-rate-limit-limit", "150"),
            ("fitbit-rate-limit-remaining", "0"),
            ("fitbit-rate-limit-reset", "1478"),
        ]);
        assert_eq!((rate.limit, rate.remaining), (Some(150), Some(0)));
        assert_eq!(rate.reset, Some(Duration::from_secs(1478)));
        assert_eq!(rate.retry_after, None);
    }

    #[test]
    fn what_cannot_be_true_is_not_believed() {
        let rate = read(&[
            ("fitbit-rate-limit-limit", "-1"),
            ("fitbit-rate-limit-remaining", "many"),
            // An epoch, as one third-party description has it.
            ("fitbit-rate-limit-reset", "1735689600"),
            ("retry-after", "99999999999999999999999"),
        ]);
        assert_eq!(rate, RateLimit::default());
    }

    proptest::proptest! {
        #[test]
        fn a_header_is_believed_or_not_and_never_panics(value in "[ -~]{0,30}") {
            let mut headers = HeaderMap::new();
            headers.insert("fitbit-rate-limit-reset", value.parse().unwrap());
            headers.insert("fitbit-rate-limit-limit", value.parse().unwrap());
            let rate = RateLimit::from_headers(&headers);
            proptest::prop_assert!(rate.reset.is_none_or(|reset| reset <= Duration::from_hours(24)));
            proptest::prop_assert!(rate.limit.is_none_or(|limit| limit <= 1_000_000));
        }
    }
}
