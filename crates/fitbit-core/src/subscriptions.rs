//! What an application is subscribed to for a user: create, delete, list, and one call that makes it what is wanted.
//!
//! A subscription is what one subscriber (an endpoint of the application) hears of one collection of one person. The
//! service then tells the subscriber that a day has something new, and not what.
//!
//! ```no_run
//! use fitbit_core::User;
//! use fitbit_core::subscriptions::{Collection, Subscription, Wanted};
//!
//! # async fn run(user: User) -> Result<(), fitbit_core::Error> {
//! let wanted = Wanted::new([
//!     Subscription::new(Collection::Activities, "7f3a-activities")?,
//!     Subscription::new(Collection::Sleep, "7f3a-sleep")?,
//! ])?;
//! let done = user.subscriptions().reconcile(&wanted).await?;
//! for failure in &done.failures {
//!     eprintln!("{}", failure.error);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! All calls take the same road and the same budget as any other: the generated methods, such as
//! [`User::create_subscription`], do the same without the outcomes.
//!
//! Source: <https://dev.fitbit.com/build/reference/web-api/subscription/>.

mod collection;
mod plan;
mod reconciliation;
mod subscriber;
mod wanted;

use std::fmt;

use fitbit_api::types;

pub use collection::Collection;
pub use plan::Change;
pub use reconciliation::{Conflict, Failure, Reconciliation};
pub use subscriber::SubscriberId;
pub use wanted::{Subscription, Wanted};

use crate::error::{Error, ErrorKind};
use crate::person::User;
use crate::reply::Reply;
use crate::scope::ScopeSet;
use plan::Plan;

const NOT_FOUND: u16 = 404;
const CONFLICT: u16 = 409;
const OK: u16 = 200;

/// The subscriptions of one subscriber to one user. See [`User::subscriptions`].
#[derive(Clone)]
pub struct Subscriptions {
    user: User,
    subscriber: Option<SubscriberId>,
    with_others: bool,
}

/// What came of a wish to subscribe.
#[derive(Debug, Clone, PartialEq)]
pub enum Creation {
    /// It is new: 201.
    Created,
    /// Just this subscription was there: 200. Also when the answer to a first request was lost, which created it.
    AlreadyThere,
    /// The stream has another id, or the id another stream: 409, and nothing has changed. With the subscription that is
    /// there, where the service told it; it can be of another person.
    Conflict(Option<Box<types::Subscription>>),
}

/// What came of ending a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It was there.
    Deleted,
    /// It was not: 404.
    NotThere,
}

/// A generated request with the subscriber's id, if one was named. Each operation has a type of its own.
macro_rules! addressed {
    ($request:expr, $subscriptions:expr) => {
        match &$subscriptions.subscriber {
            Some(subscriber) => $request.with_subscriber_id(subscriber.as_str()),
            None => $request,
        }
    };
}

impl User {
    /// What the application is subscribed to for this user; of the default subscriber, until another one is
    /// [named](Subscriptions::of_subscriber).
    pub fn subscriptions(&self) -> Subscriptions {
        Subscriptions {
            user: self.clone(),
            subscriber: None,
            with_others: false,
        }
    }
}

impl Subscriptions {
    /// Of this subscriber, in every call.
    #[must_use]
    pub fn of_subscriber(mut self, id: SubscriberId) -> Self {
        self.subscriber = Some(id);
        self
    }

    /// That takes what other subscribers have for unwanted too, where the service lists it:
    /// [`reconcile`](Self::reconcile) deletes it.
    #[must_use]
    pub fn with_other_subscribers(mut self) -> Self {
        self.with_others = true;
        self
    }

    /// Subscribes to a collection.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`]. A conflict is no error.
    ///
    /// # Cancel safety
    ///
    /// A request that was sent may take effect. Sent again, it finds what it made.
    pub async fn create(&self, wanted: &Subscription) -> Result<Creation, Error> {
        let id = wanted.id();
        let reply = if let Some(path) = wanted.collection().path() {
            let request = self.user.create_collection_subscription(path, id);
            addressed!(request, self).await
        } else {
            addressed!(self.user.create_subscription(id), self).await
        };
        match reply {
            Ok(reply) if reply.status() == OK => Ok(Creation::AlreadyThere),
            Ok(_) => Ok(Creation::Created),
            Err(error) if error.status() == Some(CONFLICT) => {
                // An error document in its place says less, and is no reason to fail.
                let existing = serde_json::from_slice(error.body()).ok();
                Ok(Creation::Conflict(existing.map(Box::new)))
            }
            Err(error) => Err(error),
        }
    }

    /// Ends a subscription.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`]. That there is none is no error.
    ///
    /// # Cancel safety
    ///
    /// A request that was sent may take effect.
    pub async fn delete(&self, unwanted: &Subscription) -> Result<Deletion, Error> {
        let id = unwanted.id();
        let reply = if let Some(path) = unwanted.collection().path() {
            let request = self.user.delete_collection_subscription(path, id);
            addressed!(request, self).await
        } else {
            addressed!(self.user.delete_subscription(id), self).await
        };
        match reply {
            // Also one whose answer was lost: sent again, it is answered 404, and the road knows why.
            Ok(_) => Ok(Deletion::Deleted),
            Err(error) if error.status() == Some(NOT_FOUND) => Ok(Deletion::NotThere),
            Err(error) => Err(error),
        }
    }

    /// The subscriptions to all collections, in whichever of its forms the service tells them.
    ///
    /// It needs the scopes of [`Collection::All`]. Keep a list of your own, and ask only now and then whether the two
    /// agree.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn list(&self) -> Result<Vec<types::Subscription>, Error> {
        let request = self.user.get_subscription_list();
        Ok(listed(addressed!(request, self).await?))
    }

    /// The subscriptions to one collection; of [`Collection::All`] the whole list.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`].
    pub async fn list_of(&self, collection: Collection) -> Result<Vec<types::Subscription>, Error> {
        let Some(path) = collection.path() else {
            return self.list().await;
        };
        let request = self.user.get_collection_subscription_list(path);
        Ok(listed(addressed!(request, self).await?))
    }

    /// Makes what is there what is wanted, in the fewest calls, and tells what it did: the list, one call for each
    /// subscription that is there and not wanted, and one for each that is wanted and not there. Where nothing is to be
    /// changed it is the list alone.
    ///
    /// What stands in the way of a creation is deleted before it; everything else is created before anything is deleted,
    /// so that the least is missed meanwhile. Subscriptions of other subscribers are left alone, unless
    /// [asked for](Self::with_other_subscribers). Where no subscriber was named and the list has those of several, nobody
    /// knows whose is whose, and nothing is deleted.
    ///
    /// Where it is known that a scope of [`Collection::All`] was not granted, the list cannot be had at once: then it is
    /// one call for each collection whose scope was, and the others are [unseen](Reconciliation::unseen).
    ///
    /// ```no_run
    /// # async fn run(user: fitbit_core::User) -> Result<(), fitbit_core::Error> {
    /// use fitbit_core::subscriptions::Wanted;
    ///
    /// // Nothing is wanted any more.
    /// let done = user.subscriptions().reconcile(&Wanted::default()).await?;
    /// println!("{} ended, {} left", done.deleted.len(), done.failures.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingScope`] where it is known that a scope was not granted which a wanted collection needs: nothing
    /// was sent. Otherwise what the list failed with: nothing was changed. A change that fails stands in the
    /// [`Reconciliation`].
    ///
    /// # Cancel safety
    ///
    /// What was changed stays so. Called again, it goes on from there.
    pub async fn reconcile(&self, wanted: &Wanted) -> Result<Reconciliation, Error> {
        let granted = self.user.granted().await?;
        if let Some(granted) = &granted {
            for subscription in wanted {
                if let Some(scope) = subscription.collection().missing_scope(granted) {
                    return Err(Error::new(ErrorKind::MissingScope)
                        .with_detail(format!("ask the person for the scope {scope}")));
                }
            }
        }
        let (listed, unseen) = self.everything(granted.as_ref()).await?;
        let plan = Plan::new(listed, wanted, self.subscriber.as_ref(), self.with_others);
        let mut done = Reconciliation::carry_out(plan, self).await;
        done.unseen = unseen;
        Ok(done)
    }

    /// All that can be listed with these scopes, and what cannot.
    async fn everything(
        &self,
        granted: Option<&ScopeSet>,
    ) -> Result<(Vec<types::Subscription>, Vec<Collection>), Error> {
        let lacks = |collection: &Collection| {
            granted.is_some_and(|granted| collection.missing_scope(granted).is_some())
        };
        if !lacks(&Collection::All) {
            return Ok((self.list().await?, Vec::new()));
        }
        let (unseen, seen): (Vec<_>, Vec<_>) = Collection::EVERY.iter().partition(|of| lacks(of));
        let mut everything = Vec::new();
        for collection in seen {
            everything.extend(self.list_of(collection).await?);
        }
        Ok((everything, unseen))
    }
}

fn listed(reply: Reply<types::SubscriptionList>) -> Vec<types::Subscription> {
    let list = reply.into_seen().into_raw();
    list.api_subscriptions.unwrap_or_default()
}

impl fmt::Debug for Subscriptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Subscriptions")
    }
}
