//! The subscriptions that an app has made for a person, and the ways of having none.

use serde_json::{Value, json};

/// The subscriptions of the first application to a person. Without any, the API was seen to answer in three ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subscriptions {
    /// These, perhaps none, in a list.
    Listed(Vec<Subscription>),
    /// None: an empty object is answered.
    #[default]
    EmptyObject,
    /// None: a body of no bytes is answered.
    EmptyBody,
    /// These; whenever there is one alone, it is answered as a bare object, as the documentation shows it.
    Bare(Vec<Subscription>),
}

impl Subscriptions {
    /// Those that there are.
    pub(crate) fn listed(&self) -> &[Subscription] {
        match self {
            Self::Listed(listed) | Self::Bare(listed) => listed,
            Self::EmptyObject | Self::EmptyBody => &[],
        }
    }
}

/// One subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// A collection such as `activities`; `user` for all of them.
    pub collection: String,
    /// The id that the app gave to the subscription.
    pub id: String,
    /// The subscriber (an endpoint of the app) that is notified.
    pub subscriber: String,
}

impl Subscription {
    /// A subscription of the default subscriber, whose id is `1`.
    pub fn new(collection: impl Into<String>, id: impl Into<String>) -> Self {
        Self {
            collection: collection.into(),
            id: id.into(),
            subscriber: "1".to_owned(),
        }
    }

    pub(crate) fn body(&self, owner: &str) -> Value {
        json!({
            "collectionType": self.collection,
            "ownerId": owner,
            "ownerType": "user",
            "subscriberId": self.subscriber,
            "subscriptionId": self.id,
        })
    }
}
