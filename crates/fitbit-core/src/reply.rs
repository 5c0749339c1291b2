//! An answer: the value in its context, and what came with it.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use bytes::Bytes;
use fitbit_api::decode::ItemMisfit;
use fitbit_api::facts::{Operation, PrivacyEffect};

use crate::privacy::Setting;
use crate::rate::RateLimit;
use crate::view::{Context, Seen, Subject};

/// The answer to one call: [`Seen`] through `Deref`, and what the answer itself said.
pub struct Reply<T> {
    seen: Seen<T>,
    operation: &'static Operation,
    status: u16,
    rate: RateLimit,
    attempts: u32,
    body: Bytes,
    misfits: Vec<ItemMisfit>,
}

impl<T> Reply<T> {
    pub(crate) fn new(
        value: T,
        context: Arc<Context>,
        operation: &'static Operation,
        arrival: Arrival,
    ) -> Self {
        Self {
            seen: Seen::new(value, context),
            operation,
            status: arrival.status,
            rate: arrival.rate,
            attempts: arrival.attempts,
            body: arrival.body,
            misfits: Vec::new(),
        }
    }

    pub(crate) fn with_misfits(mut self, misfits: Vec<ItemMisfit>) -> Self {
        self.misfits = misfits;
        self
    }

    /// The answer, and the items that the value has not.
    pub(crate) fn into_parts(mut self) -> (Self, Vec<ItemMisfit>) {
        let misfits = std::mem::take(&mut self.misfits);
        (self, misfits)
    }

    pub(crate) fn facts(&self) -> &'static Operation {
        self.operation
    }

    /// The value in its context, without the answer around it.
    pub fn into_seen(self) -> Seen<T> {
        self.seen
    }

    /// The operation's id.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The status of the answer. 404 when a deletion was sent again after its answer broke off, and had taken effect.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// How many requests it took.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What the answer said about the quota.
    pub fn rate_limit(&self) -> &RateLimit {
        &self.rate
    }

    /// The body as it came, byte for byte. It is health data: never log it.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The items that could not be read and are not in the value, where bad items were
    /// [set apart](crate::Person::with_bad_items_apart); empty otherwise.
    pub fn misfits(&self) -> &[ItemMisfit] {
        &self.misfits
    }

    /// The settings by which items may have been left out of this answer without a trace.
    ///
    /// Empty when the answer is complete as far as the documentation tells.
    pub fn may_be_incomplete(&self) -> Vec<Setting> {
        self.operation
            .privacy
            .iter()
            .filter(|privacy| matches!(privacy.effect, PrivacyEffect::Items(_)))
            .filter(|privacy| privacy.of_listed || self.seen.context().subject() != Subject::Owner)
            .filter_map(|privacy| Setting::named(privacy.setting))
            .collect()
    }
}

impl<T> Deref for Reply<T> {
    type Target = Seen<T>;

    fn deref(&self) -> &Seen<T> {
        &self.seen
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}

/// What the road noted of an answer, besides the value that is decoded from it.
#[derive(Clone)]
pub(crate) struct Arrival {
    pub(crate) status: u16,
    pub(crate) rate: RateLimit,
    pub(crate) attempts: u32,
    pub(crate) body: Bytes,
}
