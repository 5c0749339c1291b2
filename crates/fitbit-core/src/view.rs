//! Values seen in their context.
//!
//! A generated type is what the wire said. Its units came with the request's header, its privacy from who looked at
//! whom, its civil times from the person's zone: none of that is in the body. A [`View`] is a value together with what
//! it takes to read it. The raw fields stay reachable through `Deref`; the accessors of `crate::generated` stand beside
//! them under the same names.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use fitbit_api::jiff::tz::TimeZone;
use fitbit_api::{UserId, UserIdOrOwn};

use crate::privacy::{Setting, Visibility, evidently_closed};
use crate::units::UnitSystem;

/// Who a value describes, seen from the token's owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The token's owner.
    Owner,
    /// Somebody else.
    Other,
    /// It cannot be told: the token's source does not know whose it is.
    Unknown,
}

impl Subject {
    /// Whom a path asks for, as far as the token's source tells whose token it is.
    pub(crate) fn of(who: &UserIdOrOwn, owner: Option<&UserId>) -> Self {
        match (who, owner) {
            (UserIdOrOwn::Own, _) => Self::Owner,
            (UserIdOrOwn::Id(id), Some(owner)) if id == owner => Self::Owner,
            (UserIdOrOwn::Id(_), Some(_)) => Self::Other,
            (UserIdOrOwn::Id(_), None) => Self::Unknown,
        }
    }
}

/// What it takes to read a value.
#[derive(Clone)]
pub struct Context {
    pub(crate) units: UnitSystem,
    pub(crate) subject: Subject,
    pub(crate) owner: Option<UserId>,
    pub(crate) zone: Option<TimeZone>,
}

impl Context {
    /// The unit system that the request asked for.
    pub fn units(&self) -> UnitSystem {
        self.units
    }

    /// Whose data was asked for.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The zone that was set for the person.
    pub fn zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Context")
    }
}

/// An owned value with its context.
#[derive(Clone)]
pub struct Seen<T> {
    value: T,
    context: Arc<Context>,
}

impl<T> Seen<T> {
    pub(crate) fn new(value: T, context: Arc<Context>) -> Self {
        Self { value, context }
    }

    /// The value with its context, to read it by.
    pub fn view(&self) -> View<'_, T> {
        View {
            raw: &self.value,
            context: &self.context,
            subject: self.context.subject,
        }
    }

    /// What the wire said.
    pub fn raw(&self) -> &T {
        &self.value
    }

    /// What the wire said, without its context.
    pub fn into_raw(self) -> T {
        self.value
    }

    /// The context.
    pub fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn shared_context(&self) -> &Arc<Context> {
        &self.context
    }
}

impl<T> fmt::Debug for Seen<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seen")
    }
}

/// A borrowed value with its context; the accessors are on it.
pub struct View<'a, T> {
    raw: &'a T,
    context: &'a Context,
    subject: Subject,
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, T> {}

impl<T> Deref for View<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.raw
    }
}

impl<T> fmt::Debug for View<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("View")
    }
}

impl<'a, T> View<'a, T> {
    /// What the wire said.
    pub fn raw(self) -> &'a T {
        self.raw
    }

    /// Who this value describes, seen from the token's owner.
    pub fn subject(self) -> Subject {
        self.subject
    }

    /// What it takes to read the value.
    pub fn context(self) -> &'a Context {
        self.context
    }

    /// A part of this value, about the same person.
    pub(crate) fn part<U>(self, raw: &'a U) -> View<'a, U> {
        View {
            raw,
            context: self.context,
            subject: self.subject,
        }
    }

    /// Parts of this value, about the same person.
    pub(crate) fn parts<U>(self, raw: &'a [U]) -> impl ExactSizeIterator<Item = View<'a, U>> {
        raw.iter().map(move |raw| self.part(raw))
    }

    /// A part of this value that is another person, of whom the spec says what `whose` says.
    pub(crate) fn person<U>(self, raw: &'a U, id: Option<&UserId>, whose: Whose) -> View<'a, U> {
        View {
            raw,
            context: self.context,
            subject: match whose {
                Whose::Owner => Subject::Owner,
                Whose::Friend | Whose::Ranked => self.identify(id, whose),
            },
        }
    }

    fn identify(self, id: Option<&UserId>, whose: Whose) -> Subject {
        match (&self.context.owner, id) {
            (Some(owner), Some(id)) if owner == id => Subject::Owner,
            (Some(_), Some(_)) => Subject::Other,
            // Nobody is a friend of oneself; in the list of somebody else the owner may stand.
            _ if whose == Whose::Friend && self.context.subject == Subject::Owner => Subject::Other,
            _ => Subject::Unknown,
        }
    }

    /// The verdict on settings, from the visibility of the fields that count as evidence.
    pub(crate) fn verdict(self, fields: &[(Setting, Visibility)]) -> Vec<Setting> {
        match self.subject {
            Subject::Other => evidently_closed(fields),
            // One's own blank fields are simply not filled in.
            Subject::Owner | Subject::Unknown => Vec::new(),
        }
    }
}

/// What the spec says about the person that a field describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The token's owner.
    #[expect(dead_code, reason = "the spec may say it; no operation does yet")]
    Owner,
    /// A friend of the person asked for.
    Friend,
    /// Anybody in a ranking, the person asked for too.
    Ranked,
}
