//! Reads the body of a request. An item that cannot be read does not lose the others: it is reported beside them, by its
//! place and without a value.

mod wire;

use std::fmt;

use serde_json::value::RawValue;

use crate::notification::Notification;

/// The notifications of one request.
///
/// ```
/// use fitbit_webhooks::{Batch, Event};
///
/// let batch = Batch::parse(
///     br#"[{"collectionType":"sleep","date":"2026-05-20","ownerId":"28H22H","ownerType":"user","subscriptionId":"7"}]"#,
/// )?;
/// let notification = &batch.notifications()[0];
/// assert!(batch.misfits().is_empty());
/// assert_eq!(notification.event(), Event::Changed);
/// assert_eq!(notification.collection(), "sleep");
/// # Ok::<(), fitbit_webhooks::BatchError>(())
/// ```
#[derive(Clone, Default)]
pub struct Batch {
    notifications: Vec<Notification>,
    misfits: Vec<Misfit>,
}

impl Batch {
    /// Reads a body, which must have been verified before.
    ///
    /// A list is expected; one notification without a list is taken too. What else a notification has is let be. An id of
    /// an owner and the name of a collection must be there, as a text of at most 128 bytes; everything else may be
    /// missing.
    ///
    /// # Errors
    ///
    /// [`BatchError`] when the body as a whole is not this.
    pub fn parse(body: &[u8]) -> Result<Self, BatchError> {
        let text = std::str::from_utf8(body).map_err(|_| BatchError::NotText)?;
        // A mark of the order of bytes, which JSON does not have and some programs write.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let not_json = |error: serde_json::Error| BatchError::NotJson {
            line: error.line(),
            column: error.column(),
        };
        let mut batch = Self::default();
        match text.trim_ascii_start().as_bytes().first() {
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text).map_err(not_json)?;
                for (place, item) in items.into_iter().enumerate() {
                    batch.add(place, item.get());
                }
            }
            Some(b'{') => {
                let item: &RawValue = serde_json::from_str(text).map_err(not_json)?;
                batch.add(0, item.get());
            }
            _ => return Err(BatchError::NotAList),
        }
        Ok(batch)
    }

    /// Those that were read, in the order in which they came.
    pub fn notifications(&self) -> &[Notification] {
        &self.notifications
    }

    /// What did not fit, in the order in which it came.
    pub fn misfits(&self) -> &[Misfit] {
        &self.misfits
    }

    /// Those that were read, each with its place in the list.
    #[cfg(feature = "inbox")]
    pub(crate) fn with_places(&self) -> impl Iterator<Item = (usize, &Notification)> {
        // Every place has a notification or is lost; both are in order.
        let lost = self.misfits.iter().filter(|misfit| misfit.kind.is_lost());
        let mut lost = lost.map(|misfit| misfit.place).peekable();
        (0..)
            .filter(move |place| lost.next_if_eq(place).is_none())
            .zip(&self.notifications)
    }

    fn add(&mut self, place: usize, item: &str) {
        let Self {
            notifications,
            misfits,
        } = self;
        let misfit = |kind| misfits.push(Misfit { place, kind });
        notifications.extend(wire::notification(item, misfit));
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batch")
            .field("notifications", &self.notifications.len())
            .field("misfits", &self.misfits)
            .finish()
    }
}

/// Something in a batch that is not as it should be. It holds no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misfit {
    /// The how-manieth item of the list it is, from 0.
    pub place: usize,
    /// What is wrong with it.
    pub kind: MisfitKind,
}

/// What is wrong with an item of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MisfitKind {
    /// It is no object, or has a field twice. It is left out.
    Shape,
    /// It does not say whose data it is about, in a form that can be read. It is left out.
    Owner,
    /// It does not say what it is about, in a form that can be read. It is left out.
    Collection,
    /// A field that may be missing is there and no text. The notification is read without it.
    Field(&'static str),
}

impl MisfitKind {
    /// Whether the item is lost.
    pub const fn is_lost(self) -> bool {
        !matches!(self, Self::Field(_))
    }
}

/// Why a body is no batch. It holds no value of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BatchError {
    /// It is not UTF-8.
    NotText,
    /// It is not JSON.
    NotJson {
        /// The line where that shows, from 1.
        line: usize,
        /// The byte in that line, from 1.
        column: usize,
    },
    /// It is neither a list nor an object.
    NotAList,
}

impl fmt::Display for BatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotText => formatter.write_str("the body is not UTF-8"),
            Self::NotJson { line, column } => {
                write!(
                    formatter,
                    "the body is not JSON (line {line}, column {column})"
                )
            }
            Self::NotAList => formatter.write_str("the body is no list of notifications"),
        }
    }
}

impl std::error::Error for BatchError {}
