//! From what the service sent to what an inbox keeps. Subscription and kind of owner stay behind: two subscriptions that
//! tell of the same are one thing to do.

use fitbit_core::IdError;
use fitbit_core::inbox::{Collection, Notice};

use crate::batch::{Batch, Misfit, MisfitKind};
use crate::notification::Notification;

/// Only the id of the owner can be wrong; a month in the place of a day is no day.
impl TryFrom<&Notification> for Notice {
    type Error = IdError;

    fn try_from(notification: &Notification) -> Result<Self, Self::Error> {
        Ok(Self::new(
            notification.owner_id().parse()?,
            Collection::from(notification.collection()),
            notification.date(),
        ))
    }
}

impl Batch {
    /// What an inbox is to keep, and everything that did not fit: [`Batch::misfits`], and ids that are those of nobody.
    pub fn notices(&self) -> (Vec<Notice>, Vec<Misfit>) {
        let mut notices = Vec::with_capacity(self.notifications().len());
        let mut misfits = self.misfits().to_vec();
        for (place, notification) in self.with_places() {
            match Notice::try_from(notification) {
                Ok(notice) => notices.push(notice),
                Err(_) => misfits.push(Misfit {
                    place,
                    kind: MisfitKind::Owner,
                }),
            }
        }
        (notices, misfits)
    }
}
