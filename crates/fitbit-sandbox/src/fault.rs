//! Faults on command: what goes wrong, where, and when. A fault strikes calls to the data port only, and never by chance.

mod effect;
mod spoil;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use effect::{AbsurdHeaders, Effect, FaultBody};

use crate::bundle;
use crate::error::Error;
use crate::notification::NOTIFICATION;
use crate::oauth::Endpoint;

/// Something that goes wrong.
///
/// ```
/// use fitbit_sandbox::{Effect, Fault};
///
/// // The second and third answer to a read of the badges are cut.
/// let fault = Fault::on("get_badges", Effect::CutBody).after(1).times(2);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The operation; `*` is every one.
    on: String,
    effect: Effect,
    /// How many calls go well first.
    #[serde(default)]
    after: u32,
    /// How many calls it strikes then; without it, all.
    #[serde(default)]
    times: Option<u32>,
    /// Of the calls then, it strikes the first of every so many.
    #[serde(default = "one")]
    every: u32,
    /// It strikes from this instant of the sandbox's clock on.
    #[serde(default)]
    from: Option<Timestamp>,
    /// And until before this one.
    #[serde(default)]
    until: Option<Timestamp>,
}

const EVERYWHERE: &str = "*";

const fn one() -> u32 {
    1
}

impl Fault {
    /// A fault of one operation, by its id in the spec, or `oauth2_token`, `oauth2_revoke`, `oauth2_introspect`; or of the
    /// batches of notifications: `notification`, which goes with [`Effect::Misdeliver`] and with no other effect.
    pub fn on(operation: impl Into<String>, effect: Effect) -> Self {
        Self {
            on: operation.into(),
            effect,
            after: 0,
            times: None,
            every: 1,
            from: None,
            until: None,
        }
    }

    /// A fault of every call, the endpoints for tokens included.
    pub fn everywhere(effect: Effect) -> Self {
        Self::on(EVERYWHERE, effect)
    }

    /// After so many calls that go well.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }

    /// Only so many times.
    #[must_use]
    pub fn times(mut self, calls: u32) -> Self {
        self.times = Some(calls);
        self
    }

    /// Only the first of every so many calls.
    #[must_use]
    pub fn every(mut self, calls: u32) -> Self {
        self.every = calls.max(1);
        self
    }

    /// Only between two instants of the sandbox's clock, the second one excluded.
    #[must_use]
    pub fn between(mut self, from: Timestamp, until: Timestamp) -> Self {
        (self.from, self.until) = (Some(from), Some(until));
        self
    }

    fn is_about(&self, operation: &str) -> bool {
        self.on == operation || (self.on == EVERYWHERE && operation != NOTIFICATION)
    }

    fn is_time(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// The faults of one sandbox, in the order in which they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    active: Vec<Active>,
}

#[derive(Debug)]
struct Active {
    fault: Fault,
    /// Calls that it could have struck.
    met: u32,
    struck: u32,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) -> Result<(), Error> {
        let known = fault.on == EVERYWHERE
            || bundle::OPERATIONS.iter().any(|known| known.id == fault.on)
            || fault.on == NOTIFICATION
            || Endpoint::ALL.iter().any(|known| known.name() == fault.on);
        if !known {
            return Err(Error::unknown(format!(
                "there is no operation {}: the ids are those of the spec, and oauth2_token, oauth2_revoke, \
                 oauth2_introspect, notification",
                fault.on
            )));
        }
        if (fault.on == NOTIFICATION) != matches!(fault.effect, Effect::Misdeliver(_)) {
            return Err(Error::invalid(
                "effect: misdeliver is for a fault on notification, which has no other effect",
            ));
        }
        if fault.every == 0 {
            return Err(Error::invalid(
                "every: 1 strikes each call, 2 every second one; 0 is none of them",
            ));
        }
        if let Effect::Status { status, .. } = fault.effect
            && !(400..=599).contains(&status)
        {
            return Err(Error::invalid("status: an error's is 400 to 599"));
        }
        self.active.push(Active {
            fault,
            met: 0,
            struck: 0,
        });
        Ok(())
    }

    pub(crate) fn clear(&mut self) {
        self.active.clear();
    }

    /// Those that are left, with how often each has struck.
    pub(crate) fn listed(&self) -> impl Iterator<Item = (&Fault, u32)> {
        self.active
            .iter()
            .map(|active| (&active.fault, active.struck))
    }

    /// What goes wrong with a call that has just arrived.
    pub(crate) fn strike(&mut self, operation: &str, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        for active in &mut self.active {
            if active.fault.is_about(operation) && active.fault.is_time(now) && active.strikes() {
                effects.push(active.fault.effect.clone());
            }
        }
        effects
    }
}

impl Active {
    fn strikes(&mut self) -> bool {
        let met = self.met;
        self.met = self.met.saturating_add(1);
        let Some(due) = met.checked_sub(self.fault.after) else {
            return false;
        };
        let strikes = due.is_multiple_of(self.fault.every)
            && self.fault.times.is_none_or(|times| self.struck < times);
        self.struck += u32::from(strikes);
        strikes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::Misdelivery;

    fn struck(fault: Fault, calls: usize) -> Vec<bool> {
        let mut faults = Faults::default();
        faults.add(fault).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        (0..calls)
            .map(|_| !faults.strike("get_badges", now).is_empty())
            .collect()
    }

    #[test]
    fn a_fault_strikes_by_its_schedule() {
        let fault = || Fault::on("get_badges", Effect::CutBody);
        assert_eq!(struck(fault(), 3), [true; 3]);
        assert_eq!(
            struck(fault().after(1).times(2), 5),
            [false, true, true, false, false]
        );
        assert_eq!(
            struck(fault().after(1).every(2), 5),
            [false, true, false, true, false]
        );
        assert_eq!(
            struck(Fault::on("get_food", Effect::CutBody), 2),
            [false; 2]
        );
        assert_eq!(struck(Fault::everywhere(Effect::CutBody), 1), [true]);
    }

    #[test]
    fn a_fault_of_some_time_strikes_then_only() {
        let mut faults = Faults::default();
        let at = |second| Timestamp::constant(second, 0);
        let fault = Fault::everywhere(Effect::Gone).between(at(10), at(20));
        faults.add(fault).unwrap();
        let strikes: Vec<bool> = [9, 10, 19, 20]
            .map(|second| !faults.strike("get_badges", at(second)).is_empty())
            .into();
        assert_eq!(strikes, [false, true, true, false]);
    }

    #[test]
    fn a_fault_of_no_operation_is_refused() {
        let mut faults = Faults::default();
        assert!(faults.add(Fault::on("get_bagdes", Effect::Gone)).is_err());
        assert!(faults.add(Fault::on("oauth2_token", Effect::Gone)).is_ok());
    }

    #[test]
    fn what_strikes_calls_strikes_no_notification_and_the_other_way_round() {
        let mut faults = Faults::default();
        let duplicate = || Effect::Misdeliver(Misdelivery::Duplicate);
        assert!(faults.add(Fault::everywhere(duplicate())).is_err());
        assert!(faults.add(Fault::on("get_badges", duplicate())).is_err());
        assert!(faults.add(Fault::on(NOTIFICATION, Effect::Gone)).is_err());
        faults.add(Fault::everywhere(Effect::Gone)).unwrap();
        faults.add(Fault::on(NOTIFICATION, duplicate())).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(faults.strike(NOTIFICATION, now), [duplicate()]);
        assert_eq!(faults.strike("get_badges", now), [Effect::Gone]);
    }
}
