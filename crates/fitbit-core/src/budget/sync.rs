//! The locks of the budget, in one place: the model check puts its own in their stead.

pub(crate) use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
