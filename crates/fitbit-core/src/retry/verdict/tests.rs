//! The table of verdicts, and the bounds of every wait.

use std::num::NonZeroU32;

use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn policy() -> RetryPolicy {
    RetryPolicy::new()
        .with_attempts(NonZeroU32::new(4).unwrap())
        .with_deadline(Duration::from_secs(100))
        .with_pauses(SECOND, Duration::from_secs(30))
}

fn failure(kind: ErrorKind, repeatable: bool) -> Failure {
    Failure {
        kind,
        status: None,
        token_refused: false,
        repeatable,
        asked: None,
    }
}

fn after(attempts: u32) -> RetryState {
    RetryState {
        attempts,
        pauses: attempts - 1,
        ..RetryState::default()
    }
}

/// What is tried again after a pause: by kind, for requests that may be repeated and for those that may not.
const TABLE: [(ErrorKind, bool, bool); 20] = [
    (ErrorKind::Connect, true, true),
    (ErrorKind::Timeout, true, false),
    (ErrorKind::Interrupted, true, false),
    (ErrorKind::Server, true, false),
    (ErrorKind::Configuration, false, false),
    (ErrorKind::InvalidRequest, false, false),
    (ErrorKind::MissingScope, false, false),
    (ErrorKind::Token, false, false),
    (ErrorKind::ForeignLink, false, false),
    (ErrorKind::RepeatedPage, false, false),
    (ErrorKind::Unauthorized, false, false),
    (ErrorKind::Private, false, false),
    (ErrorKind::Forbidden, false, false),
    (ErrorKind::NotFound, false, false),
    (ErrorKind::RateLimited, false, false),
    (ErrorKind::Retired, false, false),
    (ErrorKind::Rejected, false, false),
    (ErrorKind::Redirected, false, false),
    (ErrorKind::TooLarge, false, false),
    (ErrorKind::Decode, false, false),
];

#[test]
fn what_is_tried_again_stands_in_the_table_for_every_attempt_but_the_last() {
    for (kind, repeatable, other) in TABLE {
        for (is_repeatable, again) in [(true, repeatable), (false, other)] {
            for attempts in 1..=5 {
                let verdict = policy().verdict(after(attempts), &failure(kind, is_repeatable), 0.5);
                let expected = again && attempts < 4;
                assert_eq!(
                    matches!(verdict, Verdict::Wait(_)),
                    expected,
                    "{kind:?}, repeatable: {is_repeatable}, attempts: {attempts}"
                );
                assert_ne!(verdict, Verdict::Renew);
            }
        }
    }
}

#[test]
fn a_refused_token_is_renewed_once_whatever_the_request_was() {
    for repeatable in [true, false] {
        let refused = Failure {
            token_refused: true,
            ..failure(ErrorKind::Unauthorized, repeatable)
        };
        assert_eq!(policy().verdict(after(1), &refused, 0.5), Verdict::Renew);
        let renewed = RetryState {
            renewed: true,
            ..after(2)
        };
        assert_eq!(policy().verdict(renewed, &refused, 0.5), Verdict::Stop);
        assert_eq!(
            RetryPolicy::never().verdict(after(1), &refused, 0.5),
            Verdict::Stop
        );
    }
}

#[test]
fn a_spent_quota_is_waited_for_if_that_ends_before_the_deadline() {
    for repeatable in [true, false] {
        let limited = |seconds| Failure {
            asked: Some(Duration::from_secs(seconds)),
            ..failure(ErrorKind::RateLimited, repeatable)
        };
        let began_a_minute_ago = RetryState {
            elapsed: Duration::from_mins(1),
            ..after(1)
        };
        assert_eq!(
            policy().verdict(began_a_minute_ago, &limited(39), 0.5),
            Verdict::Wait(Duration::from_secs(39))
        );
        assert_eq!(
            policy().verdict(began_a_minute_ago, &limited(40), 0.5),
            Verdict::Stop
        );
    }
}

#[test]
fn a_failing_server_that_names_a_wait_gets_it() {
    let busy = Failure {
        status: Some(503),
        asked: Some(Duration::from_secs(20)),
        ..failure(ErrorKind::Server, true)
    };
    assert_eq!(
        policy().verdict(after(1), &busy, 0.5),
        Verdict::Wait(Duration::from_secs(20))
    );
    let unable = Failure {
        status: Some(501),
        ..busy
    };
    assert_eq!(policy().verdict(after(1), &unable, 0.5), Verdict::Stop);
}

#[test]
fn the_wait_for_a_quota_is_the_larger_header_and_the_margin() {
    let policy = policy().with_quota_margin(Duration::from_secs(7));
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let wait = |reset: Option<u64>, retry_after: Option<u64>, now: &str| {
        let rate = RateLimit {
            reset: reset.map(Duration::from_secs),
            retry_after: retry_after.map(Duration::from_secs),
            ..RateLimit::default()
        };
        policy.quota_wait(&rate, at(now)).as_secs()
    };
    assert_eq!(wait(Some(100), Some(30), "2026-05-20T10:59:00Z"), 107);
    assert_eq!(wait(Some(30), Some(100), "2026-05-20T10:59:00Z"), 107);
    assert_eq!(wait(None, Some(0), "2026-05-20T10:59:00Z"), 7);
    // Without a word about it, the window ends with the hour.
    assert_eq!(wait(None, None, "2026-05-20T10:59:00Z"), 67);
    assert_eq!(wait(None, None, "2026-05-20T11:00:00Z"), 3607);
    assert_eq!(wait(None, None, "1969-05-20T11:00:00Z"), 3607);
}

#[test]
fn an_absurd_setting_is_no_panic() {
    let absurd = RetryPolicy::new()
        .with_attempts(NonZeroU32::MAX)
        .with_deadline(Duration::MAX)
        .with_pauses(Duration::MAX, Duration::MAX)
        .with_quota_window(Duration::ZERO)
        .with_quota_margin(Duration::MAX);
    let state = RetryState {
        elapsed: Duration::MAX,
        ..after(u32::MAX - 1)
    };
    let verdict = absurd.verdict(state, &failure(ErrorKind::Connect, true), 0.999);
    assert_eq!(verdict, Verdict::Stop);
    let wait = absurd.quota_wait(&RateLimit::default(), Timestamp::MAX);
    assert_eq!(wait, Duration::MAX);
}

proptest! {
    #[test]
    fn a_pause_lies_between_nothing_and_its_bound(
        first in 0_u64..100_000,
        longest in 0_u64..100_000,
        pauses in 0_u32..80,
        fraction in 0.0_f64..1.0,
    ) {
        let policy = RetryPolicy::new()
            .with_attempts(NonZeroU32::MAX)
            .with_deadline(Duration::MAX)
            .with_pauses(Duration::from_millis(first), Duration::from_millis(longest));
        let state = RetryState { attempts: 1, pauses, ..RetryState::default() };
        let verdict = policy.verdict(state, &failure(ErrorKind::Connect, false), fraction);
        let Verdict::Wait(pause) = verdict else {
            return Err(TestCaseError::fail("a connect error is tried again"));
        };
        let doubled = u128::from(first) << pauses.min(40);
        let bound = doubled.min(u128::from(longest));
        prop_assert!(pause.as_millis() <= bound);
        // The whole range is used: chance near one comes near the bound.
        let high = policy.verdict(state, &failure(ErrorKind::Connect, false), 0.999_999);
        let Verdict::Wait(high) = high else {
            return Err(TestCaseError::fail("a connect error is tried again"));
        };
        prop_assert!(high.as_secs_f64() * 1_000.0 >= 0.999 * f64::from(u32::try_from(bound).unwrap()) - 0.001);
    }

    #[test]
    fn no_wait_goes_over_the_deadline(
        deadline in 0_u64..10_000,
        elapsed in 0_u64..20_000,
        asked in 0_u64..20_000,
        fraction in 0.0_f64..1.0,
    ) {
        let policy = policy().with_deadline(Duration::from_millis(deadline));
        let state = RetryState { elapsed: Duration::from_millis(elapsed), ..after(1) };
        for kind in [ErrorKind::RateLimited, ErrorKind::Server, ErrorKind::Connect] {
            let failure = Failure { asked: Some(Duration::from_millis(asked)), ..failure(kind, true) };
            if let Verdict::Wait(wait) = policy.verdict(state, &failure, fraction) {
                prop_assert!(state.elapsed + wait < policy.deadline());
            }
        }
    }
}
