//! What a ledger believes of an answer's headers. They lag, they are missing, and some are nonsense: nothing here may
//! add to what is left of a window.

use std::time::Duration;

use super::super::BudgetSettings;
use super::super::moment::Moment;
use super::Ledger;
use crate::rate::RateLimit;

/// When a window ends, by one answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reset {
    earliest: Moment,
    latest: Moment,
}

impl Reset {
    /// The server counted the time until the reset from some moment between sending and answer. A time longer than any
    /// window is no reset.
    pub(super) fn read(
        rate: &RateLimit,
        now: Moment,
        took: Duration,
        settings: &BudgetSettings,
    ) -> Option<Self> {
        let reset = rate.reset.filter(|reset| *reset <= settings.longest())?;
        let latest = now.plus(reset);
        let earliest = latest.minus(took);
        Some(Self { earliest, latest })
    }

    fn width(self) -> u32 {
        let millis = self.latest.since(self.earliest).as_millis();
        u32::try_from(millis).unwrap_or(u32::MAX)
    }
}

/// In which window an answer says that it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It does not say, or it fits several.
    Nothing,
    /// In the window before this one.
    Earlier,
    /// In this one.
    This,
    /// In the next one: the server's window has ended before ours.
    Next,
    /// In one that fits none of them.
    Other,
}

impl Ledger {
    /// In which window this answer was counted.
    pub(super) fn told(&self, reset: Reset, now: Moment, settings: &BudgetSettings) -> Told {
        let margin = settings.margin();
        let (earliest, latest) = (reset.earliest.minus(margin), reset.latest.plus(margin));
        let (from, to) = (self.ends.minus(self.doubt_time()), self.ends);
        let length = settings.window();
        let this = earliest <= to && from <= latest;
        let earlier = earliest <= to.minus(length) && from.minus(length) <= latest;
        let next = earliest <= to.plus(length) && from.plus(length) <= latest;
        match (earlier, this, next) {
            // A start that is a guess is no proof that a call was before it.
            (true, false, false) if !self.guessed => Told::Earlier,
            (false, true, false) => Told::This,
            // Before the end is near the next window cannot have begun.
            (false, false, true) if from.minus(margin) <= now => Told::Next,
            (false, false, _) => Told::Other,
            _ => Told::Nothing,
        }
    }

    /// Learns when the window ends. In one window the end is announced once; after that it moves later only.
    pub(super) fn learn_end(&mut self, reset: Reset, told: Told, settings: &BudgetSettings) {
        let margin = u32::try_from(settings.margin().as_millis()).unwrap_or(u32::MAX);
        match told {
            // The next window is learned of when it is this one: no header opens a window ahead of time, because a clock
            // that was set back during the call makes an answer seem to come from later than it does.
            Told::Nothing | Told::Earlier | Told::Next => {}
            Told::This if self.announced => {}
            Told::This => {
                // A slow call says little. It fits a guess by chance, and adds nothing to an end that was told before.
                if self.guessed || reset.width() <= self.doubt.max(margin) {
                    self.end_at(reset);
                }
                self.announced = true;
            }
            Told::Other if self.announced => {
                if reset.earliest > self.ends {
                    self.end_at(reset);
                }
            }
            Told::Other => {
                if reset.latest < self.ends {
                    // The server's window began before the one that we had guessed: what was spent before is in it.
                    self.spent = self.spent.saturating_add(self.previous);
                    self.previous = 0;
                }
                self.end_at(reset);
                self.announced = true;
            }
        }
    }

    fn end_at(&mut self, reset: Reset) {
        self.ends = reset.latest;
        self.doubt = reset.width();
        self.guessed = false;
    }

    /// Learns how many calls are left. The lower of both counts, and what cannot be is not believed.
    pub(super) fn learn_rest(&mut self, rate: &RateLimit, settings: &BudgetSettings) {
        let limit = rate.limit.filter(|limit| *limit > 0);
        if let Some(limit) = limit {
            self.limit = limit.min(settings.limit());
        }
        let most = limit.unwrap_or(u32::MAX);
        if let Some(remaining) = rate.remaining.filter(|remaining| *remaining <= most) {
            self.spent = self.spent.max(self.limit.saturating_sub(remaining));
        }
    }

    /// The server refused a call. Nobody calls before the end of the window and before the time that it asked to wait.
    pub(super) fn refused(
        &mut self,
        retry_after: Option<Duration>,
        reset: Option<Reset>,
        now: Moment,
        settings: &BudgetSettings,
    ) {
        let asked = retry_after.map_or(now, |wait| now.plus(wait));
        let reset = reset.map_or(now, |reset| reset.latest);
        self.close_until(asked.max(reset).max(self.ends), now, settings);
    }
}
