//! The count of one key, step by step.

use super::*;

/// A ledger with its settings.
struct Book {
    settings: BudgetSettings,
    ledger: Ledger,
}

impl Book {
    fn open(time: &str, settings: BudgetSettings) -> Self {
        let ledger = Ledger::new(at(time), &settings);
        Self { settings, ledger }
    }

    fn verdict(&mut self, time: &str, calls: u32) -> Verdict {
        self.ledger
            .take(at(time), &self.settings, Priority::Backfill, calls)
    }

    fn take(&mut self, time: &str, calls: u32) -> WindowNumber {
        match self.verdict(time, calls) {
            Verdict::Granted(grant) if grant.calls == calls => grant.window,
            verdict => panic!("{verdict:?}"),
        }
    }

    fn wait(&mut self, time: &str) -> Duration {
        match self.verdict(time, 1) {
            Verdict::Later(wait) => wait,
            verdict @ Verdict::Granted(_) => panic!("{verdict:?}"),
        }
    }

    /// How many there are, without taking them for good.
    fn left(&mut self, time: &str) -> u32 {
        let before = self.ledger.clone();
        let left = match self.verdict(time, u32::MAX) {
            Verdict::Granted(grant) => grant.calls,
            Verdict::Later(_) => 0,
        };
        self.ledger = before;
        left
    }

    fn settle(&mut self, time: &str, window: WindowNumber, outcome: Outcome) -> bool {
        let settlement = Settlement::new(window, outcome);
        self.ledger.settle(at(time), &self.settings, &settlement)
    }
}

#[test]
fn without_a_header_the_window_ends_with_the_clock_hour_and_the_next_opens_a_margin_later() {
    let mut book = Book::open("10:17:00", hourly(3));
    let window = book.take("10:17:00", 3);
    for _ in 0..3 {
        book.settle("10:18:00", window, answered(RateLimit::default(), 200));
    }
    assert_eq!(book.wait("10:20:00"), secs(40 * 60 + 30));
    assert_eq!(book.left("11:00:29"), 0);
    assert_eq!(book.left("11:00:30"), 3);
}

#[test]
fn the_first_announced_end_holds_and_an_earlier_one_is_ignored() {
    let mut book = Book::open("10:17:00", hourly(3));
    let window = book.take("10:17:00", 3);
    book.settle("10:17:00", window, answered(rate(3, 2, 600), 200));
    assert_eq!(book.wait("10:17:00"), secs(630));
    book.settle("10:18:00", window, answered(rate(3, 1, 60), 200));
    assert_eq!(book.wait("10:18:00"), secs(570));
    book.settle("10:19:00", window, answered(rate(3, 1, 3000), 200));
    assert_eq!(book.wait("10:19:00"), secs(3030));
}

#[test]
fn the_lower_of_own_count_and_header_counts() {
    let mut book = Book::open("10:00:00", hourly(150));
    let window = book.take("10:10:00", 10);
    book.settle("10:10:00", window, answered(rate(150, 149, 3000), 200));
    assert_eq!(book.left("10:10:00"), 140);
    book.settle("10:10:00", window, answered(rate(150, 20, 3000), 200));
    assert_eq!(book.left("10:10:00"), 20);
    book.settle("10:10:00", window, answered(rate(150, 100, 3000), 200));
    assert_eq!(book.left("10:10:00"), 20);
    book.settle("10:10:00", window, answered(rate(100, 90, 3000), 200));
    assert_eq!(book.left("10:10:00"), 0);
}

#[test]
fn absurd_headers_are_not_believed() {
    let mut book = Book::open("10:00:00", hourly(150));
    let window = book.take("10:10:00", 10);
    let absurd = [
        rate(0, 0, 100_000),
        rate(1_000_000, 1_000_000, 3_661),
        rate(150, 151, 86_400),
        RateLimit::default(),
    ];
    for rate in absurd {
        let rate = RateLimit {
            remaining: rate.remaining.filter(|remaining| *remaining > 0),
            ..rate
        };
        book.settle("10:10:00", window, answered(rate, 200));
        assert_eq!(book.left("10:10:00"), 140);
    }
    book.take("10:10:00", 140);
    assert_eq!(book.wait("10:10:00"), secs(50 * 60 + 30));
}

#[test]
fn a_call_under_way_over_the_reset_counts_in_both_windows_until_its_header_tells() {
    let mut book = Book::open("10:59:00", hourly(10));
    let window = book.take("10:59:00", 5);
    book.settle("10:59:00", window, answered(rate(10, 9, 60), 200));
    assert_eq!(book.left("11:00:30"), 6);
    // In the old window, in the new one, no word of it, and never sent.
    assert!(book.settle("11:00:30", window, answered(rate(10, 0, 0), 200)));
    assert_eq!(book.left("11:00:30"), 7);
    assert!(!book.settle("11:00:30", window, answered(rate(10, 9, 3570), 200)));
    assert_eq!(book.left("11:00:30"), 7);
    assert!(!book.settle("11:00:30", window, Outcome::Lost));
    assert_eq!(book.left("11:00:30"), 7);
    assert!(book.settle("11:00:30", window, Outcome::Unsent));
    assert_eq!(book.left("11:00:30"), 8);
    assert_eq!(book.left("12:00:30"), 10);
}

#[test]
fn an_answer_without_a_word_near_the_end_counts_in_the_next_window_too() {
    let mut book = Book::open("10:59:00", hourly(10));
    let window = book.take("10:59:00", 3);
    book.settle("10:59:10", window, answered(RateLimit::default(), 200));
    book.settle("10:59:31", window, answered(RateLimit::default(), 200));
    book.settle("10:59:31", window, answered(rate(10, 7, 29), 200));
    assert_eq!(book.left("11:00:30"), 9);
}

#[test]
fn an_answer_from_the_next_window_counts_there_and_opens_nothing() {
    let mut book = Book::open("10:30:00", hourly(3));
    let window = book.take("10:59:50", 3);
    book.settle("10:59:50", window, answered(rate(3, 2, 10), 200));
    book.settle("10:59:51", window, answered(rate(3, 1, 9), 200));
    book.settle("10:59:59", window, answered(rate(3, 2, 3599), 200));
    assert_eq!(book.left("11:00:29"), 0);
    assert_eq!(book.left("11:00:30"), 2);
}

#[test]
fn a_window_that_began_before_the_one_that_was_guessed_counts_what_was_spent_before() {
    let mut book = Book::open("10:50:00", hourly(10));
    let window = book.take("10:50:00", 6);
    for _ in 0..6 {
        book.settle("10:50:01", window, answered(RateLimit::default(), 200));
    }
    let window = book.take("11:01:00", 1);
    book.settle("11:01:00", window, answered(rate(10, 9, 600), 200));
    assert_eq!(book.left("11:01:00"), 3);
    assert_eq!(book.left("11:11:31"), 10);
}

#[test]
fn a_429_closes_the_window_until_the_later_of_reset_and_retry_after() {
    let refused = |reset, retry_after| {
        let mut book = Book::open("10:10:00", hourly(150));
        let window = book.take("10:10:00", 2);
        let rate = RateLimit {
            reset,
            retry_after,
            ..RateLimit::default()
        };
        book.settle("10:10:00", window, answered(rate, 429));
        book.settle("10:10:00", window, Outcome::Unsent);
        book.wait("10:10:00")
    };
    let some = |seconds| Some(secs(seconds));
    assert_eq!(refused(some(600), some(60)), secs(630));
    assert_eq!(refused(some(600), some(900)), secs(930));
    assert_eq!(refused(None, some(900)), secs(3030));
    assert_eq!(refused(None, None), secs(3030));
    // An absurd reset is no reset, and nothing asks for longer than a window with its margins.
    assert_eq!(refused(some(9_999), None), secs(3030));
    assert_eq!(refused(None, some(86_400)), secs(3690));
}

#[test]
fn a_429_of_the_window_before_does_not_close_this_one() {
    let mut book = Book::open("10:59:00", hourly(10));
    let window = book.take("10:59:50", 3);
    book.settle("10:59:50", window, answered(rate(10, 9, 10), 200));
    assert_eq!(book.left("11:00:30"), 8);
    book.settle("11:00:30", window, answered(rate(10, 0, 0), 429));
    assert_eq!(book.left("11:00:30"), 9);
}

#[test]
fn a_closed_window_waits_as_long_as_it_was_told() {
    let mut book = Book::open("10:10:00", hourly(10));
    book.ledger.close(at("10:10:00"), &book.settings, secs(60));
    assert_eq!(book.wait("10:10:00"), secs(90));
    assert_eq!(book.left("10:11:30"), 10);
}

#[test]
fn a_clock_that_is_set_back_opens_nothing_and_waits_no_longer_than_a_window() {
    let mut book = Book::open("10:59:00", hourly(5));
    let window = book.take("11:00:40", 5);
    for _ in 0..5 {
        book.settle("11:00:41", window, answered(RateLimit::default(), 200));
    }
    for time in ["11:00:35", "10:59:00", "08:00:00", "10:59:59"] {
        assert_eq!(book.left(time), 0, "{time}");
    }
    assert_eq!(book.wait("08:00:00"), secs(3630));
    assert_eq!(book.left("09:00:30"), 5);
}

#[test]
fn the_lowest_priority_leaves_the_reserve_and_always_has_one_call() {
    let reserve = |limit, interactive| {
        let settings = hourly(limit);
        settings
            .with_reserve(Priority::Interactive, interactive)
            .unwrap()
    };
    let mut book = Book::open("10:10:00", reserve(150, 10));
    assert_eq!(book.left("10:10:00"), 140);
    book.take("10:10:00", 140);
    let Verdict::Granted(grant) = book.ledger.take(
        at("10:10:00"),
        &book.settings,
        Priority::Interactive,
        u32::MAX,
    ) else {
        panic!("the reserve is there");
    };
    assert_eq!(grant.calls, 10);

    // The server says that the limit is lower than the reserve: the next answer may correct it.
    let mut book = Book::open("10:10:00", reserve(150, 10));
    let window = book.take("10:10:00", 1);
    book.settle("10:10:00", window, answered(rate(5, 4, 60), 200));
    assert_eq!(book.left("10:10:00"), 0);
    assert_eq!(book.left("10:11:30"), 1);
}

#[test]
fn what_is_never_settled_counts_in_two_windows_and_not_in_a_third() {
    let mut book = Book::open("10:10:00", hourly(10));
    book.take("10:10:00", 4);
    let window = book.take("11:10:00", 6);
    assert_eq!(book.left("11:10:00"), 0);
    for _ in 0..6 {
        book.settle("11:10:01", window, answered(RateLimit::default(), 200));
    }
    assert_eq!(book.left("12:10:00"), 10);
}

#[test]
fn settings_that_cannot_be_kept_are_refused() {
    let new = BudgetSettings::new;
    assert_eq!(new(0, HOUR), Err(BudgetSettingsError::LimitZero));
    let short = Duration::from_millis(999);
    assert_eq!(new(1, short), Err(BudgetSettingsError::Window));
    let settings = new(10, HOUR).unwrap();
    let margin = settings.with_margin(secs(901));
    assert_eq!(margin, Err(BudgetSettingsError::Margin));
    let reserve = settings.with_reserve(Priority::Webhook, 10);
    assert_eq!(reserve, Err(BudgetSettingsError::Reserve));
    let lowest = settings.with_reserve(Priority::Backfill, 1);
    assert_eq!(lowest, Err(BudgetSettingsError::NothingLower));
}

#[test]
fn a_ledger_comes_back_from_its_serialised_form() {
    let mut book = Book::open("10:10:00", hourly(10));
    let window = book.take("10:10:00", 4);
    book.settle("10:10:00", window, answered(rate(10, 3, 60), 429));
    let text = serde_json::to_string(&book.ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), book.ledger);
}

#[test]
fn keys_tell_app_and_person_apart_and_show_neither() {
    assert_ne!(BudgetKey::new("ab", "c"), BudgetKey::new("a", "bc"));
    assert_ne!(BudgetKey::new("a", "b"), BudgetKey::new("b", "a"));
    assert_eq!(format!("{:?}", key()), "BudgetKey");
    // Stores of other versions file under it: worked out apart from this code.
    assert_eq!(u128::from_be_bytes(key().to_bytes()), FINGERPRINT);
}

const FINGERPRINT: u128 = 0x74a7_f9d5_d845_27df_07ef_9bc0_858d_0443;
