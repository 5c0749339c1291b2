//! What is special about sleep: an answer can be one that is not worked out yet, which is a state and no lack of sleep;
//! and a sleep has a clock of its own ([`Night`]).

mod night;

use std::time::Duration;

use fitbit_api::types::{self, SleepMeta, SleepState};

use crate::view::View;

pub use night::Night;

/// That the service is still working out the stages of a sleep: what the answer holds is not final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PendingSleep {
    retry_after: Option<Duration>,
}

impl PendingSleep {
    fn of(meta: Option<&SleepMeta>) -> Option<Self> {
        let meta = meta?;
        // Any state that a later service invents is not "done" either, as long as it asks to come again.
        let is_pending = meta.state == Some(SleepState::Pending) || meta.retry_duration.is_some();
        is_pending.then(|| Self {
            retry_after: meta
                .retry_duration
                .and_then(|milliseconds| u64::try_from(milliseconds).ok())
                .map(Duration::from_millis),
        })
    }

    /// How long the server asks to wait before the same call is made again, where it says so.
    pub const fn retry_after(self) -> Option<Duration> {
        self.retry_after
    }
}

macro_rules! may_be_pending {
    ($($answer:ident),*) => { $(
        impl View<'_, types::$answer> {
            /// Whether this answer is not final, because a sleep in it is still worked out; `None` when it is.
            pub fn pending(self) -> Option<PendingSleep> {
                PendingSleep::of(self.raw().meta.as_ref())
            }
        }
    )* };
}

may_be_pending!(SleepLogDay, SleepLogRange, SleepLogList);
