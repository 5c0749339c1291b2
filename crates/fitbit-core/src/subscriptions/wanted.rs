//! What an application wants to be subscribed to. What the service would refuse, or tell twice, cannot be wanted.

use fitbit_api::SubscriptionId;

use super::collection::Collection;
use crate::error::{Error, ErrorKind};

/// Characters of an id, by the documentation.
const LONGEST_ID: usize = 50;

/// A subscription: a collection, and the id that the application chose.
///
/// The id is unique among all subscriptions of the application: of all persons, subscribers and collections.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Subscription {
    collection: Collection,
    id: SubscriptionId,
}

impl Subscription {
    /// A subscription whose id can be sent.
    ///
    /// ```
    /// use fitbit_core::subscriptions::{Collection, Subscription};
    ///
    /// let sleep = Subscription::new(Collection::Sleep, "7f3a-sleep")?;
    /// assert_eq!(sleep.id().as_str(), "7f3a-sleep");
    /// assert!(Subscription::new(Collection::Sleep, "").is_err());
    /// # Ok::<(), fitbit_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when the id is empty, longer than 50 characters, or cannot stand in a path.
    pub fn new(collection: Collection, id: impl Into<SubscriptionId>) -> Result<Self, Error> {
        let id = id.into();
        let text = id.as_str();
        let count = text.chars().count();
        if !(1..=LONGEST_ID).contains(&count) {
            return Err(refused(
                "a subscription id has the wrong length: give 1 to 50 characters",
            ));
        }
        let stays_segment = !matches!(text, "." | "..")
            && !text
                .chars()
                .any(|letter| matches!(letter, '/' | '\\') || letter.is_control());
        if !stays_segment {
            return Err(refused(
                "a subscription id cannot stand in a path: leave out slashes and control characters",
            ));
        }
        Ok(Self { collection, id })
    }

    /// As the service told of it, whatever the id is.
    pub(super) fn told(collection: Collection, id: SubscriptionId) -> Self {
        Self { collection, id }
    }

    /// The collection.
    pub fn collection(&self) -> Collection {
        self.collection
    }

    /// The id.
    pub fn id(&self) -> &SubscriptionId {
        &self.id
    }
}

/// A set of subscriptions for one person and one subscriber: at most one a collection, each with an id of its own.
///
/// ```
/// use fitbit_core::subscriptions::{Collection, Subscription, Wanted};
///
/// let wanted = Wanted::new([
///     Subscription::new(Collection::Activities, "7f3a-activities")?,
///     Subscription::new(Collection::Sleep, "7f3a-sleep")?,
/// ])?;
/// assert_eq!(wanted.iter().len(), 2);
/// # Ok::<(), fitbit_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted(Vec<Subscription>);

impl Wanted {
    /// These; none at all ends every subscription.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when a collection or an id stands there twice, or when [`Collection::All`] stands
    /// beside a collection that is part of it: then every notification would come twice.
    /// [`Collection::UserRevokedAccess`] may stand beside it, as nobody documents that it is a part.
    pub fn new(subscriptions: impl IntoIterator<Item = Subscription>) -> Result<Self, Error> {
        let mut wanted: Vec<Subscription> = Vec::new();
        for subscription in subscriptions {
            if wanted
                .iter()
                .any(|other| other.collection == subscription.collection)
            {
                return Err(refused(
                    "a collection is wanted twice: a subscriber has one subscription to each",
                ));
            }
            if wanted.iter().any(|other| other.id == subscription.id) {
                return Err(refused(
                    "two subscriptions have the same id: each needs one of its own",
                ));
            }
            wanted.push(subscription);
        }
        let has_all = wanted.iter().any(|one| one.collection == Collection::All);
        if has_all && wanted.iter().any(|one| one.collection.is_part_of_all()) {
            return Err(refused(
                "all collections are wanted beside one of them, which would notify twice: leave out one or the other",
            ));
        }
        wanted.sort_by_key(Subscription::collection);
        Ok(Self(wanted))
    }

    /// The subscriptions, sorted by collection.
    pub fn iter(&self) -> std::slice::Iter<'_, Subscription> {
        self.0.iter()
    }

    pub(super) fn has(&self, subscription: &Subscription) -> bool {
        self.0.contains(subscription)
    }
}

impl<'a> IntoIterator for &'a Wanted {
    type Item = &'a Subscription;
    type IntoIter = std::slice::Iter<'a, Subscription>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

fn refused(detail: &'static str) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(collection: Collection, id: &str) -> Subscription {
        Subscription::new(collection, id).unwrap()
    }

    fn is_refused(wanted: impl IntoIterator<Item = Subscription>) -> bool {
        Wanted::new(wanted).is_err_and(|error| error.kind() == ErrorKind::InvalidRequest)
    }

    #[test]
    fn an_id_that_cannot_be_sent_is_refused() {
        let fits = |id: &str| Subscription::new(Collection::Sleep, id).is_ok();
        let (longest, too_long) = ("ä".repeat(50), "a".repeat(51));
        for id in ["1", "a b%?#", "...", &longest] {
            assert!(fits(id), "{id}");
        }
        for id in ["", ".", "..", "a/b", "a\\b", "a\nb", &too_long] {
            assert!(!fits(id), "{id}");
        }
    }

    #[test]
    fn what_the_service_would_refuse_or_tell_twice_cannot_be_wanted() {
        use Collection::{All, Foods, Sleep, UserRevokedAccess};
        assert!(is_refused([of(Sleep, "a"), of(Sleep, "b")]));
        assert!(is_refused([of(Sleep, "a"), of(Foods, "a")]));
        assert!(is_refused([of(All, "a"), of(Foods, "b")]));
        assert!(!is_refused([of(All, "a"), of(UserRevokedAccess, "b")]));
        assert!(!is_refused([of(Sleep, "a"), of(Foods, "b")]));
        assert!(!is_refused([]));
    }
}
