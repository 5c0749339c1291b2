//! Named scenarios: what a service has to live through, in a word that reads well in a test.

mod file;

use std::time::Duration;

pub use file::ScenarioFile;
pub(crate) use file::{duration, known};

use crate::fault::{AbsurdHeaders, Effect, Fault, FaultBody};
use crate::oauth::ConcurrentRefresh;
use crate::quota::QuotaRefusal;
use crate::world::State;

/// What a service has to live through. Playing one adds to what is there; [`Scenario::AllIsWell`] begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scenario {
    /// No faults; quota, consent and notifications by their default rules.
    AllIsWell,
    /// The Fitbit Web API is switched off: 410 for everything.
    SwitchedOff,
    /// Every call is answered 503 with a page of HTML.
    Outage,
    /// Every third call fails: in turn a reset connection, a cut body, a 500.
    Unsteady,
    /// The answer to the next refresh is lost after it took effect.
    LostRefresh,
    /// Two refreshes at once: the second one is answered 409, and the first one takes its time.
    ContestedRefresh,
    /// The quota is small, its headers lag by ten calls, and 429 has an empty body and a wrong `Retry-After`.
    TightQuota,
    /// Answers have enum values and fields that no spec knows.
    Drift,
    /// Answers come slowly and in small pieces.
    SlowNetwork,
    /// The headers about the quota are absurd.
    AbsurdHeaders,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AllIsWell,
        Self::SwitchedOff,
        Self::Outage,
        Self::Unsteady,
        Self::LostRefresh,
        Self::ContestedRefresh,
        Self::TightQuota,
        Self::Drift,
        Self::SlowNetwork,
        Self::AbsurdHeaders,
    ];

    /// The name on the control port and in files, such as `switched-off`.
    pub fn name(self) -> &'static str {
        match self {
            Self::AllIsWell => "all-is-well",
            Self::SwitchedOff => "switched-off",
            Self::Outage => "outage",
            Self::Unsteady => "unsteady",
            Self::LostRefresh => "lost-refresh",
            Self::ContestedRefresh => "contested-refresh",
            Self::TightQuota => "tight-quota",
            Self::Drift => "drift",
            Self::SlowNetwork => "slow-network",
            Self::AbsurdHeaders => "absurd-headers",
        }
    }

    /// The scenario of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|scenario| scenario.name() == name)
    }

    pub(crate) fn apply(self, state: &mut State) {
        if self == Self::AllIsWell {
            state.faults.clear();
            state.quota.rules = crate::QuotaRules::default();
            state.oauth.rules = crate::OAuthRules::default();
            state.outbox.rules = crate::NotificationRules::default();
        }
        if self == Self::TightQuota {
            let rules = crate::QuotaRules::default()
                .with_limit(Some(20))
                .with_lag(10)
                .with_refusal(QuotaRefusal::Empty)
                .with_retry_after_of(1);
            state.set_quota(rules);
        }
        if self == Self::ContestedRefresh {
            let rules = state.oauth.rules.clone();
            state.oauth.rules = rules.with_concurrent_refresh(ConcurrentRefresh::Conflict);
        }
        for fault in self.faults() {
            state.faults.add(fault).expect(
                "the faults of a scenario are about operations that exist: a test plays them all",
            );
        }
    }

    fn faults(self) -> Vec<Fault> {
        let millis = |duration: Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        match self {
            Self::AllIsWell | Self::TightQuota => Vec::new(),
            Self::SwitchedOff => vec![Fault::everywhere(Effect::Gone)],
            Self::Outage => vec![Fault::everywhere(status(503, FaultBody::Html))],
            Self::Unsteady => vec![
                Fault::everywhere(Effect::ResetBefore).every(9),
                Fault::everywhere(Effect::CutBody).after(3).every(9),
                Fault::everywhere(status(500, FaultBody::Legacy))
                    .after(6)
                    .every(9),
            ],
            Self::LostRefresh => vec![Fault::on("oauth2_token", Effect::ResetAfter).times(1)],
            Self::ContestedRefresh => {
                let millis = millis(Duration::from_millis(200));
                vec![Fault::on("oauth2_token", Effect::Latency { millis })]
            }
            Self::Drift => vec![
                Fault::everywhere(Effect::UnknownEnum),
                Fault::everywhere(Effect::UnknownField),
            ],
            Self::SlowNetwork => {
                let millis = millis(Duration::from_millis(20));
                let slow = Effect::SlowBody {
                    bytes: 4_096,
                    millis,
                };
                vec![
                    Fault::everywhere(Effect::Latency { millis }),
                    Fault::everywhere(slow),
                ]
            }
            Self::AbsurdHeaders => {
                let absurd = AbsurdHeaders::Huge;
                vec![Fault::everywhere(Effect::AbsurdHeaders(absurd))]
            }
        }
    }
}

fn status(status: u16, body: FaultBody) -> Effect {
    Effect::Status { status, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_has_a_name_of_its_own() {
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::named(scenario.name()), Some(scenario));
        }
        assert_eq!(Scenario::named("all-is-lost"), None);
    }
}
