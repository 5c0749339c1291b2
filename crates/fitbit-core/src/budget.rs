//! The quota as a budget: who may send a call now, and who has to wait.
//!
//! A server lets an app make so many calls for one person in one *window* of time, and answers the rest with 429. A
//! [`Budget`] keeps that count on our side, so that a call the server would refuse is not sent:
//!
//! ```
//! use std::sync::Arc;
//! use fitbit_core::{Budget, BudgetKey, BudgetSettings, Patience, Priority, SystemClock};
//!
//! # async fn run() -> Result<(), fitbit_core::BudgetError> {
//! let budget = Budget::in_process(BudgetSettings::fitbit(), Arc::new(SystemClock));
//! let key = BudgetKey::new("our app", "the person");
//! let mut permit = budget.acquire(key, Priority::Backfill, Patience::Wait).await?;
//! permit.sent();
//! // … the call is made here, and its answer has `rate` and `status` …
//! # let (rate, status) = (fitbit_core::RateLimit::default(), Default::default());
//! permit.complete(&rate, status).await?;
//! # Ok(())
//! # }
//! ```
//!
//! **Whose windows?** The server's. Until an answer has said when its window ends, it is guessed: windows of the set
//! length that begin where the clock does (an hour: on the full hour). From then on the answers say. Our clock and the
//! server's differ, so a new window opens a margin after the end of the old one, and a call that was under way around the
//! end counts in both windows until its own answer says in which one it was.
//!
//! **Who counts?** We do: a call counts from the moment its permit is granted, and no longer if the permit is dropped
//! before the call was sent. What the answers say is left is merged in, and the lower of both wins, because others may
//! spend from the same quota and because the server's own number lags. A 429 closes the window for everybody who shares
//! it. So as long as nobody else spends, the server never counts more than the limit in any of its windows. The one thing
//! that can break this is our clock jumping ahead, or a first header that lies; then there is a 429, and it closes the window.
//!
//! **Who goes first?** The higher [`Priority`], and within one the first to come. Lower priorities leave a reserve for
//! the higher ones.
//!
//! The parts: [`Ledger`] is the count of one key, a state machine without clock and without waiting; a [`BudgetStore`]
//! keeps ledgers, one for a process ([`MemoryBudgetStore`]) or one for many; [`Budget`] lets tasks wait in order. Nothing
//! here knows a server: limit, window, reserve and margin are values of [`BudgetSettings`].

mod acquire;
pub mod conformance;
mod error;
mod key;
mod lanes;
mod ledger;
mod memory;
mod moment;
mod permit;
mod priority;
mod settings;
mod store;
mod sync;
#[cfg(test)]
mod tests;

pub use acquire::{Budget, Patience};
pub use error::{BudgetError, BudgetStoreError};
pub use key::BudgetKey;
pub use ledger::Ledger;
pub use memory::MemoryBudgetStore;
pub use permit::Permit;
pub use priority::Priority;
pub use settings::{BudgetSettings, BudgetSettingsError};
pub use store::{BudgetStore, Grant, Outcome, Settlement, Verdict, WindowNumber};
