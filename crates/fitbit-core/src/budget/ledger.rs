//! The count of one key: a state machine, data in, verdict out. It must not read a clock, wait, or know who asks; so it
//! can be tried with any interleaving, and a store can keep it as a row.
//!
//! The window is the heart of it. Its end is an interval, as a header gives it: the server wrote "seconds until the
//! reset" at some time between the sending of the call and its answer. What happens near that interval, or is still under
//! way when the next window opens, may count with the server in either window; so it counts in both here, until its own
//! answer tells.

// Said in full because the model check compiles this file from elsewhere.
#[path = "ledger/headers.rs"]
mod headers;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::headers::{Reset, Told};
use super::moment::Moment;
use super::{BudgetSettings, Grant, Outcome, Priority, Settlement, Verdict, WindowNumber};

/// The count of one key.
///
/// ```
/// use fitbit_core::budget::{BudgetSettings, Ledger, Priority, Verdict};
///
/// let settings = BudgetSettings::fitbit();
/// let now = "2026-05-20T10:17:30Z".parse()?;
/// let mut ledger = Ledger::new(now, &settings);
/// let Verdict::Granted(grant) = ledger.take(now, &settings, Priority::Interactive, 10) else {
///     panic!("a new ledger is full");
/// };
/// assert_eq!((grant.calls, grant.left), (10, 140));
/// # Ok::<(), fitbit_core::jiff::Error>(())
/// ```
///
/// Its serialised form is for stores: whole, read back by the same version or a later one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// When this window began. A time before it shows that the clock was set back.
    opened: Moment,
    /// The latest time at which this window may end.
    ends: Moment,
    /// No call before this, whatever is left.
    closed_until: Moment,
    /// How much earlier than `ends` the window may end, in milliseconds.
    doubt: u32,
    number: u32,
    /// The lower of what was set and what the server last said.
    limit: u32,
    /// What counts in this window, with everything that is under way.
    spent: u32,
    /// What of it was answered so near to the end that it counts in the next window as well.
    late: u32,
    /// Granted in this window and not settled.
    fresh: u32,
    /// Granted before this window and not settled. What is under way for more than half a window is written off at a
    /// turn.
    stale: u32,
    /// What the window before had spent.
    previous: u32,
    /// Whether an answer has said when this window ends.
    announced: bool,
    /// Whether no answer has ever said when a window ends, so that the end is the clock's.
    guessed: bool,
}

impl Ledger {
    /// A ledger of which nothing is known yet: a full window that ends where the clock says.
    pub fn new(now: Timestamp, settings: &BudgetSettings) -> Self {
        let now = Moment::from(now);
        let window = now.window(settings.window());
        Self {
            opened: now,
            ends: Moment::end_of_window(window, settings.window()),
            closed_until: Moment::LONG_AGO,
            doubt: 0,
            // From the clock, so that a ledger that was deleted and made anew does not repeat numbers.
            number: u32::try_from(window.rem_euclid(i64::from(u32::MAX))).unwrap_or(0),
            limit: settings.limit(),
            spent: 0,
            late: 0,
            fresh: 0,
            stale: 0,
            previous: 0,
            announced: false,
            guessed: true,
        }
    }

    /// Asks for up to so many calls.
    pub fn take(
        &mut self,
        now: Timestamp,
        settings: &BudgetSettings,
        priority: Priority,
        up_to: u32,
    ) -> Verdict {
        let now = self.advance(now, settings);
        let allowance = self.limit.saturating_sub(settings.reserve(priority)).max(1);
        let left = allowance.saturating_sub(self.spent);
        let calls = left.min(up_to.max(1));
        if now < self.closed_until || calls == 0 {
            return Verdict::Later(self.wait(now, calls == 0, settings));
        }
        self.spent += calls;
        self.fresh += calls;
        Verdict::Granted(Grant {
            calls,
            window: WindowNumber(self.number),
            left: left - calls,
            ends_in: self.ends.since(now),
        })
    }

    /// Books what became of one granted call. True if a call became free, or will sooner than was said.
    pub fn settle(
        &mut self,
        now: Timestamp,
        settings: &BudgetSettings,
        settlement: &Settlement,
    ) -> bool {
        let now = self.advance(now, settings);
        match &settlement.outcome {
            Outcome::Unsent => {
                let held = self.release(settlement.window);
                if held {
                    self.spent = self.spent.saturating_sub(1);
                }
                held
            }
            Outcome::Lost => {
                self.release(settlement.window);
                self.note_late(now, settings);
                false
            }
            Outcome::Answered { rate, status, took } => {
                let reset = Reset::read(rate, now, *took, settings);
                let told = reset.map_or(Told::Nothing, |reset| self.told(reset, now, settings));
                let ended = self.ends;
                if let Some(reset) = reset {
                    self.learn_end(reset, told, settings);
                }
                let current = settlement.window.0 == self.number;
                let held = self.release(settlement.window);
                if told == Told::Earlier && held && !current {
                    // It was in the window before, so it does not count in this one, and says nothing about it.
                    self.spent = self.spent.saturating_sub(1);
                    return true;
                }
                if told == Told::Next {
                    self.late = self.late.saturating_add(1);
                } else if told != Told::This {
                    self.note_late(now, settings);
                }
                if told == Told::This || (current && told != Told::Next) {
                    self.learn_rest(rate, settings);
                }
                if *status == http::StatusCode::TOO_MANY_REQUESTS {
                    self.refused(rate.retry_after, reset, now, settings);
                    return false;
                }
                self.ends < ended
            }
        }
    }

    /// Closes the window for this long and the margin, but not longer than a window.
    pub fn close(&mut self, now: Timestamp, settings: &BudgetSettings, wait: Duration) {
        let now = self.advance(now, settings);
        self.close_until(now.plus(wait), now, settings);
    }

    /// Whether this ledger says no more than a new one would: its window has passed, and nothing is under way.
    pub fn is_over(&mut self, now: Timestamp, settings: &BudgetSettings) -> bool {
        let now = self.advance(now, settings);
        self.spent == 0
            && self.late == 0
            && self.fresh == 0
            && self.stale == 0
            && self.closed_until <= now
    }

    /// Turns to the window of this moment.
    fn advance(&mut self, now: Timestamp, settings: &BudgetSettings) -> Moment {
        let now = Moment::from(now);
        let farthest = now.plus(settings.longest());
        let before_this = now.plus(settings.margin()) < self.opened;
        let farther = self.ends.max(self.closed_until.minus(settings.margin()));
        if before_this || farther > farthest {
            self.set_back(now, settings);
        }
        if now >= self.ends.plus(settings.margin()) {
            let length = settings.window();
            // After a clock was set back the phase is lost; the clock's own windows are the next guess.
            let lost = self.doubt_time() >= length;
            let passed = now.since(self.ends);
            let whole = u32::try_from(passed.as_millis() / length.as_millis()).unwrap_or(u32::MAX);
            let ends = if lost {
                Moment::end_of_window(now.window(length), length)
            } else {
                self.ends.plus(length.saturating_mul(whole)).plus(length)
            };
            let doubt = if lost { 0 } else { self.doubt };
            if whole > 0 {
                // A window passed in which nobody asked. What was under way before it is written off like at two turns.
                (self.fresh, self.stale, self.late) = (0, 0, 0);
            }
            self.turn(now, ends, doubt, settings);
            if whole > 0 {
                self.previous = 0;
            }
        }
        now
    }

    /// Opens the next window. What is under way and what was late counts in it as well.
    fn turn(&mut self, now: Moment, ends: Moment, doubt: u32, settings: &BudgetSettings) {
        self.previous = self.spent;
        // A window that an answer cut short has not seen the end of what the one before it left.
        let settled = self.opened.plus(settings.margin() + settings.window() / 2);
        let older = if now < settled { self.stale } else { 0 };
        self.spent = self.fresh.saturating_add(self.late).saturating_add(older);
        self.stale = self.fresh.saturating_add(older);
        self.fresh = 0;
        self.late = 0;
        self.number = self.number.wrapping_add(1);
        self.limit = self.limit.min(settings.limit());
        self.opened = ends.minus(settings.window()).min(now);
        self.ends = ends;
        self.doubt = doubt;
        self.announced = false;
    }

    /// The clock was set back, to before this window or so far that it would last too long: nobody knows how much of it
    /// has passed. It lasts for one length from now, which no window exceeds, with what it has spent; and all of it may
    /// belong to the next as well.
    fn set_back(&mut self, now: Moment, settings: &BudgetSettings) {
        self.opened = now;
        self.ends = now.plus(settings.window());
        self.doubt = u32::try_from(settings.window().as_millis()).unwrap_or(u32::MAX);
        self.announced = false;
        self.guessed = true;
        let bound = now.plus(settings.longest() + settings.margin());
        self.closed_until = self.closed_until.min(bound);
    }

    /// Takes a call out of what is under way. False if it was written off.
    fn release(&mut self, window: WindowNumber) -> bool {
        let counter = if window.0 == self.number {
            &mut self.fresh
        } else {
            &mut self.stale
        };
        let held = *counter > 0;
        *counter = counter.saturating_sub(1);
        held
    }

    /// An answer that does not say in which window it was, so near to the end, counts in both.
    fn note_late(&mut self, now: Moment, settings: &BudgetSettings) {
        let near = self.ends.minus(self.doubt_time()).minus(settings.margin());
        if now >= near {
            self.late = self.late.saturating_add(1);
        }
    }

    fn close_until(&mut self, until: Moment, now: Moment, settings: &BudgetSettings) {
        let until = until.min(now.plus(settings.longest()));
        self.closed_until = self.closed_until.max(until.plus(settings.margin()));
    }

    fn wait(&self, now: Moment, is_spent: bool, settings: &BudgetSettings) -> Duration {
        let opens = if is_spent {
            self.ends.plus(settings.margin())
        } else {
            now
        };
        let wait = opens.max(self.closed_until).since(now);
        wait.max(Duration::from_millis(1))
    }

    fn doubt_time(&self) -> Duration {
        Duration::from_millis(self.doubt.into())
    }
}
