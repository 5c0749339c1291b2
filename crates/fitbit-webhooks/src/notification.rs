//! One notification, as the service sent it. What it leaves out is absent and what it adds is let be; nothing is guessed.

use std::fmt;

use jiff::civil::Date;

/// Says that something of a person changed. It holds no data: that is to be read from the API.
///
/// The service promises neither order nor that it comes once. Its `Debug` shows nothing, because ids and days are health
/// data.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Notification {
    pub(crate) owner_id: Box<str>,
    pub(crate) collection: Box<str>,
    pub(crate) date: Option<Box<str>>,
    pub(crate) owner_type: Option<Box<str>>,
    pub(crate) subscription_id: Option<Box<str>>,
}

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// Data of a collection changed.
    Changed,
    /// The person has withdrawn the consent: the tokens are dead, and calls are spent for nothing.
    Revoked,
    /// The person has deleted the account. It comes once a subscription.
    Deleted,
    /// Something that this version does not know.
    Other,
}

impl Notification {
    /// Whose data it is about: the encoded id of a person, as it came.
    pub fn owner_id(&self) -> &str {
        &self.owner_id
    }

    /// What of it, as the service names it. It may be a name that this version does not know.
    pub fn collection(&self) -> &str {
        &self.collection
    }

    /// What it is about.
    pub fn event(&self) -> Event {
        match &*self.collection {
            "activities" | "body" | "foods" | "sleep" => Event::Changed,
            "userRevokedAccess" => Event::Revoked,
            "deleteUser" => Event::Deleted,
            _ => Event::Other,
        }
    }

    /// The day, by the person's calendar; `None` if there is none, or only a month.
    pub fn date(&self) -> Option<Date> {
        let text = self.date_text()?;
        let date: Date = text.parse().ok()?;
        // jiff reads other forms, too, such as a date with a time. They are no day.
        (date.to_string() == text).then_some(date)
    }

    /// The day as it came, which need not be one.
    pub fn date_text(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// What kind of owner it is: `user`, where it is said.
    pub fn owner_type(&self) -> Option<&str> {
        self.owner_type.as_deref()
    }

    /// The subscription by which it came. For the end of an access it may be one that the service made.
    pub fn subscription_id(&self) -> Option<&str> {
        self.subscription_id.as_deref()
    }
}

impl fmt::Debug for Notification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Notification")
    }
}
